package finance.erp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Outbox of one ERP: takes as many postings as there are calls to make, and writes what came of them. ERPs share nothing here,
 * so that one that is down or slow holds up no other.
 */
public final class ErpOutbox {

    private static final Logger LOG = Logger.getLogger(ErpOutbox.class);
    /** When there was nothing to send, how soon it is looked again. */
    private static final long IDLE_NANOS = Duration.ofMillis(200).toNanos();
    /** Outcomes in one statement. */
    private static final int MAX_WRITE = 500;
    /** Until the database and the threads of this machine have done their part of a call. */
    private static final Duration SLACK = Duration.ofSeconds(1);
    /** Postings in one question to SAP: its address names each, some 50 characters, and a server takes no more than 4 to 8 KiB of it. */
    private static final int SAP_ASKED_MAX = 50;
    /** Calls that wait for each that is made: as many as end between two claims. */
    private static final int CALLS_AHEAD = 1;

    private final Erp erp;
    private final PostingStore store;
    private final MeterRegistry meters;
    private final Circuit circuit;
    private final int calls;
    private final int batch;
    private final Duration callLimit;
    private final Set<PostingOutcome> unwritten = new LinkedHashSet<>();
    private final Object writing = new Object();
    private int callsUnderWay;
    private long idleSinceNanos;
    private boolean isIdle;
    private volatile Instant lastConfirmed = Instant.MIN;

    /**
     * @param calls     at a time
     * @param batch     postings in one call
     * @param callLimit how long a call takes at most
     */
    ErpOutbox(Erp erp, PostingStore store, MeterRegistry meters, Circuit circuit, int calls, int batch, Duration callLimit) {
        this.erp = erp;
        this.store = store;
        this.meters = meters;
        this.circuit = circuit;
        this.calls = calls;
        this.batch = batch;
        this.callLimit = callLimit.plus(SLACK);
        Gauge.builder("ordersync_erp_circuit_open", circuit, open -> open.isOpen() ? 1 : 0)
            .description("1: the ERP does not answer, and nothing is sent but one call now and then").tag("erp", erp.id()).register(meters);
    }

    /** The calls that are to be made now: first the questions, then postings, for which there is room. */
    public List<Call> claim() {
        // No room says nothing of what there is to send: it is looked again as soon as a call ends.
        if (room() == 0 || isIdle && System.nanoTime() - idleSinceNanos < IDLE_NANOS) {
            return List.of();
        }
        List<Call> claimed = new ArrayList<>(questions());
        claimed.addAll(claimed.isEmpty() ? postings() : postingsIfAny());
        isIdle = claimed.isEmpty();
        idleSinceNanos = System.nanoTime();
        return claimed;
    }

    /** Nothing when they cannot be had: the calls that are claimed already are to be made. */
    private List<Call> postingsIfAny() {
        try {
            return postings();
        } catch (RuntimeException e) {
            LOG.warnf("ERP %s: no postings were claimed, which is tried again: %s", erp.id(), Failures.words(e));
            return List.of();
        }
    }

    /** Questions about postings in doubt whose time has come. */
    public List<Call> questions() {
        int room = room();
        return room == 0 ? List.of() : begun(Call.Purpose.ASK, store.claimDoubtful(erp, room * size(Call.Purpose.ASK), giveUpAfter()));
    }

    /** Calls with the postings that are next. */
    public List<Call> postings() {
        int permitted = circuit.permits(room());
        // Whether the ERP is back is tried with one posting; a file is tried with all there is to write.
        int max = circuit.isOpen() && erp != Erp.FILE ? Math.min(permitted, 1) : permitted * batch;
        return max == 0 ? List.of() : begun(Call.Purpose.SEND, store.claim(erp, max, giveUpAfter()));
    }

    /** Whether the last call to book was in vain because of the ERP. */
    public boolean isFailing() {
        return circuit.isFailing();
    }

    /** Whether there is what a call was in vain for and could be sent now. */
    public boolean hasFailed() {
        return store.hasFailed(erp);
    }

    /** Notes what a call tells of the ERP. */
    public void heard(Answer answer) {
        boolean wasOpen = circuit.isOpen();
        circuit.heard(answer);
        if (!wasOpen && circuit.isOpen()) {
            LOG.warnf("ERP %s does not answer: its postings wait until it does. %s", erp.id(), answer.outcomes().get(0).detail());
        } else if (wasOpen && !circuit.isOpen()) {
            LOG.infof("ERP %s answers again: its postings go on", erp.id());
        }
    }

