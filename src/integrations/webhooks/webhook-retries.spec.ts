import { decideReceiver, decideRetry, type ReceiverState } from './webhook-retries.rules';

const HOUR_MS = 3_600_000;
const WORKING: ReceiverState = { failures: 0, failingSince: null, lastFailureAt: null };
const at = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * HOUR_MS);
const failed = (failure: 'timeout' | 'refused' | 'gone' | 'busy', retryAfterSeconds: number | null = null) => ({
  failure,
  retryAfterSeconds,
});
const SUCCESS = { failure: null, retryAfterSeconds: null };

describe('a delivery', () => {
  it('is tried for more than a day, with jitter, and then has failed', () => {
    const middle = Array.from({ length: 9 }, (_, n) => decideRetry(n + 1, null, 0.5));
    expect(middle).toEqual([5, 30, 300, 1_800, 7_200, 18_000, 36_000, 36_000, null]);
    expect([decideRetry(1, null, 0), decideRetry(1, null, 1)]).toEqual([4, 6]);
  });

  it('waits as long as the receiver asks for, up to an hour', () => {
    expect(decideRetry(1, 120, 0.5)).toBe(120);
    expect(decideRetry(1, 999_999, 0.5)).toBe(3_600);
    expect(decideRetry(4, 1, 0.5)).toBe(1_800);
  });
});

describe('a receiver', () => {
  /** Calls at these hours, of which each fails unless `succeeds` names its hour. */
  const run = (hours: readonly number[], succeeds: readonly number[] = []) => {
    let state = WORKING;
    for (const hour of hours) {
      const results = [succeeds.includes(hour) ? SUCCESS : failed('timeout')];
      const change = decideReceiver(state, results, at(hour), 0.5);
      if (change.disable !== null) return { hour, by: change.disable };
      state = { ...change, lastFailureAt: succeeds.includes(hour) ? state.lastFailureAt : at(hour) };
    }
    return null;
  };
  const hourly = Array.from({ length: 200 }, (_, hour) => hour);

  it('is disabled when every call fails for five days', () => {
    expect(run(hourly)).toEqual({ hour: 120, by: 'FAILING' });
  });
  it('begins anew with one success', () => {
    expect(run(hourly, [100])).toBeNull();
  });
  it('is not disabled by one failure a week', () => {
    expect(run(Array.from({ length: 50 }, (_, week) => week * 168))).toBeNull();
  });
  it('is disabled at once when it says that it is gone', () => {
    expect(decideReceiver(WORKING, [SUCCESS, failed('gone')], at(0), 0.5).disable).toBe('GONE');
  });

  it('is called less and less often, at least each hour', () => {
    const waits: number[] = [];
    let state = WORKING;
    for (let n = 0; n < 8; n += 1) {
      const change = decideReceiver(state, [failed('timeout')], at(0), 0.5);
      waits.push(change.waitSeconds);
      state = { ...change, lastFailureAt: at(0) };
    }
    expect(waits).toEqual([5, 15, 60, 300, 900, 3_600, 3_600, 3_600]);
  });

  it('is not called less often for a delivery that it refuses, and waits when it is busy', () => {
    expect(decideReceiver(WORKING, [failed('refused')], at(0), 0.5)).toMatchObject({ failures: 0, waitSeconds: 0 });
    expect(decideReceiver(WORKING, [SUCCESS, failed('busy', 30)], at(0), 0.5)).toMatchObject({
      failures: 0,
      waitSeconds: 30,
      hasSuccess: true,
    });
  });
});
