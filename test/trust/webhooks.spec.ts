/** @modules own */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type ReceivedCall, WebhookReceiver } from '../doubles/webhook-receiver';
import type { TestApp } from '../support/app';
import { createDatabase, superuserPool } from '../support/database';
import { eventually } from '../support/eventually';
import { seeded } from '../support/seeded';
import type { TillNetwork } from '../support/till-network';
import { firstTrial, inParallel, reportTrials, trialsOf } from './trials';

const GUESTS = 20;
const TILLS = 4;
/** So many events are sold before the first kill, while receivers hang. */
const EVENTS_IN_PEACE = 40;
const EVENTS_A_KILL = 80;
/** Enough events to meet each kind of trouble. */
const LEAST_EVENTS = 200;
const EVENTS_A_HANG = 500;
/** A call without a response ends after 15 seconds. A delivery that waited for one would take longer than this. */
const PROMPT_MS = 12_000;
const TIME_PASSES_EVERY_MS = 300;
/** Later events of a guest pass one that failed five times: fewer failures keep the order. */
const FAILURES_OF_AN_EVENT = 3;
const CLOCKS_DIFFER_BY_SECONDS = 60;

interface SentEvent {
  readonly id: string;
  readonly sequence: number;
  readonly data: { readonly transactionId: string; readonly guestId: string };
}
interface Seen {
  readonly event: SentEvent;
  readonly body: string;
  failures: number;
  /** Numbers of calls: the first that came, and the first that was answered well. */
  readonly cameAt: number;
  takenAt: number | null;
}

