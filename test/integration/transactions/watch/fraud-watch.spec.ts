import { ConfigurationChanges, Networks } from '../../../../src/configuration';
import { Sessions } from '../../../../src/security';
import { eventsOf } from '../../../../src/transactions/watch/signals/events.rules';
import { newId } from '../../../../src/platform/ids/ids';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import type { FraudCaseDetail, FraudRuleList, FraudTrial } from '../../../../src/transactions/watch/cases/fraud.dto';
import { ReadFacts } from '../../../../src/transactions/watch/facts/read-facts';
import { FraudJob } from '../../../../src/transactions/watch/job/fraud.job';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';
import { addOwner, tokenOfUser } from '../../support/people-fixture';
import { ReferralDesk } from '../accounts/referral-desk';

const RULE = 'oneCardManyChecks';
/** Rules about gift cards that judge from the beginning. */
const GIFT_RULES = ['giftOwnCard', 'giftRefundNoReceipt', 'giftFacesSpent'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('fraud watch', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { fraud: { isReviewing: true, reviewDays: 3 } } });
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
    await switchOn(true);
    // As many shifts as leave room for a few cases.
    await sql(
      `INSERT INTO shifts (network_id, id, point_of_sale_id, user_id, business_date, number, closed_at)
       SELECT $1, gen_random_uuid(), $2, u.id, current_date, n, now() FROM generate_series(1, 1000) n
       CROSS JOIN (SELECT id FROM users WHERE network_id = $1 LIMIT 1) u`,
      [network.pointOfSaleId],
    );
  });
  afterAll(() => test.close());

  const switchOn = (isOn: boolean, params: object = {}) =>
    test.api().put(`/api/fraud/rules/${RULE}`).set('Authorization', `Bearer ${manager}`).send({ isOn, params });
  const sql = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    network.database.inNetwork(network.id, (tx) => tx.query<Row>(text, [network.id, ...values]));
  const sell = async (guest: string, more: object = {}): Promise<{ id: string; pointsEarned: number }> => {
    const path = `/api/guests/${guest}/transaction`;
    const { body } = await network.post(path, cashier, { ...network.sale(100_000), ...more }).expect(201);
    return body;
  };
  const balanceOf = async (guest: string): Promise<{ readonly available: number; readonly inReview: number }> =>
    (await network.get(`/api/guests/${guest}/balance`, manager)).body;
  const expectBalanced = async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  };

  type About = { readonly kind: 'GUEST' | 'CASHIER'; readonly id: string };

  /** Stores signals of three days as the rule would give them; the job weighs them with the next acts. */
  async function putSignals(subject: About, acts: readonly string[]): Promise<void> {
    for (const day of [1, 2, 3])
      await sql(
        `INSERT INTO fraud_signals (network_id, id, rule, version, subject_kind, subject_id, first_act, occurred_at, business_date,
           acts, doubtful_acts, inputs, events, surprise)
         VALUES ($1, $2, $3, 1, $4, $5, $2, now() - $6 * interval '1 hour', current_date - $6::integer, $7, $7, '{"visits":7}', 3, 4)`,
        [newId(), RULE, subject.kind, subject.id, day, acts],
      );
  }

  /** The open case about somebody, once no step of its review is under way. */
  async function findOpen(subject: About): Promise<string | undefined> {
    await look();
    const underWay = `SELECT 1 FROM review_holds WHERE network_id = $1 AND state IN ('WAITING', 'TAKING', 'FREEING')`;
    if ((await sql(underWay)).length > 0) return undefined;
    const { body } = await network.get('/api/fraud/cases?state=OPEN', manager).expect(200);
    const items = body.items as { id: string; subject: { id: string } }[];
    return items.find((one) => one.subject.id === subject.id)?.id;
  }

  /** The job of the application may be at the same signals, so the case is waited for. */
  async function openCase(subject: About, acts: readonly string[]): Promise<string> {
    await putSignals(subject, acts);
    return eventually('a case', () => findOpen(subject));
  }

  async function look(): Promise<void> {
    await sql(
      `UPDATE fraud_positions SET judged_to = ledger_now() - interval '1 minute', due_at = ledger_now() WHERE network_id = $1`,
    );
    const job = test.app.get(FraudJob);
    while ((await job.doNext(network.id)) === 'more');
  }

  const decide = (id: string, body: object, token = manager) =>
    network.post(`/api/fraud/cases/${id}/decision`, token, {
      decision: 'CONFIRM',
      ground: 'One card for many',
      ...body,
    });

  it('counts a check that a guest claims by its QR as attached by the cashier who had it in hand', async () => {
    const from = Date.now() - MINUTE;
    const body = { pointOfSaleId: network.pointOfSaleId, amount: 100_000, receiptNumber: newId() };
    const receipt = (await network.post('/api/receipts', cashier, body).expect(201)).body as { id: string };
    const { qr } = (await network.get(`/api/receipts/${receipt.id}/qr`, cashier).expect(200)).body as { qr: string };
    const friend = await network.guest();
    const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, friend);
    const claimed = (await network.post('/api/auth/me/receipts', accessToken, { qr }).expect(201)).body as {
      id: string;
    };
    const [seller] = await sql<{ actorId: string; shiftId: string }>(
      'SELECT actor_id AS "actorId", shift_id AS "shiftId" FROM transactions WHERE network_id = $1 AND id = $2',
      [receipt.id],
    );
    const profile = await test.app.get(Networks).getProfile(network.id);
    const facts = await test.app.get(ReadFacts).ofRange(profile, { from, to: Date.now() + MINUTE });
    expect(facts.find(({ id }) => id === claimed.id)).toMatchObject({
      kind: 'ATTACH',
      guestId: friend,
      cashierId: seller?.actorId,
      shiftId: seller?.shiftId,
    });
    expect(
      eventsOf(facts)
        .get('attached')
        ?.map(({ id }) => id),
    ).toContain(claimed.id);
  });

  it('lets doubtful points wait, refunds out of them first, and takes the rest back', async () => {
    const guest = await network.guest();
    const [first, second] = [await sell(guest), await sell(guest)];
    const id = await openCase({ kind: 'GUEST', id: guest }, [first.id, second.id]);
    const points = first.pointsEarned + second.pointsEarned;
    const before = await balanceOf(guest);
    expect(before).toMatchObject({ inReview: points, reviewEndsAt: expect.any(String) });
    const spent = await network.post(`/api/guests/${guest}/transaction`, cashier, {
      ...network.sale(100_000),
      pointsToRedeem: before.available + 1,
    });
    expect(spent.status).toBe(422);
    const merged = await network.post(`/api/guests/${await network.guest()}/merge`, manager, {
      sourceId: guest,
      reason: 'one person',
    });
    expect(merged.body.code).toBe('merge_not_possible');
    await network.post(`/api/transactions/${first.id}/refund`, manager, { reason: 'wrong dish' }).expect(201);
    expect(await balanceOf(guest)).toMatchObject({ inReview: second.pointsEarned, receivable: 0 });

    const detail = (await network.get(`/api/fraud/cases/${id}`, manager).expect(200)).body as FraudCaseDetail;
    expect(detail).toMatchObject({
      state: 'OPEN',
      stake: second.pointsEarned,
      signalCount: 3,
      mayDecide: true,
      subject: { kind: 'GUEST', id: guest },
      rules: [{ key: RULE, count: 3 }],
      review: { points: second.pointsEarned },
    });
    expect(detail.acts.map((act) => act.id)).toEqual([first.id, second.id]);

    const answer = await decide(id, { takeBack: true, block: true, noteToStaff: 'Ask for the card' }).expect(200);
    expect(answer.body).toMatchObject({
      state: 'CONFIRMED',
      stake: 0,
      review: null,
      decisions: [{ decision: 'CONFIRM', ground: 'One card for many', measures: { takeBack: true, block: true } }],
    });
    expect(await balanceOf(guest)).toMatchObject({ inReview: 0, available: before.available });
    expect((await network.get(`/api/guests/${guest}`, manager)).body.blocked).toBe(true);
    expect((await decide(id, {})).body.code).toBe('already_decided');
    await expectBalanced();
  });

  it('frees the points of a dismissed case at once, and opens no other one by the same pattern', async () => {
    const guest = await network.guest();
    const sale = await sell(guest);
    const id = await openCase({ kind: 'GUEST', id: guest }, [sale.id]);
    const before = await balanceOf(guest);
    expect(before.inReview).toBe(sale.pointsEarned);
    await decide(id, { decision: 'ASK', ground: 'Not clear', message: 'Who uses your card?' }).expect(200);
    expect(await balanceOf(guest)).toMatchObject({ inReview: sale.pointsEarned });
    await decide(id, { decision: 'DISMISS', ground: 'A family' }).expect(200);
    expect(await balanceOf(guest)).toMatchObject({ inReview: 0, available: before.available + sale.pointsEarned });
    await putSignals({ kind: 'GUEST', id: guest }, [(await sell(guest)).id]);
    expect(await findOpen({ kind: 'GUEST', id: guest })).toBeUndefined();
    const { body: summary } = await network.get('/api/fraud/summary', manager).expect(200);
    expect(summary).toMatchObject({ confirmed: 1, dismissed: 1, open: 0, stake: 0 });
    await expectBalanced();
  });

  it('limits a guest and a cashier for some days, and ends a limit before its day', async () => {
    const guest = await network.guest();
    const sale = await sell(guest);
    await sql(`UPDATE identifications SET way = 'CARD' WHERE network_id = $1 AND guest_id = $2`, [guest]);
    const spend = () =>
      network.post(`/api/guests/${guest}/transaction`, cashier, { ...network.sale(100_000), pointsToRedeem: 100 });
    await spend().expect(201);
    const caseOfGuest = await openCase({ kind: 'GUEST', id: guest }, [sale.id]);
    expect((await decide(caseOfGuest, { decision: 'DISMISS', limitDays: 7 })).body.code).toBe('invalid_body');
    const limited = await decide(caseOfGuest, { limitDays: 7 }).expect(200);
    expect(limited.body).toMatchObject({
      limitedUntil: expect.any(String),
      decisions: [{ decision: 'CONFIRM', measures: { limitDays: 7 } }],
    });
    expect((await spend()).body).toMatchObject({ code: 'confirmation_required', max: 0 });

    const accused = await network.tokenOf('cashier');
    const me = (await network.get('/api/auth/me', accused)).body.id as string;
    const refund = () => network.post(`/api/transactions/${sale.id}/refund`, accused, { amount: 100, reason: 'Cold' });
    const credit = () =>
      network.post(`/api/guests/${guest}/transaction`, accused, {
        type: 'MANUAL',
        points: 5,
        direction: 'CREDIT',
        reasonCode: 'GOODWILL',
        comment: 'Waited long',
        pointOfSaleId: network.pointOfSaleId,
      });
    await refund().expect(201);
    await credit().expect(201);
    const receipt = await network
      .post('/api/receipts', accused, { ...network.sale(5_000), type: undefined })
      .expect(201);
    const claim = () => network.post(`/api/receipts/${receipt.body.id as string}/claim`, accused, { guestId: guest });
    const caseOfCashier = await openCase({ kind: 'CASHIER', id: me }, [newId()]);
    await decide(caseOfCashier, { limitDays: 1 }).expect(200);
    expect([(await refund()).status, (await credit()).status]).toEqual([202, 202]);
    expect((await claim()).body).toMatchObject({ code: 'person_limited', until: expect.any(String) });
    const path = `/api/fraud/cases/${caseOfCashier}/limit`;
    const lift = () => test.api().delete(path).set('Authorization', `Bearer ${manager}`);
    expect((await lift().expect(200)).body).toMatchObject({ limitedUntil: null });
    await lift().expect(200);
    await credit().expect(201);
    await claim().expect(201);
    await sql(`UPDATE fraud_cases SET limited_until = now() - interval '1 minute' WHERE network_id = $1`);
    await test.app.get(ConfigurationChanges).apply(network.id, () => Promise.resolve());
    await spend().expect(201);
    await expectBalanced();
  });

  it('keeps a case from its own subject, and hides it from who is no manager', async () => {
    const own = await network.tokenOf('manager');
    const me = (await network.get('/api/auth/me', own)).body.id as string;
    const id = await openCase({ kind: 'CASHIER', id: me }, [newId()]);
    const refused = await decide(id, {}, own);
    expect([refused.status, refused.body.code]).toEqual([403, 'own_fraud_case']);
    expect((await network.get('/api/fraud/cases', cashier)).status).toBe(403);
    expect((await decide(id, { decision: 'ASK', message: 'Was it you?' })).status).toBe(400);
    await decide(id, { decision: 'DISMISS' }).expect(200);
    const owner = await tokenOfUser(test.app, (await addOwner(test.app)).id);
    const { body } = await network.get('/api/networks/fraud', owner).expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ networkId: network.id, open: 0 }));
  });

  it('reads a referral with the till and the way of payment of the first purchase', async () => {
    const desk = await ReferralDesk.open(test);
    const { referrer, friend } = await desk.pair();
    const body = { ...desk.network.sale(10_000), paymentMethod: 'cash' };
    await desk.network.post(`/api/guests/${friend}/transaction`, desk.cashier, body).expect(201);
    await desk.settled(friend, 'PAID');
    const [paid] = (await desk.referralOf(friend)).rounds;
    const awardId = paid?.payouts.find(({ side }) => side === 'REFERRER')?.awardId;
    const profile = await test.app.get(Networks).getProfile(desk.network.id);
    const [fact] = await test.app
      .get(ReadFacts)
      .referrals(profile, { from: Date.now() - HOUR, to: Date.now() + MINUTE });
    const { body: me } = await desk.network.get('/api/auth/me', desk.cashier);
    expect(fact).toMatchObject({
      id: awardId,
      earned: 0,
      kind: 'REFERRAL',
      guestId: referrer,
      friendId: friend,
      cashierId: me.id,
      isCash: true,
      restaurantId: desk.network.restaurantId,
    });
  });

  it('reads acts as facts, and tries a rule on the past without keeping anything', async () => {
    const guest = await network.guest();
    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();
    // At least three visits fall on one business date, also around its end.
    for (const minutes of [150, 125, 100, 75, 50, 25])
      await sell(guest, { occurredAt: ago(minutes), ...(minutes === 25 && { pointsToRedeem: 100 }) });
    const profile = await test.app.get(Networks).getProfile(network.id);
    const range = { from: Date.now() - HOUR, to: Date.now() + MINUTE };
    const facts = (await test.app.get(ReadFacts).ofRange(profile, range)).filter((fact) => fact.guestId === guest);
    expect(facts.filter(({ kind }) => kind === 'SALE')).toHaveLength(6);
    expect(facts.find(({ redeemed }) => redeemed === 100)).toMatchObject({
      kind: 'SALE',
      restaurantId: network.restaurantId,
      hasReceipt: expect.any(Boolean),
      relatedId: null,
      cashierId: expect.any(String),
    });
    const { items } = (await network.get('/api/fraud/rules', manager).expect(200)).body as FraudRuleList;
    expect(items).toContainEqual(expect.objectContaining({ key: RULE, isOn: true, version: 1 }));
    const kept = await sql('SELECT id FROM fraud_signals WHERE network_id = $1');
    const tried = await network.post(`/api/fraud/rules/${RULE}/trial`, manager, { params: { visits: 3 } }).expect(200);
    const { signals, examples } = tried.body as FraudTrial;
    expect(signals).toBeGreaterThan(0);
    expect(examples.some(({ subject }) => subject.id === guest)).toBe(true);
    expect(await sql('SELECT id FROM fraud_signals WHERE network_id = $1')).toHaveLength(kept.length);
    expect((await switchOn(true, { visits: 1 })).body).toMatchObject({ code: 'invalid_body' });
    await look();
  });
});

