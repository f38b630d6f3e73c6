import { applicationOfWorker, type TestApp } from '../../../support/app';
import { IikoDesk } from './iiko-desk';

const TOP_UP = 'loyalty/iiko/customer/wallet/topup';
const CHARGE_OFF = 'loyalty/iiko/customer/wallet/chargeoff';
/** How long the client waits for iiko in the tests. */
const PATIENCE_MS = 500;
const REPORT = 'loyalty/iiko/customer/transactions/by_revision';

describe('the mirror of points in iikoCard', () => {
  let test: TestApp;
  let desk: IikoDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await IikoDesk.open(test);
    const { organizationId, programId } = desk.double;
    await change({ mirror: { organizationId, programId } });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await desk.close();
  });
  afterAll(() => test.close());

  const change = (options: object) =>
    test.api().patch(desk.path).set('Authorization', `Bearer ${desk.manager}`).send({ options }).expect(200);

  it('gives a guest a wallet with the points so far, and follows each change', async () => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 500);
    await desk.mirror();
    const first = desk.double.customer(phone);
    expect(first).toMatchObject({ balance: await desk.points(id), movements: 1 });
    expect(first.cards).toHaveLength(1);
    await desk.credit(id, 200);
    await desk.credit(id, 50, 'DEBIT');
    await desk.mirror();
    expect(desk.double.customer(phone)).toMatchObject({ balance: await desk.points(id), movements: 2 });
    await desk.credit(id, 100, 'DEBIT');
    await desk.mirror();
    expect(desk.double.customer(phone)).toMatchObject({ balance: await desk.points(id), movements: 3 });
    expect(desk.double.callsTo(CHARGE_OFF)).toHaveLength(1);
    expect((await desk.work()).mirror).toMatchObject({ isSeeded: true, waiting: 0, failing: 0, differing: 0 });
    await desk.mirrorAgain();
    expect(desk.double.customer(phone).movements).toBe(3);
  });

  it('makes a wallet that had points before equal to ours, and lists the guests who have points already', async () => {
    const { id, phone } = await desk.guest();
    await change({});
    await desk.credit(id, 300);
    await desk.mirror();
    desk.double.moveAtTill(phone, 1_000);
    const { organizationId, programId } = desk.double;
    await change({ mirror: { organizationId, programId } });
    await desk.mirror();
    expect(desk.double.customer(phone).balance).toBe(await desk.points(id));
  });

  it.each([
    ['a lost answer', 'LOST'],
    ['an answer that never comes', 'HUNG'],
  ] as const)('moves points once after %s, because it looks into the report first', async (_, mishap) => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 500);
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(Math.min(ms, PATIENCE_MS)));
    desk.double.failNext(TOP_UP, mishap);
    await desk.mirror();
    const points = await desk.points(id);
    expect((await desk.work()).mirror).toMatchObject({
      failing: 1,
      troubles: [{ guestId: id, failure: 'unreachable', differsBy: 0 }],
    });
    // During the pause nothing is sent, and the guest gets more points.
    await desk.credit(id, 40);
    await desk.mirror();
    expect(desk.double.callsTo(TOP_UP)).toHaveLength(1);
    await desk.mirrorAgain();
    expect(desk.double.callsTo(REPORT)).not.toEqual([]);
    expect(desk.double.customer(phone)).toMatchObject({ balance: points + 40, movements: 2 });
    expect((await desk.work()).mirror).toMatchObject({ failing: 0, waiting: 0 });
  });

  it.each([500, 429, 503])('sends a movement again that iiko answered with %d and did not do', async (status) => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 500);
    desk.double.failNext(TOP_UP, status, status);
    await desk.mirror();
    await desk.mirrorAgain();
    expect((await desk.work()).mirror).toMatchObject({ failing: 1, troubles: [{ failure: 'busy' }] });
    await desk.mirrorAgain();
    expect(desk.double.customer(phone)).toMatchObject({ balance: await desk.points(id), movements: 1 });
  });

  it('counts a movement once when the process dies between the answer and its note', async () => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 500);
    await desk.mirror();
    const before = await desk.points(id);
    await desk.credit(id, 70);
    desk.double.failNext(TOP_UP, 'LOST');
    desk.double.failNext(REPORT, 'LOST', 503);
    await desk.mirror();
    for (let tries = 0; tries < 3; tries += 1) await desk.mirrorAgain();
    expect(desk.double.customer(phone)).toMatchObject({ balance: before + 70, movements: 2 });
  });

  it('shows a wallet that iikoCard moved by itself, and does not overwrite it', async () => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 500);
    await desk.mirror();
    desk.double.moveAtTill(phone, -120);
    await desk.credit(id, 10);
    await desk.mirror();
    expect(desk.double.customer(phone).balance).toBe((await desk.points(id)) - 120);
    expect((await desk.work()).mirror).toMatchObject({
      failing: 0,
      differing: 1,
      troubles: [{ guestId: id, failure: null, differsBy: -120 }],
    });
  });

  it('holds what is set aside, also after a lost answer, and lets it go with the reservation', async () => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 5_000);
    await desk.mirror();
    const { organizationId } = desk.double;
    const check = { organizationId, orderId: ORDER, guestId: id, amount: 500_000 };
    const reserved = await desk.plugin('reserve', { ...check, transactionId: PAYMENT, points: 100 });
    expect(reserved).toMatchObject({ status: 'ok' });
    desk.double.failNext('loyalty/iiko/customer/wallet/hold', 'LOST');
    await desk.mirror();
    await desk.mirrorAgain();
    expect(desk.double.customer(phone)).toMatchObject({ held: 100, movements: 1 });
    expect(await desk.plugin('cancel', { transactionId: PAYMENT })).toMatchObject({ status: 'ok' });
    desk.double.failNext('loyalty/iiko/customer/wallet/cancel_hold', 'LOST');
    await desk.mirror();
    await desk.mirrorAgain();
    expect(desk.double.customer(phone)).toMatchObject({ held: 0, movements: 1 });
    expect((await desk.work()).mirror).toMatchObject({ failing: 0 });
  });

  it('meets every guest anew when the wallets are those of another programme', async () => {
    const { id, phone } = await desk.guest();
    await desk.credit(id, 500);
    await desk.mirror();
    await change({ mirror: { organizationId: desk.double.organizationId, programId: 'another' } });
    await desk.mirror();
    expect(desk.double.callsTo('loyalty/iiko/customer/program/add')).toHaveLength(2);
    expect(desk.double.customer(phone)).toMatchObject({ balance: await desk.points(id), movements: 1 });
  });

  it('gives a guest the category of the tier', async () => {
    const { id, phone } = await desk.guest();
    const [{ tier } = { tier: '' }] = (await desk.query(
      'SELECT tier FROM guest_states WHERE network_id = $1 AND guest_id = $2',
      id,
    )) as { tier: string }[];
    const { organizationId, programId, categoryId } = desk.double;
    await change({ mirror: { organizationId, programId, categories: [{ tier, categoryId }] } });
    await desk.credit(id, 5);
    await desk.mirror();
    expect(desk.double.customer(phone).categories).toEqual([categoryId]);
  });

  it('waits for a phone, and goes on with the other guests', async () => {
    const nameless = await desk.network.guest();
    await desk.credit(nameless, 5);
    const { id, phone } = await desk.guest();
    await desk.credit(id, 10);
    await desk.mirror();
    expect(desk.double.customer(phone).balance).toBe(await desk.points(id));
    expect((await desk.work()).mirror).toMatchObject({
      waiting: 0,
      failing: 1,
      troubles: [{ guestId: nameless, failure: 'no_phone' }],
    });
  });
});

const ORDER = 'b1c2d3e4-1111-4222-8333-444455556666';
const PAYMENT = 'c2d3e4f5-1111-4222-8333-444455556666';
