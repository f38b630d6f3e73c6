import { shiftWithSale } from './shift.rules';

type Shift = Parameters<typeof shiftWithSale>[0];
type Sale = Parameters<typeof shiftWithSale>[1];

const NONE = { count: 0, amount: 0, points: 0 };
const SHIFT = {
  pointOfSaleId: 'till',
  businessDate: '2026-03-02',
  closedAt: null,
  items: [{ id: 'earlier' }],
  totals: {
    received: { gross: 1_000, refunded: 200, undone: 0, net: 800 },
    sales: {
      ...NONE,
      count: 1,
      receipts: 1,
      amount: 1_100,
      points: 20,
      discount: 100,
      payable: 1_000,
      pointsRedeemed: 0,
      pointsValue: 0,
    },
    redemptions: NONE,
    refunds: { ...NONE, payable: 200, undone: 0 },
    credits: NONE,
    debits: NONE,
  },
} as unknown as Shift;
const SALE = {
  id: 'sale',
  type: 'SALE',
  pointOfSaleId: 'till',
  businessDate: '2026-03-02',
  part: null,
  amount: 500,
  discount: 50,
  pointsRedeemed: 30,
  pointsValue: 30,
  payable: 420,
  pointsEarned: 8,
} as unknown as Sale;

it('adds what the sale answered to the figures of its shift', () => {
  const shift = shiftWithSale(SHIFT, SALE);
  expect(shift?.totals.received).toEqual({ gross: 1_420, refunded: 200, undone: 0, net: 1_220 });
  expect(shift?.totals.sales).toEqual({
    count: 2,
    receipts: 2,
    amount: 1_600,
    points: 28,
    discount: 150,
    payable: 1_420,
    pointsRedeemed: 30,
    pointsValue: 30,
  });
  expect(shift?.items.map(({ id }) => id)).toEqual(['sale', 'earlier']);
});

it('counts a sale once that the shift already has', () => {
  const [once] = [shiftWithSale(SHIFT, SALE)];
  expect(once && shiftWithSale(once, SALE)).toEqual(once);
});

it.each([
  ['of another day', { businessDate: '2026-03-03' }],
  ['of another till', { pointOfSaleId: 'other' }],
  ['that is a part of a receipt', { part: { number: 2, of: 2 } }],
])('leaves a sale %s to the server', (_, difference) => {
  expect(shiftWithSale(SHIFT, { ...SALE, ...difference } as Sale)).toBeNull();
});

it('leaves a sale after the end of the shift to the server', () => {
  expect(shiftWithSale({ ...SHIFT, closedAt: '2026-03-02T20:00:00Z' }, SALE)).toBeNull();
});
