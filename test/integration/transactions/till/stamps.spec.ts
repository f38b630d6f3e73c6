import { minorUnits, points, type ProgramDocument } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { earningOf, programOf } from '../../../support/decision/programs';
import { RewardShop } from '../../../support/rewards/reward-shop';
import { TillNetwork } from '../../../support/till-network';

const COFFEES = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const VISITS = '7c9e6679-7425-40de-944b-e07fc1f90ae8';

const DOCUMENT: ProgramDocument = programOf({
  model: 'STAMPS',
  earning: earningOf({ base: null }),
  stampCards: [
    {
      id: COFFEES,
      name: { en: 'Coffees', ru: 'Кофе' },
      collects: { by: 'ITEM', skus: ['coffee'] },
      size: 3,
      reward: { rewardCode: 'MUG' },
      validityMonths: 6,
    },
    {
      id: VISITS,
      name: { en: 'Visits' },
      collects: { by: 'VISIT', leastAmount: minorUnits(500) },
      size: 2,
      reward: { points: points(40) },
      validityMonths: null,
    },
  ],
});

describe('stamp cards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let shop: RewardShop;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { document: DOCUMENT });
    shop = await RewardShop.open(network);
  });
  afterAll(() => test.close());

  const coffees = (quantity: number) => ({ items: [{ sku: 'coffee', quantity, total: quantity * 300 }] });
  const balanceOf = async (guest: string) =>
    (await network.get(`/api/guests/${guest}/balance`, shop.cashier)).body as { available: number; stamps: object[] };

  it('collect, give their rewards, and give back what is refunded, as the ledger and its verification say', async () => {
    const mug = await shop.item({ code: 'MUG', cost: 500 });
    const guest = await network.guest();
    expect((await balanceOf(guest)).stamps).toMatchObject([
      { cardId: COFFEES, collected: 0, size: 3, completed: 0 },
      { cardId: VISITS, name: 'Visits', collected: 0, size: 2, completed: 0 },
    ]);
    expect((await shop.redeem(guest, mug, { stampCardId: COFFEES })).body).toMatchObject({
      code: 'reward_not_available',
      reason: 'NO_FULL_CARD',
    });

    const first = await shop.sell(guest, 600, coffees(2));
    expect(first.body).toMatchObject({ pointsEarned: 0 });
    const second = await shop.sell(guest, 900, coffees(3));
    expect(second.body).toMatchObject({ pointsEarned: 40, balance: { available: 40 } });
    expect((second.body.trace as { rule: string }[]).map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['stamps.collected', 'stamps.completed', 'stamps.reward']),
    );
    expect((await balanceOf(guest)).stamps).toMatchObject([
      { cardId: COFFEES, collected: 2, completed: 1, rewards: [{ code: 'MUG', count: 1 }] },
      { cardId: VISITS, collected: 0, completed: 1, rewards: [] },
    ]);

    const taken = await shop.redeem(guest, mug, { stampCardId: COFFEES });
    expect(taken.body).toMatchObject({ type: 'REDEMPTION', pointsRedeemed: 0, balance: { available: 40 } });
    expect((await balanceOf(guest)).stamps).toMatchObject([{ collected: 2, completed: 1, rewards: [] }, {}]);

    const refund = (sale: unknown, body: object) =>
      network.post(`/api/transactions/${String(sale)}/refund`, shop.manager, { reason: 'cold', ...body });
    await refund(second.body.id, { amount: 300 });
    expect(await balanceOf(guest)).toMatchObject({ available: 40, stamps: [{ collected: 1 }, { collected: 0 }] });
    await refund(second.body.id, {});
    expect(await balanceOf(guest)).toMatchObject({
      available: 0,
      stamps: [{ collected: -1 }, { collected: 1, completed: 0 }],
    });

    for (const id of [first.body.id, second.body.id, taken.body.id]) {
      const explained = await network.get(`/api/transactions/${String(id)}/explain`, shop.manager);
      expect(explained.body).toMatchObject({ agrees: true });
    }
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });
});
