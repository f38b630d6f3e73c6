import { Networks } from '../../../../src/configuration';
import { newId } from '../../../../src/platform/ids/ids';
import type { FraudCaseDetail, FraudTrial } from '../../../../src/transactions/watch/cases/fraud.dto';
import { ReadFacts } from '../../../../src/transactions/watch/facts/read-facts';
import { FraudJob } from '../../../../src/transactions/watch/job/fraud.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from '../gifts/gift-desk';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Recorded {
  readonly card: { readonly id: string };
  readonly transaction: { readonly id: string };
}

describe('fraud watch over gift cards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let desk: GiftDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    desk = await GiftDesk.open(network);
  });
  afterAll(() => test.close());

  const sql = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    network.database.inNetwork(network.id, (tx) => tx.query<Row>(text, [network.id, ...values]));
  const idOf = async (token: string) => ((await network.get('/api/auth/me', token)).body as { id: string }).id;
  const facts = async () => {
    const profile = await test.app.get(Networks).getProfile(network.id);
    return test.app.get(ReadFacts).giftCards(profile, { from: Date.now() - HOUR, to: Date.now() + MINUTE });
  };

  /** Sells four cards whose codes the manager sends to himself, and spends their money at once. */
  const letOutFour = async (): Promise<string[]> => {
    const spent: string[] = [];
    for (const face of await desk.batch(4)) {
      const sold = (await desk.sell(face, 10_000).expect(201)).body as Recorded;
      const sent = { send: { to: 'thief@example.com' }, reason: 'Asked' };
      await network.post(`/api/gift-cards/${sold.card.id}/send`, desk.manager, sent).expect(200);
      spent.push(((await desk.spend(face, 10_000).expect(201)).body as Recorded).transaction.id);
    }
    return spent;
  };

  it('reads who let a code out, who paid by a receipt, and whether a refund names one', async () => {
    const [face, other] = (await desk.batch(2)) as [GiftFace, GiftFace];
    const sold = (await desk.sell(face, 10_000)).body as Recorded;
    await desk.change(sold.card.id, 'replace', { code: other.code }).expect(200);
    const guest = await network.guest();
    const receipt = { pointOfSaleId: network.pointOfSaleId, receiptNumber: 'Z-1' };
    const paid = await network
      .post('/api/gift-cards/spend', desk.cashier, { ...other, amount: 4_000, ...receipt })
      .expect(201);
    const sale = await network
      .post(`/api/guests/${guest}/transaction`, desk.cashier, network.sale(4_000, { receiptNumber: 'Z-1' }))
      .expect(201);
    const spendingId = (paid.body as Recorded).transaction.id;
    await desk.refundAsCashier(spendingId, 1_000).expect(201);
    const path = `/api/transactions/${(sale.body as { id: string }).id}/refund`;
    await network.post(path, desk.cashier, { reason: 'Cold' }).expect(201);
    await desk.refundAsCashier(spendingId, 2_000).expect(201);
    const read = await facts();
    const [manager, cashier] = [await idOf(desk.manager), await idOf(desk.cashier)];
    expect(read.find(({ kind }) => kind === 'GIFT_FACE')).toMatchObject({ cashierId: manager, payable: 10_000 });
    const payment = read.find(({ kind }) => kind === 'GIFT_PAYMENT');
    expect(payment).toMatchObject({ id: spendingId, guestId: guest, cashierId: cashier, payable: 4_000 });
    const refunds = read.filter(({ kind }) => kind === 'GIFT_REFUND').sort((a, b) => a.payable - b.payable);
    expect(refunds).toMatchObject([
      { payable: 1_000, hasReceipt: false, relatedId: spendingId, relatedAt: payment?.occurredAt },
      { payable: 2_000, hasReceipt: true, cardId: payment?.cardId },
    ]);
  });

  it('finds by a trial the manager who sends codes of sold cards and spends them', async () => {
    await letOutFour();
    const { body } = await network
      .post('/api/fraud/rules/giftFacesSpent/trial', desk.manager, { params: {} })
      .expect(200);
    expect(body as FraudTrial).toMatchObject({ signals: 1 });
    const other = await network.tokenOf('manager');
    const seen = await network.post('/api/fraud/rules/giftFacesSpent/trial', other, {}).expect(200);
    expect((seen.body as FraudTrial).examples).toMatchObject([
      { subject: { kind: 'CASHIER', id: await idOf(desk.manager) }, inputs: { cards: 4, sumMinor: 40_000 } },
    ]);
  });

  it('opens a case whose evidence is the acts of the cards', async () => {
    const acts = await letOutFour();
    const subject = await idOf(desk.manager);
    await sql(
      `INSERT INTO shifts (network_id, id, point_of_sale_id, user_id, business_date, number, closed_at)
       SELECT $1, gen_random_uuid(), $2, $3, current_date, n, now() FROM generate_series(1, 1000) n`,
      [network.pointOfSaleId, subject],
    );
    await sql(
      `INSERT INTO fraud_signals (network_id, id, rule, version, subject_kind, subject_id, first_act, occurred_at, business_date,
         acts, doubtful_acts, inputs, events, surprise)
       VALUES ($1, $2, 'giftFacesSpent', 1, 'CASHIER', $3, $4, now() - interval '1 hour', current_date, $5, '{}',
         '{"cards":4,"days":28,"sumMinor":40000}', 4, 5)`,
      [newId(), subject, acts[0], acts],
    );
    const other = await network.tokenOf('manager');
    const id = await eventually('a case', async () => {
      await sql(
        `INSERT INTO fraud_positions (network_id, judged_to, due_at) VALUES ($1, ledger_now() - interval '1 minute', ledger_now())
         ON CONFLICT (network_id) DO UPDATE SET judged_to = ledger_now() - interval '1 minute', due_at = ledger_now()`,
      );
      while ((await test.app.get(FraudJob).doNext(network.id)) === 'more');
      const { body } = await network.get('/api/fraud/cases?state=OPEN', other).expect(200);
      return (body as { items: { id: string }[] }).items[0]?.id;
    });
    const detail = (await network.get(`/api/fraud/cases/${id}`, other).expect(200)).body as FraudCaseDetail;
    expect(detail.signals).toMatchObject([{ rule: 'giftFacesSpent', acts: acts }]);
    expect(detail.acts.map(({ id: actId, kind, payable }) => [actId, kind, payable])).toEqual(
      acts.map((actId) => [actId, 'GIFT_SPENT', 10_000]),
    );
    expect(detail.acts.every(({ giftCardId }) => giftCardId !== null)).toBe(true);
  });
});
