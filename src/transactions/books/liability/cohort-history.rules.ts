/**
 * The history of points by the month in which they were earned: a triangle of cohorts by months. Months are whole
 * numbers, twelve a year, so an age is the difference of two months.
 */

/** year × 12 + (month − 1). */
export type MonthNumber = number;

/** Points of one cohort (the month of earning) in one month, minus points taken back or restored. */
export interface CohortMovement {
  readonly cohort: MonthNumber;
  readonly month: MonthNumber;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
}

/** Open points of a cohort at the end of the history, by the month in which they expire. Null: never. */
export interface OpenPoints {
  readonly cohort: MonthNumber;
  readonly expires: MonthNumber | null;
  readonly points: number;
}

export interface CohortHistory {
  /** The last month of the history, which is a whole one. */
  readonly lastMonth: MonthNumber;
  readonly movements: readonly CohortMovement[];
  readonly open: readonly OpenPoints[];
}

/** One cell of the triangle: the points that a cohort had at the start of a month, and how many of them were redeemed in it. */
export interface TriangleCell {
  readonly age: number;
  readonly month: MonthNumber;
  readonly exposure: number;
  readonly redeemed: number;
}

/** Cells of ages from one month on. At the start of the month of earning, the cohort's points were not all there. */
export function cellsOf(history: CohortHistory, firstMonth: MonthNumber): TriangleCell[] {
  const cells: TriangleCell[] = [];
  for (const [cohort, months] of byCohort(history.movements)) {
    let open = 0;
    for (let month = cohort; month <= history.lastMonth; month += 1) {
      const movement = months.get(month);
      const redeemed = movement?.redeemed ?? 0;
      if (month > cohort && month >= firstMonth && open > 0) {
        cells.push({ age: month - cohort, month, exposure: open, redeemed: Math.max(0, Math.min(open, redeemed)) });
      }
      open += (movement?.issued ?? 0) - redeemed - (movement?.expired ?? 0);
    }
  }
  return cells;
}

/** `YYYY-MM` of a month. */
export function isoMonthOf(month: MonthNumber): string {
  const year = Math.floor(month / 12);
  return `${String(year).padStart(4, '0')}-${String(month - year * 12 + 1).padStart(2, '0')}`;
}

/** The month of `YYYY-MM`. */
export function monthOfIso(month: string): MonthNumber {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

function byCohort(movements: readonly CohortMovement[]): Map<MonthNumber, Map<MonthNumber, CohortMovement>> {
  const cohorts = new Map<MonthNumber, Map<MonthNumber, CohortMovement>>();
  for (const movement of movements) {
    const months = cohorts.get(movement.cohort);
    if (months === undefined) cohorts.set(movement.cohort, new Map([[movement.month, movement]]));
    else months.set(movement.month, movement);
  }
  return cohorts;
}
