import type { Tx } from '../../../../src/platform/database/database';
import { superuserPool } from '../../../support/database';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { monthsAgo } from '../../../support/liability/months-ago';
import { TillNetwork } from '../../../support/till-network';
import { waitForWatermark } from '../../../support/watermark';
import type {
  SettlementAnswer,
  SettlementReceiptPage,
} from '../../../../src/transactions/books/settlements/settlement.dto';
import { seeded } from '../../../support/seeded';

const MONTH = monthsAgo(1);
const ACTS = 60;

interface Movement {
  readonly transactionId: string;
  readonly debitKind: string;
  readonly debitOwner: string;
  readonly creditKind: string;
  readonly creditOwner: string;
  readonly amount: number;
  readonly lotId: string | null;
}

/** Moves everything written so far into the middle of last month. */
async function moveToLastMonth(network: TillNetwork): Promise<void> {
  const client = await superuserPool().connect();
  await client.query(`SET session_replication_role = 'replica'`);
  await client.query(
    `UPDATE transactions SET occurred_at = $2::timestamptz, recorded_at = $2::timestamptz WHERE network_id = $1`,
    [network.id, `${MONTH}-15T12:00:00Z`],
  );
  client.release(true);
  await waitForWatermark(network);
}

function journalOf(network: TillNetwork) {
  return network.database.inNetwork(network.id, async (tx: Tx) => ({
    places: new Map(
      (
        await tx.query<{ id: string; place: string | null }>(
          'SELECT id, restaurant_id AS place FROM transactions WHERE network_id = $1',
          [network.id],
        )
      ).map(({ id, place }) => [id, place]),
    ),
    movements: await tx.query<Movement>(
      `SELECT transaction_id AS "transactionId", debit_kind AS "debitKind", debit_owner AS "debitOwner",
         credit_kind AS "creditKind", credit_owner AS "creditOwner", amount, lot_id AS "lotId"
       FROM transfers WHERE network_id = $1 ORDER BY transaction_id, n`,
      [network.id],
    ),
  }));
}

