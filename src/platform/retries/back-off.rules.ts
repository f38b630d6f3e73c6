/** How long a caller waits between attempts, both members in the same unit. */
export interface BackOff {
  /** The wait after the first failure; it doubles with each further one. */
  readonly first: number;
  /** The longest wait. */
  readonly last: number;
}

/** The wait before the next attempt, in the unit of `BackOff`. @param failures attempts that failed in a row, at least 1 */
export function backOff(failures: number, { first, last }: BackOff): number {
  return Math.min(last, first * 2 ** (failures - 1));
}
