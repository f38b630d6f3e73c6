import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { sell } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';

const GUESTS = 1_000;
const EVENTS_A_SEND = 1_000;
const LOOK_EVERY_MS = 100;
/** Least share of the import's rate. */
const KAFKA_BOUND = 0.9;
/** Least share of a bare loop of `fetch`. */
const WEBHOOK_BOUND = 0.3;
const CALLS_AT_ONCE = 50;
const PATIENCE_MS = 10 * 60_000;

/** Events from Kafka beside an import of as many receipts: from the first message to a lag of nothing. */
export async function measureKafka({ bench, context, rounds, receipts }) {
  const network = await makeNetwork(context, { code: 'kafka', guests: GUESTS });
  const mock = await startMock();
  const sides = { events: [], receipts: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      await checkpoint(bench);
      sides.receipts.push(await importHistory(bench, context, network, receipts));
      await checkpoint(bench);
      sides.events.push(await drain(context, network, mock.broker, receipts));
    }
  } finally {
    mock.stop();
  }
  const named = receipts.toLocaleString('en');
  return [
    rowOf({ what: `events of Kafka a second, bursts of ${named}`, figure: figureOf(sides.events) }),
    rowOf({
      what: 'events of Kafka to the import',
      figure: ratioOf(sides.events, sides.receipts),
      digits: 2,
      atLeast: KAFKA_BOUND,
    }),
  ];
}

async function drain(context, network, broker, count) {
  const { KafkaClient } = built('integrations/kafka/kafka-client.js');
  const { KafkaIn } = built('integrations/kafka/kafka-in.js');
  const { KafkaMetrics } = built('integrations/kafka/kafka-metrics.js');
  const { PublishedEvents } = built('integrations/compat/stream-events/index.js');
  const { Networks } = built('configuration/index.js');
  const { Health } = built('platform/health/health.js');
  const { Logger } = built('platform/telemetry/logger.js');
  const get = (part) => context.get(part, { strict: false });
  const topic = 'kafka.pos.transaction';
  // The group of all rounds has committed the earlier ones.
  const client = new KafkaClient({ brokers: [broker], group: 'bench', tls: false, sessionMs: 30_000 });
  const at = new Date().toISOString();
  for (let sent = 0; sent < count; sent += EVENTS_A_SEND) {
    const size = Math.min(EVENTS_A_SEND, count - sent);
    await client.send(Array.from({ length: size }, (_, n) => messageOf(topic, network, sent + n, at)));
  }
  const consumer = new KafkaIn(
    client,
    get(Networks),
    get(PublishedEvents),
    new KafkaMetrics(),
    new Health(),
    get(Logger),
  );
  await consumer.look();
  // A consumer takes seconds to join its group, however much waits: the clock starts with the first events.
  let began = performance.now();
  await until('the lag to drain', async () => {
    const asked = performance.now();
    const lag = await lagOf(client, topic);
    if (lag === count) began = asked;
    return lag === 0;
  });
  const seconds = (performance.now() - began) / 1_000;
  await consumer.onModuleDestroy();
  await client.onApplicationShutdown();
  return count / seconds;
}

const lagOf = async (client, topic) => (await client.lagOf([topic])).get(topic) ?? 0;

function messageOf(topic, network, n, at) {
  const customer = network.guests[n % network.guests.length];
  const id = randomUUID();
  const value = JSON.stringify({
    event_id: id,
    event_type: 'pos.transaction',
    org_id: 'kafka',
    location_id: network.pointOfSaleId,
    customer_id: customer,
    timestamp: at,
    payload: { transaction_id: id, amount: 1 + ((n * 7_919) % 400_000) / 100 },
  });
  return { topic, key: customer, value, headers: {} };
}

/** The mock cluster of the C client library, through Debian's kcat. */
async function startMock() {
  const child = spawn('kcat', ['-C', '-b', 'unused', '-X', 'test.mock.num.brokers=1', '-X', 'debug=mock', '-t', 'x'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const broker = await new Promise((resolve, reject) => {
    child.once('error', () => reject(new Error('the section kafka needs kcat')));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [address] = /127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  return { broker, stop: () => child.kill('SIGKILL') };
}

/** Deliveries to a receiver of webhooks beside a bare loop of `fetch` to the same receiver. */
export async function measureWebhooks({ bench, app, context, rounds, seconds }) {
  const network = await makeNetwork(context, { code: 'webhooks', guests: GUESTS, role: 'manager' });
  const receiver = await startReceiver();
  const sides = { deliveries: [], bare: [] };
  try {
    const webhook = await call(app, network, 'POST', '/api/webhooks', {
      name: 'bench',
      url: receiver.url,
      events: ['transaction.sale'],
      enabled: false,
    });
    for (let round = 0; round < rounds; round += 1) {
      await checkpoint(bench);
      sides.bare.push(await fetchFor(receiver.url, seconds));
      const { counts } = await sell(app, [network], seconds);
      const sold = counts.get(201) ?? 0;
      const before = receiver.calls();
      const began = performance.now();
      await call(app, network, 'PATCH', `/api/webhooks/${webhook.id}`, { enabled: true });
      await until('every delivery', () => receiver.calls() - before >= sold);
      sides.deliveries.push(sold / ((performance.now() - began) / 1_000));
      await call(app, network, 'PATCH', `/api/webhooks/${webhook.id}`, { enabled: false });
    }
  } finally {
    receiver.stop();
  }
  return [
    rowOf({ what: 'deliveries to a webhook a second', figure: figureOf(sides.deliveries) }),
    rowOf({
      what: 'deliveries to a bare loop of fetch',
      figure: ratioOf(sides.deliveries, sides.bare),
      digits: 2,
      atLeast: WEBHOOK_BOUND,
    }),
  ];
}

async function startReceiver() {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      calls += 1;
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, calls: () => calls, stop };
}

async function fetchFor(url, seconds) {
  const body = JSON.stringify({ type: 'transaction.sale', data: { filler: 'x'.repeat(800) } });
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const loop = async () => {
    while (performance.now() < end) {
      await (await fetch(url, { method: 'POST', body })).arrayBuffer();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, loop));
  return done / seconds;
}

async function call(app, network, method, path, body) {
  const response = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${network.token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}

async function until(what, isDone) {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}
