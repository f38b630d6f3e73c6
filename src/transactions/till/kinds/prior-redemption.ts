import { invariant, type LotPart, minorUnits, type Points, points, type PriorRedemption } from '../../../decision';
import type { RelatedRows } from '../../ledger/act/till-act';
import type { JournalRow } from '../../ledger/journal/journal-columns';
import { decodeSaleDetails, type StoredAllowance } from '../../ledger/journal/stored-json';
import type { BuildContext } from './built-act';

/** All redemptions on the act's receipt that were not refunded, summed up. */
export function priorOf(holders: readonly RelatedRows[], context: BuildContext): PriorRedemption | null {
  if (holders.length === 0) return null;
  const redemptions = holders.flatMap(({ row, others }) => [
    row,
    ...others.filter(({ type }) => type === 'REDEMPTION'),
  ]);
  const lots: LotPart[] = [];
  let spent = 0;
  let value = 0;
  let paid = 0;
  for (const row of redemptions) {
    const program = row.programVersion === null ? undefined : context.snapshot.programOfVersion(row.programVersion);
    invariant(program !== undefined, `the redemption ${row.id} names a programme that was published`);
    const { redeemed, byAllowance = 0 } = decodeSaleDetails(row, program.program);
    spent += row.pointsRedeemed;
    value += row.pointsValue;
    paid += byAllowance;
    lots.push(...redeemed);
  }
  return { points: points(spent), value: minorUnits(value), lots, byAllowance: points(paid) };
}

/** Points that a till's allowance paid, apart from the guest's own points. */
export function paidByAllowance(paid: StoredAllowance | null): Points | undefined {
  return paid === null ? undefined : points(paid.points);
}

export function restaurantOf(row: JournalRow): string {
  invariant(row.restaurantId !== null, `the ${row.type} ${row.id} has a restaurant`);
  return row.restaurantId;
}
