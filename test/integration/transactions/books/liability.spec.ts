import { newId } from '../../../../src/platform/ids/ids';
import type { Liability } from '../../../../src/transactions/books/liability/liability.dto';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { monthsAgo } from '../../../support/liability/months-ago';
import { TillNetwork } from '../../../support/till-network';

describe('the liability of a network', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  async function liabilityOf(network: TillNetwork, token: string): Promise<Liability> {
    return (await network.get('/api/ledger/liability', token).expect(200)).body as Liability;
  }

  function expectWhole({ total, byState, byAge, byTier, byRestaurant, byExpiry }: Liability): void {
    for (const parts of [byState, byAge, byTier, byRestaurant, byExpiry]) {
      expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(total.points);
      expect(parts.reduce((sum, { money }) => sum + money, 0)).toBe(total.money);
    }
  }

  it('is told whole and by its parts', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const credit = { type: 'MANUAL', direction: 'CREDIT', points: 1_000, reasonCode: 'GOODWILL' };
    await network.post(`/api/guests/${guest}/transaction`, manager, credit).expect(201);
    const sale = { ...network.sale(100_000), pointOfSaleId: network.otherPointOfSaleId };
    await network.post(`/api/guests/${guest}/transaction`, manager, sale).expect(201);
    const quote = { ...network.sale(100_000), pointsToRedeem: 200, hold: true };
    await network.post(`/api/guests/${guest}/quote`, manager, quote).expect(201);

    const liability = await liabilityOf(network, manager);
    expect(liability).toMatchObject({
      currency: 'RUB',
      pointValue: 100_000_000,
      receivable: { points: 0, money: 0 },
      belowZero: { points: 0, money: 0 },
      agreement: { openLots: liability.total.points, agrees: true },
    });
    // 1,000 by hand, 200 for the first sale, and 95 for 950.00 paid.
    expect(liability.total).toEqual({ points: 1_295, money: 129_500 });
    expect(liability.byState).toEqual([
      { state: 'AVAILABLE', points: 1_095, money: 109_500 },
      { state: 'PENDING', points: 0, money: 0 },
      { state: 'HELD', points: 200, money: 20_000 },
      { state: 'IN_REVIEW', points: 0, money: 0 },
    ]);
    expect(liability.byAge[0]).toMatchObject({ fromMonths: 0, toMonths: 0, points: 1_295 });
    expect(liability.byTier.map(({ tier, points }) => [tier, points])).toEqual([
      ['BRONZE', 1_295],
      ['SILVER', 0],
      ['GOLD', 0],
      ['PLATINUM', 0],
      ['VIP', 0],
    ]);
    expect(liability.byRestaurant).toContainEqual({
      restaurantId: network.otherRestaurantId,
      points: 295,
      money: 29_500,
    });
    expect(liability.byExpiry).toHaveLength(1);
    expectWhole(liability);
  });

  it('keeps what guests owe apart', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const { body } = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(1_000_000));
    const { id, pointsEarned } = body as { id: string; pointsEarned: number };
    await network
      .post(`/api/guests/${guest}/transaction`, manager, {
        type: 'REDEMPTION',
        pointOfSaleId: network.pointOfSaleId,
        points: pointsEarned,
        orderAmount: 1_000_000,
        receiptNumber: 'R-1',
      })
      .expect(201);
    await network.post(`/api/transactions/${id}/refund`, manager, { reason: 'cold' }).expect(201);
    const liability = await liabilityOf(network, manager);
    expect(liability.total.points).toBe(0);
    expect(liability.receivable).toEqual({ points: pointsEarned, money: pointsEarned * 100 });
    expect(liability.agreement).toEqual({ openLots: 0, guestAccounts: 0, ledgerAccounts: 0, agrees: true });
  });

  it('is that of the open lots, the guests and the ledger in one snapshot, however much is sold meanwhile', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guests = await Promise.all(Array.from({ length: 5 }, () => network.guest()));
    const tills = { selling: true };
    const till = async (guest: string): Promise<void> => {
      for (let number = 0; number < 12; number += 1) {
        const redeemed = number % 3 === 2 ? { pointsToRedeem: 100 } : {};
        await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(200_000, redeemed)).expect(201);
      }
    };
    const sold = Promise.all(guests.map(till)).finally(() => {
      tills.selling = false;
    });
    const seen = new Set<number>();
    while (tills.selling) {
      const liability = await liabilityOf(network, manager);
      expect(liability.agreement).toEqual({
        openLots: liability.total.points,
        guestAccounts: liability.total.points,
        ledgerAccounts: liability.total.points,
        agrees: true,
      });
      expectWhole(liability);
      seen.add(liability.total.points);
    }
    await sold;
    expect(seen.size).toBeGreaterThan(2);
  });

  it('is for managers, analysts and keys that may report; a month is closed by a manager alone', async () => {
    const network = await TillNetwork.create(test);
    for (const route of ['/api/ledger/liability', '/api/ledger/periods']) {
      await network.get(route, await network.tokenOf('analyst')).expect(200);
      await network.get(route, await network.keyOf('report')).expect(200);
      await network.get(route, await network.tokenOf('cashier')).expect(403);
      await network.test.api().get(route).expect(401);
    }
    for (const token of [await network.tokenOf('analyst'), await network.keyOf('report')]) {
      await network.post('/api/ledger/periods/2026-01/close', token).expect(403);
    }
  });

  it('is not foretold without a history', async () => {
    const network = await TillNetwork.create(test);
    const analyst = await network.tokenOf('analyst');
    const answer = await network.get('/api/ledger/liability/forecast', analyst).expect(422);
    expect(answer.body).toMatchObject({
      code: 'forecast_history_too_short',
      months: 0,
      redemptionMonths: 0,
      needsMonths: 12,
      needsRedemptionMonths: 6,
    });
    for (const months of ['0', '37', 'many']) {
      await network.get(`/api/ledger/liability/forecast?months=${months}`, analyst).expect(400);
    }
  });

  it('closes only months that are over, once a key', async () => {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const close = (month: string, key = newId()) =>
      network.post(`/api/ledger/periods/${month}/close`, manager, {}, key);
    const [third, second, last] = [monthsAgo(3), monthsAgo(2), monthsAgo(1)];
    await close('2999-01').expect(409);
    await close('2026-13').expect(404);
    await network.get(`/api/ledger/periods/${third}/journal`, manager).expect(404);
    const key = newId();
    const first = await close(third, key).expect(200);
    const again = await close(third, key).expect(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ month: third, entries: [], totals: { debit: 0, credit: 0 } });
    expect((await close(last).expect(409)).body).toMatchObject({
      code: 'period_out_of_order',
      nextMonth: second,
    });
  });
});