    /** Writes what came of a call, together with what others wait to write; when that fails, it can be called again. */
    public void write(List<PostingOutcome> outcomes) {
        synchronized (unwritten) {
            unwritten.addAll(outcomes);
        }
        synchronized (writing) {
            for (List<PostingOutcome> batch = oldest(); isUnwritten(outcomes); batch = oldest()) {
                List<PostingStore.Written> written = store.write(batch);
                synchronized (unwritten) {
                    batch.forEach(unwritten::remove);
                }
                count(written);
                wake(batch);
            }
        }
        ended();
    }

    /** Whether the ERP has booked anything since, by PostgreSQL's clock: if it has, it is not the ERP that is broken. */
    boolean hasConfirmedSince(Instant time) {
        return lastConfirmed.isAfter(time);
    }

    /** A file is written or asked for where the calls are claimed: a question does not keep a file from being written. */
    private synchronized int room() {
        return erp == Erp.FILE ? 1 : Math.max(0, calls * (1 + CALLS_AHEAD) - callsUnderWay);
    }

    /** Those that are called last wait for as long as the others take. */
    private Duration giveUpAfter() {
        return callLimit.multipliedBy(2);
    }

    private List<Call> begun(Call.Purpose purpose, List<Posting> postings) {
        List<Call> begun = calls(purpose, postings, System.nanoTime() + callLimit.toNanos());
        synchronized (this) {
            callsUnderWay += begun.size();
        }
        return begun;
    }

    private synchronized void ended() {
        callsUnderWay--;
    }

    /** One of a posting: of several, first that it was booked, before another has it sent again. */
    private List<PostingOutcome> oldest() {
        synchronized (unwritten) {
            Map<String, PostingOutcome> oldest = new LinkedHashMap<>();
            unwritten.stream().sorted(Comparator.comparing(outcome -> outcome.status() != Status.CONFIRMED))
                .forEach(outcome -> oldest.putIfAbsent(outcome.posting().businessKey(), outcome));
            return oldest.values().stream().limit(MAX_WRITE).toList();
        }
    }

    private boolean isUnwritten(List<PostingOutcome> outcomes) {
        synchronized (unwritten) {
            return outcomes.stream().anyMatch(unwritten::contains);
        }
    }

    private void count(List<PostingStore.Written> outcomes) {
        for (PostingStore.Written outcome : outcomes) {
            if (outcome.twice() != null) {
                LOG.warnf("ERP %s, posting %s: %s. Look at both there, and cancel one", erp.id(), outcome.reference(), outcome.twice());
                meters.counter("ordersync_erp_booked_twice", "erp", erp.id()).increment();
            }
            if (outcome.counts()) {
                count(outcome);
            }
        }
    }

    private void count(PostingStore.Written outcome) {
        meters.counter("ordersync_erp_outcomes", "erp", erp.id(), "status", outcome.status().name()).increment();
        if (outcome.status() == Status.CONFIRMED && outcome.finishedAt().isAfter(lastConfirmed)) {
            lastConfirmed = outcome.finishedAt();
        } else if (outcome.status() == Status.REFUSED) {
            meters.counter("ordersync.dead.letters", "channel", erp.id(), "reason", "ERP_REFUSED").increment();
        }
    }

    /** What waited for a posting that is booked goes on; should this fail, it is woken when all are looked at. */
    private void wake(List<PostingOutcome> written) {
        try {
            store.wake(written.stream().filter(outcome -> outcome.status() == Status.CONFIRMED).map(outcome -> outcome.posting().orderId()).distinct().toList());
        } catch (RuntimeException e) {
            LOG.warnf("ERP %s: what waits for postings that are booked goes on only when all are looked at: %s", erp.id(), Failures.words(e));
        }
    }

    private int size(Call.Purpose purpose) {
        return purpose == Call.Purpose.ASK && erp == Erp.SAP ? Math.min(batch, SAP_ASKED_MAX) : batch;
    }

    /** A posting that is not sent for the first time goes alone: it may be what spoilt the call it was part of. */
    private List<Call> calls(Call.Purpose purpose, List<Posting> postings, long startBefore) {
        List<Call> calls = new ArrayList<>();
        List<Posting> together = new ArrayList<>();
        for (Posting posting : postings) {
            if (purpose == Call.Purpose.SEND && posting.attempts() > 1 && erp != Erp.FILE) {
                calls.add(new Call(erp, purpose, List.of(posting), startBefore));
                continue;
            }
            together.add(posting);
            if (together.size() == size(purpose)) {
                calls.add(new Call(erp, purpose, List.copyOf(together), startBefore));
                together.clear();
            }
        }
        if (!together.isEmpty()) {
            calls.add(new Call(erp, purpose, List.copyOf(together), startBefore));
        }
        return calls;
    }
}
