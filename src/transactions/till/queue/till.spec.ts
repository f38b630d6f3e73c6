import { Clock } from '../../../platform/clock/clock';
import type { Database } from '../../../platform/database/database';
import { inBackground } from '../../../platform/database/in-background';
import { ProblemError } from '../../../platform/problems/problem';
import { journalRow, tillAct } from '../../../../test/support/till/till-acts';
import type { CouponLookups } from '../spending/rewards/coupon-lookups';
import { Till } from './till';
import type { Outcome, TillAct } from '../../ledger/act/till-act';
import { codesNamedBy } from '../kinds/kinds';
import type { SingleActTransaction } from './single-act-transaction';
import type { BatchResult, TillBatch } from '../batch/till-batch';

/** The most batches in flight, the most acts of one, and the most that may wait, as the till says. */
const MAX_BATCHES = 64;
const MAX_BATCH_ACTS = 200;
const MAX_WAITING = 20_000;
/** Acts that are worth a second batch of the same network. */
const MIN_ACTS_BESIDE = 24;
/** Acts of one network that are of long ago and that are worked on at once. */
const MAX_OF_LONG_AGO = 1_000;
const AN_HOUR_MS = 3_600_000;
/** Acts of a batch that may be late, while tills are at work. */
const MAX_LATE_BESIDE_TILLS = 24;

const posted = (act: TillAct): Outcome => ({
  kind: 'POSTED',
  row: journalRow({ id: act.id }),
  redeemable: null,
  replayed: false,
});
const allSettled = (acts: readonly TillAct[]): BatchResult => ({
  settled: new Map(acts.map((act) => [act, posted(act)])),
  lost: [],
});

interface Batch {
  readonly networkId: string;
  readonly acts: readonly TillAct[];
  /** Whether it has connections that no till waits for. */
  readonly mayBeLate: boolean;
  readonly end: (result: BatchResult) => void;
  readonly fail: (error: Error) => void;
}

/** The queue between calls and batches alone: the batches are ended by the test, as the database would in its time. */
class Counter {
  readonly batches: Batch[] = [];
  readonly alone: TillAct[] = [];
  aloneAnswers: (act: TillAct) => Promise<Outcome> = (act) => Promise.resolve(posted(act));
  /** Those that named a code which is none, counted before they are decided. */
  readonly misses: string[] = [];
  readonly till: Till;
  /** Whether a till is at work in another process. */
  isTillElsewhere = false;

  constructor() {
    const batch: Pick<TillBatch, 'run'> = {
      run: (networkId, acts, mayBeLate) =>
        new Promise((end, fail) => {
          this.batches.push({ networkId, acts, mayBeLate, end, fail });
        }),
    };
    const alone: Pick<SingleActTransaction, 'run'> = {
      run: (act) => {
        this.alone.push(act);
        return this.aloneAnswers(act);
      },
    };
    const coupons: Pick<CouponLookups, 'countingMisses' | 'areKnown'> = {
      countingMisses: async ({ id }, find) => {
        const found = await find();
        if (found === undefined) this.misses.push(id);
        return found;
      },
      areKnown: ({ body }) => Promise.resolve(!codesNamedBy(body).includes('WRONG')),
    };
    const database: Pick<Database, 'wasReservedBusy'> = {
      wasReservedBusy: () => Promise.resolve(this.isTillElsewhere),
    };
    this.till = new Till(
      batch as TillBatch,
      alone as SingleActTransaction,
      coupons as CouponLookups,
      new Clock(),
      database as Database,
    );
  }

