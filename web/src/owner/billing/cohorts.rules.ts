import type { Cohort } from '../../entities/billing/billing.api';

const PARTS = 1_000_000;

/** Numbers of the months that the table has as columns. Month 1 is the month of the first payment. The oldest cohort has the most months. */
export function monthsOf(cohorts: readonly Cohort[]): number[] {
  return Array.from({ length: Math.max(0, ...cohorts.map(({ retained }) => retained.length)) }, (_, at) => at + 1);
}

/** How many networks of a cohort paid at the end of a month, and their share of the cohort. Undefined: the month is not over. */
export function retentionOf(
  { customers, retained }: Cohort,
  month: number,
): { readonly networks: number; readonly sharePpm: number } | undefined {
  const networks = retained[month - 1];
  return networks === undefined ? undefined : { networks, sharePpm: (networks * PARTS) / customers };
}
