import type { Statements } from '../../../platform/database/database';
import { listDaySums } from './day-sums.sql';
import { DATE } from './dimensions';
import { SUMS_OF_DAY, type SumsOfDay } from './figures';
import type { DateSpan } from './spans.rules';

export type DateSums = SumsOfDay & { readonly businessDate: string };

/** Lists the sums of each business date for some restaurants or (null) all. Dates without rows are left out. */
export function listDates(
  tx: Statements,
  networkId: string,
  dates: DateSpan,
  restaurants: readonly string[] | null,
): Promise<DateSums[]> {
  return listDaySums(tx, { table: 'daily_figures', sums: SUMS_OF_DAY, by: [DATE], networkId, dates, restaurants });
}
