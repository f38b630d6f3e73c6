import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { Pii } from '../../../../src/security';
import { couponDigest } from '../../../../src/transactions/till/spending/rewards/coupon-digest';
import { ANONYMOUS_GROUP } from '../../../../src/transactions/ledger/journal/guest-state';
import { NOTHING_WRITTEN } from '../../../../src/transactions/till/decide/decide-group';
import { sharedTill, type TillConnection } from '../../../../src/transactions/ledger/write/till-statements';
import type { FoundCode, GroupRows } from '../../../../src/transactions/ledger/write/till-rows';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

const PATIENCE = '250ms';

describe('codes as the statements of the till read and use them', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;
  let till: TillConnection;
  let item: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    shop = await RewardShop.open(network);
    till = sharedTill(test.app.get(Database));
    item = await shop.discount({ cost: 0 });
  });
  afterAll(() => test.close());

  const digestOf = (code: string): string => couponDigest(test.app.get(Pii), network.id, code) ?? '';

  async function find(code: string, guestId: string, networkId = network.id): Promise<FoundCode | null> {
    const { guests, codes } = await till.readWithCodes(
      networkId,
      [{ guestId, needLots: false }],
      [{ guestId, digest: digestOf(code) }],
    );
    expect([guests.length, codes.length]).toEqual([1, 1]);
    return codes[0] ?? null;
  }

  /** Prepares a new guest's sale with codes up to what the statement reads before it writes. */
  async function useOf(guestId: string, codes: readonly string[], claim: string | null = null): Promise<GroupRows> {
    const [claims, takes, uses]: [GroupRows['claims'], GroupRows['takes'], GroupRows['uses']] = [[], [], []];
    if (claim !== null) claims.push({ digest: claim, kind: 'KEY', holder: newId(), expected: null });
    for (const code of codes) {
      const found = await find(code, guestId);
      const [digest, batchId, redemptionId, claimed] = [
        digestOf(code),
        found?.batchId ?? '',
        newId(),
        found?.isSingle === true,
      ];
      if (claimed) claims.push({ digest, kind: 'COUPON', holder: redemptionId, expected: null });
      else takes.push({ digest, batchId });
      uses.push({
        digest,
        batchId,
        redemptionId,
        rewardId: item,
        rewardVersion: 1,
        terms: '{}',
        saleId: newId(),
        restaurantId: null,
        claimed,
      });
    }
    const group = { ...ANONYMOUS_GROUP, guestId, expected: 0, version: 1, dueMs: null };
    return { ...NOTHING_WRITTEN, group, claims, takes, uses };
  }

  async function write(groups: readonly GroupRows[]) {
    const { version } = await network.database.inNetwork(network.id, (tx) =>
      tx.one<{ version: number }>('SELECT rules_version AS version FROM networks'),
    );
    const lost = await till.write(network.id, version, PATIENCE, groups);
    return lost.map(({ lost_group: group, reason }) => `${String(group)} ${reason}`).sort();
  }

  it('are read with what they are for their guest, and not by another network', async () => {
    const [used, fresh] = [await network.guest(), await network.guest()];
    const code = await shop.sharedCode(item, 3, { perGuest: 1 });
    await shop.sell(used, 5_000, { coupons: [code] });
    const known = { rewardId: item, usesLeft: 2, state: 'GOOD', perGuest: 1, otherSegment: false };
    expect(await find(code, used)).toMatchObject({ ...known, usesOfGuest: 1 });
    expect(await find(code, fresh)).toMatchObject({ ...known, usesOfGuest: 0 });
    expect(await find('NOSUCHCODE', fresh)).toBeNull();
    const other = await TillNetwork.create(test);
    expect(await find(code, fresh, other.id)).toBeNull();
    const later = new Date(Date.now() + 86_400_000).toISOString();
    expect(await find(await shop.sharedCode(item, 1, { validFrom: later }), fresh)).toMatchObject({ state: 'NOT_YET' });
  });

  it('give as many uses as are left by the time of the write, and none to a batch that wants more', async () => {
    const code = await shop.sharedCode(item, 1);
    const guests = [await network.guest(), await network.guest()].sort();
    const groups = await Promise.all(guests.map((guest) => useOf(guest, [code])));
    expect(await write(groups)).toEqual(['1 coupon', '2 coupon']);
    // This sale read the code before another sale used the code for the last time.
    const late = await useOf(await network.guest(), [code]);
    expect((await shop.sell(await network.guest(), 5_000, { coupons: [code] })).status).toBe(201);
    expect(await write([late])).toEqual(['1 coupon']);
    expect(await find(code, guests[0] ?? '')).toMatchObject({ usesLeft: 0 });
  });

  it('that have one use are claimed, by one group of a batch or none, and free where it is left out', async () => {
    const [taken, wanted, other] = (await shop.singleCodes(item, 3)) as [string, string, string];
    const guests = [await network.guest(), await network.guest(), await network.guest()].sort();
    const [first, second, third] = guests as [string, string, string];
    expect(await find(taken, first)).toMatchObject({ isSingle: true, usesLeft: 1 });
    const late = await useOf(first, [other, taken]);
    expect((await shop.sell(await network.guest(), 5_000, { coupons: [taken] })).status).toBe(201);
    const twice = [await useOf(second, [wanted]), await useOf(third, [wanted])];
    expect(await write([late, ...twice])).toEqual(['1 claim', '1 claim', '2 claim', '3 claim']);
    expect((await shop.sell(await network.guest(), 5_000, { coupons: [wanted, other] })).status).toBe(201);
  });

  it('are there again where their sale is left out for another code, for its version or for a claim', async () => {
    const [empty, kept, claimed] = [
      await shop.sharedCode(item, 1),
      await shop.sharedCode(item, 1),
      await shop.sharedCode(item, 5),
    ];
    const guests = [await network.guest(), await network.guest(), await network.guest(), await network.guest()].sort();
    const [first, second, third, fourth] = guests as [string, string, string, string];
    const withEmpty = await useOf(first, [empty, kept]);
    const stale = await useOf(second, [claimed]);
    const claim = newId();
    const twice = [await useOf(third, [claimed], claim), await useOf(fourth, [claimed], claim)];
    expect((await shop.sell(await network.guest(), 5_000, { coupons: [empty] })).status).toBe(201);
    const lost = await write([withEmpty, { ...stale, group: { ...stale.group, expected: 7 } }, ...twice]);
    expect(lost).toEqual(['1 coupon', '2 version', '3 claim', '4 claim']);
    expect(await find(kept, first)).toMatchObject({ usesLeft: 1 });
    expect(await find(claimed, first)).toMatchObject({ usesLeft: 5 });
  });
});
