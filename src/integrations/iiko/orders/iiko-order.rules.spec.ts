import fc from 'fast-check';
import { iikoOrderSchema } from './iiko-event.schema';
import { instantOfIiko, minorUnitsOf, paidLinesOf, stateOf } from './iiko-order.rules';

const RUBLES = { digits: 2, pointsPaymentTypeId: 'points' };
const item = (resultSum: number, more: object = {}) => ({ type: 'Product', amount: 1, resultSum, ...more });
const paidBy = (id: string, sum: number, more: object = {}) => ({ paymentType: { id }, sum, ...more });

describe('an order of iiko', () => {
  it.each([
    [{ status: 'Closed' }, 'CLOSED'],
    [{ status: 'Delivered' }, 'OPEN'],
    [{ status: 'Bill' }, 'OPEN'],
    [{ status: 'Deleted' }, 'CANCELLED'],
    [{ status: 'Cancelled' }, 'CANCELLED'],
    [{ status: 'Closed', isDeleted: true }, 'CANCELLED'],
    [{ status: 'SomethingNew' }, 'OPEN'],
    [{}, 'OPEN'],
  ])('of %j is %s', (order, state) => expect(stateOf(order)).toBe(state));

  it('counts what is charged for lines that were not deleted, with their modifiers', () => {
    const items = [
      item(798, { amount: 2, product: { id: 'borsch', name: ' Борщ  большой ' }, cost: 840 }),
      item(100, { modifiers: [{ resultSum: 30.5 }] }),
      item(500, { deleted: { deletionMethod: {} } }),
      { type: 'Service', service: { id: 's', name: 'Обслуживание' }, cost: 50 },
      { type: 'Compound', primaryComponent: { product: { id: 'half', name: 'Пицца' }, resultSum: 700 } },
    ];
    const paid = paidLinesOf({ items }, RUBLES);
    expect(paid?.amount).toBe(79_800 + 13_050 + 5_000 + 70_000);
    expect(paid?.lines.map(({ sku, quantity, total, type }) => [sku, quantity, total, type])).toEqual([
      ['borsch', 2, 79_800, null],
      [null, 1, 13_050, null],
      ['s', 1, 5_000, 'SERVICE'],
      ['half', 1, 70_000, null],
    ]);
    expect(paid?.lines[0]?.name).toBe('Борщ большой');
  });

  it('earns nothing for what points paid, and no other payment makes it less', () => {
    const order = {
      items: [item(100), item(200)],
      payments: [paidBy('points', 100.01), paidBy('cash', 199.99), paidBy('points', 5, { isPreliminary: true })],
    };
    expect(paidLinesOf(order, RUBLES)?.amount).toBe(19_999);
    expect(paidLinesOf(order, { ...RUBLES, pointsPaymentTypeId: null })?.amount).toBe(30_000);
  });

  it('takes what points paid from the lines without a remainder, and from none more than it costs', () => {
    const kopecks = fc.integer({ min: 0, max: 10_000_00 });
    fc.assert(
      fc.property(fc.array(kopecks, { minLength: 1, maxLength: 20 }), kopecks, (totals, points) => {
        const order = {
          items: totals.map((total) => item(total / 100)),
          payments: [paidBy('points', points / 100)],
        };
        const paid = paidLinesOf(order, RUBLES);
        const sum = totals.reduce((all, total) => all + total, 0);
        expect(paid?.amount).toBe(Math.max(0, sum - points));
        paid?.lines.forEach(({ total }, n) => {
          expect(total).toBeGreaterThanOrEqual(0);
          expect(total).toBeLessThanOrEqual(totals[n] ?? 0);
        });
      }),
    );
  });

  it('is not understood with sums that the currency does not have', () => {
    expect(paidLinesOf({ items: [item(0.001)] }, RUBLES)).toBeUndefined();
    expect(paidLinesOf({ items: [item(-1)] }, RUBLES)).toBeUndefined();
    expect(minorUnitsOf(1540.5, 2)).toBe(154_050);
    expect(minorUnitsOf(1e21, 2)).toBeUndefined();
    expect(minorUnitsOf(12, 0)).toBe(12);
  });

  it('is dated by the clock of its terminals', () => {
    expect(instantOfIiko('2026-03-02 19:41:06.000', 'Europe/Moscow')).toBe(Date.UTC(2026, 2, 2, 16, 41, 6));
    expect(instantOfIiko('2026-03-02 16:41:07.512', 'UTC')).toBe(Date.UTC(2026, 2, 2, 16, 41, 7, 512));
    for (const other of [null, '', '2026-03-02T19:41:06Z', '2026-13-02 19:41:06', 'soon'])
      expect(instantOfIiko(other, 'UTC')).toBeNull();
  });

  it('may have fields that nobody has heard of', () => {
    const sent = { id: '0d6b1f2e-7c1a-4c7e-9f35-3a8b0a4d1111', organizationId: '0d6b1f2e-7c1a-4c7e-9f35-3a8b0a4d2222' };
    const order = { status: 'Closed', items: [{ type: 'Hologram', resultSum: 1, glow: {} }], moon: 1 };
    expect(iikoOrderSchema.safeParse({ ...sent, timestamp: 1, order, tide: [] }).success).toBe(true);
  });
});