describe('the rules of fraud watch', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let colleague: string;

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    [manager, colleague] = [await network.tokenOf('manager'), await network.tokenOf('manager')];
  });
  afterEach(() => test.close());

  const put = (key: string, isOn: boolean, params: object = {}, token = manager) =>
    test.api().put(`/api/fraud/rules/${key}`).set('Authorization', `Bearer ${token}`).send({ isOn, params });
  const rules = async () => ((await network.get('/api/fraud/rules', manager).expect(200)).body as FraudRuleList).items;
  const onNow = async () => (await rules()).filter(({ isOn }) => isOn).map(({ key }) => key);
  const decide = (id: unknown, verb: string) => network.post(`/api/change-requests/${String(id)}/${verb}`, colleague);

  it('open cases in a network that never touched them, by the limit that its cashiers have', async () => {
    expect(await onNow()).toEqual(['ownCard', 'noReceipt', 'manualUnderLimit', ...GIFT_RULES, 'onePerson']);
    expect((await rules()).find(({ key }) => key === 'manualUnderLimit')?.params).toMatchObject({ limit: 500 });
    const position = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.query('SELECT FROM fraud_positions WHERE network_id = $1', [network.id]),
      );
    expect(await position()).toEqual([]);
    const credit = { type: 'MANUAL', direction: 'CREDIT', reasonCode: 'GOODWILL', points: 400 };
    const cashier = await network.tokenOf('cashier');
    await network.post(`/api/guest/${await network.guest()}/transaction`, cashier, credit).expect(201);
    const [sign] = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ due: string[] }>('SELECT due FROM network_signs(ARRAY[$1::uuid])', [network.id]),
    );
    expect(sign?.due).toContain('fraud');
    while ((await test.app.get(FraudJob).doNext(network.id)) === 'more');
    expect(await position()).toHaveLength(1);
  });

  it('that judge are switched off or blinded by two managers, never by one or a key', async () => {
    for (const [isOn, params] of [
      [false, {}],
      [true, { checks: 20 }],
    ] as const) {
      const asked = await put('ownCard', isOn, params);
      expect([asked.status, asked.body.kind]).toEqual([202, 'FRAUD_RULE']);
      expect((await rules()).find(({ key }) => key === 'ownCard')).toMatchObject({ isOn: true, params: { checks: 3 } });
      await decide(asked.body.id, 'reject').expect(200);
    }
    expect((await put('ownCard', false, {}, await network.keyOf('manage'))).body).toMatchObject({ code: 'forbidden' });
    const asked = await put('ownCard', false);
    const { items } = (await network.get('/api/approvals', colleague).expect(200)).body as { items: object[] };
    expect(items).toMatchObject([
      { kind: 'FRAUD_RULE', change: { name: 'ownCard', settings: [{ name: 'fraudRule.isOn', after: false }] } },
    ]);
    await decide(asked.body.id, 'approve').expect(200);
    expect(await onNow()).toEqual(['noReceipt', 'manualUnderLimit', ...GIFT_RULES, 'onePerson']);
    // Another rule begins to judge by one manager.
    expect((await put('mergesOften', true)).body).toMatchObject({ key: 'mergesOften', isOn: true });
  });
});
