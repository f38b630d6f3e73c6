/** @modules own */
import { connect } from 'node:net';
import type { EventSocket } from '../../src/integrations/event-socket/event-socket';
import type { JobKind } from '../../src/platform/queue/job-kind';
import type { JobQueue } from '../../src/platform/queue/job-queue';
import type { TillAct } from '../../src/transactions/ledger/act/till-act';
import type { Till } from '../../src/transactions/till/queue/till';
import { FarcardsTill } from '../doubles/farcards-till';
import { type OwnDatabase, startOnOwnDatabase } from '../integration/rules/own-database';
import { itAtNight } from '../support/at-night';
import { eventually } from '../support/eventually';
import type { TestApp } from '../support/app';
import type { TillNetwork } from '../support/till-network';
import { reportTrials } from './trials';

/** Connections of requests, and as many of background work: the fewest that the settings allow. */
const POOL = 2;
/** More than one batch writes while tills sell, and few enough for the till's own queue. */
const EVENTS_A_CALL = 40;
const BATCHES = 8;
const ACTS_A_BATCH = 3;
const SALES = 6;
/** Turns of the event loop after which an act that nothing blocks has been sent. */
const TURNS = 100;
const STRANGERS = 64;
/** How many connections an address may have. */
const LET_IN = 10;
const FRAMES = 1_000;
const HANDSHAKE =
  'GET /api/events/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** One-byte text frames with a mask of zeros. */
const FLOOD = Buffer.alloc(FRAMES * 7, Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]));
/** Long enough for a sale on a busy machine: the trial is about order, not time. */
const BUDGET_MS = 800;
const WARM_UP = 3;
/** The database stays silent for this multiple of the patience of a till system's call. */
const OVERDUE = 4;
const CARD = '7900112233445566778';
const ADVISORY = 2_710;

/**
 * The short form of claim 10, by order and count alone: a greedy client is held in the middle of its work, and the tills
 * have to be answered while it is. A control then takes each guard away in this process, and the same trial has to fail: it
 * shows that the trial sees a missing guard. `slow-clients.spec.ts` measures how long the tills wait.
 */
