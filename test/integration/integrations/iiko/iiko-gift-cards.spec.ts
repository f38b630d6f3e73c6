import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationsOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { GiftDesk, type GiftFace } from '../../transactions/gifts/gift-desk';
import { IikoDesk } from './iiko-desk';

describe('gift cards at tills of iiko', () => {
  let doors: readonly TestApp[];
  let test: TestApp;
  let desk: IikoDesk;
  let gifts: GiftDesk;
  let card: GiftFace;

  beforeAll(async () => {
    doors = await applicationsOfWorker();
    test = doors[0] as TestApp;
    desk = await IikoDesk.open(test);
    gifts = await GiftDesk.open(desk.network);
  });
  beforeEach(async () => {
    const [made] = await gifts.batch(1);
    if (made === undefined) throw new Error('no card was made');
    card = made;
    await gifts.sell(card, 10_000).expect(201);
  });
  afterAll(async () => {
    const { findings } = await test.app.get(LedgerVerification).verify(desk.network.id);
    expect(findings.list()).toEqual([]);
    await desk.close();
  });

  const place = () => ({ organizationId: desk.double.organizationId });
  const payment = (amount: number, more: object = {}) => ({
    ...place(),
    ...card,
    orderId: randomUUID(),
    transactionId: randomUUID(),
    amount,
    ...more,
  });
  const pay = (body: object) => desk.plugin('gift-pay', body);
  const giveBack = (body: object) => desk.plugin('gift-return', body);
  const left = async (face: GiftFace = card) =>
    ((await gifts.balance(face).expect(200)).body as { balance: number }).balance;

  it('pays a part of an order once, and gives parts of it back, each once', async () => {
    expect(await desk.plugin('gift-balance', { ...place(), ...card })).toMatchObject({
      status: 'ok',
      giftBalance: 10_000,
    });
    const paid = payment(6_000);
    const { orderId, transactionId } = paid;
    expect(await pay(paid)).toMatchObject({ status: 'ok', giftBalance: 4_000 });
    expect(await pay(paid)).toMatchObject({ status: 'ok', giftBalance: 4_000 });
    expect(await left()).toBe(4_000);
    const part = { orderId, transactionId, refundId: randomUUID(), amount: 1_500 };
    expect(await giveBack(part)).toMatchObject({ status: 'ok' });
    expect(await giveBack(part)).toMatchObject({ status: 'ok' });
    expect(await left()).toBe(5_500);
    expect(await giveBack({ ...part, refundId: randomUUID(), amount: 4_501 })).toMatchObject({
      status: 'declined',
      code: 'gift_refund_exceeds',
    });
    expect(await giveBack({ orderId, transactionId })).toMatchObject({ status: 'ok' });
    expect(await giveBack({ orderId, transactionId })).toMatchObject({ status: 'ok' });
    expect(await giveBack({ ...part, refundId: randomUUID() })).toMatchObject({ status: 'ok' });
    expect(await left()).toBe(10_000);
  });

  it('takes the same money for one of many orders at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => pay(payment(6_000))));
    expect(answers.filter(({ status }) => status === 'ok')).toHaveLength(1);
    expect(await left()).toBe(4_000);
  });

  it('moves each payment once, whatever two processes are told twice and in whichever order', async () => {
    const payments = Array.from({ length: 7 }, () => payment(1_000));
    const told = payments.flatMap((body, n) => {
      const { orderId, transactionId } = body;
      const both = [
        { name: 'gift-pay', body },
        ...(n < 4 ? [{ name: 'gift-return', body: { orderId, transactionId } }] : []),
      ];
      return doors.flatMap((door) => both.map((call) => ({ ...call, door })));
    });
    const [calls = []] = fc.sample(fc.shuffledSubarray(told, { minLength: told.length }), 1);
    await Promise.all(
      calls.map(({ name, body, door }) =>
        eventually(`${name} is answered`, async () => (await desk.plugin(name, body, door)).status !== 'retry'),
      ),
    );
    expect(await left()).toBe(7_000);
  });

  it('refuses a payment that comes after it was cancelled', async () => {
    const late = payment(6_000);
    const { orderId, transactionId } = late;
    expect(await giveBack({ orderId, transactionId })).toMatchObject({ status: 'ok' });
    expect(await pay(late)).toMatchObject({ status: 'declined', code: 'idempotency_key_reused' });
    expect(await left()).toBe(10_000);
  });

  it('gives the money back when the order is cancelled in iiko, whether it was recorded or not', async () => {
    const [other] = await gifts.batch(1);
    await gifts.sell(other ?? card, 1_000).expect(201);
    const paid = payment(6_000);
    const { orderId } = paid;
    await pay(paid);
    await pay(payment(1_000, { ...other, orderId }));
    const now = Date.now();
    await desk.double.send(desk.double.tableOrder(orderId, now));
    await desk.workOff();
    expect(await left()).toBe(4_000);
    await desk.double.send(desk.double.tableOrder(orderId, now + 10, { status: 'Deleted' }));
    await desk.workOff();
    expect(await desk.events(orderId)).toMatchObject([{ status: 'DONE' }, { status: 'DONE' }]);
    expect([await left(), await left(other)]).toEqual([10_000, 1_000]);
    const open = payment(2_000);
    await pay(open);
    await desk.double.send(desk.double.tableOrder(open.orderId, now + 20, { status: 'Deleted' }));
    await desk.workOff();
    expect(await desk.events(open.orderId)).toMatchObject([{ status: 'DONE' }]);
    expect(await left()).toBe(10_000);
  });

  it('gives the money of a cancelled order back to a card that was blocked meanwhile, and notes it for a manager', async () => {
    const paid = payment(6_000);
    await pay(paid);
    const [{ id }] = (await desk.query('SELECT id FROM gift_cards WHERE network_id = $1 ORDER BY id DESC LIMIT 1')) as [
      { id: string },
    ];
    await gifts.change(id, 'block').expect(200);
    const { orderId, transactionId } = paid;
    expect(await giveBack({ orderId, transactionId })).toMatchObject({ status: 'ok' });
    expect(
      await desk.query(
        `SELECT subject_id AS id FROM audit_log WHERE network_id = $1 AND action = 'gift_card.refunded_to_blocked'`,
      ),
    ).toEqual([{ id }]);
    await gifts.change(id, 'unblock').expect(200);
    expect(await left()).toBe(10_000);
  });

  it('says that a payment which takes too long may be repeated, and takes the money once', async () => {
    const paid = payment(6_000);
    await desk.network.database.inNetwork(desk.network.id, async (tx) => {
      await tx.query('SELECT FROM gift_cards WHERE network_id = $1 FOR UPDATE', [desk.network.id]);
      expect(await pay(paid)).toMatchObject({ status: 'retry', code: 'unavailable' });
    });
    await eventually('the database is asked again', async () => (await pay(paid)).status === 'ok');
    expect(await left()).toBe(4_000);
    const { orderId, transactionId } = paid;
    expect(await giveBack({ orderId, transactionId })).toMatchObject({ status: 'ok' });
    expect(await left()).toBe(10_000);
  });

  it('refuses in words: too little money, a wrong PIN, a blocked card, another terminal, a part without its id', async () => {
    expect(await pay(payment(10_001))).toMatchObject({ status: 'declined', code: 'gift_card_short' });
    const wrong = card.pin === '000000' ? '111111' : '000000';
    expect(await pay(payment(1, { pin: wrong }))).toMatchObject({ status: 'declined', code: 'gift_card_unknown' });
    expect(await pay(payment(1, { organizationId: 'elsewhere' }))).toMatchObject({ code: 'place_not_mapped' });
    expect(await giveBack({ orderId: randomUUID(), transactionId: randomUUID(), amount: 1 })).toMatchObject({
      code: 'invalid_body',
    });
    const unknown = { orderId: randomUUID(), transactionId: randomUUID(), refundId: randomUUID(), amount: 1 };
    expect(await giveBack(unknown)).toMatchObject({ status: 'declined', code: 'not_found' });
    const [{ id }] = (await desk.query('SELECT id FROM gift_cards WHERE network_id = $1 ORDER BY id DESC LIMIT 1')) as [
      { id: string },
    ];
    await gifts.change(id, 'block').expect(200);
    const blocked = await desk.plugin('gift-balance', { ...place(), ...card });
    expect(blocked).toMatchObject({ status: 'declined', code: 'gift_card_state' });
    expect((blocked as unknown as { cashierMessage: string }).cashierMessage.length).toBeLessThanOrEqual(100);
  });
});
