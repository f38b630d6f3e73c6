import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { register } from 'prom-client';
import { Networks } from '../../../../src/configuration';
import { PublishedEvents } from '../../../../src/integrations/stream-events';
import { EventLog } from '../../../../src/integrations/events/event-log';
import { KafkaClient } from '../../../../src/integrations/kafka/kafka-client';
import { KafkaIn } from '../../../../src/integrations/kafka/kafka-in';
import { KafkaMetrics } from '../../../../src/integrations/kafka/kafka-metrics';
import { principalOfKafka } from '../../../../src/integrations/kafka/kafka-messages.rules';
import { KafkaOut } from '../../../../src/integrations/kafka/kafka-out.job';
import { Database } from '../../../../src/platform/database/database';
import { Health } from '../../../../src/platform/health/health';
import { newId } from '../../../../src/platform/ids/ids';
import { ProblemError } from '../../../../src/platform/problems/problem';
import { Logger } from '../../../../src/platform/telemetry/logger';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { KafkaMock } from '../../../support/kafka-mock';
import { TillNetwork } from '../../../support/till-network';
import { EventSource } from './event-source';

const describeKafka = KafkaMock.isThere ? describe : describe.skip;
if (!KafkaMock.isThere) console.warn('The tests of Kafka are left out: kcat is not installed.');

/** How long the group waits for a member that has left. */
const SESSION_MS = 5_000;

const run = promisify(execFile);

interface Read {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** As kcat writes a message: the names and values of its headers in one row. */
function readOf({ key, payload, headers = [] }: { key: string | null; payload: string; headers?: string[] }): Read {
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : []));
  return { key, value: payload, headers: Object.fromEntries(pairs) as Record<string, string> };
}

