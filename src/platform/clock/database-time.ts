/**
 * One question to the database for its time. Both ends by the monotonic clock of this process, in milliseconds since
 * its start; the answer in milliseconds since 1970, with fractions.
 */
export interface TimeSample {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly databaseMs: number;
}

/** When the monotonic clock of this process stood at zero, by the database; null until the database was asked. */
let zeroMs: number | null = null;

/**
 * The time of the database as this process knows it, in whole milliseconds since 1970: learned from the database and
 * carried on by the monotonic clock, so that no step of the process's own clock moves it. Before the database was asked
 * (a command without one, a unit test) it is the process's own. Where a `Clock` can be injected, that is asked.
 */
export function databaseNowMs(): number {
  return zeroMs === null ? Date.now() : Math.floor(zeroMs + performance.now());
}

/** Takes what the database answered; with no sample all stays as it is. */
export function learnDatabaseTime(samples: readonly TimeSample[]): void {
  zeroMs = zeroOf(zeroMs, samples);
}

/**
 * When the monotonic clock stood at zero, by the best of the samples: the one with the shortest round trip, within which
 * the database may have read its clock at any moment. The earlier estimate stays while that sample does not contradict it, so
 * a database that is slow to answer makes nothing less exact; else it is the sample's middle.
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