/** Claim 9 with worker processes of its own, which it kills. */
describe('claim 9: every event reaches its subscriber, signed', () => {
  const events = Math.max(LEAST_EVENTS, trialsOf({ inTest: 200, full: 10_000 }));
  const random = seeded(9_000_000 + firstTrial());
  const workers: ChildProcess[] = [];
  const receivers: WebhookReceiver[] = [];
  const soldAt = new Map<string, number>();
  let test: TestApp;
  let superuser: Pool;
  let drop: () => Promise<void>;
  let network: TillNetwork;
  let manager: string;
  let till: string;
  let guests: readonly string[];
  let trap: Trap;

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    Object.assign(process.env, database.connections, { WORKERS: 'off', RATE_LIMITS: 'off' });
    superuser = superuserPool(database.connections);
    // The modules read the settings when they are loaded.
    const { startApp } = await import('../support/app.js');
    const { TillNetwork: Networks } = await import('../support/till-network.js');
    test = await startApp();
    network = await Networks.create(test);
    [manager, till] = [await network.tokenOf('manager'), await network.keyOf('till')];
    const made: string[] = [];
    for (let n = 0; n < GUESTS; n += 1) made.push(await network.guest());
    guests = made;
    trap = await Trap.set();
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => kill(worker)));
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    await trap.close();
    await test.close();
    await superuser.end();
    await drop();
  });

  const startWorker = async (privateAddresses: 'on' | 'off'): Promise<void> => {
    const worker = fork(path.resolve('dist/worker.js'), {
      env: { ...process.env, WORKERS: 'on', PRIVATE_ADDRESSES: privateAddresses },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    workers.push(worker);
    const [said] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [unknown];
    expect(said).toBe('ready');
  };
  /** Kills workers and starts as many others. */
  const replaceWorkers = async (count: number): Promise<void> => {
    const victims = workers.splice(0, count);
    await Promise.all(victims.map((worker) => kill(worker)));
    await superuser.query(
      "UPDATE webhooks SET lane_until = clock_timestamp() - interval '1 second' WHERE lane IS NOT NULL",
    );
    await Promise.all(victims.map(() => startWorker('on')));
  };
  const receiver = async (respond: WebhookReceiver['respond']): Promise<WebhookReceiver> => {
    const one = await WebhookReceiver.start();
    one.respond = respond;
    receivers.push(one);
    return one;
  };
  const subscribe = async (name: string, url: string): Promise<{ readonly id: string; readonly secret: string }> => {
    const given = { name, url, events: ['transaction.*'] };
    return (await network.post('/api/webhooks', manager, given).expect(201)).body as { id: string; secret: string };
  };
  const sell = async (count: number): Promise<void> =>
    inParallel(count, TILLS, async () => {
      const guest = guests[Math.floor(random() * GUESTS)] ?? '';
      const sold = await network.post(`/api/guests/${guest}/transaction`, till, network.sale(10_000)).expect(201);
      soldAt.set((sold.body as { id: string }).id, performance.now());
    });
  /** The pauses before the next attempt are over. */
  const letTimePass = (webhookIds: readonly string[]): Promise<unknown> =>
    superuser.query(
      `WITH receivers AS (UPDATE webhooks SET due_at = clock_timestamp() WHERE id = ANY ($1) AND due_at > clock_timestamp())
       UPDATE webhook_deliveries SET due_at = clock_timestamp()
        WHERE webhook_id = ANY ($1) AND status = 'WAITING' AND due_at > clock_timestamp()`,
      [webhookIds],
    );

  it('through killed workers, in order, though it errs, hangs, resets and redirects, and others are dead', async () => {
    const forbidden = await receiver(() => ({ status: 200 }));
    const redirect = { status: 307, headers: { Location: forbidden.url } } as const;
    const subscriber = new Subscriber(random, redirect, Math.ceil(events / EVENTS_A_HANG));
    const troubled = await receiver((call) => subscriber.answer(call));
    subscriber.secret = (await subscribe('troubled', troubled.url)).secret;
    const arrivedAt = new Map<string, number>();
    const prompt = await receiver(({ body }) => {
      const { data } = JSON.parse(body) as SentEvent;
      if (!arrivedAt.has(data.transactionId)) arrivedAt.set(data.transactionId, performance.now());
      return { status: 204 };
    });
    await subscribe('prompt', prompt.url);
    const hanging = await receiver(() => 'HANG');
    for (const dead of [hanging, await receiver(() => 'RESET'), await receiver(() => redirect)])
      await subscribe('dead', dead.url);
    await subscribe('dead', trap.url('127.0.0.1'));
    await Promise.all([startWorker('on'), startWorker('on')]);
    const ours = await webhooksOf('troubled', 'prompt');

    await sell(1);
    await eventually('a receiver hangs', () => hanging.calls.length > 0);
    await sell(EVENTS_IN_PEACE - 1);
    await eventually('the prompt one has all', () => arrivedAt.size === EVENTS_IN_PEACE);
    const late = Math.max(...[...arrivedAt].map(([id, at]) => at - (soldAt.get(id) ?? at)));
    expect(late).toBeLessThan(PROMPT_MS);
    // Without this, the second test could not have found a call.
    await eventually('the trap was met, where it is allowed', () => trap.connections > 0);

    for (let kills = 0; soldAt.size < events; kills += 1) {
      const selling = sell(Math.min(EVENTS_A_KILL, events - soldAt.size));
      await pause(random() * 400);
      await Promise.all([letTimePass(ours), replaceWorkers(kills % 2 === 0 ? 1 : workers.length)]);
      await selling;
    }
    await eventually(
      () => `${String(subscriber.taken)} of ${String(events)} taken, ${String(arrivedAt.size)} by the prompt one`,
      async () => {
        await pause(TIME_PASSES_EVERY_MS);
        await letTimePass(ours);
        const { rows } = await superuser.query<{ delivered: number; others: number }>(
          `SELECT count(*) FILTER (WHERE status = 'DELIVERED')::int AS delivered,
                  count(*) FILTER (WHERE status <> 'DELIVERED')::int AS others
             FROM webhook_deliveries WHERE webhook_id = ANY ($1)`,
          [ours],
        );
        return rows[0]?.delivered === 2 * events && rows[0].others === 0;
      },
    );

    expect(subscriber.faults).toEqual([]);
    expect([...subscriber.transactions()].sort()).toEqual([...soldAt.keys()].sort());
    expect([...arrivedAt.keys()].sort()).toEqual([...soldAt.keys()].sort());
    expect(subscriber.misordered()).toEqual([]);
    expect(subscriber.kindsOfTrouble()).toEqual(
      expect.arrayContaining(['307', '400', '429', '500', 'ENDLESS', 'HANG', 'RESET']),
    );
    expect(forbidden.calls).toEqual([]);
    reportTrials(9, 'events to a receiver that errs, hangs, resets and redirects, while workers are killed', events);
  }, 3_600_000);

  it('but to no private address without the flag, however it is written', async () => {
    await Promise.all(workers.splice(0).map((worker) => kill(worker)));
    await superuser.query(
      "UPDATE webhooks SET lane_until = clock_timestamp() - interval '1 second' WHERE lane IS NOT NULL",
    );
    trap.connections = 0;
    const calls = receivers.reduce((sum, one) => sum + one.calls.length, 0);
    const hosts = ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'];
    for (const host of hosts) await subscribe('private', trap.url(host));
    const all = await webhooksOf('private', 'troubled', 'prompt', 'dead');
    await startWorker('off');
    await sell(1);
    await eventually('every one was tried', async () => {
      await pause(TIME_PASSES_EVERY_MS);
      await letTimePass(all);
      const { rows } = await superuser.query<{ refused: number }>(
        `SELECT count(*)::int AS refused FROM webhooks
          WHERE id = ANY ($1) AND failures > 0 AND last_failure = 'address_not_allowed'`,
        [all],
      );
      return rows[0]?.refused === all.length;
    });
    expect(trap.connections).toBe(0);
    expect(receivers.reduce((sum, one) => sum + one.calls.length, 0)).toBe(calls);
    reportTrials(9, 'webhooks with a private address, which was not connected to', all.length);
  }, 600_000);

  const webhooksOf = async (...names: readonly string[]): Promise<string[]> => {
    const { rows } = await superuser.query<{ id: string }>('SELECT id FROM webhooks WHERE name = ANY ($1)', [names]);
    return rows.map(({ id }) => id);
  };
});

