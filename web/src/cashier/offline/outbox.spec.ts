import { Dexie } from 'dexie';
import { IDBKeyRange, indexedDB } from 'fake-indexeddb';
import type { KeptAct } from './kept-act';
import { type Courier, type DeliveryResult, Outbox, type SentAct } from './outbox';
import { NotKept, TillStore } from './till-store';

Dexie.dependencies.indexedDB = indexedDB;
Dexie.dependencies.IDBKeyRange = IDBKeyRange;

const HOUR = 3_600_000;
const OPEN: DeliveryResult = { kind: 'open' };
const ME = { userId: 'me', pointOfSaleId: 'till', clockOffsetMs: 0 };

let names = 0;
const stores: TillStore[] = [];
function openStore(name = `till-${String((names += 1))}`): TillStore {
  const store = new TillStore(name);
  stores.push(store);
  return store;
}
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function saleOf(key: string, amount: number, guestId: string | null = 'guest', more: Partial<KeptAct> = {}): KeptAct {
  const body = { pointOfSaleId: 'till', receiptNumber: null, amount, items: null };
  const sale = guestId === null ? { guestId, body } : { guestId, body: { type: 'SALE' as const, ...body } };
  const figures = { payable: amount, pointsRedeemed: 0, pointsEarned: 0 };
  return { key, sale, ...figures, guestName: null, allowance: null, ...more };
}

/** A server that records each key once and answers as a test sets it. */
class Server implements Courier {
  readonly recorded: string[] = [];
  readonly calls: SentAct[][] = [];
  answer: (act: SentAct) => DeliveryResult | undefined = () => undefined;
  /** Answers get lost from this call on. */
  losesFrom = Infinity;

  readonly sendBatch = (acts: readonly SentAct[]): Promise<DeliveryResult[]> => {
    this.calls.push([...acts]);
    // As the real one does: behind an act that it can't take now, those of the same guest wait.
    const waiting = new Set<string | null>();
    const answers = acts.map((act): DeliveryResult => {
      const { guestId } = act.act.sale;
      const answer = waiting.has(guestId) ? OPEN : (this.answer(act) ?? this.record(act));
      if (answer.kind === 'open') waiting.add(guestId);
      return answer;
    });
    return this.calls.length >= this.losesFrom ? Promise.reject(new Error('lost')) : Promise.resolve(answers);
  };

  readonly sendReceipt = async (act: SentAct): Promise<DeliveryResult> =>
    (await this.sendBatch([act]))[0] ?? { kind: 'open' };

  private record({ act: { key, payable } }: SentAct): DeliveryResult {
    if (!this.recorded.includes(key)) this.recorded.push(key);
    return { kind: 'recorded', transactionId: `tx-${key}`, payable };
  }
}

test('acts of guests and anonymous receipts arrive in the order in which they were rung up, each once', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  for (const [key, guest] of [
    ['a', 'x'],
    ['b', null],
    ['c', 'y'],
    ['d', 'x'],
    ['e', null],
  ] as const)
    await outbox.add(saleOf(key, 100, guest), ME);
  expect((await outbox.outlook('me')).waiting).toBe(5);
  expect(await outbox.deliver(server, 'me')).toBe(true);
  expect(server.recorded).toEqual(['a', 'b', 'c', 'd', 'e']);
  // Numbers of the device have no hole where an anonymous receipt went by itself.
  expect(server.calls.flat().map(({ counter }) => counter)).toEqual([1, null, 2, 3, null]);
  await outbox.deliver(server, 'me');
  expect(server.calls).toHaveLength(4);
  expect(await outbox.outlook('me')).toMatchObject({ waiting: 0, toSee: 0, oldestAt: null });
});

test('the third of five refused stands in the list, and the other four arrive', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  server.answer = ({ act: { key } }) =>
    key === 'c' ? { kind: 'refused', code: 'guest_blocked', title: 'Blocked', detail: null } : undefined;
  for (const key of ['a', 'b', 'c', 'd', 'e']) await outbox.add(saleOf(key, 100), ME);
  await outbox.deliver(server, 'me');
  expect(server.recorded).toEqual(['a', 'b', 'd', 'e']);
  const [refused, ...more] = await outbox.list();
  expect([refused?.act.key, refused?.state, refused?.answer?.code, more]).toEqual([
    'c',
    'refused',
    'guest_blocked',
    [],
  ]);
  // Sent again once the cause is mended; gone only when a person has seen it.
  server.answer = () => undefined;
  await outbox.retry(refused?.seq ?? 0);
  await outbox.deliver(server, 'me');
  expect(server.recorded.at(-1)).toBe('c');
  expect(await outbox.list()).toEqual([]);
});

test('an answer that got lost changes nothing: the same acts go again under the same keys', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  for (const key of ['a', 'b']) await outbox.add(saleOf(key, 100), ME);
  server.losesFrom = 1;
  await expect(outbox.deliver(server, 'me')).rejects.toThrow('lost');
  expect((await outbox.outlook('me')).waiting).toBe(2);
  server.losesFrom = Infinity;
  await outbox.deliver(server, 'me');
  expect(server.recorded).toEqual(['a', 'b']);
  const [first, second] = server.calls;
  expect(second).toEqual(first);
});

