package orders;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What is known of an order, from all events that were told of it.
 *
 * @param version   the transaction that wrote its row; 0: it is not stored
 * @param createdAt the earliest source time an event told, microseconds since 1970-01-01T00:00:00Z
 * @param updatedAt the latest
 * @param status    null: no event has told one yet; {@value #HELD} while it waits for its dealer's credit
 * @param word      the channel's own, behind the status
 * @param credit    what was last decided of its credit
 * @param priced    whether an amount was told
 * @param lines     by their ids, ascending
 */
record OrderState(int version, long createdAt, long updatedAt, String status, String word, CreditState credit, boolean priced,
                  List<LineState> lines) {

    static final OrderState NOT_STORED = new OrderState(0, Long.MAX_VALUE, LineState.NEVER, null, null, CreditState.NONE, false, List.of());

    private static final String HELD = "ON_HOLD";

    private static final Comparator<LineState> BY_ID = Comparator.comparing(LineState::lineId);
    private static final Comparator<LineState> LAST_CHANGED = Comparator.comparingLong(LineState::spokenAt)
        .thenComparingInt(LineState::rank).thenComparing(LineState::spokenWord);

    /** An order of which only its lines are known. */
    static OrderState of(List<LineState> lines) {
        return NOT_STORED.as(NOT_STORED.createdAt, NOT_STORED.updatedAt, CreditState.NONE, false, lines);
    }

    boolean isStored() {
        return version != 0;
    }

    /** Whether an event of this time may be stored already: none is later than the latest. */
    boolean mayHold(long at) {
        return isStored() && at <= updatedAt;
    }

    /** Whether of what the event tells the status of, something newer was told. */
    boolean knowsLater(CanonicalEvent event) {
        LineState line = line(lineId(event));
        return line != null && (event.reverse ? line.reverseAt() : line.at()) > event.at;
    }

    /** The line of this id, or null. */
    LineState line(String lineId) {
        int place = place(lines, lineId);
        return place < 0 ? null : lines.get(place);
    }

    /** The order after {@code events}, in whichever order they are given; the same object when they tell nothing new. */
    OrderState told(List<CanonicalEvent> events) {
        long first = createdAt;
        long last = updatedAt;
        CreditState decided = credit;
        boolean nowPriced = priced;
        List<LineState> now = lines;
        for (CanonicalEvent event : events) {
            first = Math.min(first, event.at);
            last = Math.max(last, event.at);
            if (event.tellsStatus()) {
                now = told(now, event);
            }
            decided = decided.told(event);
            nowPriced |= event.amount != null;
        }
        if (now == lines && decided == credit && isStored()) {
            return first == createdAt && last == updatedAt && nowPriced == priced ? this
                : new OrderState(version, first, last, status, word, credit, nowPriced, lines);
        }
        return as(first, last, decided, nowPriced, now);
    }

    private OrderState as(long first, long last, CreditState decided, boolean nowPriced, List<LineState> now) {
        LineState speaker = speaker(now);
        String spoken = speaker == null ? null : speaker.spokenStatus();
        return new OrderState(version, first, last, decided.locked() ? HELD : spoken, speaker == null ? null : speaker.spokenWord(),
            decided, nowPriced, now);
    }

    /** What its channel says, whatever its dealer's credit; null: nothing yet. */
    String channelStatus() {
        if (!credit.locked()) {
            return status;
        }
        LineState speaker = speaker(lines);
        return speaker == null ? null : speaker.spokenStatus();
    }

    /** The same with one more line of its, or none. */
    OrderState with(LineState line) {
        if (line == null) {
            return this;
        }
        List<LineState> more = new ArrayList<>(lines);
        more.add(-place(lines, line.lineId()) - 1, line);
        return new OrderState(version, createdAt, updatedAt, status, word, credit, priced, more);
    }

    /** The same, as its row is once {@code transaction} wrote it. */
    OrderState storedBy(int transaction) {
        return new OrderState(transaction, createdAt, updatedAt, status, word, credit, priced, lines);
    }

    /** {@code known} itself when nothing changes; what it then becomes, a copy, is changed in place. */
    private List<LineState> told(List<LineState> known, CanonicalEvent event) {
        String lineId = lineId(event);
        int place = place(known, lineId);
        LineState before = place < 0 ? LineState.unknown(lineId) : known.get(place);
        LineState after = before.told(event);
        if (after == before) {
            return known;
        }
        List<LineState> now = known == lines ? new ArrayList<>(lines) : known;
        if (place < 0) {
            now.add(-place - 1, after);
        } else {
            now.set(place, after);
        }
        return now;
    }

    private static String lineId(CanonicalEvent event) {
        return event.lineId == null ? LineState.WHOLE_ORDER : event.lineId;
    }

    /** Where the line is; if nowhere, what {@link Collections#binarySearch} says of where it belongs. */
    private static int place(List<LineState> lines, String lineId) {
        return Collections.binarySearch(lines, LineState.unknown(lineId), BY_ID);
    }

    /**
     * The line whose status is the order's: the least advanced that is alive (neither CANCELLED, FAILED nor RETURNED), with
     * none alive the one that changed last. What is told of the order as a whole counts while at most one line is known.
     */
    private static LineState speaker(List<LineState> lines) {
        int speaking = 0;
        for (LineState line : lines) {
            speaking += line.speaks() && !line.isWholeOrder() ? 1 : 0;
        }
        boolean several = speaking > 1;
        LineState speaker = null;
        for (LineState line : lines) {
            if (line.speaks() && !(several && line.isWholeOrder()) && (speaker == null || isBefore(line, speaker, several))) {
                speaker = line;
            }
        }
        return speaker;
    }

    private static boolean isBefore(LineState one, LineState other, boolean byAdvance) {
        if (byAdvance && one.isAlive() != other.isAlive()) {
            return one.isAlive();
        }
        if (byAdvance && one.isAlive() && one.rank() != other.rank()) {
            return one.rank() < other.rank();
        }
        return LAST_CHANGED.compare(one, other) > 0;
    }
}