/** A receiver that accepts each event in the end, and records what is wrong with calls. */
class Subscriber {
  secret = '';
  readonly faults: string[] = [];
  private readonly seen = new Map<string, Seen>();
  private readonly troubles = new Set<string>();
  private calls = 0;

  constructor(
    private readonly random: () => number,
    private readonly redirect: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
    private hangs: number,
  ) {}

  answer(call: ReceivedCall): ReturnType<WebhookReceiver['respond']> {
    this.calls += 1;
    const event = JSON.parse(call.body) as SentEvent;
    if (!isSigned(call, this.secret, event.id)) this.faults.push(`the signature of ${event.id}`);
    const seen = this.seen.get(event.id) ?? {
      event,
      body: call.body,
      failures: 0,
      cameAt: this.calls,
      takenAt: null,
    };
    this.seen.set(event.id, seen);
    if (seen.body !== call.body) this.faults.push(`${event.id} came with another body`);
    const response = this.chooseResponse(seen);
    if (response === 'ENDLESS' || (typeof response === 'object' && response.status < 300)) seen.takenAt ??= this.calls;
    else seen.failures += 1;
    return response;
  }

  get taken(): number {
    return this.transactions().length;
  }

  transactions(): string[] {
    return [...this.seen.values()]
      .filter(({ takenAt }) => takenAt !== null)
      .map(({ event }) => event.data.transactionId);
  }

  kindsOfTrouble(): string[] {
    return [...this.troubles].sort();
  }

  /** Events that arrived before an earlier one of their guest was accepted. */
  misordered(): string[] {
    const takenBefore = new Map<string, number>();
    const inOrder = [...this.seen.values()].sort((a, b) => a.event.sequence - b.event.sequence);
    return inOrder.flatMap(({ event, cameAt, takenAt }) => {
      const { guestId } = event.data;
      const before = takenBefore.get(guestId) ?? 0;
      takenBefore.set(guestId, takenAt ?? Infinity);
      return cameAt < before ? [event.id] : [];
    });
  }

  private chooseResponse(seen: Seen): ReturnType<WebhookReceiver['respond']> {
    const taken = { status: 204 };
    if (seen.takenAt !== null || seen.failures >= FAILURES_OF_AN_EVENT) return taken;
    if (this.hangs > 0) {
      this.hangs -= 1;
      this.troubles.add('HANG');
      return 'HANG';
    }
    if (this.random() < 0.7) return taken;
    const troubles = [{ status: 500 }, { status: 429 }, { status: 400 }, this.redirect, 'RESET', 'ENDLESS'] as const;
    const chosen = troubles[Math.floor(this.random() * troubles.length)] ?? taken;
    this.troubles.add(typeof chosen === 'object' ? String(chosen.status) : chosen);
    return chosen;
  }
}

/** Counts connections to a port of this machine, which nobody may make. */
class Trap {
  connections = 0;

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  static async set(): Promise<Trap> {
    const server = createServer();
    // Listens on IPv4 and IPv6 where the machine has both.
    server.listen(0);
    await once(server, 'listening');
    return new Trap(server);
  }

  url(host: string): string {
    return `https://${host}:${String((this.server.address() as AddressInfo).port)}/`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** By Standard Webhooks, over the bytes that came. */
function isSigned({ headers, body }: ReceivedCall, secret: string, eventId: string): boolean {
  const [id, seconds] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
  const signed = `${id}.${seconds}.${body}`;
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(signed)
    .digest('base64');
  const isFresh = Math.abs(Date.now() / 1_000 - Number(seconds)) < CLOCKS_DIFFER_BY_SECONDS;
  return id === eventId && isFresh && String(headers['webhook-signature']).split(' ').includes(`v1,${mac}`);
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}