  /** The next batch that starts, in the order of their starting. */
  async next(): Promise<Batch> {
    for (let turns = 0; turns < 100; turns += 1) {
      const batch = this.batches.shift();
      if (batch !== undefined) return batch;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error('no batch was started');
  }

  /** Ends every batch as it starts, until nothing starts any more. */
  async drain(): Promise<void> {
    for (let turns = 0; turns < 10; turns += 1) {
      for (const batch of this.batches.splice(0)) {
        batch.end(allSettled(batch.acts));
        turns = 0;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const idsOf = (batch: Batch): string[] => batch.acts.map((act) => act.id);
const idOf = (outcome: Outcome): string => (outcome.kind === 'POSTED' ? outcome.row.id : outcome.kind);
const keyed = (id: string, requestHash = 'hash') => tillAct({ id, key: { digest: 'digest', requestHash } });

describe('the queue of the till', () => {
  let counter: Counter;
  const submit = (id: string, changes: Partial<TillAct> = {}) => counter.till.submit(tillAct({ id, ...changes }));
  const late = (id: string, changes: Partial<TillAct> = {}) =>
    inBackground(counter.till).submit(tillAct({ id, ...changes }));

  beforeEach(() => {
    counter = new Counter();
  });

  it('writes together what came together, and what came meanwhile after it', async () => {
    const outcomes = [submit('a'), submit('b')];
    const first = await counter.next();
    outcomes.push(submit('c'), submit('d'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([idsOf(first), counter.batches]).toEqual([['a', 'b'], []]);
    first.end(allSettled(first.acts));
    const second = await counter.next();
    expect(idsOf(second)).toEqual(['c', 'd']);
    second.end(allSettled(second.acts));
    expect((await Promise.all(outcomes)).map(idOf)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('writes what may be late in small batches, one at a time, after what tills wait for', async () => {
    for (let n = 0; n < 300; n += 1) void late(`late${String(n)}`, { guestId: `guest${String(n)}` });
    void submit('sale', { guestId: 'somebody' });
    const first = await counter.next();
    expect(idsOf(first)).toEqual(['sale']);
    first.end(allSettled(first.acts));
    const second = await counter.next();
    expect(second.acts).toHaveLength(MAX_LATE_BESIDE_TILLS);
    // Other acts of the batch wait, and so does a second batch; a sale of another guest is decided at once.
    void submit('other', { guestId: 'somebody else' });
    void submit('same', { guestId: 'guest0' });
    const other = await counter.next();
    expect(idsOf(other)).toEqual(['other']);
    other.end(allSettled(other.acts));
    await new Promise((resolve) => setImmediate(resolve));
    expect(counter.batches).toEqual([]);
    second.end(allSettled(second.acts));
    expect(idsOf(await counter.next())).toEqual(['same']);
  });

  it('takes an act of long ago for one that may be late, and keeps the connections of the one kind from the other', async () => {
    const hourAgo = { occurredAt: Date.now() - AN_HOUR_MS };
    void submit('late', { guestId: 'gone', ...hourAgo });
    void submit('sale', { guestId: 'here', occurredAt: Date.now() });
    const [first, second] = [await counter.next(), await counter.next()];
    expect([idsOf(first), first.mayBeLate]).toEqual([['sale'], false]);
    expect([idsOf(second), second.mayBeLate]).toEqual([['late'], true]);
    // A sale that waited for an act of long ago is begun by its end.
    void submit('sale too', { guestId: 'gone' });
    first.end(allSettled(first.acts));
    await new Promise((resolve) => setImmediate(resolve));
    expect(counter.batches).toEqual([]);
    second.end(allSettled(second.acts));
    const sale = await counter.next();
    expect([idsOf(sale), sale.mayBeLate]).toEqual([['sale too'], false]);
  });

  it('asks to come again with an act of long ago while too many of its network wait', async () => {
    const longAgo = (id: string, networkId: string) =>
      submit(id, { networkId, guestId: id, occurredAt: Date.now() - AN_HOUR_MS });
    const taken = Array.from({ length: MAX_OF_LONG_AGO }, (_, n) => longAgo(String(n), 'full'));
    await expect(longAgo('more', 'full')).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 1 });
    taken.push(longAgo('other', 'quiet'));
    await counter.drain();
    expect((await Promise.all(taken)).map(idOf).at(-1)).toEqual('other');
    void longAgo('again', 'full');
    expect(idsOf(await counter.next())).toEqual(['again']);
  });

  it('writes what may be late though it came in the rest after the batch before it', async () => {
    void submit('sale', { guestId: 'somebody' });
    const sale = await counter.next();
    sale.end(allSettled(sale.acts));
    void late('first');
    const first = await counter.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    first.end(allSettled(first.acts));
    await new Promise((resolve) => setImmediate(resolve));
    void late('second');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(idsOf(await counter.next())).toEqual(['second']);
  });

  it('writes what may be late as fast as anything while no till is at work', async () => {
    for (let n = 0; n < 300; n += 1) void late(String(n), { guestId: `guest${String(n)}` });
    expect((await counter.next()).acts).toHaveLength(MAX_BATCH_ACTS);
    expect((await counter.next()).acts).toHaveLength(100);
  });

  it('writes what may be late in small batches, one at a time, beside tills of other processes too', async () => {
    counter.isTillElsewhere = true;
    const lateOne = (id: number) => void late(String(id), { guestId: `guest${String(id)}` });
    lateOne(0);
    const first = await counter.next();
    first.end(allSettled(first.acts));
    await new Promise((resolve) => setImmediate(resolve));
    for (let id = 1; id <= 300; id += 1) lateOne(id);
    expect((await counter.next()).acts).toHaveLength(MAX_LATE_BESIDE_TILLS);
    await new Promise((resolve) => setImmediate(resolve));
    expect(counter.batches).toEqual([]);
  });

  it('holds one network a batch, at most 200 acts, and takes the networks in turn', async () => {
    const outcomes = Array.from({ length: MAX_BATCH_ACTS + 1 }, (_, i) => submit(String(i), { networkId: 'busy' }));
    outcomes.push(submit('quiet', { networkId: 'quiet' }));
    const [busy, quiet] = [await counter.next(), await counter.next()];
    expect([busy.networkId, busy.acts.length]).toEqual(['busy', MAX_BATCH_ACTS]);
    expect([quiet.networkId, quiet.acts.length]).toEqual(['quiet', 1]);
    busy.end(allSettled(busy.acts));
    expect(idsOf(await counter.next())).toEqual([String(MAX_BATCH_ACTS)]);
    quiet.end(allSettled(quiet.acts));
    expect(idOf(await (outcomes[MAX_BATCH_ACTS + 1] as Promise<Outcome>))).toBe('quiet');
  });

  it('sends a network that was served behind those that wait, though more of its acts could go', async () => {
    for (let network = 0; network < MAX_BATCHES; network += 1) void submit('act', { networkId: String(network) });
    const [first, second, third] = [await counter.next(), await counter.next(), await counter.next()];
    while (counter.batches.length < MAX_BATCHES - 3) await new Promise((resolve) => setImmediate(resolve));
    counter.batches.splice(0);
    for (let guest = 0; guest < MAX_BATCH_ACTS + MIN_ACTS_BESIDE; guest += 1)
      void submit(String(guest), { networkId: 'busy', guestId: String(guest) });
    void submit('quiet', { networkId: 'quiet' });
    const served: string[] = [];
    for (const landing of [first, second, third]) {
      landing.end(allSettled(landing.acts));
      served.push((await counter.next()).networkId);
    }
    expect(served).toEqual(['busy', 'quiet', 'busy']);
  });

  describe('beside a batch in flight of the same network', () => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const submitOf = (many: number, guest: (i: number) => string) => {
      for (let i = 0; i < many; i += 1) void submit(`${guest(i)} ${String(i)}`, { guestId: guest(i) });
    };
    const guestsOf = (batch: Batch) => new Set(batch.acts.map((act) => act.guestId));

    it('writes another when enough acts of other guests wait, and no third', async () => {
      void submit('first', { guestId: 'busy' });
      const first = await counter.next();
      submitOf(MIN_ACTS_BESIDE - 1, String);
      void submit('again', { guestId: 'busy' });
      await turn();
      expect(counter.batches).toEqual([]);
      submitOf(1, () => 'last');
      const beside = await counter.next();
      expect([beside.acts.length, guestsOf(beside).has('busy')]).toEqual([MIN_ACTS_BESIDE, false]);
      submitOf(MIN_ACTS_BESIDE, (i) => `later ${String(i)}`);
      await turn();
      expect(counter.batches).toEqual([]);
      first.end(allSettled(first.acts));
      const next = await counter.next();
      expect([next.acts[0]?.id, next.acts.length]).toEqual(['again', MIN_ACTS_BESIDE + 1]);
    });

    it('keeps the acts of one guest in order, however many wait', async () => {
      submitOf(MAX_BATCH_ACTS + MIN_ACTS_BESIDE, () => 'one');
      const first = await counter.next();
      await turn();
      expect([first.acts.length, counter.batches]).toEqual([MAX_BATCH_ACTS, []]);
      first.end(allSettled(first.acts));
      expect(idsOf(await counter.next())[0]).toBe(`one ${String(MAX_BATCH_ACTS)}`);
    });
  });

  it('has only so many batches in flight', async () => {
    for (let network = 0; network <= MAX_BATCHES; network += 1) void submit('act', { networkId: String(network) });
    const started = [];
    for (let n = 0; n < MAX_BATCHES; n += 1) started.push(await counter.next());
    await new Promise((resolve) => setImmediate(resolve));
    expect(counter.batches).toEqual([]);
    started[0]?.end(allSettled(started[0].acts));
    expect((await counter.next()).networkId).toBe(String(MAX_BATCHES));
  });

  it('decides a guest that lost a race alone, and holds up no other', async () => {
    const [won, lost] = [submit('won'), submit('lost')];
    const batch = await counter.next();
    const [first] = batch.acts;
    if (first === undefined) throw new Error('an empty batch');
    batch.end({ settled: new Map([[first, posted(first)]]), lost: batch.acts.slice(1) });
    expect([idOf(await won), idOf(await lost)]).toEqual(['won', 'lost']);
    expect(counter.alone.map((act) => act.id)).toEqual(['lost']);
  });

  it('halves a batch that failed until the one bad act stands alone, and decides that one alone', async () => {
    const outcomes = ['a', 'bad', 'c', 'd', 'e'].map((id) => submit(id));
    counter.aloneAnswers = (act) => Promise.reject(new Error(`bad: ${act.id}`));
    const settled = Promise.allSettled(outcomes);
    const sizes: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      const batch = await counter.next();
      sizes.push(batch.acts.length);
      if (batch.acts.some((act) => act.id === 'bad')) batch.fail(new Error('refused by the database'));
      else batch.end(allSettled(batch.acts));
    }
    expect(sizes).toEqual([5, 3, 2, 1, 1, 1, 2]);
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    await expect(outcomes[1]).rejects.toThrow('bad: bad');
    expect(counter.alone.map((act) => act.id)).toEqual(['bad']);
  });

  it('takes acts that rest on other rows, and those with conditions of their own, past the batches', async () => {
    const hold = tillAct({ id: 'capture' });
    await counter.till.submit({ ...hold, body: { kind: 'RELEASE', holdId: 'x' } }, {});
    await counter.till.submit(
      tillAct({
        id: 'manual',
        body: { kind: 'MANUAL', direction: 'CREDIT', points: 1, reasonCode: 'OTHER', comment: null, expiryId: null },
      }),
    );
    expect(counter.alone.map((act) => act.id)).toEqual(['capture', 'manual']);
    expect(counter.batches).toEqual([]);
  });

  describe('sales by code', () => {
    const naming = (id: string, code: string, redemptionIds: string[] = []): TillAct => {
      const act = tillAct({ id });
      return { ...act, body: { ...act.body, rewards: { redemptionIds, coupons: [code] } } } as TillAct;
    };

    it('go with the batch like any other, and what was lost of them is decided alone', async () => {
      const outcomes = ['won', 'lost'].map((id) => counter.till.submit(naming(id, 'CODE')));
      const batch = await counter.next();
      expect(idsOf(batch)).toEqual(['won', 'lost']);
      batch.end(allSettled(batch.acts.slice(0, 1)));
      expect((await Promise.all(outcomes)).map(idOf)).toEqual(['won', 'lost']);
      expect([counter.alone.map(({ id }) => id), counter.misses]).toEqual([['lost'], []]);
    });

    it('by a wrong code are counted before they are decided, and decided alone', async () => {
      const outcomes = [counter.till.submit(naming('wrong', 'WRONG')), counter.till.submit(tillAct({ id: 'plain' }))];
      const batch = await counter.next();
      counter.aloneAnswers = (act) => {
        expect(counter.misses).toEqual(['wrong']);
        return Promise.resolve(posted(act));
      };
      batch.end(allSettled(batch.acts.slice(1)));
      await Promise.all(outcomes);
      expect(counter.alone.map(({ id }) => id)).toEqual(['wrong']);
    });

    it('that rest on redemptions too are looked at and decided alone', async () => {
      await counter.till.submit(naming('right', 'CODE', ['redemption']));
      await counter.till.submit(naming('wrong', 'WRONG', ['redemption']));
      expect([counter.alone.map(({ id }) => id), counter.misses]).toEqual([['right', 'wrong'], ['wrong']]);
      expect(counter.batches).toEqual([]);
    });
  });

  describe('calls with one key', () => {
    it('join one promise, and all but the first are told that they were', async () => {
      const [first, second] = [counter.till.submit(keyed('a')), counter.till.submit(keyed('b'))];
      const batch = await counter.next();
      expect(idsOf(batch)).toEqual(['a']);
      batch.end(allSettled(batch.acts));
      expect(await first).toMatchObject({ row: { id: 'a' }, replayed: false });
      expect(await second).toMatchObject({ row: { id: 'a' }, replayed: true });
    });

    it('say which request was refused first', async () => {
      const [first, second] = [counter.till.submit(keyed('a')), counter.till.submit(keyed('b'))];
      const batch = await counter.next();
      const refused: Outcome = {
        kind: 'REFUSED',
        code: 'insufficient_points',
        data: {},
        replayed: false,
        requestId: null,
      };
      batch.end({ settled: new Map(batch.acts.map((act) => [act, refused])), lost: [] });
      expect(await first).toEqual(refused);
      expect(await second).toEqual({ ...refused, replayed: true, requestId: 'request' });
    });

    it('are refused when the key stands for another request', async () => {
      const first = counter.till.submit(keyed('a'));
      await expect(counter.till.submit(keyed('b', 'other'))).rejects.toMatchObject({ code: 'idempotency_key_reused' });
      const elsewhere = counter.till.submit({ ...keyed('c', 'other'), networkId: 'other' });
      await counter.drain();
      expect([idOf(await first), idOf(await elsewhere)]).toEqual(['a', 'c']);
    });

    it('are decided anew once the first has ended, badly too', async () => {
      counter.aloneAnswers = () => Promise.reject(new Error('broken'));
      const first = counter.till.submit(keyed('a'));
      (await counter.next()).fail(new Error('broken'));
      await expect(first).rejects.toThrow('broken');
      const second = counter.till.submit(keyed('b'));
      const batch = await counter.next();
      batch.end(allSettled(batch.acts));
      expect(await second).toMatchObject({ row: { id: 'b' }, replayed: false });
    });
  });

  it('refuses new acts while too many wait, with a second to come again', async () => {
    for (let n = 0; n < MAX_WAITING; n += 1) void submit(String(n));
    const refused = await submit('one too many').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 });
    // Acts in a batch no longer count as waiting.
    const elsewhere = { networkId: 'elsewhere' };
    expect((await counter.next()).acts).toHaveLength(MAX_BATCH_ACTS);
    const later = submit('later', elsewhere);
    const batch = await counter.next();
    batch.end(allSettled(batch.acts));
    expect(idOf(await later)).toBe('later');
  });

  it('ends only when what was accepted has its outcome', async () => {
    const outcome = submit('a');
    const ended: string[] = [];
    const closings = [counter.till.onApplicationShutdown().then(() => ended.push('while it waited'))];
    const batch = await counter.next();
    closings.push(counter.till.onApplicationShutdown().then(() => ended.push('while it was written')));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toEqual([]);
    batch.end(allSettled(batch.acts));
    expect(idOf(await outcome)).toBe('a');
    await Promise.all(closings);
  });
});
