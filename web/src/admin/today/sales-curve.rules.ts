import type { AnalyticsHours, AnalyticsToday } from '../../entities/analytics/analytics.api';

/** The sales of a day up to the end of an hour, in minor units; null: the hour has not begun. */
export interface CurvePoint {
  readonly hour: number;
  /** Whether the hour is over today, so that the three sums are of the same time. */
  readonly isOver: boolean;
  readonly today: number | null;
  /** Null too while yesterday is not read. */
  readonly yesterday: number | null;
  readonly weekAgo: number;
}

/**
 * The sales of today, of yesterday and of the same weekday a week ago, each summed up hour by hour. Hours before the first sale of any of the days
 * and after the last are left out.
 */
export function curveOf(
  { hours }: Pick<AnalyticsToday, 'hours'>,
  yesterday: Pick<AnalyticsHours, 'items'> | undefined,
): readonly CurvePoint[] {
  const amountOf = (hour: number) => yesterday?.items.find((item) => item.hour === hour)?.amount ?? 0;
  const begun = hours.findLastIndex(({ isOver, today }) => isOver || today.sales > 0);
  const sums = { today: 0, yesterday: 0, weekAgo: 0 };
  const points = hours.map(({ hour, isOver, today, compared }, index) => {
    sums.today += today.amount;
    sums.yesterday += amountOf(hour);
    sums.weekAgo += compared.amount;
    return {
      hour,
      isOver,
      today: index <= begun ? sums.today : null,
      yesterday: yesterday === undefined ? null : sums.yesterday,
      weekAgo: sums.weekAgo,
    };
  });
  const isSold = ({ hour, today, compared }: AnalyticsToday['hours'][number]) =>
    today.amount + compared.amount + amountOf(hour) > 0;
  const first = hours.findIndex(isSold);
  return first === -1 ? [] : points.slice(first, hours.findLastIndex(isSold) + 1);
}
