package deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import database.ReadTransaction;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import mappings.MappingRegistry;
import org.hibernate.Session;
import topics.TopicsConfig;

/**
 * Sends dead letters again, through the spool and so in order, from {@code order_events} on. What is sent and what is
 * noted of it is one statement: a replay is never lost between the two, and a dead letter has one under way at a time.
 */
@ApplicationScoped
public class Replays {

    /** Of a row that somebody has locked; shorter than PostgreSQL takes to look for a deadlock, so that it is the replay that gives way. */
    private static final int LOCK_LIMIT_MS = 500;

    /**
     * Moves as many dead letters of the oldest running job as it may send a second; to be run every second, by as many
     * replicas as there are: one moves, and no sooner than a second after the last move. The job's own row says how far
     * it came, so another goes on where a killed one stopped. A dead letter that others hold, such as an erasure, is waited for
     * and not passed over, since nothing comes back to it: beyond the limit it fails with SQLSTATE 55P03, having moved nothing.
     */
    public static final String MOVE = """
        with job as (
            select *, set_config('lock_timeout', '%2$d', true) from replay_job
            where id = (select min(id) from replay_job where state = 'RUNNING') and state = 'RUNNING' and (moved_at is null or moved_at <= now() - interval '900 milliseconds')
            for update skip locked
        ), picked as (
            select d.id from dead_letter d, job
            where d.status = 'OPEN' and d.id > job.position and d.id <= job.last_id and %1$s
            order by d.id limit (select per_second from job) for update of d
        ), letter as (
            update dead_letter d set status = 'REPLAYING' from picked where d.id = picked.id
            returning d.id, d.channel, d.key, d.body, d.headers, d.source, d.received_at
        ), replay as (
            insert into dead_letter_replay (id, dead_letter_id, job_id)
            select gen_random_uuid(), letter.id, job.id from letter, job
            returning id, dead_letter_id
        ), sent as (
            insert into spool (channel, key, body, headers, source, replay_id, received_at)
            select l.channel, l.key, l.body, l.headers, l.source, r.id, l.received_at
            from letter l join replay r on r.dead_letter_id = l.id where l.source <> 'outbox' order by l.id
        ), moved as (
            select count(*) as letters, max(id) as last from picked
        )
        update replay_job j
        set sent = j.sent + moved.letters, position = coalesce(moved.last, j.position), moved_at = now(),
            state = case when moved.letters < j.per_second then 'DONE' else 'RUNNING' end,
            finished_at = case when moved.letters < j.per_second then now() end
        from moved, job where j.id = job.id""".formatted(ReplayFilter.MATCHES, LOCK_LIMIT_MS);

    private static final String SEND_ONE = """
        with letter as (
            update dead_letter set status = 'REPLAYING' where id = :letter and status = 'OPEN'
            returning id, channel, key, body, headers, source, received_at
        ), replay as (
            insert into dead_letter_replay (id, dead_letter_id, body)
            select :replay, id, cast(:body as bytea) from letter
        ), sent as (
            insert into spool (channel, key, body, headers, source, replay_id, received_at)
            select channel, coalesce(cast(:key as text), key), coalesce(cast(:body as bytea), body), headers, source, :replay, received_at
            from letter where source <> 'outbox'
        )
        select count(*) from letter""";

    /**
     * A replay {@code r} of the letter {@code d} that Kafka has had for an hour and of which nothing came back: its record is lost, or whoever
     * reads it is far behind. One that is stored after all still resolves its letter, and event_id makes the second one harmless, unless one of
     * them was edited.
     */
    private static final String UNHEARD = """
        d.source <> 'outbox' and r.dead_letter_id = d.id and r.state = 'SENT' and r.requested_at < now() - interval '1 hour'
        and not exists (select from spool s where s.replay_id = r.id)""";

    /** What is locked is heard of just now. */
    private static final String GIVE_UP = """
        with unheard as (
            select r.id, d.id as letter from dead_letter d, dead_letter_replay r, %s where %s and %s for update of r skip locked
        ), given_up as (
            update dead_letter_replay r set state = 'FAILED', detail = 'Nothing was heard of it for an hour, and the letter was sent again.', finished_at = now()
            from unheard where r.id = unheard.id
        )
        update dead_letter d set status = 'OPEN' from unheard where d.id = unheard.letter and d.status = 'REPLAYING'""";

