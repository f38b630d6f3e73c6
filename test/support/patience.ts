const TIMES_THE_USUAL = 10;

/** The times of `count` calls, one after another. */
export async function timesOf(count: number, call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** The limit of a call on this machine: `leastMs`, or ten times its usual time where the machine is slow. */
export function limitOf(leastMs: number, usualTimes: readonly number[]): number {
  const median = usualTimes.toSorted((a, b) => a - b)[Math.floor(usualTimes.length / 2)] ?? 0;
  return Math.max(leastMs, TIMES_THE_USUAL * median);
}
