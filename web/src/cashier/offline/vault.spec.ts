import { Dexie } from 'dexie';
import { IDBDatabase, IDBKeyRange, indexedDB } from 'fake-indexeddb';
import type { KeptAct } from './kept-act';
import { readKeptSession, SessionKeeper } from './offline-session';
import { Outbox } from './outbox';
import { TillMemory } from './till-memory';
import { TillStore } from './till-store';
import { makeKey, seal, unseal } from './vault';

Dexie.dependencies.indexedDB = indexedDB;
Dexie.dependencies.IDBKeyRange = IDBKeyRange;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OPENED = Date.UTC(2026, 10, 22, 8);
const SESSION = { user: { id: 'vera' } };
const ME = { userId: 'me', pointOfSaleId: 'till', clockOffsetMs: 0 };
const RECEIPT: KeptAct = {
  key: 'a',
  sale: { guestId: null, body: { pointOfSaleId: 'till', receiptNumber: null, amount: 100, items: null } },
  payable: 100,
  pointsRedeemed: 0,
  pointsEarned: 0,
  guestName: null,
  allowance: null,
};

let stores: TillStore[] = [];
/** The store of the device, which `readKeptSession` opens too. */
function openStore(): TillStore {
  const store = new TillStore();
  stores.push(store);
  return store;
}
function setClock(now: number): void {
  jest.spyOn(Date, 'now').mockReturnValue(now);
}
afterEach(async () => {
  jest.restoreAllMocks();
  for (const store of stores) store.close();
  stores = [];
  await new TillStore().delete();
});

test('a foreign key opens nothing, and neither does the own one once a bit has changed', async () => {
  const [own, foreign] = [await makeKey(), await makeKey()];
  const sealed = await seal(own, { name: 'Vera' });
  expect(await unseal(own, sealed)).toEqual({ name: 'Vera' });
  expect(await unseal(foreign, sealed)).toBeUndefined();
  const bytes = sealed.bytes.slice(0);
  new Uint8Array(bytes)[0]! ^= 1;
  expect(await unseal(own, { ...sealed, bytes })).toBeUndefined();
});

test('a store with the keys of another device shows neither session nor sales', async () => {
  const store = openStore();
  const [memory, outbox] = [new TillMemory(store), new Outbox(store)];
  await memory.keep('session', SESSION);
  await outbox.add(RECEIPT, ME);
  expect([await memory.read('session'), (await outbox.list()).length]).toEqual([SESSION, 1]);
  for (const name of ['key.copy', 'key.acts']) await store.meta.put({ name, value: await makeKey() });
  expect([await memory.read('session'), await outbox.list()]).toEqual([undefined, []]);
});

test('with the session goes the key of what the till knew; sales that wait stay', async () => {
  const store = openStore();
  const [memory, outbox] = [new TillMemory(store), new Outbox(store)];
  await memory.keep('session', SESSION);
  await outbox.add(RECEIPT, ME);
  const stolen = await store.copies.get('session');
  await memory.forget();
  expect([await store.meta.get('key.copy'), await store.copies.count(), await store.guests.count()]).toEqual([
    undefined,
    0,
    0,
  ]);
  // A row that somebody had taken is opened by no key that comes later.
  if (stolen !== undefined) await store.copies.put(stolen);
  expect(await memory.read('session')).toBeUndefined();
  expect(await outbox.list()).toHaveLength(1);
});

test('the person of the last session is known for sixteen hours from the last answer of the server', async () => {
  const keeper = new SessionKeeper(new TillMemory(openStore()));
  for (let since = 0; since <= 17 * HOUR; since += 10 * MINUTE) {
    setClock(OPENED + since);
    await keeper.answered(SESSION);
  }
  const last = OPENED + 17 * HOUR;
  for (const [at, known] of [
    [last + 16 * HOUR - 1, SESSION],
    [last + 16 * HOUR, null],
    // A clock that was put back makes it last no longer.
    [last - 16 * HOUR, null],
  ] as const) {
    setClock(at);
    expect(await readKeptSession()).toEqual(known);
  }
});

test('answers within a minute write once, and those of another session at once', async () => {
  const memory = new TillMemory(openStore());
  const keep = jest.spyOn(memory, 'keep');
  const keeper = new SessionKeeper(memory);
  for (const at of [0, 1_000, MINUTE - 1, MINUTE]) {
    setClock(OPENED + at);
    await keeper.answered(SESSION);
  }
  expect(keep).toHaveBeenCalledTimes(2);
  await keeper.answered({ user: { id: 'boris' } });
  expect(keep).toHaveBeenCalledTimes(3);
});

test('a sale is on the disk when it is said to be kept: each write is strict', async () => {
  const begun = jest.spyOn(IDBDatabase.prototype, 'transaction');
  await new Outbox(openStore()).add(RECEIPT, ME);
  const writes = begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
  expect(writes.some(([tables]) => [tables].flat().includes('acts'))).toBe(true);
  expect(new Set(writes.map(([, , options]) => options?.durability))).toEqual(new Set(['strict']));
});