    private static final String GIVE_UP_OF_ONE = GIVE_UP.formatted("(select cast(:letter as bigint) as id) one", "d.id = one.id", UNHEARD);

    private static final String JOB = "(select cast(:filter as jsonb) as filter) job";

    /** Not of one that was edited: the original would be sent in its place, and only a person can say whether it should. */
    private static final String UNHEARD_UNEDITED = UNHEARD + " and r.body is null";

    private static final String GIVE_UP_OF_FILTER = GIVE_UP.formatted(JOB, ReplayFilter.MATCHES, UNHEARD_UNEDITED);

    private static final String COUNT = """
        select count(*) from dead_letter d, %s where %s
        and (d.status = 'OPEN' or d.status = 'REPLAYING' and exists (select from dead_letter_replay r where %s))"""
        .formatted(JOB, ReplayFilter.MATCHES, UNHEARD_UNEDITED);

    private static final String START = """
        insert into replay_job (filter, per_second, last_id, total)
        select job.filter, :per_second, coalesce(max(d.id), 0), count(d.id)
        from %s left join dead_letter d on d.status = 'OPEN' and %s
        group by job.filter returning id""".formatted(JOB, ReplayFilter.MATCHES);

    private static final String STOP = "update replay_job set state = 'STOPPED', finished_at = now() where id = :job and state = 'RUNNING'";

    private static final String STORED = """
        with replay as (
            update dead_letter_replay set state = 'STORED', finished_at = now()
            where id = any (cast(:replays as uuid[])) and state <> 'STORED' returning dead_letter_id
        )
        update dead_letter set status = 'RESOLVED' where id in (select dead_letter_id from replay)""";

    @Inject
    Session session;

    @Inject
    ReadTransaction reading;

    @Inject
    MappingRegistry mappings;

    @Inject
    TopicsConfig topics;

    @Inject
    ObjectMapper json;

    /** @throws ProblemException 409: what is kept is not the channel's own message, or is not a message at all and was edited */
    void refuseUnsendable(DeadLetter letter, byte[] edited) {
        if (edited == null && letter.topic.equals(topics.normalized())) {
            throw ProblemException.conflict(ProblemType.NOT_EDITABLE, "Dead letter " + letter.id + " holds what the mapping made of a message (from the topic "
                + letter.topic + "), not the message. Nothing was sent. Send the original again from the channel, or replay this with"
                + " the original as an edited body.");
        }
        if (edited != null && letter.source.equals(DeadLetter.OUTBOX)) {
            throw ProblemException.conflict(ProblemType.NOT_EDITABLE, "Dead letter " + letter.id + " did not come in as a message, so that no edited one can be sent in its place."
                + " Nothing was sent. Do what its remedy says, and replay it as it is, without a body.");
        }
    }

    /**
     * Sends one dead letter again.
     *
     * @param edited what to send in place of the original, which is kept; null: as it was
     * @return the replay's id
     * @throws ProblemException 404: no such dead letter. 409: a replay has been under way for less than an hour, or one went through, or what
     *                          is kept is not the channel's own message, or is not a message at all and was edited; nothing is sent
     */
    @Transactional
    public UUID send(long letterId, byte[] edited) {
        DeadLetter letter = DeadLetter.findById(letterId);
        if (letter == null) {
            throw ProblemException.notFound(ProblemType.NO_SUCH_DEAD_LETTER, "There is no dead letter " + letterId + ".");
        }
        refuseUnsendable(letter, edited);
        session.createNativeMutationQuery(GIVE_UP_OF_ONE).setParameter("letter", letterId).executeUpdate();
        UUID replay = UUID.randomUUID();
        long sent = session.createNativeQuery(SEND_ONE, Long.class).setParameter("letter", letterId).setParameter("replay", replay)
            .setParameter("body", edited, byte[].class)
            .setParameter("key", edited == null ? null : key(letter, edited), String.class).getSingleResult();
        if (sent == 0) {
            throw refused(letterId);
        }
        return replay;
    }

