package deadletter;

/** Requests and answers as the API's description shows them. */
final class Examples {

    static final String GROUPS = """
        {"groups": [{"channel": "lazada", "reason": "UNKNOWN_STATUS", "mapping": "lazada/order-status.jslt", "open": 12,
          "oldest_at": "2026-11-28T01:00:00Z", "newest_at": "2026-11-28T03:00:00Z", "sample_id": 8123}]}""";

    static final String EDITED = """
        {"body": "{\\"seller_id\\": \\"12345\\", \\"message_type\\": 0}"}""";

    static final String MANY = """
        {"channel": "lazada", "reason": "UNKNOWN_STATUS", "dryRun": true}""";

    private Examples() {
    }
}