test('an act that the server can take only later keeps its place before those of its guest', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  let busy = true;
  server.answer = ({ act: { key } }) => (key === 'a' && busy ? OPEN : undefined);
  for (const [key, guest] of [
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'y'],
    ['d', null],
  ] as const)
    await outbox.add(saleOf(key, 100, guest), ME);
  expect(await outbox.deliver(server, 'me')).toBe(false);
  expect([server.recorded, (await outbox.outlook('me')).waiting]).toEqual([['c', 'd'], 2]);
  busy = false;
  expect(await outbox.deliver(server, 'me')).toBe(true);
  expect(server.recorded).toEqual(['c', 'd', 'a', 'b']);
  // The key, number and time of the act are those of its first call.
  const sent = server.calls.flat().filter(({ act }) => act.key === 'b');
  expect(sent).toHaveLength(2);
  expect({ ...sent[1], tries: 0 }).toEqual({ ...sent[0], tries: 0 });
});

test('an anonymous receipt at which the server fails each time holds back no act, and a person is told of it', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  let isBroken = true;
  server.answer = ({ act: { key } }) => (key === 'a' && isBroken ? { kind: 'failed' } : undefined);
  for (const [key, guest] of [
    ['a', null],
    ['b', 'x'],
    ['c', null],
    ['d', 'y'],
    ['e', 'x'],
  ] as const)
    await outbox.add(saleOf(key, 100, guest), ME);
  expect(await outbox.deliver(server, 'me')).toBe(false);
  expect(server.recorded).toEqual(['b', 'c', 'd', 'e']);
  // It is tried after those that were rung up since.
  await outbox.add(saleOf('f', 100, null), ME);
  await outbox.deliver(server, 'me');
  expect(server.calls.slice(-2).map(([sent]) => sent?.act.key)).toEqual(['f', 'a']);
  expect(await outbox.outlook('me')).toMatchObject({ waiting: 1, toSee: 0 });
  for (let more = 0; more < 3; more += 1) await outbox.deliver(server, 'me');
  expect(await outbox.outlook('me')).toMatchObject({ waiting: 0, toSee: 1 });
  const [told] = await outbox.list();
  expect([told?.act.key, told?.state]).toEqual(['a', 'failing']);
  // The money was taken: nobody can put it out of sight before the server has it.
  await outbox.dismiss(told?.seq ?? 0);
  expect(await outbox.list()).toHaveLength(1);
  isBroken = false;
  expect(await outbox.deliver(server, 'me')).toBe(true);
  expect([server.recorded.at(-1), await outbox.list()]).toEqual(['a', []]);
});

test('an act of a guest at which the server fails holds back neither the guest nor others, over several calls', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  server.answer = ({ act: { key } }) => (key === 'a' ? { kind: 'failed' } : undefined);
  await outbox.add(saleOf('a', 100, 'x', { allowance: 'first' }), ME);
  await outbox.add(saleOf('b', 100, 'x', { allowance: 'second' }), ME);
  await outbox.add(saleOf('c', 100, null), ME);
  expect(await outbox.deliver(server, 'me')).toBe(false);
  expect(server.recorded).toEqual(['b', 'c']);
});

test('where no receipt can be taken now, a round asks a few times alone', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  server.answer = () => OPEN;
  for (let count = 0; count < 20; count += 1) await outbox.add(saleOf(`r-${String(count)}`, 100, null), ME);
  expect(await outbox.deliver(server, 'me')).toBe(false);
  expect(server.calls).toHaveLength(5);
  // The next round begins with those that were not asked about.
  server.answer = () => undefined;
  expect(await outbox.deliver(server, 'me')).toBe(true);
  expect(server.recorded.slice(0, 2)).toEqual(['r-5', 'r-6']);
});

test('one guest under two allowances keeps the order too: nothing is sent past an act that waits', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  let busy = true;
  server.answer = ({ act: { key } }) => (key === 'a' && busy ? OPEN : undefined);
  await outbox.add(saleOf('a', 100, 'x', { allowance: 'first' }), ME);
  await outbox.add(saleOf('b', 100, 'x', { allowance: 'second' }), ME);
  expect(await outbox.deliver(server, 'me')).toBe(false);
  expect([server.recorded, server.calls.length]).toEqual([[], 1]);
  busy = false;
  await outbox.deliver(server, 'me');
  expect(server.recorded).toEqual(['a', 'b']);
});

test('what was recorded otherwise than it was paid has to be seen', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  server.answer = () => ({ kind: 'recorded', transactionId: 'tx', payable: 95 });
  await outbox.add(saleOf('a', 100), ME);
  await outbox.deliver(server, 'me');
  const [listed] = await outbox.list();
  expect([listed?.state, listed?.answer?.payable]).toEqual(['different', 95]);
  await outbox.dismiss(listed?.seq ?? 0);
  expect((await outbox.outlook('me')).toSee).toBe(0);
});

