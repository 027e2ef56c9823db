package http;

import database.Sql;

/** Rows of the ids that the examples of the API's description have, so that what is read is found. */
final class ExampleRows {

    private static final String ORDER = "416557324702006";
    private static final String DAY = "2026-11-28";

    private final Sql database;

    ExampleRows(Sql database) {
        this.database = database;
    }

    void insert() {
        database.update("""
            insert into orders (platform, shop_id, order_id, status, platform_status, amount, currency, buyer, items, created_at, updated_at, credit_version,
                                credit_locked, credit)
            values ('lazada', '12345', ?, 'SHIPPED', 'shipped', 150000, 'VND', '{"name": "An"}', '[{"sku": "A", "quantity": "1"}]', now(), now(), 1, false,
                    '{"decision": "ACCEPTED"}')""", ORDER);
        database.update("""
            insert into order_line (platform, shop_id, order_id, line_id, status, platform_status, status_at)
            values ('lazada', '12345', ?, '1', 'SHIPPED', 'shipped', now())""", ORDER);
        database.update("""
            insert into order_event (event_id, platform, shop_id, order_id, line_id, status, platform_status, occurred_at, received_at, source, mapping)
            values ('example', 'lazada', '12345', ?, '1', 'SHIPPED', 'shipped', now(), now(), 'webhook', 'test@1')""", ORDER);
        database.update("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, document)
            values (?, 'CUSTOMER_INVOICE', 'lazada', '12345', ?, 150000, 'VND', '{"lines": []}')""", ORDER + ":1:CUSTOMER_INVOICE", ORDER);
        database.update("insert into erp_posting_step (business_key, status, detail) values (?, 'CREATED', null)", ORDER + ":1:CUSTOMER_INVOICE");
        database.update("""
            insert into payment (payment_id, provider, order_id, platform, shop_id, amount, currency, status)
            values ('vnpay:ORDER-1:14226112', 'vnpay', ?, 'lazada', '12345', 150000, 'VND', 'CAPTURED')""", ORDER);
        database.update("""
            insert into dead_letter (id, channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at, topic,
                                     kafka_partition, kafka_offset)
            overriding system value values (1, 'lazada', 'SCHEMA', 'a', 'b', 'lazada/order-status.jslt@1', 'k', '{}'::bytea, '{"a": "b"}', 'webhook',
                                            now(), now(), 'example', 0, 0) on conflict do nothing""");
        database.update("""
            insert into replay_job (id, filter, per_second, last_id, total, state) overriding system value
            values (1, '{"channel": "none"}', 1, 0, 0, 'DONE') on conflict do nothing""");
        database.update("""
            insert into backfill (id, channel, shop_id, from_time, to_time, state) overriding system value
            values (1, 'lazada', '12345', now() - interval '1 day', now(), 'DONE') on conflict do nothing""");
        database.update("insert into channel_token (channel, shop_id, access_token, expires_at) values ('lazada', '12345', ''::bytea, now()) on conflict do nothing");
        database.update("""
            insert into dealer (customer_id, name, credit_limit, currency, terms_days, grace_days, pool)
            values ('DL-0042', 'Minh Phát', 1000000, 'VND', 30, 5, '{DL-0042}') on conflict do nothing""");
        database.update("insert into reconciliation (date, state, started_at, finished_at) values (cast(? as date), 'DONE', now(), now()) on conflict do nothing", DAY);
    }

    void delete() {
        for (String table : new String[] {"order_line", "order_event", "erp_posting", "payment", "orders"}) {
            database.update("delete from " + table + " where order_id = ?", ORDER);
        }
        database.update("delete from erp_posting_step where business_key = ?", ORDER + ":1:CUSTOMER_INVOICE");
        database.update("delete from dead_letter where topic = 'example'");
        database.update("delete from backfill where channel = 'lazada' and shop_id = '12345'");
        database.update("delete from channel_token where channel = 'lazada' and shop_id = '12345'");
        database.update("delete from reconciliation where date = cast(? as date)", DAY);
    }
}
