import { ANONYMOUS_GROUP } from '../../../../src/transactions/ledger/journal/guest-state';
import { sharedTill } from '../../../../src/transactions/ledger/write/till-statements';
import type { TillReading } from '../../../../src/transactions/ledger/write/till-rows';
import { NOTHING_WRITTEN } from '../../../../src/transactions/till/decide/decide-group';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const [SOON, LATER] = [Date.UTC(2040, 0, 1), Date.UTC(2040, 1, 1)];

describe('the next ends of points', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('come as sums by their instant, and as lots where an end was warned of or put off', async () => {
    const network = await TillNetwork.create(test);
    const guestId = await network.guest();
    const till = sharedTill(network.database);
    const { version: rules } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ version: number }>('SELECT rules_version AS version FROM networks'),
    );
    const write = async (version: number, lots: (typeof NOTHING_WRITTEN)['lots'], counters: string | null) => {
      const group = { ...ANONYMOUS_GROUP, guestId, expected: version - 1, version, available: 23, counters };
      expect(await till.write(network.id, rules, '1s', [{ ...NOTHING_WRITTEN, group, lots }])).toEqual([]);
    };
    const read = async (reading: Omit<TillReading, 'guestId'>): Promise<unknown> => {
      const [row] = await till.read(network.id, [{ guestId, ...reading }]);
      return JSON.parse(row?.lots ?? 'null');
    };
    const { restaurantId } = network;
    const lot = (expiresAt: number, remaining: number, held: number, activatesAt: number | null = null) => {
      return { lotId: newId(), expiresAt, amount: 20, remaining, held, activatesAt, restaurantId };
    };
    const lots = [
      lot(SOON, 10, 0),
      lot(SOON, 5, 2),
      lot(LATER, 7, 0, SOON),
      { ...lot(Infinity, 3, 0, Infinity), restaurantId: null },
    ];
    const each = lots.map((one) => [
      one.lotId,
      one.expiresAt === Infinity ? null : one.expiresAt,
      20,
      one.remaining,
      one.held,
      one.activatesAt === Infinity ? 8_640_000_000_000_000 : one.activatesAt,
      one.restaurantId,
    ]);
    await write(1, lots, null);
    expect(await read({ needLots: false })).toBeNull();
    expect(await read({ needLots: true })).toEqual(each);
    expect(await read({ needLots: false, ends: 5 })).toEqual([
      ['', SOON, 40, 15, 2, null, null],
      ['', LATER, 20, 7, 0, null, null],
    ]);
    expect(await read({ needLots: false, ends: 1 })).toEqual([['', SOON, 40, 15, 2, null, null]]);
    await write(2, [], JSON.stringify({ terms: [{}], inactivity: null }));
    expect(await read({ needLots: false, ends: 1 })).toEqual(each);
    await write(3, [], JSON.stringify({ terms: [], inactivity: { endsAt: SOON } }));
    expect(await read({ needLots: false, ends: 1 })).toEqual(each);
    await write(4, [], JSON.stringify({ terms: [], inactivity: null }));
    expect(await read({ needLots: false, ends: 1 })).toEqual([['', SOON, 40, 15, 2, null, null]]);
  });
});
