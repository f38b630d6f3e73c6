import { isDeepStrictEqual } from 'node:util';
import type { RestaurantBudgetsAnswer } from '../../../../src/transactions/books/budgets/budgets.dto';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { zoneAtNoon } from '../../../support/noon';
import { TillNetwork } from '../../../support/till-network';

const credit = (network: TillNetwork, points: number) => ({
  type: 'MANUAL',
  direction: 'CREDIT',
  points,
  reasonCode: 'GOODWILL',
  comment: 'x',
  pointOfSaleId: network.pointOfSaleId,
});

describe('the monthly budget of a restaurant', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  const patch = (network: TillNetwork, token: string, monthlyBudget: unknown) =>
    test
      .api()
      .patch(`/api/restaurants/${network.restaurantId}`)
      .set('Authorization', `Bearer ${token}`)
      .send({ monthlyBudget });

  async function budgetOf(network: TillNetwork, token: string): Promise<RestaurantBudgetsAnswer['items']> {
    const { body } = await network.get('/api/restaurant-budgets', token).expect(200);
    return (body as RestaurantBudgetsAnswer).items;
  }

  it('counts what is given by hand and as bonuses, warns, refuses points by hand and no sale', async () => {
    const network = await TillNetwork.create(test, { timeZone: zoneAtNoon() });
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const post = (points: number) => network.post(`/api/guests/${guest}/transaction`, manager, credit(network, points));
    expect(await budgetOf(network, manager)).toEqual([]);
    await patch(network, manager, 1_000).expect(200);
    const state = async () => {
      const [{ used, left, state: now } = { used: NaN, left: NaN, state: null }] = await budgetOf(network, manager);
      return [used, left, now];
    };
    /** Waits for the sum: sales are counted once all earlier transactions of the database have ended. */
    const comesTo = async (...expected: [number, number, string]) => {
      let seen: Awaited<ReturnType<typeof state>> | undefined;
      await eventually(
        () => `a budget of ${JSON.stringify(expected)}, not ${JSON.stringify(seen)}`,
        async () => isDeepStrictEqual((seen = await state()), expected),
      );
    };
    await comesTo(0, 1_000, 'WITHIN');

    await post(500).expect(201);
    // The bonus of a first sale counts, the points that the sale itself earns do not.
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(100_000)).expect(201);
    await comesTo(700, 300, 'WITHIN');
    await post(100).expect(201);
    await comesTo(800, 200, 'NEARLY');
    const refused = await post(201);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'restaurant_budget_reached', budget: 1_000, left: 200 },
    ]);
    await post(200).expect(201);
    await comesTo(1_000, 0, 'REACHED');
    await post(1).expect(409);
    await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(100_000)).expect(201);
    await network
      .post(`/api/guests/${guest}/transaction`, manager, { ...credit(network, 5), direction: 'DEBIT' })
      .expect(201);
    // Another restaurant has no budget.
    await network
      .post(`/api/guests/${guest}/transaction`, manager, {
        ...credit(network, 5_000),
        pointOfSaleId: network.otherPointOfSaleId,
      })
      .expect(201);
    await patch(network, manager, null).expect(200);
    await post(1).expect(201);
    // Each row stores its counted points, the sum of its details.
    const kept = await network.database.readsOf(network.id).query<{ type: string; given: number; read: number }>(
      `SELECT type, points_given AS given, points_given(type, direction, related_id, points_earned, details) AS read
         FROM transactions WHERE network_id = $1 AND points_given IS NOT NULL ORDER BY id`,
      [network.id],
    );
    expect(kept.map(({ given }) => given)).toEqual(kept.map(({ read }) => read));
    expect(kept.map(({ type, given }) => `${type} ${String(given)}`)).toEqual([
      'MANUAL 500',
      'SALE 200',
      'MANUAL 100',
      'MANUAL 200',
      'SALE 0',
      'MANUAL 5000',
      'MANUAL 1',
    ]);
  });

  it('is never exceeded by many at once, and holds when a waiting act is approved', async () => {
    const network = await TillNetwork.create(test, {
      settings: { limits: { cashierManualAtOnce: 100, approvalCoolingHours: 0 } },
    });
    const manager = await network.tokenOf('manager');
    const cashier = await network.tokenOf('cashier');
    const guests = await Promise.all(Array.from({ length: 8 }, () => network.guest()));
    await patch(network, manager, 350).expect(200);
    const waiting = await network.post(`/api/guests/${guests[0] ?? ''}/transaction`, cashier, credit(network, 200));
    expect(waiting.status).toBe(202);
    const answers = await Promise.all(
      guests.map((guest) => network.post(`/api/guests/${guest}/transaction`, manager, credit(network, 100))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
    const { id } = waiting.body as { id: string };
    const approved = await network.post(`/api/transactions/${id}/approve`, manager);
    expect([approved.status, approved.body]).toMatchObject([409, { code: 'restaurant_budget_reached', left: 50 }]);
    await patch(network, manager, 1_000).expect(200);
    await network.post(`/api/transactions/${id}/approve`, manager).expect(200);
    // An act without a till does not count for the budget.
    const { pointOfSaleId: _, ...nowhere } = credit(network, 10);
    await network.post(`/api/guests/${guests[0] ?? ''}/transaction`, cashier, nowhere).expect(403);
    for (const wrong of [-1, 1.5, 'x', 2_000_000_000]) await patch(network, manager, wrong).expect(400);
    await patch(network, cashier, 5).expect(403);
  });
});
