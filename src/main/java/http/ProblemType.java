package http;

import java.util.Locale;

/**
 * What kind of thing went wrong, where the status alone does not say it: the {@code type} of a {@link Problem}. Clients may rely on
 * them, and the dashboard has words for each in both of its languages.
 */
public enum ProblemType {
    /** A parameter or field is not what it must be; the member {@code parameter} names it. */
    BAD_PARAMETER,
    /** None of the user's roles allows it. */
    ROLE_MISSING,
    /** The user name is taken, or there are as many users as may be. */
    USER_EXISTS,
    NO_SUCH_USER,
    /** Nobody would be left who can administer. */
    LAST_ADMINISTRATOR,
    NO_SUCH_ORDER,
    /** Several shops or platforms have an order of the id. */
    SEVERAL_ORDERS,
    NO_SUCH_DEALER,
    /** The terms do not fit those of the dealer above, or its own movements. */
    IMPOSSIBLE_DEALER,
    /** It is locked for an invoice that is overdue, which no person unlocks. */
    OVERDUE_LOCK,
    /** The order holds nothing, so there is nothing to release. */
    NOTHING_TO_HOLD,
    NO_SUCH_LIMIT_REQUEST,
    TOO_MANY_LIMIT_REQUESTS,
    /** The time it was asked for is over. */
    LIMIT_REQUEST_OVER,
    /** The limit that was asked for is not more than the one that holds. */
    LIMIT_NOT_HIGHER,
    LIMIT_REQUEST_DECIDED,
    /** Another request with the key is under way. */
    IDEMPOTENCY_KEY_IN_USE,
    /** The key came before with another request. */
    IDEMPOTENCY_KEY_REUSED,
    /** Lines of a file are wrong; the member {@code faults} lists them. */
    FAULTY_FILE,
    TOO_MANY_ROWS,
    NO_SUCH_DEAD_LETTER,
    /** A replay of it is under way, or went through. */
    DEAD_LETTER_NOT_OPEN,
    /** It holds no message that came in, so no edited one can be sent in its place. */
    NOT_EDITABLE,
    /** {@code mappings/} has no channel of that name. */
    NO_SUCH_CHANNEL,
    MESSAGE_TOO_LARGE,
    NO_SUCH_REPLAY,
    /** It is done, or was stopped. */
    REPLAY_ENDED,
    NO_SUCH_POSTING,
    NO_SUCH_PAYMENT,
    /** A payment of its provider and reference is known, and says something else. */
    PAYMENT_CONTRADICTS,
    RECONCILIATION_UNDER_WAY,
    NOT_RECONCILED,
    /** The report has no such item that is not settled. */
    ITEM_SETTLED,
    BACKFILL_UNDER_WAY,
    NOT_POLLED,
    /** There is no demo data to clear. */
    NO_DEMO,
    /** As many do the same at once as may. */
    BUSY,
    /** Kafka does not answer. */
    KAFKA_AWAY,
    /** What it would change is held by others. */
    HELD_BY_OTHERS,
    /** The search took too long. */
    SEARCH_TOO_LONG;

    private static final String PREFIX = "urn:ordersync:problem:";

    /** As the pages' words have it: {@code bad-parameter}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code urn:ordersync:problem:bad-parameter}. */
    public String uri() {
        return PREFIX + code();
    }
}
