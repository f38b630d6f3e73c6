import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { until } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';

const TOPIC = 'kafka.pos.transaction';
const GUESTS = 1_000;
/** The mock cluster answers with what came by one send, a real broker with all that waits, up to the 4 MiB asked for. */
const EVENTS_A_SEND = 20_000;
/** Least share of the import's rate. */
const LEAST_SHARE = 0.9;
/** Shares of a burst that are still to be recorded. */
const LAGS = [0.75, 0.5, 0.25, 0];

/** Events from Kafka beside an import of as many receipts: from the first message to a lag of nothing, with the lag on the way. */
export async function measureKafka({ bench, context, rounds, receipts }) {
  const network = await makeNetwork(context, { code: 'kafka', guests: GUESTS });
  const mock = await startMock();
  const sides = { events: [], receipts: [], lags: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      await checkpoint(bench);
      sides.receipts.push(await importHistory(bench, context, network, receipts));
      await checkpoint(bench);
      const seconds = await drain(context, network, mock.broker, receipts);
      sides.lags.push(seconds);
      sides.events.push(receipts / seconds.at(-1));
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
      atLeast: LEAST_SHARE,
    }),
    ...LAGS.map((share, at) =>
      rowOf({
        what: `from the first event to a lag of ${(share * receipts).toLocaleString('en')}`,
        figure: figureOf(sides.lags.map((seconds) => seconds[at])),
        unit: ' s',
        digits: 1,
      }),
    ),
  ];
}

/** @returns {Promise<number[]>} seconds from the first message until the lag was down to each of `LAGS` */
async function drain(context, network, broker, count) {
  const { KafkaClient } = built('integrations/kafka/kafka-client.js');
  const { KafkaIn } = built('integrations/kafka/kafka-in.js');
  const { KafkaMetrics } = built('integrations/kafka/kafka-metrics.js');
  const { PublishedEvents } = built('integrations/stream-events/index.js');
  const { Networks } = built('configuration/index.js');
  const { Health } = built('platform/health/health.js');
  const { Logger } = built('platform/telemetry/logger.js');
  const get = (part) => context.get(part, { strict: false });
  await publish(network, broker, count);
  // The group of all rounds has committed the earlier ones.
  const client = new KafkaClient({ brokers: [broker], group: 'bench', tls: false, sessionMs: 30_000 });
  // A consumer takes seconds to join its group, however much waits: the clock starts with the first events.
  let began;
  const consume = client.consume.bind(client);
  client.consume = (topics, handle, onCrash) =>
    consume(
      topics,
      (batch) => {
        began ??= performance.now();
        return handle(batch);
      },
      onCrash,
    );
  const waiting = await lagOf(client);
  if (waiting !== count) throw new Error(`the mock cluster kept ${waiting} of ${count} events`);
  const consumer = new KafkaIn(
    client,
    get(Networks),
    get(PublishedEvents),
    new KafkaMetrics(),
    new Health(),
    get(Logger),
  );
  await consumer.look();
  const seconds = [];
  await until('the lag to drain', async () => {
    const asked = performance.now();
    const lag = await lagOf(client);
    while (seconds.length < LAGS.length && lag <= LAGS[seconds.length] * count) seconds.push((asked - began) / 1_000);
    return seconds.length === LAGS.length;
  });
  await consumer.onModuleDestroy();
  await client.onApplicationShutdown();
  return seconds;
}

/** Compressed, since the mock cluster keeps 5 MB of each of four partitions. */
async function publish(network, broker, count) {
  const kafka = new Kafka({ clientId: 'bench', brokers: [broker], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ maxInFlightRequests: 1 });
  await producer.connect();
  const at = new Date().toISOString();
  for (let sent = 0; sent < count; sent += EVENTS_A_SEND) {
    const size = Math.min(EVENTS_A_SEND, count - sent);
    const messages = Array.from({ length: size }, (_, n) => messageOf(network, sent + n, at));
    await producer.send({ topic: TOPIC, acks: -1, compression: CompressionTypes.GZIP, messages });
  }
  await producer.disconnect();
}

const lagOf = async (client) => (await client.lagOf([TOPIC])).get(TOPIC) ?? 0;

function messageOf(network, n, at) {
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
  return { key: customer, value };
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
