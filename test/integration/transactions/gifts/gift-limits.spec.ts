import { ConfigurationChanges } from '../../../../src/configuration/snapshots/configuration-changes';
import { Clock } from '../../../../src/platform/clock/clock';
import { newId } from '../../../../src/platform/ids/ids';
import { Sessions } from '../../../../src/security';
import { LedgerVerification } from '../../../../src/transactions';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { GiftDesk, type GiftFace } from './gift-desk';

const LIMITS = {
  cashierGiftAtOnce: 10_000,
  cashierGiftPerDay: 15_000,
  managerGiftAtOnce: 20_000,
  managerGiftPerDay: 30_000,
  keyGiftPerDay: 25_000,
  cashierRefund: 5_000,
  cashierRefundPerDay: 8_000,
  approvalCoolingHours: 0,
};
const NOBODY: GiftFace = { code: '', pin: '' };

interface Recorded {
  readonly card: { readonly id: string };
  readonly transaction: { readonly id: string; readonly actorId: string };
}

/** One person moves no more money on gift cards than the limit of the role: above it a second person decides. */
describe('limits of gift cards', () => {
  let test: TestApp;
  let network: TillNetwork;
  let desk: GiftDesk;
  let second: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { settings: { limits: LIMITS } });
    desk = await GiftDesk.open(network);
    second = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const idOf = async (token: string) => ((await network.get('/api/auth/me', token)).body as { id: string }).id;
  const approve = (body: unknown, token = second) =>
    network.post(`/api/change-requests/${(body as { id: string }).id}/approve`, token);
  const balance = async (face: GiftFace) =>
    ((await desk.balance(face)).body as { balance: number; state: string }).balance;
  const paidWith = async (face: GiftFace, amount: number): Promise<string> =>
    ((await desk.spend(face, amount).expect(201)).body as Recorded).transaction.id;
  const soldCard = async (amount: number): Promise<{ face: GiftFace; id: string }> => {
    const [face = NOBODY] = await desk.batch(1);
    const asManager = { pointOfSaleId: network.pointOfSaleId, code: face.code, amount };
    const { body } = await network.post('/api/gift-cards/sell', second, asManager).expect(201);
    return { face, id: (body as Recorded).card.id };
  };

  it('let a cashier sell and top up to the limit at once and of a day, and keep what is above for a manager', async () => {
    const [one = NOBODY, two = NOBODY, three = NOBODY] = await desk.batch(3);
    const waiting = await desk.sell(one, 10_001, 'above');
    expect([waiting.status, waiting.body]).toMatchObject([202, { kind: 'GIFT_CARD', status: 'WAITING' }]);
    expect((await desk.sell(one, 10_001, 'above')).text).toBe(waiting.text);
    expect(await balance(one)).toBe(0);
    // The waiting sale counts: 10,001 and 4,999 are the day's 15,000.
    await desk.sell(two, 4_999).expect(201);
    expect((await desk.topUp(two, 1)).body).toMatchObject({ kind: 'GIFT_CARD' });
    const colleague = await GiftDesk.open(network);
    await colleague.sell(three, 10_000).expect(201);
    const listed = await network.get('/api/approvals', second);
    const settings = [
      { name: 'gift.act', before: null, after: 'SOLD' },
      { name: 'gift.amount', before: null, after: 10_001 },
    ];
    expect((listed.body as { items: unknown[] }).items).toContainEqual(
      expect.objectContaining({
        kind: 'GIFT_CARD',
        mayApprove: true,
        change: expect.objectContaining({ name: one.code.slice(-4), settings }) as unknown,
      }),
    );
    await approve(waiting.body).expect(200);
    expect(await balance(one)).toBe(10_001);
    const { body } = await network.get(
      `/api/gift-cards/${(waiting.body as { subjectId: string }).subjectId}/transactions`,
      second,
    );
    expect(body).toMatchObject({ items: [{ kind: 'SOLD', actorId: await idOf(desk.cashier) }] });
    expect((await approve(waiting.body)).body).toMatchObject({ code: 'already_decided' });
  });

  it('hold a day where a cashier sells many cards at the same moment', async () => {
    const faces = await desk.batch(6);
    const answers = await Promise.all(faces.map((face) => desk.sell(face, 5_000)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 202, 202, 202]);
  });

  it('keep the corrections, replacements and sent codes of a manager for another one, who may not be the same person', async () => {
    const { face, id } = await soldCard(20_000);
    const { id: other } = await soldCard(10_000);
    await desk.change(id, 'correct', { amount: 15_000 }).expect(200);
    await desk.change(other, 'correct', { amount: 10_000 }).expect(200);
    await desk.change(id, 'correct', { amount: 5_000 }).expect(200);
    const [fresh = NOBODY, next = NOBODY] = await desk.batch(2);
    const third = await network.tokenOf('manager');
    await network
      .post('/api/gift-cards/sell', third, { pointOfSaleId: network.pointOfSaleId, code: next.code, amount: 20_000 })
      .expect(201);
    const { body: cards } = await network.get(
      `/api/gift-cards?last4=${next.code.slice(-4)}&state=ACTIVE`,
      desk.manager,
    );
    const full = (cards as { items: { id: string }[] }).items[0]?.id ?? '';
    const replaced = await desk.change(full, 'replace', { code: fresh.code });
    expect([replaced.status, replaced.body]).toMatchObject([202, { kind: 'GIFT_CARD' }]);
    const send = { send: { to: 'friend@example.com' }, reason: 'Asked' };
    expect((await network.post(`/api/gift-cards/${full}/send`, desk.manager, send)).body).toMatchObject({
      code: 'gift_limit_exceeded',
      left: 0,
    });
    expect((await approve(replaced.body, desk.manager)).body).toMatchObject({ code: 'own_act' });
    await approve(replaced.body, third).expect(200);
    expect([await balance(fresh), await balance(face)]).toEqual([20_000, 0]);
    const { findings } = await network.test.app.get(LedgerVerification).verify(network.id);
    expect(findings.list()).toEqual([]);
  });

  it('refuse an API key and a digital card in words, because neither waits', async () => {
    const key = await network.keyOf('till');
    const [one = NOBODY, two = NOBODY] = await desk.batch(2);
    const sell = (face: GiftFace, amount: number) =>
      network.post('/api/gift-cards/sell', key, { pointOfSaleId: network.pointOfSaleId, code: face.code, amount });
    expect((await sell(one, 20_001)).body).toMatchObject({ code: 'gift_limit_exceeded', max: 20_000, currency: 'RUB' });
    await sell(one, 20_000).expect(201);
    expect((await sell(two, 5_001)).body).toMatchObject({ code: 'gift_limit_exceeded', left: 5_000 });
    expect((await desk.sellDigital(10_001, { to: 'friend@example.com' })).body).toMatchObject({
      code: 'gift_limit_exceeded',
      max: 10_000,
    });
  });

  describe('with a receipt', () => {
    const BOUND = 8_000;
    let till: string;

    beforeEach(async () => {
      network = await TillNetwork.create(test, { settings: { limits: { ...LIMITS, managerMoneyPerDay: BOUND } } });
      desk = await GiftDesk.open(network);
      second = await network.tokenOf('manager');
      till = await network.keyOf('till');
    });

    const bring = async (receiptNumber: string, amount: number, token = till, more: object = {}) => {
      const body = { pointOfSaleId: network.otherPointOfSaleId, amount, receiptNumber, ...more };
      return (await network.post('/api/receipts', token, body).expect(201)).body as { id: string };
    };
    const load = async (amount: number, receiptNumber?: string, at = network.otherPointOfSaleId, token = second) => {
      const [{ code } = NOBODY] = await desk.batch(1);
      const body = { pointOfSaleId: at, code, amount, ...(receiptNumber !== undefined && { receiptNumber }) };
      return (await network.post('/api/gift-cards/sell', token, body)).status;
    };
    /** Uses up the limit of one person. */
    const useBound = async () => expect(await load(BOUND)).toBe(201);

    it('that a till system brought, load its sum above the bound of one person, and no more', async () => {
      await bring('A-1', 9_000);
      await useBound();
      expect(await load(5_000, 'A-1')).toBe(201);
      expect(await load(4_001, 'A-1')).toBe(202);
      expect(await load(4_000, 'A-1')).toBe(201);
      expect(await load(1, 'A-1')).toBe(202);
      const { findings } = await test.app.get(LedgerVerification).verify(network.id);
      expect(findings.list()).toEqual([]);
    });

    it('load it once where two people name it at the same moment', async () => {
      await bring('A-1', 9_000);
      const third = await network.tokenOf('manager');
      await useBound();
      expect(await load(BOUND, undefined, network.otherPointOfSaleId, third)).toBe(201);
      const loads = [second, third].map((token) => load(9_000, 'A-1', network.otherPointOfSaleId, token));
      expect((await Promise.all(loads)).sort()).toEqual([201, 202]);
    });

    it('that no till system brought, that was refunded, of another restaurant or of an earlier day, count as loads without one', async () => {
      await bring('typed', 5_000, second);
      const refunded = await bring('refunded', 5_000);
      await network.post(`/api/transactions/${refunded.id}/refund`, till, { reason: 'Cold' }).expect(201);
      await bring('elsewhere', 5_000, till, { pointOfSaleId: network.pointOfSaleId });
      await bring('early', 5_000, await network.keyOf('till', 'import'), {
        occurredAt: new Date(Date.now() - 3 * 86_400_000).toISOString(),
      });
      await useBound();
      for (const receiptNumber of ['none', 'typed', 'refunded', 'elsewhere', 'early'])
        expect([receiptNumber, await load(1, receiptNumber)]).toEqual([receiptNumber, 202]);
    });

    it('that the person brought by a key of their own, count as loads without one, and those of a confirmed key do not', async () => {
      const made = await network.post('/api/api-keys', second, { name: 'Mine', scopes: ['till'] }).expect(201);
      const { id, key } = made.body as { id: string; key: string };
      await bring('own', 5_000, key);
      await useBound();
      expect(await load(1, 'own')).toBe(202);
      // This person did not make the key.
      const third = await network.tokenOf('manager');
      expect(await load(BOUND, undefined, network.otherPointOfSaleId, third)).toBe(201);
      expect(await load(1, 'own', network.otherPointOfSaleId, third)).toBe(201);
      await network.database.inNetwork(network.id, (tx) =>
        tx.query(
          `INSERT INTO confirmed_sources (network_id, source, confirmed_at) VALUES ($1, 'KEY ' || $2::text, now())`,
          [network.id, id],
        ),
      );
      await test.app.get(ConfigurationChanges).apply(network.id, () => Promise.resolve());
      expect(await load(1, 'own')).toBe(201);
    });
  });

  const limit = async (token: string): Promise<void> => {
    const id = await idOf(token);
    await network.database.inNetwork(network.id, async (tx) =>
      tx.query(
        `INSERT INTO fraud_cases (network_id, id, subject_kind, subject_id, state, opened_at, decided_at, limited_until)
         VALUES ($1, $2, 'CASHIER', $3, 'CONFIRMED', now(), now(), now() + interval '1 day')`,
        [network.id, newId(), id],
      ),
    );
    await network.test.app.get(ConfigurationChanges).apply(network.id, () => Promise.resolve());
  };

  it('keep every act of a person whom a manager limited, as with points', async () => {
    const { face } = await soldCard(10_000);
    const [other = NOBODY] = await desk.batch(1);
    const paid = await paidWith(face, 1_000);
    await limit(desk.cashier);
    const answers = [await desk.sell(other, 1), await desk.topUp(face, 1), await desk.refundAsCashier(paid, 1)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect((await desk.sellDigital(1, { to: 'friend@example.com' })).body).toMatchObject({
      code: 'gift_limit_exceeded',
    });
  });

  it('keep the least correction, replacement and sent code of a manager whom another one limited', async () => {
    const { face, id } = await soldCard(10_000);
    // Before the limit the manager corrects alone.
    await desk.change(id, 'correct', { amount: 1 }).expect(200);
    await limit(desk.manager);
    const waiting = await desk.change(id, 'correct', { amount: 1 });
    expect([waiting.status, waiting.body]).toMatchObject([202, { kind: 'GIFT_CARD', status: 'WAITING' }]);
    expect(await balance(face)).toBe(9_999);
    const [fresh = NOBODY] = await desk.batch(1);
    expect((await desk.change(id, 'replace', { code: fresh.code })).status).toBe(202);
    const send = { send: { to: 'friend@example.com' }, reason: 'Asked' };
    expect((await network.post(`/api/gift-cards/${id}/send`, desk.manager, send)).body).toMatchObject({
      code: 'gift_limit_exceeded',
      left: 0,
    });
    expect((await approve(waiting.body, desk.manager)).body).toMatchObject({ code: 'own_act' });
    await approve(waiting.body).expect(200);
    expect(await balance(face)).toBe(9_998);
  });

  describe('of a refund', () => {
    const soldAndRefunded = async (amount: number, receiptNumber: string) => {
      const guest = await network.guest();
      const body = network.sale(amount, { receiptNumber });
      const sale = await network.post(`/api/guests/${guest}/transaction`, desk.cashier, body).expect(201);
      const path = `/api/transactions/${(sale.body as { id: string }).id}/refund`;
      const refund = await network.post(path, desk.cashier, { reason: 'Cold' }).expect(201);
      return (refund.body as { id: string }).id;
    };
    const later = () => {
      const real = test.app.get(Clock).now();
      jest.spyOn(test.app.get(Clock), 'now').mockImplementation(() => new Date(real.getTime() + 61_000));
    };
    afterEach(() => jest.restoreAllMocks());

    it('let a cashier take an own payment back at once, and later wait for a manager without the refund of its receipt', async () => {
      const { face } = await soldCard(10_000);
      const paid = await paidWith(face, 4_000);
      await desk.refundAsCashier(paid, 1_000).expect(201);
      later();
      const waiting = await desk.refundAsCashier(paid, 3_000);
      expect([waiting.status, waiting.body]).toMatchObject([202, { kind: 'GIFT_CARD' }]);
      jest.restoreAllMocks();
      expect(await balance(face)).toBe(7_000);
      await approve(waiting.body).expect(200);
      expect(await balance(face)).toBe(10_000);
      const colleague = await GiftDesk.open(network);
      const other = await paidWith(face, 1_000);
      expect((await colleague.refundAsCashier(other, 1_000)).status).toBe(202);
    });

    it('name the refund of its receipt, which covers no more than its money and is of that receipt', async () => {
      const { face } = await soldCard(20_000);
      const paid = await paidWith(face, 4_000);
      const receiptRefundId = await soldAndRefunded(3_000, 'A-1');
      later();
      const named = await desk.refundAsCashier(paid, 2_000, { receiptRefundId });
      expect([named.status, named.body]).toMatchObject([201, { transaction: { receiptRefundId } }]);
      expect((await desk.refundAsCashier(paid, 1_001, { receiptRefundId })).body).toMatchObject({
        code: 'gift_refund_receipt',
        left: 1_000,
      });
      expect((await desk.refundAsCashier(paid, 1, { receiptRefundId: paid })).body).toMatchObject({
        code: 'gift_refund_receipt',
        left: 0,
      });
      jest.restoreAllMocks();
      // A refund from before the payment does not belong to the payment's receipt.
      const after = await paidWith(face, 100);
      expect((await desk.refundAsCashier(after, 100, { receiptRefundId })).body).toMatchObject({
        code: 'gift_refund_receipt',
      });
    });

    it('finds the refund of the receipt by the number that the payment has, without being told', async () => {
      const { face } = await soldCard(10_000);
      const pay = { ...face, amount: 2_000, pointOfSaleId: network.pointOfSaleId, receiptNumber: 'B-7' };
      const paid = await network.post('/api/gift-cards/spend', desk.cashier, pay).expect(201);
      const { id } = (paid.body as Recorded).transaction;
      await soldAndRefunded(3_000, 'B-8');
      const receiptRefundId = await soldAndRefunded(2_000, 'B-7');
      later();
      expect((await desk.refundAsCashier(id, 2_001)).status).toBe(422);
      const named = await desk.refundAsCashier(id, 2_000);
      expect([named.status, named.body]).toMatchObject([201, { transaction: { receiptRefundId } }]);
    });

    it('count by themselves, at once and of a day', async () => {
      const { face } = await soldCard(20_000);
      const paid = await paidWith(face, 18_000);
      expect((await desk.refundAsCashier(paid, 5_001)).status).toBe(202);
      await desk.refundAsCashier(paid, 2_000).expect(201);
      expect((await desk.refundAsCashier(paid, 1_000)).status).toBe(202);
    });

    it('say that the act which sold a card is none to refund, and that a blocked card takes no money', async () => {
      const [face = NOBODY] = await desk.batch(1);
      const sold = (await desk.sell(face, 5_000)).body as Recorded;
      const refused = await desk.refund(sold.transaction.id, 5_000);
      expect([refused.status, refused.body]).toMatchObject([409, { code: 'gift_not_refundable', kind: 'SOLD' }]);
      expect((await desk.refund(newId(), 1)).body).toMatchObject({ code: 'not_found' });
      const paid = await paidWith(face, 1_000);
      await desk.change(sold.card.id, 'block').expect(200);
      expect((await desk.refund(paid, 1_000)).body).toMatchObject({ code: 'gift_card_state', state: 'BLOCKED' });
      const [fresh = NOBODY] = await desk.batch(1);
      await desk.change(sold.card.id, 'replace', { code: fresh.code }).expect(200);
      await desk.refund(paid, 1_000).expect(201);
      expect(await balance(fresh)).toBe(5_000);
    });
  });

  it('show a cashier the payments of the own shift alone, and a manager those of the till', async () => {
    const { face } = await soldCard(10_000);
    await paidWith(face, 1_000);
    const colleague = await GiftDesk.open(network);
    await colleague.spend(face, 2_000).expect(201);
    const amounts = async (token: string) => {
      const { body } = await network.get(`/api/gift-cards/at-till?pointOfSaleId=${network.pointOfSaleId}`, token);
      return (body as { items: { amount: number }[] }).items.map(({ amount }) => amount);
    };
    expect([await amounts(desk.cashier), await amounts(colleague.cashier)]).toEqual([[1_000], [2_000]]);
    expect(await amounts(desk.manager)).toEqual([2_000, 1_000, 10_000]);
    await network.post(`/api/guests/${await network.guest()}/transaction`, desk.cashier, network.sale(100)).expect(201);
    const open = await network.database.inNetwork(network.id, async (tx) =>
      tx.one<{ id: string }>('SELECT id FROM shifts WHERE network_id = $1 AND user_id = $2', [
        network.id,
        await idOf(desk.cashier),
      ]),
    );
    await network.post(`/api/shifts/${open.id}/close`, desk.cashier).expect(200);
    expect(await amounts(desk.cashier)).toEqual([]);
  });

  describe('and codes of sold cards', () => {
    const inboxOf = async (token: string) => {
      const { body } = await network.get('/api/auth/me/inbox', token);
      return (body as { items: { text: string }[] }).items.map(({ text }) => text);
    };
    const enter = async () => {
      const { accessToken } = await test.app.get(Sessions).openForGuest(network.id, await network.guest());
      return accessToken;
    };

    it('tell the holder when a card is sent, replaced, recoded or put into another cabinet', async () => {
      const { face, id } = await soldCard(1_000);
      const holder = await enter();
      await network.post('/api/auth/me/gift-cards', holder, face).expect(201);
      await network
        .post(`/api/gift-cards/${id}/send`, desk.manager, { send: { to: 'thief@example.com' }, reason: 'Asked' })
        .expect(200);
      await network.post(`/api/auth/me/gift-cards/${id}/recode`, holder, {}).expect(200);
      const [fresh = NOBODY] = await desk.batch(1);
      await desk.change(id, 'replace', { code: fresh.code }).expect(200);
      await network.post('/api/auth/me/gift-cards', await enter(), fresh).expect(201);
      const last4 = (text: string) => text.includes(`… ${face.code.slice(-4)}`);
      const told = await inboxOf(holder);
      expect(told).toHaveLength(4);
      expect(told[0]).toContain('moved the gift card');
      expect(told[1]).toContain('has taken the place');
      expect(told.filter(last4).length).toBeGreaterThanOrEqual(2);
      const { body } = await network.get(`/api/gift-cards/${id}/transactions`, desk.manager);
      expect((body as { items: { kind: string }[] }).items.map(({ kind }) => kind)).toEqual([
        'MOVED_OUT',
        'RECODED',
        'SENT',
        'CLAIMED',
        'SOLD',
      ]);
    });

    it('are in no file, and a second download stands in the journal of each unsold card', async () => {
      const made = await network
        .post('/api/gift-cards/batches', desk.manager, { name: 'Easter', count: 3 })
        .expect(201);
      const path = `/api/gift-cards/batches/${(made.body as { id: string }).id}`;
      const codes = async () => {
        const { text } = await network.get(`${path}/codes`, desk.manager).expect(200);
        return text.trim().split('\r\n').slice(1);
      };
      const first = await codes();
      expect(first).toHaveLength(3);
      const [, code = '', pin = ''] = first[0]?.split(',') ?? [];
      const sold = await desk.sell({ code, pin }, 1_000).expect(201);
      expect(await codes()).toEqual(first.slice(1));
      const listed = await network.get('/api/gift-cards/batches', desk.manager);
      expect(listed.body).toMatchObject({ items: [{ downloads: 2 }] });
      const cards = await network.get('/api/gift-cards?state=ISSUED', desk.manager);
      const id = (cards.body as { items: { id: string }[] }).items[0]?.id ?? '';
      const journal = await network.get(`/api/gift-cards/${id}/transactions`, second);
      expect(journal.body).toMatchObject({ items: [{ kind: 'DOWNLOADED', actorId: await idOf(desk.manager) }] });
      const ofSold = await network.get(`/api/gift-cards/${(sold.body as Recorded).card.id}/transactions`, second);
      expect((ofSold.body as { items: unknown[] }).items).toHaveLength(1);
      const { findings } = await network.test.app.get(LedgerVerification).verify(network.id);
      expect(findings.list()).toEqual([]);
    });
  });
});