describe('the settlement of a month', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  it('is what the journal says of random acts with refunds, the same to the byte, with its receipts', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    const loyalty = await network.keyOf('loyalty');
    const guests = [await network.guest(), await network.guest(), await network.guest()];
    const tills = [network.pointOfSaleId, network.otherPointOfSaleId];
    const random = seeded(20_261_122);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const credit = (points: number) => ({
      type: 'MANUAL',
      direction: 'CREDIT',
      points,
      reasonCode: 'GOODWILL',
      comment: 'x',
    });
    // A lot without a restaurant is the network's own.
    for (const guest of guests)
      await network.post(`/api/guests/${guest}/transaction`, loyalty, credit(400)).expect(201);
    const sales: string[] = [];
    for (let act = 0; act < ACTS; act += 1) {
      const guest = pick(guests);
      const place = { pointOfSaleId: pick(tills) };
      const roll = random();
      if (roll < 0.2) {
        await network.post(`/api/guests/${guest}/transaction`, manager, { ...credit(150), ...place }).expect(201);
      } else if (roll < 0.8 || sales.length === 0) {
        const sale = { ...network.sale(40_000), ...place, ...(random() < 0.6 && { pointsToRedeem: 120 }) };
        const answer = await network.post(`/api/guests/${guest}/transaction`, manager, sale);
        if (answer.status === 201) sales.push((answer.body as { id: string }).id);
        else expect(answer.status).toBe(422);
      } else {
        const [saleId = ''] = sales.splice(Math.floor(random() * sales.length), 1);
        const amount = random() < 0.5 ? {} : { amount: 10_000 };
        await network.post(`/api/transactions/${saleId}/refund`, manager, { reason: 'cold', ...amount }).expect(201);
      }
    }
    await moveToLastMonth(network);
    const early = await network.post(`/api/settlements/${MONTH}/close`, manager);
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'period_not_closed']);
    await network.post(`/api/ledger/periods/${MONTH}/close`, manager).expect(200);

    const closed = (await network.post(`/api/settlements/${MONTH}/close`, manager).expect(200))
      .body as SettlementAnswer;

    // The oracle: every movement by itself, in the order in which it was written.
    const { places, movements } = await journalOf(network);
    const expected = new Map<string, { points: number; acts: Set<string> }>();
    const issued = new Map<string | null, number>();
    for (const { transactionId, debitKind, debitOwner, creditKind, creditOwner, amount, lotId } of movements) {
      const isTaken = creditKind === 'RESTAURANT_REDEEMED';
      if (isTaken || debitKind === 'RESTAURANT_REDEEMED') {
        const pair = JSON.stringify([places.get(lotId ?? '') ?? null, isTaken ? creditOwner : debitOwner]);
        const sum = expected.get(pair) ?? { points: 0, acts: new Set() };
        expected.set(pair, { points: sum.points + (isTaken ? amount : -amount), acts: sum.acts.add(transactionId) });
      }
      const add = (owner: string | null, by: number) => issued.set(owner, (issued.get(owner) ?? 0) + by);
      if (debitKind === 'RESTAURANT_ISSUED') add(debitOwner, amount);
      if (creditKind === 'RESTAURANT_ISSUED') add(creditOwner, -amount);
      if (debitKind === 'NETWORK_ISSUED') add(null, amount);
      if (creditKind === 'NETWORK_ISSUED') add(null, -amount);
    }
    const between = [...expected].filter(([pair]) => {
      const [issuer, taker] = JSON.parse(pair) as [string | null, string];
      return issuer !== taker;
    });
    expect(between.length).toBeGreaterThan(2);
    expect(
      new Map(closed.pairs.map(({ issuerId, takerId, ...of }) => [JSON.stringify([issuerId, takerId]), of])),
    ).toEqual(
      new Map(between.map(([pair, { points, acts }]) => [pair, { points, money: points * 100, receipts: acts.size }])),
    );
    for (const { id, issued: of } of closed.parties) expect([id, of]).toEqual([id, issued.get(id) ?? 0]);
    expect(closed.totals.net).toBe(0);
    expect(closed.parties.reduce((sum, { net }) => sum + net, 0)).toBe(0);

    // The receipts behind each figure add up to it.
    for (const { issuerId, takerId, points, receipts } of closed.pairs) {
      const path = `/api/settlements/${MONTH}/receipts?issuer=${issuerId ?? 'network'}&taker=${takerId ?? 'network'}&limit=5`;
      const found: SettlementReceiptPage['items'] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = (await network.get(`${path}${cursor && `&cursor=${cursor}`}`, manager).expect(200))
          .body as SettlementReceiptPage;
        found.push(...page.items);
        cursor = page.nextCursor;
      }
      expect([found.length, found.reduce((sum, item) => sum + item.points, 0)]).toEqual([receipts, points]);
    }

    const json = (await network.get(`/api/settlements/${MONTH}`, manager).expect(200)).text;
    const csv = (await network.get(`/api/settlements/${MONTH}?format=csv`, manager).expect(200)).text;
    expect(JSON.parse(json)).toEqual(closed);
    expect(csv.split('\r\n')).toHaveLength(closed.pairs.length + 2);
    // Neither a renamed restaurant nor a later act changes the month.
    await network.test
      .api()
      .patch(`/api/restaurants/${network.restaurantId}`)
      .set('Authorization', `Bearer ${manager}`)
      .send({ name: 'Renamed' })
      .expect(200);
    await network
      .post(`/api/guests/${guests[0] ?? ''}/transaction`, manager, { ...credit(150), pointOfSaleId: tills[0] })
      .expect(201);
    const again = await network.post(`/api/settlements/${MONTH}/close`, manager).expect(200);
    expect(again.body).toEqual(closed);
    expect((await network.get(`/api/settlements/${MONTH}`, manager).expect(200)).text).toBe(json);
    const list = await network.get('/api/settlements', manager).expect(200);
    expect(list.body).toMatchObject({ items: [{ month: MONTH, totals: closed.totals }], nextCursor: null });
  });

  it('is closed once by many at the same time, and read by nobody who works in some restaurants', async () => {
    const network = await TillNetwork.create(test, { timeZone: 'UTC' });
    const manager = await network.tokenOf('manager');
    await network.post(`/api/ledger/periods/${MONTH}/close`, manager).expect(200);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => network.post(`/api/settlements/${MONTH}/close`, manager)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const audit = await network.database.inNetwork(network.id, (tx) =>
      tx.query("SELECT subject_id FROM audit_log WHERE network_id = $1 AND action = 'settlement.closed'", [network.id]),
    );
    expect(audit).toEqual([{ subject_id: MONTH }]);
    await network.get('/api/settlements', await network.tokenOf('cashier')).expect(403);
    await network.get('/api/settlements/2026-13', manager).expect(404);
    await network.get('/api/settlements/2020-01', manager).expect(404);
    await network.get(`/api/settlements/${MONTH}/receipts?issuer=x&taker=network`, manager).expect(400);
  });
});
