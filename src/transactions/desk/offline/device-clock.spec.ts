import { DeviceClock, isBelievable } from './device-clock.rules';

const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const clockOf = (of: Partial<ConstructorParameters<typeof DeviceClock>[0]> = {}) =>
  new DeviceClock({ now: NOON, sentAt: NOON, lastCounter: 0, latest: null, ...of });

describe('the clock of a device', () => {
  it('is corrected by what it is off when the batch is sent, if that is more than five minutes', () => {
    const at = (sentAt: number) => clockOf({ sentAt }).timeOf(1, NOON - 30 * MINUTE).occurredAt;
    expect(at(NOON - 5 * MINUTE)).toBe(NOON - 30 * MINUTE);
    expect(at(NOON - 6 * MINUTE)).toBe(NOON - 24 * MINUTE);
    expect(at(NOON + 6 * MINUTE)).toBe(NOON - 36 * MINUTE);
  });

  it('stands at when the batch was sent for an act that names no time', () => {
    const sentAt = NOON - 60 * MINUTE;
    expect(clockOf({ sentAt }).timeOf(1, null)).toEqual({ deviceTime: sentAt, occurredAt: NOON, isClockBack: false });
  });

  it('was put back where an act lies before an earlier one, of this batch or one before', () => {
    const isBack = (clock: DeviceClock, ...acts: readonly (readonly [counter: number, minutes: number])[]) =>
      acts.map(([counter, minutes]) => clock.timeOf(counter, NOON + minutes * MINUTE).isClockBack);
    expect(isBack(clockOf(), [1, -20], [2, -25], [3, -26], [4, -10], [5, -15])).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    const known = { lastCounter: 7, latest: NOON - 20 * MINUTE };
    expect(isBack(clockOf(known), [8, -26], [9, -20])).toEqual([true, false]);
    // A missing or repeated counter is below the highest one.
    expect(isBack(clockOf(known), [6, -60], [7, -60])).toEqual([false, false]);
  });

  it('is not believed where its correction leads out of all history', () => {
    const clock = clockOf({ sentAt: Date.UTC(9999, 11, 31) });
    const { occurredAt } = clock.timeOf(1, NOON);
    expect(isBelievable(occurredAt)).toBe(false);
    expect(clock.latestAct).toBeNull();
    expect(isBelievable(clock.timeOf(2, null).occurredAt)).toBe(true);
    expect(clock.latestAct).toBe(NOON);
  });

  it('does not believe a time that has not come yet', () => {
    const clock = clockOf();
    clock.timeOf(1, NOON - MINUTE);
    clock.timeOf(2, NOON + 6 * MINUTE);
    expect(clock.latestAct).toBe(NOON - MINUTE);
    expect(clock.timeOf(3, NOON).isClockBack).toBe(false);
    expect(clock.latestAct).toBe(NOON);
  });
});
