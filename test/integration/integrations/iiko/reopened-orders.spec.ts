import { EventHandlers } from '../../../../src/integrations/inbox/event-handlers';
import { randomUUID } from 'node:crypto';
import { presetForNetwork } from '../../../../src/configuration/programs/drafts/scaled-preset.rules';
import { minorUnits, points } from '../../../../src/decision';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { keepsToBackground } from '../../../support/background-watch';
import { IikoDesk } from './iiko-desk';

/** One point for a rouble, and 200 for the first sale. */
function firstSaleProgram() {
  const preset = presetForNetwork('hybrid-5', 2);
  return {
    ...preset,
    tiers: preset.tiers.map((tier) => ({ ...tier, discountPpm: 0 as typeof tier.discountPpm })),
    earning: {
      ...preset.earning,
      caps: { perSale: null, perDay: null, perWeek: null, perGuest: null },
      base: { step: minorUnits(100), points: points(1) },
      rules: [],
    },
    activities: { ...preset.activities, registration: null, firstSale: { points: points(200) } },
  };
}

const HOUR_MS = 3_600_000;
type Step = 'CLOSED 1500' | 'CLOSED 1000' | 'DELETED' | 'OPENED';

describe('an order of iiko that is opened again', () => {
  let test: TestApp;
  let desk: IikoDesk;
  let order: string;
  let guest: { readonly id: string; readonly phone: string };

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  keepsToBackground(() => test, EventHandlers, 'handle');
  beforeEach(async () => {
    desk = await IikoDesk.open(test, {}, { document: firstSaleProgram() });
    order = randomUUID();
    guest = await desk.guest();
  });
  afterEach(async () => {
    const verified = await test.app.get(LedgerVerification).verify(desk.network.id);
    expect(verified.findings.list()).toEqual([]);
    await desk.close();
  });
  afterAll(() => test.close());

  const item = (resultSum: number) => ({
    type: 'Product',
    amount: 1,
    product: { id: 'dish', name: 'Блюдо' },
    resultSum,
  });
  /** The order's change at its minute of an hour ago. */
  const changeOf = (step: Step, minute: number) => {
    const at = Date.now() - HOUR_MS + minute * 60_000;
    const { phone } = guest;
    if (step === 'DELETED') return desk.double.tableOrder(order, at, { phone, status: 'Deleted' });
    if (step === 'OPENED') return desk.double.tableOrder(order, at, { phone, status: 'New', whenClosed: null });
    const sum = Number(step.slice('CLOSED '.length));
    return desk.double.tableOrder(order, at, { phone, sum, items: [item(sum)] });
  };
  const check = (sum: number, more: object = {}) => ({
    organizationId: desk.double.organizationId,
    orderId: order,
    guestId: guest.id,
    amount: sum * 100,
    items: [{ sku: 'dish', total: sum * 100 }],
    ...more,
  });
  /** The order's sales that were not refunded, in roubles, and the guest's points. */
  const end = async () => {
    const rows = await desk.query(
      `SELECT t.amount - coalesce((SELECT sum(r.amount) FROM transactions r
                 WHERE r.network_id = $1 AND r.related_id = t.id AND r.type = 'REFUND'), 0) AS left
         FROM transactions t WHERE t.network_id = $1 AND t.type = 'SALE' AND t.guest_id = $2`,
      guest.id,
    );
    const left = (rows as { left: string }[]).map((row) => Number(row.left) / 100).filter((one) => one > 0);
    return [left, await desk.points(guest.id)];
  };

  const stories: [string, Step[], number[], number][] = [
    ['deleted and closed as it was', ['CLOSED 1500', 'DELETED', 'CLOSED 1500'], [1_500], 1_700],
    ['opened again and closed with less', ['CLOSED 1500', 'OPENED', 'CLOSED 1000'], [1_000], 1_200],
    ['closed with less, without a word of the opening', ['CLOSED 1500', 'CLOSED 1000'], [1_000], 1_200],
    ['deleted, closed and deleted', ['CLOSED 1500', 'DELETED', 'CLOSED 1000', 'DELETED'], [], 0],
    ['closed three times', ['CLOSED 1500', 'CLOSED 1000', 'OPENED', 'CLOSED 1500'], [1_500], 1_700],
    ['opened again and closed as it was', ['CLOSED 1500', 'OPENED', 'CLOSED 1500'], [1_500], 1_700],
    ['opened again and not closed', ['CLOSED 1500', 'OPENED'], [1_500], 1_700],
  ];
  /** Returns the stories that are played with the way of reporting number `way`, of four ways. The short form plays each story with one way only. */
  const toldBy = (way: number) => (isShortForm ? stories.filter((_, n) => (n + way) % 4 === 0) : stories);

  it.each(toldBy(0))('%s ends right by webhooks', async (_, steps, left, pointsLeft) => {
    for (const [minute, step] of steps.entries()) {
      const change = changeOf(step, minute);
      await desk.double.send(change);
      await desk.double.send(change);
      await desk.workOff();
    }
    expect(await end()).toEqual([left, pointsLeft]);
  });

  it.each(toldBy(1))(
    '%s ends right by webhooks that come late, the last one first',
    async (_, steps, left, pointsLeft) => {
      const changes = steps.map((step, minute) => changeOf(step, minute)).reverse();
      for (const change of [...changes, ...changes]) {
        await desk.double.send(change);
        await desk.workOff();
      }
      expect(await end()).toEqual([left, pointsLeft]);
    },
  );

  it.each(toldBy(2))('%s ends right by comparison, also after the webhooks', async (_, steps, left, pointsLeft) => {
    for (const [minute, step] of steps.entries()) {
      if (minute === 0) await desk.double.send(changeOf(step, minute));
      else desk.double.change(changeOf(step, minute));
      await desk.workOff();
      if (minute > 0) await desk.reconcile();
      await desk.workOff();
    }
    expect(await end()).toEqual([left, pointsLeft]);
    for (const [minute, step] of steps.entries()) await desk.double.send(changeOf(step, minute));
    await desk.workOff();
    expect(await end()).toEqual([left, pointsLeft]);
  });

  it.each(toldBy(3))('%s ends right by the plugin, with webhooks behind it', async (_, steps, left, pointsLeft) => {
    for (const [minute, step] of steps.entries()) {
      const closedAt = new Date(Date.now() - HOUR_MS + minute * 60_000).toISOString();
      if (step === 'DELETED') await desk.plugin('refund', { orderId: order, refundId: randomUUID() });
      if (!step.startsWith('CLOSED')) continue;
      const body = check(Number(step.slice('CLOSED '.length)), { closedAt, receiptNumber: 'A-1' });
      expect(await desk.plugin('commit', body)).toMatchObject({ status: 'ok' });
      expect(await desk.plugin('commit', body)).toMatchObject({ status: 'ok' });
    }
    expect(await end()).toEqual([left, pointsLeft]);
    for (const [minute, step] of steps.entries()) await desk.double.send(changeOf(step, minute));
    await desk.workOff();
    expect(await end()).toEqual([left, pointsLeft]);
  });

  it('is recorded as the plugin says where a webhook had recorded the earlier closing', async () => {
    await desk.double.send(changeOf('CLOSED 1500', 0));
    await desk.workOff();
    const closedAt = new Date(Date.now() - HOUR_MS / 2).toISOString();
    expect(await desk.plugin('commit', check(1_000, { closedAt }))).toMatchObject({
      status: 'ok',
      pointsEarned: 1_000 + 200,
    });
    expect(await end()).toEqual([[1_000], 1_200]);
  });

  it('is given back by a webhook where the plugin closed it, and a check that comes late stays away', async () => {
    await desk.double.send(changeOf('DELETED', 30));
    await desk.workOff();
    const closedAt = new Date(Date.now() - HOUR_MS + 10 * 60_000).toISOString();
    expect(await desk.plugin('commit', check(1_500, { closedAt }))).toMatchObject({ status: 'ok' });
    expect(await end()).toEqual([[], 0]);
    const later = new Date(Date.now() - HOUR_MS + 40 * 60_000).toISOString();
    expect(await desk.plugin('commit', check(1_500, { closedAt: later }))).toMatchObject({ status: 'ok' });
    expect(await end()).toEqual([[1_500], 1_700]);
    await desk.double.send(changeOf('DELETED', 50));
    await desk.workOff();
    expect(await end()).toEqual([[], 0]);
  });

  it('stays refunded where a person refunded it and iiko only tells of it again', async () => {
    await desk.double.send(changeOf('CLOSED 1500', 0));
    await desk.workOff();
    const [sale] = (await desk.sales(guest.id)) as unknown as { id: string }[];
    await desk.network.post(`/api/transactions/${sale?.id ?? ''}/refund`, desk.manager, { reason: 'cold' }).expect(201);
    const again = changeOf('CLOSED 1500', 0) as { eventInfo: { timestamp: number } };
    again.eventInfo.timestamp += 60_000;
    await desk.double.send(again);
    await desk.workOff();
    expect((await desk.events(order)).map(({ reason }) => reason)).toContain('order_returned');
    expect(await end()).toEqual([[], 0]);
  });

  it('gives back single positions by the plugin, once, and a webhook with the rest changes nothing', async () => {
    const items = [
      { sku: 'soup', total: 50_000 },
      { sku: 'wine', quantity: 2, total: 100_000 },
    ];
    const closedAt = new Date(Date.now() - HOUR_MS).toISOString();
    await desk.plugin('commit', check(1_500, { items, closedAt }));
    const refund = { orderId: order, refundId: randomUUID(), items: [{ line: 2, quantity: 1 }] };
    expect(await desk.plugin('refund', refund)).toMatchObject({ status: 'ok' });
    expect(await desk.plugin('refund', refund)).toMatchObject({ status: 'ok' });
    expect(await end()).toEqual([[1_000], 1_200]);
    const both = { orderId: order, refundId: randomUUID(), amount: 100, items: [{ line: 1 }] };
    expect(await desk.plugin('refund', both)).toMatchObject({ code: 'invalid_body' });
    await desk.double.send(changeOf('CLOSED 1000', 5));
    await desk.workOff();
    expect(await end()).toEqual([[1_000], 1_200]);
    const whole = { orderId: order, refundId: randomUUID() };
    expect(await desk.plugin('refund', whole)).toMatchObject({ status: 'ok' });
    expect(await desk.plugin('refund', { ...whole, refundId: randomUUID() })).toMatchObject({ status: 'ok' });
    expect(await end()).toEqual([[], 0]);
  });

  it('says so where its lines miss its sum', async () => {
    const { phone } = guest;
    await desk.double.send(desk.double.tableOrder(order, Date.now(), { phone, sum: 1_000, items: [item(900)] }));
    await desk.workOff();
    expect(await desk.events(order)).toMatchObject([{ status: 'DONE', reason: 'lines_differ' }]);
    expect(await end()).toEqual([[1_000], 1_200]);
  });
});