describeKafka('Kafka', () => {
  let test: TestApp;
  let mock: KafkaMock;
  let source: EventSource;
  let group: string;
  let ends: (() => Promise<void>)[];

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  // A cluster for each test: the topics of others are not looked at.
  beforeEach(async () => {
    mock = await KafkaMock.start();
    ends = [];
    group = `group-${newId()}`;
    source = await brand();
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    mock.stop();
  });
  afterAll(() => test.close());

  async function brand(): Promise<EventSource> {
    const code = `brand-${newId()}`;
    return new EventSource(await TillNetwork.create(test, { preset: 'points-4', code, currency: 'USD' }), code);
  }

  function client(): KafkaClient {
    const open = { tls: false, user: undefined, password: undefined };
    const made = new KafkaClient({ ...open, brokers: [mock.broker], group, sessionMs: SESSION_MS });
    ends.push(() => made.onApplicationShutdown());
    return made;
  }

  function consumer(of = client(), published: Pick<PublishedEvents, 'take'> = test.app.get(PublishedEvents)) {
    const made = new KafkaIn(
      of,
      test.app.get(Networks),
      published as PublishedEvents,
      new KafkaMetrics(),
      new Health(),
      test.app.get(Logger),
    );
    const end = (): Promise<void> => made.onModuleDestroy();
    ends.push(end);
    return { in: made, end };
  }

  /** Values that are no text are sent as JSON. */
  async function produce(topic: string, values: readonly unknown[]): Promise<void> {
    await client().send(
      values.map((value) => ({
        topic,
        key: null,
        value: typeof value === 'string' ? value : JSON.stringify(value),
        headers: {},
      })),
    );
  }

  /** All messages of a topic, once it has this number of messages. */
  function read(topic: string, count: number): Promise<Read[]> {
    return eventually(`${String(count)} messages`, async () => {
      const { stdout } = await run('kcat', ['-C', '-b', mock.broker, '-t', topic, '-o', 'beginning', '-e', '-q', '-J']);
      const found = stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { key: string | null; payload: string; headers?: string[] });
      return found.length >= count && found.map(readOf);
    });
  }

  const sales = async (of = source): Promise<number> => (await of.acts())['SALE'] ?? 0;
  const lagOf = async (topic: string): Promise<number | undefined> => (await client().lagOf([topic])).get(topic);

  it('records each event once: repeated, shuffled, poisoned, too large, of another network, of a version to come', async () => {
    await source.customer('alice');
    const topic = `${source.code}.pos.transaction`;
    const good = Array.from({ length: 20 }, () => source.sale('alice'));
    const poisoned = [
      'no json',
      '{"amount":1e400}',
      '['.repeat(100_000) + ']'.repeat(100_000),
      source.sale('alice', { version: 9 }),
      source.sale('alice', { org_id: 'brand-of-others' }),
      source.sale('stranger'),
      JSON.stringify(source.sale('alice', { note: 'x'.repeat(10 * 1024 * 1024) })),
    ];
    const shuffled = [...good.slice(10), ...poisoned, ...good.slice(0, 10), ...good.slice(5, 15)];
    // Sent in one call: the mock cluster keeps at most 5 MiB of a partition besides the newest write.
    await produce(topic, shuffled);
    const { in: kafka } = consumer();
    await kafka.look();
    await eventually('every event', async () => (await sales()) === 20 && (await lagOf(topic)) === 0);
    expect((await source.letters()).map(({ reason }) => reason).sort()).toEqual([
      'guest_not_found',
      ...Array.from({ length: 5 }, () => 'invalid_body'),
      'not_found',
    ]);
    const dead = await read(`${group}.dead-letters`, poisoned.length);
    expect(dead.map(({ headers }) => headers['topic'])).toEqual(poisoned.map(() => topic));
    expect(dead.find(({ value }) => value === 'no json')?.headers).toMatchObject({ reason: 'invalid_body' });
    await kafka.look();
    expect(await register.getSingleMetricAsString('loyalty_kafka_lag')).toContain(
      'loyalty_kafka_lag{type="pos.transaction"} 0',
    );
    const { findings } = await test.app.get(LedgerVerification).verify(source.network.id);
    expect(findings.list()).toEqual([]);
  });

  it('sees the topics of networks that are made later, and topics without a network', async () => {
    const { in: kafka } = consumer();
    await kafka.look();
    await source.customer('bob');
    await produce(`${source.code}.pos.transaction`, [source.sale('bob')]);
    await kafka.look();
    await eventually('the first network', async () => (await sales()) === 1);
    const later = await brand();
    await later.customer('carol');
    await produce(`${later.code}.loyalty.action`, [later.action('carol', { action: 'earn', points: 5 })]);
    await produce('buy', [
      { tenant: later.code, product: 'bread', amount: 2, userId: 'carol' },
      { tenant: 'now\u0000here', product: 'bread', amount: 2, userId: 'carol' },
    ]);
    await kafka.look();
    await eventually('the later network', async () => {
      const { MANUAL, SALE } = await later.acts();
      return MANUAL === 1 && SALE === 1;
    });
    // A purchase of no network of ours has only the topic of dead letters.
    const [dead] = await read(`${group}.dead-letters`, 1);
    expect(dead).toMatchObject({ headers: { reason: 'not_found', topic: 'buy' } });
    // The first topic is read on.
    await produce(`${source.code}.pos.transaction`, [source.sale('bob')]);
    await eventually('the first network again', async () => (await sales()) === 2);
  });

  it('loses and doubles nothing when one process after another dies at another step', async () => {
    await source.customer('dave');
    const topic = `${source.code}.pos.transaction`;
    await produce(topic, [...Array.from({ length: 30 }, () => source.sale('dave')), { event_id: 'poison' }]);
    const published = test.app.get(PublishedEvents);
    for (const step of ['before the write', 'after the write', 'before the dead letter', 'before the commit']) {
      let isDead = false;
      const die = (): Promise<never> => {
        isDead = true;
        return Promise.reject(new ProblemError('unavailable'));
      };
      const dying = client();
      if (step === 'before the dead letter') dying.send = die;
      const consume = dying.consume.bind(dying);
      if (step === 'before the commit')
        dying.consume = (topics, handle, onCrash) =>
          consume(topics, (batch) => handle({ ...batch, commit: die }), onCrash);
      const first = consumer(dying, {
        take: async (...given) => {
          if (step === 'before the write') await die();
          const taken = await published.take(...given);
          return step === 'after the write' ? die() : taken;
        },
      });
      await first.in.look();
      await eventually(`the death ${step}`, () => isDead);
      await first.end();
      expect(await lagOf(topic)).toBe(31);
    }
    await consumer().in.look();
    await eventually('the rest', async () => (await lagOf(topic)) === 0);
    expect(await sales()).toBe(30);
    expect(await source.letters()).toHaveLength(1);
  });

  it('shares partitions without doubles when another process joins in the middle', async () => {
    const customers = Array.from({ length: 8 }, (_, n) => `guest-${String(n)}`);
    for (const name of customers) await source.customer(name);
    const topic = `${source.code}.pos.transaction`;
    const events = Array.from({ length: 200 }, (_, n) => source.sale(customers[n % customers.length] ?? ''));
    await client().send(
      events.map((event) => ({ topic, key: event.customer_id, value: JSON.stringify(event), headers: {} })),
    );
    const published = test.app.get(PublishedEvents);
    const slow: Pick<PublishedEvents, 'take'> = {
      take: async (...given) => {
        await pause(50);
        return published.take(...given);
      },
    };
    await consumer(client(), slow).in.look();
    await consumer(client(), slow).in.look();
    await eventually('every event', async () => (await sales()) === 200 && (await lagOf(topic)) === 0);
    expect(await sales()).toBe(200);
  });

  it('keeps the offset while nothing can be written, and goes on by itself', async () => {
    await source.customer('eve');
    const topic = `${source.code}.pos.transaction`;
    await produce(topic, [source.sale('eve'), source.sale('eve')]);
    const published = test.app.get(PublishedEvents);
    let isAway = true;
    let tries = 0;
    const { in: kafka } = consumer(client(), {
      take: (...given) => {
        tries += 1;
        return isAway ? Promise.reject(new ProblemError('unavailable')) : published.take(...given);
      },
    });
    await kafka.look();
    await eventually('some tries', () => tries > 1);
    expect(await lagOf(topic)).toBe(2);
    isAway = false;
    await eventually('both', async () => (await sales()) === 2 && (await lagOf(topic)) === 0);
  });

  it('hands the log on, keyed by the guest and in order, and again from where a process died', async () => {
    const guestId = await source.customer('fred');
    await test.app
      .get(PublishedEvents)
      .take(
        { principal: principalOfKafka(source.network.id), space: null, requestId: newId() },
        'pos.transaction',
        [source.sale('fred'), source.sale('fred')],
        ['1', '2'],
      );
    const out = (of: KafkaClient) =>
      Object.assign(new KafkaOut(of, test.app.get(EventLog), test.app.get(Networks)), {
        database: test.app.get(Database),
      });
    const dying = client();
    dying.send = () => Promise.reject(new Error('the brokers are away'));
    const all = async (work: KafkaOut): Promise<void> => {
      await eventually('the end of the log', async () => (await work.doNext(source.network.id)) === 'idle');
    };
    await eventually('a failure', () =>
      out(dying)
        .doNext(source.network.id)
        .then(
          () => false,
          () => true,
        ),
    );
    await all(out(client()));
    const events = (await read(`${source.code}.loyalty.events`, 3)).filter(({ key }) => key === guestId);
    const types = events.map(({ headers }) => headers['type']);
    expect(types.filter((type) => type === 'transaction.sale')).toHaveLength(2);
    const sequences = events
      .map(({ value }) => (JSON.parse(value) as { sequence: number | null }).sequence)
      .filter((sequence) => sequence !== null);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });
});
