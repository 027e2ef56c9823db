package mappings;

/** What became of a raw message: exactly one of three. */
public sealed interface Outcome {

    /** The name and version of what decided, such as {@code lazada/order-status.jslt@3f9a1c}; the channel alone when none did. */
    String mapping();

    /**
     * It is understood.
     *
     * @param key  {@code platform:shop_id:order_id}, the Kafka key
     * @param json the canonical message, UTF-8, valid against {@code schemas/order_normalized.v1.json}
     */
    record Canonical(String mapping, String key, byte[] json) implements Outcome { }

    /** The channel's file says to pass over this kind of message; it is counted. */
    record Ignored(String mapping, String why) implements Outcome { }

    /**
     * It is wrong, and a person has to look.
     *
     * @param detail what is wrong, naming the thing, without data of the message beyond ids and status words
     * @param remedy what to do
     */
    record Dead(String mapping, Reason reason, String detail, String remedy) implements Outcome { }

    /** The classes of wrong messages; metric labels and filters use the names. */
    enum Reason {
        /** The channel is no longer in {@code mappings/}. */
        NO_CHANNEL,
        /** Not JSON: broken syntax, broken UTF-8, a duplicate key, nested too deeply, a number too long. */
        NOT_JSON,
        /** No line of the channel's {@code events:} matches. */
        NO_ROUTE,
        /** The mapping failed on this message. */
        MAPPING_FAILED,
        /** The status word has no row in the channel's {@code status.csv}. */
        UNKNOWN_STATUS,
        /** The mapping's result breaks the canonical schema. */
        SCHEMA,
        /** PostgreSQL refuses the values of the canonical message. */
        NOT_STORABLE,
        /** Kafka refuses the message: the topic takes none that large. */
        TOO_LARGE,
        /** A payment of its id came before and said something else. */
        CONTRADICTED,
        /** No message but a posting, which the ERP will not have. */
        ERP_REFUSED
    }
}
