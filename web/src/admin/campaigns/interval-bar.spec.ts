import { labelsOnBar, placesOnBar } from './interval-bar.rules';

describe('the bar of an interval', () => {
  it('marks 0 left of a gain, right of a loss and within what holds it', () => {
    const gain = placesOnBar({ low: 10, estimate: 20, high: 30 });
    expect(gain.zero).toBeLessThan(gain.low);
    const loss = placesOnBar({ low: -30, estimate: -20, high: -10 });
    expect(loss.zero).toBeGreaterThan(loss.high);
    const unknown = placesOnBar({ low: -10, estimate: 0, high: 10 });
    expect(unknown).toMatchObject({ zero: 0.5, estimate: 0.5 });
  });

  it('keeps every mark on the bar, also of a difference of nothing', () => {
    expect(placesOnBar({ low: 0, estimate: 0, high: 0 })).toEqual({ low: 0.5, estimate: 0.5, high: 0.5, zero: 0.5 });
  });

  it('writes each end and 0 under its mark, and none over another', () => {
    const labels = (low: number, high: number) =>
      labelsOnBar(placesOnBar({ low, estimate: (low + high) / 2, high })).map(({ of, isBelow }) => [of, isBelow]);
    expect(labels(500, 1_000)).toEqual([
      ['low', false],
      ['high', false],
      ['zero', false],
    ]);
    expect(labels(100, 1_000)).toContainEqual(['zero', true]);
    expect(labels(-1_000, -950)).toEqual([
      ['both', false],
      ['zero', false],
    ]);
    expect(labels(0, 0)).toEqual([
      ['both', false],
      ['zero', true],
    ]);
  });
});
