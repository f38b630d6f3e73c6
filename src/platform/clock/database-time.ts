/**
 * One reading of the database's time, in milliseconds since 1970 with fractions. Its start and end are by this process's monotonic clock, in
 * milliseconds since the process started.
 */
export interface TimeSample {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly databaseMs: number;
}

/** The database's time at the zero of this process's monotonic clock; null before the first reading. */
let zeroMs: number | null = null;

/**
 * The database's time as this process estimates it, in whole milliseconds since 1970. The process reads it and continues it by its monotonic
 * clock, so a step of the system clock does not move it. Before the first reading it is the system clock's time. Prefer an injected `Clock`.
 */
export function databaseNowMs(): number {
  return zeroMs === null ? Date.now() : Math.floor(zeroMs + performance.now());
}

/** Corrects the estimate by new samples; an empty list changes nothing. */
export function learnDatabaseTime(samples: readonly TimeSample[]): void {
  zeroMs = zeroOf(zeroMs, samples);
}

/**
 * The database's time at the zero of the monotonic clock, by the sample with the shortest round trip: the database read its clock at an unknown
 * moment of that round trip. An earlier estimate that fits into it stays, so a slow database never makes the estimate worse; otherwise its
 * middle counts.
 */
export function zeroOf(known: number | null, samples: readonly TimeSample[]): number | null {
  const [best] = [...samples].sort((a, b) => roundTripOf(a) - roundTripOf(b));
  if (best === undefined) return known;
  const latest = best.databaseMs - best.askedAtMs;
  const earliest = best.databaseMs - best.answeredAtMs;
  if (known !== null && known >= earliest && known <= latest) return known;
  return (earliest + latest) / 2;
}

function roundTripOf({ askedAtMs, answeredAtMs }: TimeSample): number {
  return answeredAtMs - askedAtMs;
}
