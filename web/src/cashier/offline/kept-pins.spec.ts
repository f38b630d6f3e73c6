import { Dexie } from 'dexie';
import { IDBKeyRange, indexedDB } from 'fake-indexeddb';
import { checkPin, keepOnly, listKeptPeople, rememberPin } from './kept-pins';
import { forgetTillCopy } from './offline-session';
import { TillStore } from './till-store';

Dexie.dependencies.indexedDB = indexedDB;
Dexie.dependencies.IDBKeyRange = IDBKeyRange;

const HOUR = 60 * 60_000;
const OPENED = Date.UTC(2026, 10, 22, 8);
const VERA = { id: 'vera', name: 'Vera' };
const SESSION = { user: { id: 'vera' } };

const setClock = (now: number) => jest.spyOn(Date, 'now').mockReturnValue(now);

beforeAll(() => {
  // One holder at a time, as the locks of a browser.
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, work: () => Promise<unknown>) => (last = last.then(work, work));
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await new TillStore().delete();
});

test('a person whom the server let in is let in by the same PIN, and by no other', async () => {
  await rememberPin(VERA, '4826', SESSION);
  expect(await checkPin('vera', '4826')).toEqual({ kind: 'right', session: SESSION });
  expect(await checkPin('vera', '4827')).toEqual({ kind: 'wrong' });
  expect(await checkPin('olga', '4826')).toEqual({ kind: 'unknown' });
  expect(await listKeptPeople()).toEqual([{ ...VERA, isLocked: false }]);
});

test('ten wrong PINs lock the person, also for the right one, until the server lets them in here', async () => {
  await rememberPin(VERA, '4826', SESSION);
  // Side by side, as from several tabs.
  const tries = await Promise.all(Array.from({ length: 12 }, () => checkPin('vera', '1357')));
  expect(tries.filter(({ kind }) => kind === 'wrong')).toHaveLength(10);
  expect(tries.filter(({ kind }) => kind === 'locked')).toHaveLength(2);
  expect(await checkPin('vera', '4826')).toEqual({ kind: 'locked' });
  expect(await listKeptPeople()).toEqual([{ ...VERA, isLocked: true }]);
  await rememberPin(VERA, '4826', SESSION);
  expect(await checkPin('vera', '4826')).toMatchObject({ kind: 'right' });
});

test('a right PIN ends the count of wrong ones', async () => {
  await rememberPin(VERA, '4826', SESSION);
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 9; n += 1) await checkPin('vera', '1357');
    expect(await checkPin('vera', '4826')).toMatchObject({ kind: 'right' });
  }
});

test('nobody is let in three days after the server let them in last', async () => {
  setClock(OPENED);
  await rememberPin(VERA, '4826', SESSION);
  setClock(OPENED + 71 * HOUR);
  expect(await checkPin('vera', '4826')).toMatchObject({ kind: 'right' });
  for (const later of [OPENED + 73 * HOUR, OPENED - 73 * HOUR]) {
    setClock(later);
    expect(await checkPin('vera', '4826')).toEqual({ kind: 'unknown' });
  }
});

test('people whom the server names no more are forgotten, and all with the copies of the till', async () => {
  await rememberPin(VERA, '4826', SESSION);
  await rememberPin({ id: 'olga', name: 'Olga' }, '5937', SESSION);
  await keepOnly(['olga', 'ivan']);
  expect((await listKeptPeople()).map(({ id }) => id)).toEqual(['olga']);
  await forgetTillCopy();
  expect(await listKeptPeople()).toEqual([]);
});

test('the device has neither the PIN nor its digest in the open', async () => {
  await rememberPin(VERA, '4826', SESSION);
  const store = new TillStore();
  const rows = await store.copies.toArray();
  store.close();
  expect(rows).toHaveLength(1);
  expect(Object.keys(rows[0]?.sealed ?? {}).sort()).toEqual(['bytes', 'iv']);
  expect(Buffer.from(rows[0]?.sealed.bytes ?? new ArrayBuffer(0)).toString('latin1')).not.toMatch(/4826|digest|Vera/);
});
