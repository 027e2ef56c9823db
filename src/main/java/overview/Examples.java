package overview;

/** Answers as the API's description shows them. */
final class Examples {

    static final String OVERVIEW = """
        {"at": "2026-11-28T03:10:00Z", "hours": 24, "complete": true,
         "totals": {"orders": 1204, "value": [{"currency": "VND", "amount": "412500000"}], "changes": 5210, "dead_open": 3, "error_rate": 0.0006},
         "by_channel": [{"platform": "lazada", "orders": 1204, "value": [{"currency": "VND", "amount": "412500000"}], "changes": 5210, "dead": 3}],
         "by_status": [{"status": "PENDING", "orders": 204}, {"status": "SHIPPED", "orders": 1000}],
         "by_hour": [{"hour": "2026-11-28T03:00:00Z", "platform": "lazada", "orders": 51, "changes": 230, "dead": 0}],
         "lag": [{"group": "store", "topic": "order_normalized", "records": 0}], "freshness": {"p50_ms": 48, "p99_ms": 181}}""";

    static final String CHANNELS = """
        {"channels": [{"channel": "lazada", "on": true, "why_off": null, "webhook": true, "polled": true, "shops": ["200042"], "why_not_polled": [],
          "last_webhook_at": "2026-11-28T03:09:58Z", "last_poll_at": "2026-11-28T03:06:11Z", "polls": 288, "polls_failed": 1,
          "missed_by_webhooks": 2, "received": 5213, "rejected": {"signature": 4},
          "token": [{"shop": "200042", "expires_at": "2026-12-05T01:00:00Z"}], "silent": false, "silent_after_seconds": 3600,
          "backfills": [{"id": 7, "shop": "200042", "from": "2026-11-01T00:00:00Z", "to": "2026-11-08T00:00:00Z", "state": "RUNNING",
            "fetched": 1200, "done": 302400, "total": 604800, "detail": null}]}]}""";

    private Examples() {
    }
}
