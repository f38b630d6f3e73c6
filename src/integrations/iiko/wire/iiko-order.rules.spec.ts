import fc from 'fast-check';
import { roundedMinorUnits } from '../../../platform/http/decimal-money.rules';
import { type IikoItem, iikoOrderSchema } from './iiko-event.schema';
import { instantOfIiko, paidLinesOf, stateOf } from './iiko-order.rules';

const RUBLES = { digits: 2, pointsPaymentTypeId: 'points' };
const item = (resultSum: number, more: Partial<IikoItem> = {}): IikoItem => ({
  type: 'Product',
  amount: 1,
  resultSum,
  ...more,
});
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

  const compound = (primary: IikoItem['primaryComponent'], more: Partial<IikoItem> = {}): IikoItem => ({
    type: 'Compound',
    amount: 1,
    primaryComponent: primary,
    ...more,
  });

  it.each([
    [
      'two halves and a common modifier',
      {
        sum: 900,
        items: [
          compound(
            { resultSum: 400 },
            { secondaryComponent: { resultSum: 450 }, commonModifiers: [{ resultSum: 50 }] },
          ),
        ],
      },
      90_000,
    ],
    [
      'a half with a modifier of its own',
      { sum: 430, items: [compound({ resultSum: 400, modifiers: [{ resultSum: 30 }] })] },
      43_000,
    ],
    [
      'a half that was deleted',
      { sum: 450, items: [compound({ resultSum: 400, deleted: {} }, { secondaryComponent: { resultSum: 450 } })] },
      45_000,
    ],
    [
      'a modifier that was deleted',
      { sum: 1_000, items: [item(1_000, { modifiers: [{ resultSum: 100, deleted: {} }] })] },
      100_000,
    ],
    ['a negative modifier', { sum: 980, items: [item(1_000, { modifiers: [{ resultSum: -20 }] })] }, 98_000],
    ['a charge of many digits', { sum: 333.33, items: [item(333.333333)] }, 33_333],
    [
      'charges whose roundings add up',
      { sum: 1_000, items: [item(333.333333), item(333.333333), item(333.333333)] },
      100_000,
    ],
    ['a negative line', { sum: 900, items: [item(1_000), item(-100)] }, 90_000],
  ])('with %s has the sum that iiko charges', (_, order, amount) => {
    const paid = paidLinesOf(order, RUBLES);
    expect(paid).toMatchObject({ amount, bySum: false });
    expect(paid?.lines.reduce((sum, { total }) => sum + total, 0)).toBe(amount);
    // The same without the sum, but for the kopeck that rounding loses.
    expect(Math.abs((paidLinesOf({ items: order.items }, RUBLES)?.amount ?? 0) - amount)).toBeLessThanOrEqual(1);
  });

  it('is one line for a position of two halves, by the name of both', () => {
    const half = (name: string, resultSum: number) => ({ product: { id: name, name }, resultSum });
    const items = [compound(half('Маргарита', 400), { secondaryComponent: half('Пепперони', 450) })];
    expect(paidLinesOf({ items }, RUBLES)?.lines).toMatchObject([
      { sku: 'Маргарита', name: 'Маргарита + Пепперони', quantity: 1, total: 85_000 },
    ]);
  });

  it('names the combo of each part', () => {
    const items = [item(300, { comboInformation: { comboId: 'c1', comboSourceId: 's' } }), item(100)];
    expect(paidLinesOf({ items }, RUBLES)?.lines.map(({ combo }) => combo)).toEqual(['c1', null]);
  });

  it('whose lines miss its sum has the sum, divided over the lines, and says so', () => {
    const more = paidLinesOf({ sum: 1_000, items: [item(300), item(100)] }, RUBLES);
    expect([more?.amount, more?.bySum, more?.lines.map(({ total }) => total)]).toEqual([
      100_000,
      true,
      [75_000, 25_000],
    ]);
    expect(paidLinesOf({ sum: 200, items: [item(300), item(100)] }, RUBLES)).toMatchObject({
      amount: 20_000,
      bySum: true,
    });
    expect(paidLinesOf({ sum: 200, items: [] }, RUBLES)).toEqual({ amount: 20_000, bySum: true, lines: [] });
    expect(paidLinesOf({ sum: 200.02, items: [item(200)] }, RUBLES)).toMatchObject({ amount: 20_002, bySum: true });
    expect(paidLinesOf({ sum: 200.01, items: [item(200)] }, RUBLES)).toMatchObject({ amount: 20_001, bySum: false });
  });

  it('rounds further digits half away from zero, by the text of the number', () => {
    expect(paidLinesOf({ items: [item(0.001)] }, RUBLES)?.amount).toBe(0);
    expect(
      [1540.5, 333.333333, 1.005, -1.005, 0.995, 1e-7, 1.5e-7, -0.001].map((sum) => roundedMinorUnits(sum, 2)),
    ).toEqual([154_050, 33_333, 101, -101, 100, 0, 0, 0]);
    expect([1e21, 1.5e21, 2 ** 53].map((sum) => roundedMinorUnits(sum, 2))).toEqual([undefined, undefined, undefined]);
    expect([12, 12.5].map((sum) => roundedMinorUnits(sum, 0))).toEqual([12, 13]);
  });

  it('is not understood with a sum below 0', () => {
    expect(paidLinesOf({ items: [item(-1)] }, RUBLES)).toBeUndefined();
    expect(paidLinesOf({ items: [item(100), item(-101)] }, RUBLES)).toBeUndefined();
    expect(paidLinesOf({ sum: -1, items: [] }, RUBLES)).toBeUndefined();
    expect(paidLinesOf({ items: [item(1e21)] }, RUBLES)).toBeUndefined();
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
