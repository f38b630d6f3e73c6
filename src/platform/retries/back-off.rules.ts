/** How long somebody waits who tries again, in any unit. */
export interface BackOff {
  /** After the first failure; twice as long after each further one. */
  readonly first: number;
  /** The longest wait. */
  readonly last: number;
}

/** The wait before the next attempt. @param failures in a row, at least 1 */
export function backOff(failures: number, { first, last }: BackOff): number {
  return Math.min(last, first * 2 ** (failures - 1));
}
