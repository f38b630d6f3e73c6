/** The names of RFM: what the scores of a guest's recency, frequency and money say about the guest. */

export const RFM_NAMES = [
  'CHAMPIONS',
  'LOYAL',
  'POTENTIAL_LOYALISTS',
  'NEW',
  'PROMISING',
  'NEED_ATTENTION',
  'ABOUT_TO_SLEEP',
  'AT_RISK',
  'CANT_LOSE',
  'HIBERNATING',
  'LOST',
] as const;

export type RfmName = (typeof RFM_NAMES)[number];

/** The best score of each figure; a guest without a purchase has 0. */
export const BEST_SCORE = 5;

/** The value of a guest by the sum of the scores of frequency and money: the least sum of each value, from 1. */
const LEAST_SUMS = [2, 4, 6, 7, 9] as const;

/** The name by recency, from 1, and within it by value, from 1: each of the 125 scores has exactly one. */
export const RFM_GRID: readonly (readonly RfmName[])[] = [
  ['LOST', 'HIBERNATING', 'AT_RISK', 'CANT_LOSE', 'CANT_LOSE'],
  ['ABOUT_TO_SLEEP', 'HIBERNATING', 'AT_RISK', 'AT_RISK', 'AT_RISK'],
  ['ABOUT_TO_SLEEP', 'NEED_ATTENTION', 'NEED_ATTENTION', 'LOYAL', 'LOYAL'],
  ['PROMISING', 'POTENTIAL_LOYALISTS', 'LOYAL', 'LOYAL', 'CHAMPIONS'],
  ['NEW', 'POTENTIAL_LOYALISTS', 'POTENTIAL_LOYALISTS', 'CHAMPIONS', 'CHAMPIONS'],
];

/** From 1 to 5; 0 for a guest without a purchase. */
export function valueOf(frequency: number, money: number): number {
  return LEAST_SUMS.filter((least) => frequency + money >= least).length;
}

/** Null for a guest without a purchase. */
export function rfmNameOf(recency: number, frequency: number, money: number): RfmName | null {
  return RFM_GRID[recency - 1]?.[valueOf(frequency, money) - 1] ?? null;
}

/** The value as SQL, from two scores as SQL. */
export const valueSql = (frequency: string, money: string): string =>
  `(${LEAST_SUMS.map((least) => `(${frequency} + ${money} >= ${String(least)})::integer`).join(' + ')})`;