    /** Notes that these replays went through, and so resolves their dead letters. STORE notes it of orders itself. */
    @Transactional
    public void stored(List<UUID> ids) {
        if (!ids.isEmpty()) {
            session.createNativeMutationQuery(STORED).setParameter("replays", ids.toArray(UUID[]::new), UUID[].class).executeUpdate();
        }
    }

    /** How many dead letters a filter means now: open ones, and those whose replay is lost. */
    long count(ReplayFilter filter) {
        return reading.of(() -> (Long) session.createNativeQuery(COUNT, Long.class).setParameter("filter", text(filter)).getSingleResult());
    }

    /** Starts a job over the dead letters that {@link #count} means now; those that come later are not part of it. Returns its id. */
    @Transactional
    public long start(ReplayFilter filter, int perSecond) {
        session.createNativeMutationQuery(GIVE_UP_OF_FILTER).setParameter("filter", text(filter)).executeUpdate();
        return (Long) session.createNativeQuery(START, Long.class).setParameter("filter", text(filter))
            .setParameter("per_second", perSecond).getSingleResult();
    }

    /**
     * Ends a job where it is; what it sent is on its way.
     *
     * @throws ProblemException 404: no such job. 409: it has ended
     */
    @Transactional
    ReplayProgress stop(long jobId) {
        boolean stopped = session.createNativeMutationQuery(STOP).setParameter("job", jobId).executeUpdate() == 1;
        ReplayProgress progress = progress(jobId);
        if (!stopped) {
            throw ProblemException.conflict(ProblemType.REPLAY_ENDED, "Replay by filter " + jobId + " has ended as " + progress.state() + ". Nothing was changed.");
        }
        return progress;
    }

    /** How far a job has come; to be called in a transaction. */
    ReplayProgress progress(long jobId) {
        ReplayJob job = ReplayJob.<ReplayJob>findByIdOptional(jobId)
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_REPLAY, "There is no replay by filter " + jobId + "."));
        Map<String, Long> outcomes = new TreeMap<>();
        session.createQuery("select state, count(*) from DeadLetterReplay where jobId = :job group by state", Object[].class)
            .setParameter("job", jobId).getResultList().forEach(row -> outcomes.put((String) row[0], (Long) row[1]));
        return ReplayProgress.of(job, asked(job.filter), outcomes);
    }

    /**
     * An edit may be of the very id that the key is made of. A channel that is gone keeps the key; it fails for that again.
     * PostgreSQL's text holds any character but NUL, so its symbol stands in for it.
     */
    private String key(DeadLetter letter, byte[] edited) {
        return mappings.find(letter.channel).map(mapping -> mapping.key(edited).replace('\0', '\u2400')).orElse(letter.key);
    }

    private ProblemException refused(long letterId) {
        DeadLetterReplay last = DeadLetterReplay.find("deadLetterId = ?1 order by requestedAt desc", letterId).firstResult();
        String status = session.createQuery("select status from DeadLetter where id = :id", String.class)
            .setParameter("id", letterId).getSingleResult();
        return ProblemException.conflict(ProblemType.DEAD_LETTER_NOT_OPEN, DeadLetter.Status.RESOLVED.name().equals(status)
            ? "Dead letter " + letterId + " is resolved" + (last == null ? "" : ": replay " + last.id + " ended as " + last.state) + ". Nothing was sent."
            : "Dead letter " + letterId + " is being replayed" + (last == null ? "" : ": replay " + last.id + " is under way")
                + ". Nothing was sent; wait for it to end. An hour after it was asked for it can be sent again.");
    }

    /** Without what is ours in it. */
    private String asked(String filter) {
        try {
            return json.readValue(filter, ObjectNode.class).without(ReplayFilter.WITHOUT_TOPIC).toString();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A filter that was kept as JSON is none", impossible);
        }
    }

    private String text(ReplayFilter filter) {
        try {
            return json.writeValueAsString(json.<ObjectNode>valueToTree(filter).put(ReplayFilter.WITHOUT_TOPIC, topics.normalized()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Text and times did not become JSON", impossible);
        }
    }
}