test('two tabs in one tick give each act a number of its own, and one key is one act', async () => {
  const name = 'two-tabs';
  const [here, there] = [new Outbox(openStore(name)), new Outbox(openStore(name))];
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? here : there).add(saleOf(`key-${String(index)}`, 100), ME),
    ),
  );
  await Promise.all([here.add(saleOf('key-0', 100), ME), there.add(saleOf('key-0', 100), ME)]);
  const server = new Server();
  await here.deliver(server, 'me');
  const counters = server.calls.flat().map(({ counter }) => counter);
  expect(counters).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(server.recorded).toHaveLength(40);
});

test('a tab that dies between its number and its act leaves neither', async () => {
  const name = 'power-cut';
  const store = openStore(name);
  const outbox = new Outbox(store);
  await outbox.add(saleOf('a', 100), ME);
  const died = store.transaction('rw', store.acts, store.meta, async () => {
    await store.meta.put({ name: 'counter', value: 99 });
    throw new Error('the power went');
  });
  await expect(died).rejects.toThrow('the power went');
  store.close();
  const again = new Outbox(openStore(name));
  await again.add(saleOf('b', 100), ME);
  const server = new Server();
  await again.deliver(server, 'me');
  expect(server.calls.flat().map(({ counter, act }) => [counter, act.key])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
});

test('a clock that is an hour ahead, or put back in mid-shift, moves no act from its order or time', async () => {
  let device = Date.UTC(2026, 10, 22, 12) + HOUR;
  const outbox = new Outbox(openStore(), () => device);
  await outbox.add(saleOf('a', 100), { ...ME, clockOffsetMs: -HOUR });
  device -= 3 * HOUR;
  await outbox.add(saleOf('b', 100), { ...ME, clockOffsetMs: -HOUR });
  const server = new Server();
  await outbox.deliver(server, 'me');
  const [first, second] = server.calls.flat();
  expect(first?.occurredAt).toBe(Date.UTC(2026, 10, 22, 12));
  expect(first?.deviceTime).toBe(Date.UTC(2026, 10, 22, 13));
  expect(second?.occurredAt).toBe(first?.occurredAt);
});

test('acts of another person wait for that person', async () => {
  const outbox = new Outbox(openStore());
  const server = new Server();
  await outbox.add(saleOf('a', 100), { ...ME, userId: 'other' });
  await outbox.add(saleOf('b', 100), ME);
  await outbox.deliver(server, 'me');
  expect(server.recorded).toEqual(['b']);
  expect(await outbox.outlook('me')).toMatchObject({ waiting: 1, ofOthers: 1 });
  await outbox.deliver(server, 'other');
  expect(server.recorded).toEqual(['b', 'a']);
});

test('a cut connection is opened again, and the act is kept', async () => {
  const store = openStore();
  const outbox = new Outbox(store);
  await outbox.add(saleOf('a', 100), ME);
  store.close();
  await outbox.add(saleOf('b', 100), ME);
  expect((await outbox.outlook('me')).waiting).toBe(2);
});

test('on a full device the guests seen lately go first; with nothing left to drop the sale is refused', async () => {
  const store = openStore();
  const outbox = new Outbox(store);
  await outbox.add(saleOf('a', 100), ME);
  await store.guests.put({ id: 'g', seenAt: 1, sealed: { iv: new Uint8Array(12), bytes: new ArrayBuffer(8) } });
  let isFull = async () => (await store.guests.count()) > 0;
  const work = async (key: string) => {
    await store.reliably(async () => {
      if (await isFull()) throw new Dexie.QuotaExceededError('no room');
      await outbox.add(saleOf(key, 100), ME);
    });
  };
  await work('b');
  expect([(await outbox.outlook('me')).waiting, await store.guests.count()]).toEqual([2, 0]);
  isFull = () => Promise.resolve(true);
  await expect(work('c')).rejects.toEqual(new NotKept('full'));
  expect((await outbox.outlook('me')).waiting).toBe(2);
});

test('what is kept is unreadable without its key, and no script can read that', async () => {
  const store = openStore();
  const outbox = new Outbox(store);
  await outbox.add(saleOf('a', 123_456, 'guest', { guestName: 'Vera Pavlova' }), ME);
  const [row] = await store.acts.toArray();
  const text = new TextDecoder().decode(row?.sealed.bytes);
  expect(text).not.toContain('Vera');
  const key = await store.meta.get('key.acts');
  expect((key?.value as CryptoKey | undefined)?.extractable).toBe(false);
});

test('a day of 250 acts goes in a few calls, in order', async () => {
  const store = openStore();
  const outbox = new Outbox(store);
  const keys = Array.from({ length: 250 }, (_, index) => `key-${String(index)}`);
  for (const key of keys) await outbox.add(saleOf(key, 100), ME);
  const server = new Server();
  await outbox.deliver(server, 'me');
  expect(server.recorded).toEqual(keys);
  expect(server.calls).toHaveLength(3);
});
