import type { Schemas } from '../../shared/api/schemas';

type Shift = Schemas['Shift'];
type Transaction = Schemas['Transaction'];

/** The shift with a sale that was just recorded; null: the sale is of another shift, or may be a part of a receipt counted before. */
export function shiftWithSale(shift: Shift, sale: Transaction): Shift | null {
  const { received, sales } = shift.totals;
  const isOfShift = shift.businessDate === sale.businessDate && shift.pointOfSaleId === sale.pointOfSaleId;
  if (!isOfShift || shift.closedAt !== null || sale.type !== 'SALE' || sale.part !== null) return null;
  // The answer to a sale that was sent a second time: the shift was read in between.
  if (shift.items.some(({ id }) => id === sale.id)) return shift;
  return {
    ...shift,
    items: [sale, ...shift.items],
    totals: {
      ...shift.totals,
      received: { ...received, gross: received.gross + sale.payable, net: received.net + sale.payable },
      sales: {
        ...sales,
        count: sales.count + 1,
        receipts: sales.receipts + 1,
        amount: sales.amount + sale.amount,
        points: sales.points + sale.pointsEarned,
        discount: sales.discount + sale.discount,
        payable: sales.payable + sale.payable,
        pointsRedeemed: sales.pointsRedeemed + sale.pointsRedeemed,
        pointsValue: sales.pointsValue + sale.pointsValue,
      },
    },
  };
}
