package credit;

/** Requests and answers as the API's description shows them. */
final class Examples {

    static final String TERMS = """
        {"name": "Đại lý Minh Phát", "limit": 500000000, "currency": "VND", "termsDays": 30, "graceDays": 5, "parent": "HN-NORTH"}""";

    static final String DEALER = """
        {"customer_id": "DL-0042", "name": "Đại lý Minh Phát", "currency": "VND", "limit": "500000000", "permanent_limit": "500000000",
         "temporary_limit": null, "temporary_until": null, "outstanding": "120000000", "held": "30000000", "available": "350000000",
         "locked": false, "reason": null, "locked_by": null, "lock_reason": null, "overdue_since": null, "parent": "HN-NORTH",
         "pool": ["DL-0042", "HN-NORTH"], "pool_outstanding": "120000000", "pool_held": "30000000", "terms_days": 30, "grace_days": 5,
         "version": 7, "waiting": {"orders": 2, "amount": "45000000", "oldest": "2026-11-19T08:30:00Z"}}""";

    static final String DEALERS = "{\"dealers\": [" + DEALER + "], \"next\": null}";

    static final String BECAUSE = """
        {"reason": "The cheque bounced"}""";

    static final String ADJUSTMENT = """
        {"amount": "-250000", "reason": "Damaged in transit"}""";

    static final String LEDGER = """
        {"ledger": [{"id": 812, "customer_id": "DL-0042", "kind": "HOLD", "held": "30000000", "outstanding": "0", "currency": "VND",
          "platform": "b2b", "shop_id": "main", "order_id": "SO-1001", "payment_id": null, "reason": null, "at": "2026-11-20T03:00:00Z"}], "next": null}""";

    static final String INVOICES = """
        {"invoices": [{"customer_id": "DL-0042", "platform": "b2b", "shop_id": "main", "order_id": "SO-0990", "amount": "120000000",
          "open": "20000000", "currency": "VND", "issued_on": "2026-10-20", "due_on": "2026-11-19"}], "next": null}""";

    static final String AUDIT = """
        {"audit": [{"id": 4711, "customer_id": "DL-0042", "at": "2026-11-20T03:00:00Z", "actor": "lan.credit", "action": "DEALER_LOCKED",
          "platform": null, "shop_id": null, "order_id": null, "reason": "The cheque bounced", "before": {"locked_by_hand": null}, "after": {"locked_by_hand": "The cheque bounced"}}],
         "next": "MTk3MC0wMS0wMVQwMDowMDowMFp8NDcxMQ"}""";

    static final String FILE = """
        customer_id,name,limit,currency,terms_days,grace_days,parent
        HN-NORTH,Kho Hà Nội,2000000000,VND,30,5,
        DL-0042,Đại lý Minh Phát,500000000,VND,30,5,HN-NORTH
        """;

    static final String REPORT = """
        {"rows": 2, "created": 2, "changed": 0}""";

    static final String FAULTS = """
        {"type": "urn:ordersync:problem:faulty-file", "title": "Bad Request", "status": 400, "detail": "The file has faults; nothing was imported.",
         "faults": [{"line": 3, "column": "limit", "detail": "limit: must be zero or more."}]}""";

    static final String STATUS = """
        {"customer_id": "DL-0042", "name": "Đại lý Minh Phát", "currency": "VND", "limit": "500000000", "outstanding": "480000000",
         "held": "15000000", "available": "5000000", "locked": true, "reason": "OVERDUE", "locked_by": "DL-0042", "lock_reason": null,
         "overdue_since": "2026-11-10", "waiting": {"orders": 2, "amount": "45000000", "oldest": "2026-11-19T08:30:00Z"}}""";

    static final String UNLOCK = """
        {"orderId": "SO-1001", "reason": "The cheque is in hand", "expiresAt": "2026-12-01T00:00:00+07:00"}""";

    static final String UNLOCKED = """
        {"platform": "b2b", "shop_id": "main", "order_id": "SO-1001", "credit": {"decision": "OK", "dealer": "DL-0042", "limit": "500000000",
         "available": "-25000000", "outstanding": "480000000", "held": "45000000", "currency": "VND", "version": 2}}""";

    static final String WISH = """
        {"customerId": "DL-0042", "limit": 800000000, "until": "2027-02-28T23:59:59+07:00", "reason": "Tết season"}""";

    static final String REQUEST = """
        {"id": 17, "customer_id": "DL-0042", "limit": "800000000", "currency": "VND", "until": "2027-02-28T16:59:59Z", "reason": "Tết season",
         "state": "OPEN", "answer": null, "asked_by": "api", "asked_at": "2026-11-20T03:00:00Z", "decided_by": null, "decided_at": null}""";

    static final String REQUESTS = "{\"requests\": [" + REQUEST + "], \"next\": null}";

    static final String RATE = """
        {"vnd": "25380.5"}""";

    static final String RATES = """
        {"day": "2026-11-20", "rates": [{"currency": "USD", "day": "2026-11-20", "vnd": "25380.5"}]}""";

    static final String PAYMENTS = """
        {"payments": [{"payment_id": "BANK-77120", "customer_id": null, "order_id": "SO-5001", "amount": "1500000", "refunded": "0", "currency": "VND",
          "settled_at": "2026-11-22T08:04:25Z", "received_at": "2026-11-22T08:04:26Z", "waits_for": "ORDER"}], "next": null}""";

    static final String OWN_WISH = """
        {"limit": 800000000, "until": "2027-02-28T23:59:59+07:00", "reason": "Tết season"}""";

    static final String OWN = """
        {"customer_id": "DL-0042", "name": "Minh Anh Wholesale", "currency": "VND", "limit": "500000000", "permanent_limit": "500000000", \
        "temporary_limit": null, "temporary_until": null, "outstanding": "120000000", "held": "35000000", "available": "345000000", "locked": false, \
        "reason": null, "overdue_since": null, "terms_days": 30, "grace_days": 5, "waiting": {"orders": 0, "amount": "0", "oldest": null}}""";

    private Examples() {
    }
}
