package orders;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of an order's line on its two tracks: its way to the buyer, and a return or cancellation that was asked
 * for. Of each track the newest that was told counts, by the source's time; at equal times the end wins, then the word. A
 * greatest value does not care for order or repetition.
 *
 * @param lineId    {@value #WHOLE_ORDER}: the order as a whole, for what a channel says of all of it at once
 * @param status    null: nothing was told
 * @param word      the channel's own
 * @param at        microseconds since 1970-01-01T00:00:00Z, or {@link #NEVER}
 * @param reverseStatus null: none was asked for, or it was withdrawn
 */
record LineState(String lineId, String status, String word, long at, String reverseStatus, String reverseWord, long reverseAt) {

    static final String WHOLE_ORDER = "";
    static final long NEVER = Long.MIN_VALUE;
    static final long BEFORE_ALL_ELSE = NEVER + 1;

    /** How far a line has come; the dead ones last. */
    private static final Map<String, Integer> RANKS = ranks("ON_HOLD", "PENDING", "CONFIRMED", "PACKED", "READY_TO_SHIP", "SHIPPED",
        "DELIVERED", "COMPLETED", "RETURNING", "FAILED", "CANCELLED", "RETURNED");
    private static final int FIRST_DEAD = RANKS.get("FAILED");

    static LineState unknown(String lineId) {
        return new LineState(lineId, null, null, NEVER, null, null, NEVER);
    }

    /** The line after {@code event}, which tells a status of it; the same when something newer was known. */
    LineState told(CanonicalEvent event) {
        return told(event.reverse, event.status, event.platformStatus, event.at);
    }

    /** The same of an event that tells this. */
    LineState told(boolean toldReverse, String toldStatus, String toldWord, long toldAt) {
        if (toldReverse) {
            return isLater(toldStatus, toldWord, toldAt, reverseStatus, reverseWord, reverseAt)
                ? new LineState(lineId, status, word, at, toldStatus, toldWord, toldAt) : this;
        }
        return isLater(toldStatus, toldWord, toldAt, status, word, at)
            ? new LineState(lineId, toldStatus, toldWord, toldAt, reverseStatus, reverseWord, reverseAt) : this;
    }

    /** The line as if the last that was told on either track had not been, where it is one of {@code statuses}. */
    LineState without(Set<String> statuses) {
        LineState unknown = unknown(lineId);
        LineState forth = status != null && statuses.contains(status) ? unknown : this;
        LineState back = reverseStatus != null && statuses.contains(reverseStatus) ? unknown : this;
        return new LineState(lineId, forth.status, forth.word, forth.at, back.reverseStatus, back.reverseWord, back.reverseAt);
    }

    /** Whether anything was told of it, be it that nothing is asked for any more. */
    boolean isTold() {
        return at != NEVER || reverseAt != NEVER;
    }

    /** Whether something was told of it on a track on which nothing was told of {@code other}. */
    boolean knowsMoreThan(LineState other) {
        return at != NEVER && other.at == NEVER || reverseAt != NEVER && other.reverseAt == NEVER;
    }

    boolean isWholeOrder() {
        return lineId.equals(WHOLE_ORDER);
    }

    /** Its return or cancellation speaks, unless its way to the buyer was told later. */
    private boolean isReversed() {
        return reverseStatus != null && reverseAt >= at;
    }

    boolean speaks() {
        return isReversed() || status != null;
    }

    /** Neither FAILED, CANCELLED nor RETURNED. */
    boolean isAlive() {
        return rank() < FIRST_DEAD;
    }

    String spokenStatus() {
        return isReversed() ? reverseStatus : status;
    }

    String spokenWord() {
        return isReversed() ? reverseWord : word;
    }

    long spokenAt() {
        return isReversed() ? reverseAt : at;
    }

    /** Further is greater; without a status -1. */
    int rank() {
        return rank(spokenStatus());
    }

    private static boolean isLater(String toldStatus, String toldWord, long toldAt, String status, String word, long at) {
        if (toldAt != at) {
            return toldAt > at;
        }
        int further = Integer.compare(rank(toldStatus), rank(status));
        return further > 0 || further == 0 && toldWord.compareTo(word) > 0;
    }

    private static int rank(String status) {
        return RANKS.getOrDefault(status, -1);
    }

    private static Map<String, Integer> ranks(String... statuses) {
        Map<String, Integer> ranks = new HashMap<>();
        for (String status : statuses) {
            ranks.put(status, ranks.size());
        }
        return ranks;
    }
}
