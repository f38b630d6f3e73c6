import type { Interval } from './intervals.rules';

const THOUSAND = 1_000;

/**
 * The money that each unit of cost brought, in thousandths: the uplift of all guests who get the campaign, over its cost. At
 * 1,000 a campaign pays for itself in sales.
 * @param uplift money per guest in minor units
 * @param cost in minor units; null is answered where there is none
 */
export function returnedOf(uplift: Interval, guests: number, cost: number): Interval | null {
  if (cost <= 0) return null;
  const of = (perGuest: number) => Math.round((perGuest * guests * THOUSAND) / cost);
  return { estimate: of(uplift.estimate), low: of(uplift.low), high: of(uplift.high) };
}
