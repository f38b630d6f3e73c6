import { calendarOf } from '../../../platform/clock/calendar';
import type { Tx } from '../../../platform/database/database';
import { listOwedByMonth } from '../../books/liability/cohort-history.sql';
import { countedMonthsOf } from '../../books/liability/counted-months';
import type { Level } from './figure';
import { permission, wordsOf } from './figures';
import type { ReaderScope } from './reader-choice';
import { monthOf } from './spans.rules';

/** Figures that have a value at each date and cannot be summed from days. Only readers of the whole network may read them. */
export const LEVELS = {
  owed: {
    unit: 'points',
    permission,
    about:
      'Points that guests hold at the end of the month of the last date, so far in a month that is not over; null: while they are being counted',
    words: wordsOf('owed'),
    at: readOwed,
  },
} as const satisfies Readonly<Record<string, Level>>;

/** Returns a function that gives the points owed at the end of the month of a date. */
async function readOwed(
  tx: Tx,
  { networkId, network }: Pick<ReaderScope, 'networkId' | 'network'>,
): Promise<(date: string) => number | null> {
  const calendar = calendarOf(network.timeZone, network.settings.dayStart);
  const months = await listOwedByMonth(tx, networkId, countedMonthsOf(calendar));
  if (months === undefined) return () => null;
  return (date) => {
    const last = monthOf(date);
    return Math.max(
      0,
      months.reduce((sum, { month, points }) => (month <= last ? sum + points : sum), 0),
    );
  };
}
