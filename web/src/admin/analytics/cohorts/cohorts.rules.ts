import type { Cohorts } from '../../../entities/report/report.api';

export type Cohort = Cohorts['cohorts'][number];
type CohortCell = Cohort['cells'][number];

export const MEASURES = ['guests', 'visits', 'money', 'perGuest'] as const;
export type CohortMeasure = (typeof MEASURES)[number];

const PARTS = 1_000_000;
const MONTHS_A_YEAR = 12;
/** Months that the choice of a period offers; the API answers as many. */
const MOST_MONTHS = 60;
/** Darker than this the figures could no longer be read. */
const DARKEST = 45;

/**
 * The figure of a cell: guests in parts per million of those who joined, or what a guest had paid by the end of the month in
 * minor units; null: the month is not over, or nobody joined.
 */
export function figureOf(cohort: Cohort, cell: CohortCell | undefined, measure: CohortMeasure): number | null {
  const value = cell?.[measure === 'perGuest' ? 'money' : measure] ?? null;
  if (cell === undefined || value === null || cohort.guests === 0) return null;
  if (measure === 'perGuest') {
    const soFar = cohort.cells.reduce((sum, { since, money }) => (since <= cell.since ? sum + (money ?? 0) : sum), 0);
    return Math.floor(soFar / cohort.guests);
  }
  return measure === 'guests' ? Math.floor((value * PARTS) / cohort.guests) : value;
}

/** How dark a cell is compared with the largest figure, in per cent. The first month is always 100 %, so it does not count. */
export function shadeOf(figure: number | null, most: number): number {
  return figure === null || most <= 0 ? 0 : Math.round((Math.max(0, Math.min(figure, most)) / most) * DARKEST);
}

export function mostOf(cohorts: readonly Cohort[], measure: CohortMeasure): number {
  const figures = cohorts.flatMap((cohort) =>
    cohort.cells
      .filter(({ since }) => measure !== 'guests' || since > 0)
      .map((cell) => figureOf(cohort, cell, measure) ?? 0),
  );
  return Math.max(0, ...figures);
}

/** The months back from one, the nearest first. */
export function monthsBack(month: string): string[] {
  const [year = 0, ofYear = 1] = month.split('-').map(Number);
  const last = year * MONTHS_A_YEAR + ofYear - 1;
  return Array.from({ length: MOST_MONTHS }, (_, back) => {
    const number = last - back;
    const of = String((number % MONTHS_A_YEAR) + 1).padStart(2, '0');
    return `${String(Math.floor(number / MONTHS_A_YEAR)).padStart(4, '0')}-${of}`;
  });
}
