import type { Pool } from 'pg';
import { newId } from '../../../../src/platform/ids/ids';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { Sealer } from '../../../../src/transactions/books/seals/sealer';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { superuserPool } from '../../../support/database';
import { TillNetwork } from '../../../support/till-network';
import { eventually } from '../../../support/eventually';
import { sealEverything } from '../../../support/sealing';

interface Explained {
  readonly agrees: boolean;
  readonly differences: { readonly where: string }[];
  readonly inputs: {
    readonly act: Record<string, unknown> | null;
    readonly guest: { readonly balance: { readonly available: number } } | null;
  };
  readonly decision: { readonly amounts: Record<string, number> } | null;
  readonly trace: { readonly reason: string }[];
  readonly summary: string;
  readonly lots: { readonly movement: string; readonly points: number }[];
}

describe('a transaction, from outside', () => {
  let test: TestApp;
  let superuser: Pool;

  beforeAll(async () => {
    test = await applicationOfWorker();
    superuser = superuserPool();
  });
  afterAll(async () => {
    await test.close();
    await superuser.end();
  });

  async function makeSales() {
    const network = await TillNetwork.create(test);
    const manager = await network.tokenOf('manager');
    const guest = await network.guest();
    const idOf = async (answer: ReturnType<TillNetwork['post']>): Promise<string> =>
      ((await answer.expect(201)).body as { id: string }).id;
    const sale = await idOf(network.post(`/api/guests/${guest}/transaction`, manager, network.sale(200_000)));
    const second = await idOf(
      network.post(`/api/guests/${guest}/transaction`, manager, network.sale(100_000, { pointsToRedeem: 150 })),
    );
    const refund = await idOf(
      network.post(`/api/transactions/${second}/refund`, manager, { reason: 'cold', amount: 40_000 }),
    );
    const receipt = await idOf(
      network.post('/api/receipts', manager, { pointOfSaleId: network.pointOfSaleId, amount: 9_000 }),
    );
    const receiptRefund = await idOf(network.post(`/api/transactions/${receipt}/refund`, manager, { reason: 'cold' }));
    return { network, manager, guest, sale, second, refund, receipt, receiptRefund };
  }

  /** Result of the backtest that decides every act of the network by its own version. */
  async function reproductionOf(network: TillNetwork, manager: string): Promise<unknown> {
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    const path = `/api/backtests/${String(asked.body.id)}`;
    const read = async () => (await network.get(path, manager).expect(200)).body as { status: string; report: unknown };
    await eventually('a backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      return (await read()).status === 'DONE';
    });
    return (await read()).report;
  }

  it('is explained by its inputs, the decision made anew, and its reasons in the language of the reader', async () => {
    const { network, manager, sale, second, refund, receipt, receiptRefund } = await makeSales();
    const explain = async (id: string, language = 'en'): Promise<Explained> =>
      (await network.get(`/api/transactions/${id}/explain`, manager).set('Accept-Language', language).expect(200))
        .body as Explained;

    for (const id of [sale, second, refund, receipt, receiptRefund]) {
      expect(await explain(id)).toMatchObject({ agrees: true, differences: [] });
    }
    const explained = await explain(second);
    expect(explained.inputs.act).toMatchObject({ kind: 'SALE', amount: 100_000, pointsToRedeem: 150 });
    expect(explained.inputs.guest?.balance.available).toBeGreaterThan(150);
    expect(explained.decision?.amounts).toMatchObject({ amount: 100_000, discount: 5_000, pointsRedeemed: 150 });
    expect(explained).toMatchObject({
      summary: expect.stringMatching(/^To pay: ₽800\.00 of ₽1,000\.00, discount ₽50\.00, 150 points used: −₽150\.00/),
      tierBefore: 'BRONZE',
      tierAfter: 'BRONZE',
      lines: [{ line: 1, gross: 100_000, payable: 80_000, pointsEarned: 80, failed: null }],
    });
    expect(explained.lots.map(({ movement, points }) => [movement, points])).toEqual([
      ['REDEMPTION', 150],
      ['ACCRUAL', 80],
    ]);
    expect((await explain(refund)).summary).toMatch(/^To refund: ₽320\.00, 60 points returned, 32 points deducted$/);
    expect(explained.trace.map((entry) => entry.reason).join()).toMatch(/BRONZE/);
    expect((await explain(second, 'ru')).trace[0]?.reason).toMatch(/[а-я]/);
  });

  it('is explained also where the API lists it nowhere: a hold, its end, a tier', async () => {
    const { network, manager, guest } = await makeSales();
    const quote = { ...network.sale(50_000, { pointsToRedeem: 100 }), hold: true };
    const held = await network.post(`/api/guests/${guest}/quote`, manager, quote).expect(201);
    await network.post(`/api/holds/${String(held.body.holdId)}/void`, manager).expect(200);
    const tier = { tier: 'GOLD', reasonCode: 'GOODWILL' };
    await test
      .api()
      .put(`/api/guests/${guest}/tier`)
      .set('Authorization', `Bearer ${manager}`)
      .set('Idempotency-Key', newId())
      .send(tier)
      .expect(200);
    const { rows } = await superuser.query<{ id: string; type: string }>(
      `SELECT id, type FROM transactions WHERE network_id = $1 AND type IN ('HOLD', 'RELEASE', 'TIER') ORDER BY guest_version`,
      [network.id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['HOLD', 'RELEASE', 'TIER']);
    for (const { id, type } of rows) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ type, agrees: true, differences: [] });
      expect((explained.body as Explained).summary).not.toBe('');
    }
  });

  it('is said to differ when its row was changed', async () => {
    const { network, manager, second } = await makeSales();
    const client = await superuser.connect();
    await client.query(`SET session_replication_role = 'replica'`);
    await client.query('UPDATE transactions SET points_earned = points_earned + 1 WHERE id = $1', [second]);
    const explained = (await network.get(`/api/transactions/${second}/explain`, manager).expect(200)).body as Explained;
    expect(explained).toMatchObject({ agrees: false, differences: [{ where: 'pointsEarned' }] });
    expect(await reproductionOf(network, manager)).toMatchObject({
      reproduces: false,
      differing: 1,
      first: { transactionId: second, type: 'SALE', where: 'pointsEarned' },
    });
    await client.query('UPDATE transactions SET points_earned = points_earned - 1 WHERE id = $1', [second]);
    client.release(true);
  });

  it('has a proof that it is under a seal, for staff of its place', async () => {
    const { network, manager, sale } = await makeSales();
    await sealEverything(test.app.get(Sealer), network.database, network.id);
    const proof = await network.get(`/api/ledger/proof?transactionId=${sale}`, manager).expect(200);
    expect(proof.body).toMatchObject({ transactionId: sale, sealed: true, seal: { number: 1 } });
    const elsewhere = await network.tokenOf('cashier', [network.otherRestaurantId]);
    for (const route of [`/api/ledger/proof?transactionId=${sale}`, `/api/transactions/${sale}/explain`]) {
      await network.get(route, elsewhere).expect(403);
      await network.get(route, await network.tokenOf('analyst')).expect(403);
      await network.get(route.replace(sale, newId()), manager).expect(404);
      const stranger = await TillNetwork.create(test);
      await network.get(route, await stranger.tokenOf('manager')).expect(404);
    }
    await network.get('/api/ledger/proof?transactionId=7', manager).expect(400);
    await network.get('/api/transactions/7/explain', manager).expect(404);
  });

  it('leaves the accounts of its restaurant with what it gave and took', async () => {
    const { network, manager } = await makeSales();
    const { body } = (await network.get('/api/ledger/accounts', manager).expect(200)) as {
      body: { items: { kind: string; ownerId: string; balance: number }[] };
    };
    const issued = body.items.find(({ kind }) => kind === 'RESTAURANT_ISSUED');
    expect(issued).toMatchObject({ ownerId: network.restaurantId });
    expect(issued?.balance).toBeLessThan(0);
    expect(body.items.find(({ kind }) => kind === 'RESTAURANT_REDEEMED')?.balance).toBeGreaterThan(0);
  });
});
