/**
 * One reading of the database's time. Its begin and end are by the monotonic clock of this process, in milliseconds
 * since its start; the time is in milliseconds since 1970, with fractions.
 */
export interface TimeSample {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly databaseMs: number;
}

/** The database's time at the zero of this process's monotonic clock; null before the first reading. */
let zeroMs: number | null = null;

/**
 * The time of the database as this process knows it, in whole milliseconds since 1970: read from the database and
 * continued by the monotonic clock, so that steps of the process's own clock do not move it. Before the first reading
 * (a command without a database, a unit test) it is the process's own time. Prefer an injected `Clock` where possible.
 */
export function databaseNowMs(): number {
  return zeroMs === null ? Date.now() : Math.floor(zeroMs + performance.now());
}

/** Takes new samples; without a sample nothing changes. */
export function learnDatabaseTime(samples: readonly TimeSample[]): void {
  zeroMs = zeroOf(zeroMs, samples);
}

/**
 * The database's time at the zero of the monotonic clock, by the sample with the shortest round trip: the database may have
 * read its clock at any moment of it. The earlier estimate stays while this sample does not contradict it, so a slow
 * database makes nothing less exact; else the middle of the sample counts.
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
