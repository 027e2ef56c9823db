package workbench;

/** Requests and answers as the API's description shows them. */
public final class Examples {

    static final String MAPPINGS = """
        {"mappings": [{"channel": "lazada", "files": ["channel.yaml", "status.csv", "fulfilment.jslt", "order-status.jslt"],
          "statuses": [{"word": "unpaid", "status": "PENDING"}, {"word": "repacked", "status": "UNCHANGED"}],
          "events": [{"event": ".message_type == 0", "mapping": "lazada/order-status.jslt@3f9a1c02", "ignored": null},
                     {"event": ".message_type == 1", "mapping": null, "ignored": "product quality control"}]}]}""";

    static final String TRY = """
        {"body": "{\\"seller_id\\": \\"12345\\", \\"message_type\\": 14, \\"data\\": {\\"trade_order_id\\": 416557324702006, \\"fulfillment_package_id\\": \\"FP03520129\\", \\"status\\": \\"DELIVERED\\", \\"status_update_time\\": 1626767698}, \\"timestamp\\": 1627889609, \\"site\\": \\"lazada_vn\\"}",
         "headers": {"Authorization": "9a2f3fe1bb3d43b0"}}""";

    public static final String TRIAL = """
        {"signature": {"scheme": "HmacSHA256 of {app-key}{body} as {hex} in the header Authorization", "checked": true, "valid": false,
           "why": "It does not cover these bytes by a secret that is live"},
         "kind": {"event": ".message_type == 14", "mapping": "lazada/fulfilment.jslt@3f9a1c02", "ignored": null}, "outcome": "CANONICAL",
         "canonical": {"event_id": "lazada:12345:416557324702006:14:FP03520129:DELIVERED:1626767698", "platform": "lazada", "shop_id": "12345",
           "order_id": "416557324702006", "status": "DELIVERED", "platform_status": "DELIVERED", "timestamp": "2021-07-20T07:54:58Z",
           "received_at": "2026-11-28T03:10:00Z", "source": "webhook", "mapping": "lazada/fulfilment.jslt@3f9a1c02"},
         "key": "lazada:12345:416557324702006",
         "case": {"message": {"seller_id": "12345", "message_type": 14}, "expect": {"platform": "lazada", "mapping": "fulfilment.jslt"}}}""";

    private Examples() {
    }
}
