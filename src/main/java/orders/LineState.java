package orders;

import java.util.HashMap;
import java.util.Map;

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

    /** How far a line has come; the dead ones last. */
    private static final Map<String, Integer> RANKS = ranks("ON_HOLD", "PENDING", "CONFIRMED", "PACKED", "READY_TO_SHIP", "SHIPPED",
        "DELIVERED", "COMPLETED", "RETURNING", "FAILED", "CANCELLED", "RETURNED");
    private static final int FIRST_DEAD = RANKS.get("FAILED");

    static LineState unknown(String lineId) {
        return new LineState(lineId, null, null, NEVER, null, null, NEVER);
    }

    /** The line after {@code event}, which tells a status of it; the same when something newer was known. */
    LineState told(CanonicalEvent event) {
        if (event.reverse) {
            return isLater(event, reverseStatus, reverseWord, reverseAt)
                ? new LineState(lineId, status, word, at, event.status, event.platformStatus, event.at) : this;
        }
        return isLater(event, status, word, at)
            ? new LineState(lineId, event.status, event.platformStatus, event.at, reverseStatus, reverseWord, reverseAt) : this;
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

    private static boolean isLater(CanonicalEvent event, String status, String word, long at) {
        if (event.at != at) {
            return event.at > at;
        }
        int further = Integer.compare(rank(event.status), rank(status));
        return further > 0 || further == 0 && event.platformStatus.compareTo(word) > 0;
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
