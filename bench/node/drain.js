// The flow of OrderSync as a good engineer would write it by hand in Node, a process a hop: raw Lazada events are parsed, mapped,
// checked against the canonical schema and published; what was published is written, a batch with one statement. Offsets are
// committed after the work. It routes by nothing, knows one channel, keeps no lines, and an order has the status told last.
// Addresses come from the environment.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

const ROOT = new URL('../../', import.meta.url);
const FETCH = { maxBytesPerPartition: 4 << 20, maxBytes: 16 << 20 };
const PARTITIONS_AT_ONCE = 3;
const PUBLISH_MESSAGES = 1500;

const STORE = `
  with history as (
    insert into plain_event (event_id, platform, shop_id, order_id, line_id, status, platform_status, occurred_at)
    select event_id, 'lazada', shop_id, order_id, line_id, status, word, at
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
           as told (event_id, shop_id, order_id, line_id, status, word, at)
    on conflict do nothing)
  insert into plain_order as known (platform, shop_id, order_id, status, platform_status, updated_at)
  select 'lazada', shop_id, order_id, status, word, at
    from unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[]) as latest (shop_id, order_id, status, word, at)
  on conflict (order_id, shop_id, platform) do update
     set status = excluded.status, platform_status = excluded.platform_status, updated_at = excluded.updated_at
   where excluded.updated_at > known.updated_at`;

const kafka = new Kafka({ brokers: [process.env.BROKERS], logLevel: logLevel.ERROR });
const database = new pg.Pool({ connectionString: process.env.DATABASE, max: PARTITIONS_AT_ONCE });

async function normalize() {
  const isCanonical = new Ajv2020({ strict: false })
    .compile(JSON.parse(readFileSync(new URL('src/main/resources/schemas/order_normalized.v1.json', ROOT), 'utf8')));
  const statuses = new Map(readFileSync(new URL('mappings/lazada/status.csv', ROOT), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#')).map((line) => line.split(',')));
  const canonical = ({ key, value, headers }) => {
    const { seller_id: shop, message_type: type, data } = JSON.parse(value);
    const event = {
      event_id: `lazada:${shop}:${data.trade_order_id}:${type}:${data.trade_order_line_id}:${data.order_status}:${data.status_update_time}`,
      platform: 'lazada', shop_id: shop, order_id: data.trade_order_id, line_id: data.trade_order_line_id,
      status: statuses.get(data.order_status), platform_status: data.order_status,
      timestamp: new Date(data.status_update_time * 1000).toISOString(),
      received_at: new Date(Number(headers['ordersync-received-at'])).toISOString(), source: 'webhook', mapping: 'node',
    };
    if (!isCanonical(event)) {
      throw new Error(JSON.stringify(isCanonical.errors));
    }
    return { key, value: JSON.stringify(event) };
  };
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  await consume('node-normalize', 'order_events', async (messages) => {
    // kafkajs makes one batch of what it is given, and the broker takes a mebibyte.
    for (let i = 0; i < messages.length; i += PUBLISH_MESSAGES) {
      await producer.send({ topic: 'order_normalized', acks: -1, messages: messages.slice(i, i + PUBLISH_MESSAGES).map(canonical) });
    }
  });
}

async function store() {
  let started = false;
  await consume('node-store', 'order_normalized', async (messages) => {
    if (!started) {
      started = true;
      await database.query('insert into plain_first values (now())');
    }
    const events = messages.map((message) => JSON.parse(message.value));
    const latest = new Map();
    for (const event of events) {
      const known = latest.get(`${event.order_id}:${event.shop_id}`);
      if (!known || event.timestamp > known.timestamp) {
        latest.set(`${event.order_id}:${event.shop_id}`, event);
      }
    }
    const columns = (rows, ...names) => names.map((name) => rows.map((row) => row[name]));
    await database.query({ name: 'store', text: STORE, values: [
      ...columns(events, 'event_id', 'shop_id', 'order_id', 'line_id', 'status', 'platform_status', 'timestamp'),
      ...columns([...latest.values()], 'shop_id', 'order_id', 'status', 'platform_status', 'timestamp')] });
  });
}

async function consume(groupId, topic, work) {
  const consumer = kafka.consumer({ groupId, ...FETCH });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  // A measure with a failure in it is none.
  consumer.on(consumer.events.CRASH, () => process.exit(1));
  await consumer.run({ partitionsConsumedConcurrently: PARTITIONS_AT_ONCE, eachBatch: ({ batch }) => work(batch.messages) });
}

const hops = { normalize, store };
const hop = process.argv[2];
if (hop) {
  process.on('disconnect', () => process.exit());
  await hops[hop]();
} else {
  const children = Object.keys(hops).map((name) => fork(fileURLToPath(import.meta.url), [name]));
  children.forEach((child) => child.on('exit', (code) => process.exit(code ?? 1)));
  process.on('SIGTERM', () => process.exit());
}