describe('claim 10 in its short form: no till waits for what a greedy client holds', () => {
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;
  let key: string;
  let code: string;
  let guests: readonly string[];

  beforeAll(async () => {
    own = await startOnOwnDatabase(1, { DATABASE_POOL_SIZE: String(POOL), TILL_WAIT_MS: String(BUDGET_MS) });
    test = own.apps[0] as TestApp;
    const { TillNetwork: Networks } = await import('../support/till-network.js');
    code = `greedy${String(process.pid)}`;
    network = await Networks.create(test, { code, preset: 'points-4' });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
    key = await network.keyOf('events', 'membership');
    const made: string[] = [];
    for (let n = 0; n < SALES; n += 1) made.push(await network.guest());
    guests = made;
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET external_id = $3 WHERE network_id = $1 AND id = $2', [network.id, guests[0], CARD]),
    );
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => own.close());

  // The first sales of a process compile their code, which alone may take the whole time.
  beforeAll(async () => {
    for (let n = 0; n < WARM_UP; n += 1) await sell(await network.guest());
  });

  const sell = (guest: string) =>
    network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(10_000)).then(({ status }) => status);

  describe.each([
    { kind: 'events', send: sendEvents, withoutGuard: letEventsComeFirst },
    { kind: 'batches of offline tills', send: sendOfflineBatches, withoutGuard: letOfflineBatchesComeFirst },
  ])('$kind', ({ kind, send, withoutGuard }) => {
    it('that are being written hold up no sale', async () => {
      const { answers, greedy } = await withGreedyHeld(send, async () => {
        const sales: number[] = [];
        for (const guest of guests) sales.push(await sell(guest));
        return sales;
      });
      expect(answers).toEqual(guests.map(() => 201));
      expect([...new Set(greedy)]).toEqual([200]);
      reportTrials(10, `sales beside ${kind} that are being written`, SALES);
    });

    it('hold up each sale where they do not give way', async () => {
      await withoutGuard();
      const { answers } = await withGreedyHeld(send, async (held) => {
        const sale = sell(guests[0] as string);
        return { sale, isWaiting: await waitsForGreedy(guests[0] as string, held) };
      });
      expect(answers.isWaiting).toBe(true);
      expect(await answers.sale).toBe(201);
    });
  });

  describe('jobs', () => {
    it('leave the connections of requests alone, however many wait in the database', async () => {
      const answers = await withJobsHeld(async () => {
        const statuses: number[] = [];
        for (const guest of guests) statuses.push(await credit(guest));
        return statuses;
      });
      expect(answers).toEqual(guests.map(() => 201));
      reportTrials(10, 'acts that need a connection of requests beside jobs that hold theirs', SALES);
    });

    it('hold up an act where they take the connections of requests', async () => {
      const { JobQueue: Queue } = await import('../../src/platform/queue/job-queue.js');
      jest.spyOn(Queue.prototype, 'define').mockImplementation((part, kindOf) => void kindOf(part));
      const { act, isWaiting } = await withJobsHeld(async () => {
        const begun = credit(guests[0] as string);
        await eventually('the act waits for a connection', () => requestPool().waitingCount > 0);
        return { act: begun, isWaiting: true };
      });
      expect(isWaiting).toBe(true);
      expect(await act).toBe(201);
    });

    const credit = (guest: string) =>
      network
        .post(`/api/guests/${guest}/transaction`, manager, {
          type: 'MANUAL',
          direction: 'CREDIT',
          points: 1,
          reasonCode: 'GOODWILL',
        })
        .then(({ status }) => status);

    const requestPool = () =>
      (network.database as unknown as { readonly requests: { readonly waitingCount: number } }).requests;
  });

  describe('strangers who flood the event socket with frames', () => {
    it('are heard once each, and one message of each in a turn of the loop', async () => {
      const { handled, inATurn } = await flood();
      expect(handled).toBeGreaterThan(0);
      expect(handled).toBeLessThanOrEqual(LET_IN);
      expect(inATurn).toBeLessThanOrEqual(LET_IN);
      reportTrials(10, 'strangers who flood the event socket', STRANGERS);
    });

    it('hold the loop where all that they send is read', async () => {
      const { SocketSession } = await import('../../src/integrations/event-socket/socket-session.js');
      const { options } = (await eventSocket()).server;
      jest.spyOn(SocketSession.prototype as unknown as OpenSession, 'beginSignIn').mockImplementation(function (this: {
        hasBegunSignIn: boolean;
      }) {
        this.hasBegunSignIn = true;
      });
      jest.spyOn(SocketSession.prototype, 'cutOff').mockImplementation(() => undefined);
      options.allowSynchronousEvents = true;
      try {
        const { handled, inATurn } = await flood((soFar) => soFar > FRAMES);
        expect(handled).toBeGreaterThan(FRAMES);
        expect(inATurn).toBeGreaterThan(LET_IN);
      } finally {
        options.allowSynchronousEvents = false;
      }
    });
  });

  describe('a database that does not answer', () => {
    let till: FarcardsTill;

    beforeAll(async () => {
      till = await connectRkeeper();
    });
    // After a late answer the process waits before it asks the database again.
    beforeEach(() =>
      eventually('the card is found', () =>
        till.cardInfo(CARD).then(
          ({ account }) => account !== '0',
          () => false,
        ),
      ),
    );

    it('is not waited for by till systems: each call has its answer while it still hangs', async () => {
      const { answers } = await withGuestsLocked(() =>
        Promise.all(Array.from({ length: SALES }, () => till.cardInfo(CARD))),
      );
      // The check goes on without points.
      expect(answers.map(({ result, account }) => [result, account])).toEqual(answers.map(() => [0, '0']));
      reportTrials(10, 'calls of a till system while the database does not answer', SALES);
    });

    itAtNight('is waited for where a call has no budget', async () => {
      const { Spool } = await import('../../src/platform/spool/spool.js');
      jest.spyOn(Spool.prototype, 'doInTime').mockImplementation((work) => work());
      const { answers } = await withGuestsLocked(async (overdue) => {
        let isAnswered = false;
        const call = till.cardInfo(CARD).finally(() => (isAnswered = true));
        await overdue();
        return { call, isAnswered };
      });
      expect(answers.isAnswered).toBe(false);
      await answers.call;
    });
  });

  /** Makes greedy calls whose batches are held until `work` has ended; returns their answers. */
  async function withGreedyHeld<T>(
    send: () => Promise<readonly number[]>,
    work: (held: ReadonlySet<string | null>) => Promise<T>,
  ): Promise<{ readonly answers: T; readonly greedy: readonly number[] }> {
    const { TillBatch } = await import('../../src/transactions/till/batch/till-batch.js');
    const run = Reflect.get(TillBatch.prototype, 'run') as (...given: unknown[]) => Promise<never>;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const held = new Set<string | null>();
    const spy = jest.spyOn(TillBatch.prototype, 'run').mockImplementation(async function (this: object, ...given) {
      const [, acts] = given;
      if (acts.some(({ guestId }: TillAct) => !guests.includes(guestId ?? ''))) {
        for (const { guestId } of acts) held.add(guestId);
        await released;
      }
      return run.apply(this, given);
    });
    const sent = send();
    try {
      await eventually('a greedy batch is being written', () => held.size > 0);
      const answers = await work(held);
      release();
      return { answers, greedy: await sent };
    } finally {
      release();
      spy.mockRestore();
    }
  }

  /** Whether the guest's act is in a batch with greedy ones, or behind them in an idle process. */
  async function waitsForGreedy(guest: string, held: ReadonlySet<string | null>): Promise<boolean> {
    const { Till: Queue } = await import('../../src/transactions/till/queue/till.js');
    const till: Till = test.app.get(Queue);
    const { queues } = till as unknown as OpenTill;
    const isWaiting = () => held.has(guest) || (queues.get(network.id) ?? []).some(({ act }) => act.guestId === guest);
    await eventually('the sale has come to the till', isWaiting);
    for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
    return isWaiting();
  }

  async function sendEvents(): Promise<readonly number[]> {
    const customers: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const id = `customer-${String(n)}-${String(Math.random())}`;
      await network.post('/api/customers', key, { org_id: code, external_id: id }).expect(201);
      customers.push(id);
    }
    const eventOf = (n: number) => {
      const id = `${String(n)}-${String(Math.random())}`;
      return {
        event_id: id,
        event_type: 'pos.transaction',
        org_id: code,
        location_id: 'centre',
        customer_id: customers[n % customers.length],
        timestamp: new Date().toISOString(),
        payload: { transaction_id: id, receipt_number: id, amount: 25.5 },
      };
    };
    const events = Array.from({ length: EVENTS_A_CALL }, (_, n) => eventOf(n));
    const { status } = await network.post('/api/events/pos-transactions', key, { events });
    return [status];
  }

  async function letEventsComeFirst(): Promise<void> {
    const { PublishedEvents } = await import('../../src/integrations/stream-events/published-events.js');
    jest.spyOn(PublishedEvents.prototype, 'take').mockImplementation(function (this: unknown, asker, type, events) {
      return (this as { record: PublishedEvents['take'] }).record(asker, type, events, []);
    });
    type PublishedEvents = InstanceType<typeof PublishedEvents>;
  }

  async function sendOfflineBatches(): Promise<readonly number[]> {
    const gone: string[] = [];
    for (let n = 0; n < BATCHES; n += 1) gone.push(await network.guest());
    return Promise.all(
      gone.map((guest, device) =>
        network
          .post('/api/transactions/batch', cashier, {
            deviceId: `device-${String(device)}-${String(Math.random())}`,
            sentAt: new Date().toISOString(),
            acts: Array.from({ length: ACTS_A_BATCH }, (_, n) => ({
              counter: n + 1,
              key: `${guest}-${String(n)}`,
              guestId: guest,
              body: network.sale(1_000),
            })),
          })
          .then(({ status }) => status),
      ),
    );
  }

  async function letOfflineBatchesComeFirst(): Promise<void> {
    const { OfflineHandlers } = await import('../../src/transactions/desk/offline/offline.commands.js');
    type Record = InstanceType<typeof OfflineHandlers>['recordOfflineBatch'];
    jest.spyOn(OfflineHandlers.prototype, 'recordOfflineBatch').mockImplementation(function (this: unknown, command) {
      return (this as { record: Record }).record(command);
    });
  }

  /** Runs a job on each connection, with a transaction that waits until `work` has ended. */
  async function withJobsHeld<T>(work: () => Promise<T>): Promise<T> {
    const { JobQueue: Queue } = await import('../../src/platform/queue/job-queue.js');
    const jobs: JobQueue = test.app.get(Queue);
    const holder = await own.superuser.connect();
    const greedyOf = ({ database }: Pick<TillNetwork, 'database'>): JobKind => ({
      name: `greedy-${String(Math.random())}`,
      isStream: true,
      run: () =>
        database.inNetwork(network.id, async (tx) => {
          await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [ADVISORY]);
        }),
    });
    let kind: JobKind | undefined;
    jobs.define({ database: network.database }, (part) => (kind = greedyOf(part)));
    try {
      await holder.query('SELECT pg_advisory_lock($1)', [ADVISORY]);
      const running = Array.from({ length: POOL }, () => (jobs as unknown as OpenJobQueue).look(kind as JobKind));
      await eventually('the jobs wait in the database', async () => (await countWaiting()) === POOL);
      const answers = await work();
      expect(await countWaiting()).toBe(POOL);
      await holder.query('SELECT pg_advisory_unlock_all()');
      expect(await Promise.all(running)).toEqual(running.map(() => true));
      return answers;
    } finally {
      await holder.query('SELECT pg_advisory_unlock_all()');
      holder.release();
    }
  }

  /** Sessions of this database that wait for a lock. */
  async function countWaiting(): Promise<number> {
    const { rows } = await own.superuser.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.n ?? -1;
  }

  /**
   * Frames that were handled in all, and most of them in one turn of the loop, until the server has closed every connection
   * or enough was handled.
   */
  async function flood(isEnough: (handled: number) => boolean = () => false) {
    const { SocketSession } = await import('../../src/integrations/event-socket/socket-session.js');
    const handle = Reflect.get(SocketSession.prototype, 'handle') as (text: unknown) => Promise<void>;
    let [handled, inTurn, inATurn] = [0, 0, 0];
    const spy = jest.spyOn(SocketSession.prototype as unknown as OpenSession, 'handle').mockImplementation(function (
      this: unknown,
      text,
    ) {
      if (inTurn === 0) setImmediate(() => (inTurn = 0));
      handled += 1;
      inTurn += 1;
      inATurn = Math.max(inATurn, inTurn);
      return handle.call(this, text);
    });
    const { strangers } = await eventSocket();
    await eventually('those of before are gone', () => strangers.size === 0);
    const { hostname, port } = new URL(test.url);
    const sockets = Array.from({ length: STRANGERS }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.resume();
      socket.write(HANDSHAKE);
      socket.write(FLOOD);
      return socket;
    });
    await eventually('the flood is over', () => isEnough(handled) || sockets.every(({ closed }) => closed));
    for (const socket of sockets) socket.destroy();
    spy.mockRestore();
    return { handled, inATurn };
  }

  async function eventSocket(): Promise<OpenEventSocket> {
    const { EventSocket: Socket } = await import('../../src/integrations/event-socket/event-socket.js');
    const socket: EventSocket = test.app.get(Socket);
    return socket as unknown as OpenEventSocket;
  }

  async function connectRkeeper(): Promise<FarcardsTill> {
    const places = [{ organization: '1', terminal: null, pointOfSaleId: network.pointOfSaleId }];
    const { body } = await network
      .post('/api/integrations/connections', manager, { kind: 'RKEEPER', name: 'Hall', places })
      .expect(201);
    return new FarcardsTill(`${test.url}/api/hooks/rkeeper/${(body as { token: string }).token}`);
  }

  /** The work while no statement reads a guest. `overdue` resolves when one has waited for longer than any call may. */
  async function withGuestsLocked<T>(
    work: (overdue: () => Promise<unknown>) => Promise<T>,
  ): Promise<{ readonly answers: T }> {
    const locker = await own.superuser.connect();
    const overdue = () =>
      eventually('a statement has waited for longer than a call may', async () => {
        const { rows } = await locker.query<{ waited: number | null }>(
          `SELECT (extract(epoch FROM max(clock_timestamp() - query_start)) * 1000)::float8 AS waited FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return (rows[0]?.waited ?? 0) > OVERDUE * BUDGET_MS;
      });
    try {
      await locker.query('BEGIN; LOCK TABLE guests IN ACCESS EXCLUSIVE MODE');
      return { answers: await work(overdue) };
    } finally {
      await locker.query('ROLLBACK');
      locker.release();
    }
  }
});

interface OpenTill {
  readonly queues: ReadonlyMap<string, readonly { readonly act: TillAct }[]>;
}

interface OpenJobQueue {
  look(kind: JobKind): Promise<boolean>;
}

interface OpenEventSocket {
  readonly server: { readonly options: { allowSynchronousEvents: boolean } };
  readonly strangers: ReadonlyMap<unknown, string>;
}

interface OpenSession {
  beginSignIn(): void;
  handle(text: unknown): Promise<void>;
}
