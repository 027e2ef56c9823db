package roles;

/** What a process can do; one image does any of it, {@code ordersync.roles} says which. */
public enum Role {
    /** Take webhooks in. */
    INGEST,
    /** order_events to order_normalized or order_deadletter. */
    NORMALIZE,
    /** order_normalized and order_deadletter to PostgreSQL. */
    STORE,
    /** Postings to finance. */
    ERP,
    /** Poll the platforms, fetch details, run jobs; one replica at a time does each. */
    POLL,
    /** Read and replay over HTTP. */
    API
}
