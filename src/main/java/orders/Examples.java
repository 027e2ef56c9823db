package orders;

/** Answers as the API's description shows them. */
final class Examples {

    private static final String SUMMARY_FIELDS = """
        "id": 812, "order_id": "416557324702006", "platform": "lazada", "shop_id": "12345", "status": "SHIPPED", "platform_status": "shipped",
          "amount": "150000", "currency": "VND", "created_at": "2026-11-27T02:00:00Z", "updated_at": "2026-11-28T03:00:00Z",
          "buyer": {"name": "Nguyễn B***", "phone": "09*******7"}, "dealer_id": null, "credit_locked": false""";

    static final String PAGE = "{\"orders\": [{" + SUMMARY_FIELDS + "}], \"next\": \"MTc2NDI5ODgwMC4wOjgxMg\"}";

    static final String DETAIL = "{" + SUMMARY_FIELDS + """
        , "items": [{"sku": "A-1", "name": "Máy khoan", "quantity": "1", "price": "150000"}], "credit": null,
          "lines": [{"line_id": "1", "status": "SHIPPED", "platform_status": "shipped", "updated_at": "2026-11-28T03:00:00Z"}],
          "history": [{"status": "PENDING", "effect": null, "platform_status": "unpaid", "reverse": false, "first": "2026-11-27T02:00:00Z",
            "last": "2026-11-27T02:00:00Z", "count": 1, "line_ids": ["1"], "sources": ["webhook"]}],
          "postings": [{"business_key": "invoice:lazada:12345:416557324702006:1", "kind": "CUSTOMER_INVOICE", "amount": "150000", "currency": "VND",
            "status": "CONFIRMED", "reason": null, "document_number": "90001234", "created_at": "2026-11-28T03:00:01Z"}],
          "payments": [{"payment_id": "vnpay:ORDER-1:14226112", "provider": "vnpay", "amount": "150000", "currency": "VND", "refunded": "0",
            "status": "CAPTURED", "waits_for": null, "created_at": "2026-11-27T02:05:00Z", "settled_at": "2026-11-27T02:05:00Z"}]}""";

    static final String MESSAGES = """
        {"messages": [{"topic": "order_events", "partition": 3, "offset": 812, "received_at": "2026-11-28T03:00:00.123Z", "source": "webhook",
          "channel": "lazada", "headers": {"content-type": "application/json"}, "body": "{\\"seller_id\\": \\"12345\\", \\"message_type\\": 0}"}],
         "complete": true}""";

    private Examples() {
    }
}
