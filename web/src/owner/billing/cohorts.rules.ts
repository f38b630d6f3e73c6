import type { Cohort } from '../../entities/billing/billing.api';

const PARTS = 1_000_000;

/** Months that have a column: those of the oldest cohort, from 1, the month of the first payment. */
export function monthsOf(cohorts: readonly Cohort[]): number[] {
  return Array.from({ length: Math.max(0, ...cohorts.map(({ retained }) => retained.length)) }, (_, at) => at + 1);
}

/** Networks that pay at the end of a month, and their share of the cohort; undefined: the month is not over. */
export function retentionOf(
  { customers, retained }: Cohort,
  month: number,
): { readonly networks: number; readonly sharePpm: number } | undefined {
  const networks = retained[month - 1];
  return networks === undefined ? undefined : { networks, sharePpm: (networks * PARTS) / customers };
}
