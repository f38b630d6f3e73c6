import { outlineOf, rotationTo, slicesOf } from './slices.rules';

describe('The slices of the wheel', () => {
  it('are as wide as their weights, and fill the circle in their order', () => {
    expect(slicesOf([1, 2, 1])).toEqual([
      { startsAt: 0, endsAt: 90 },
      { startsAt: 90, endsAt: 270 },
      { startsAt: 270, endsAt: 360 },
    ]);
  });

  it('are drawn as a part of the circle, the long way round where a slice is more than half', () => {
    const [quarter, most] = slicesOf([1, 3]);
    expect(quarter && outlineOf(quarter, 100)).toBe('M0 0L0 -100A100 100 0 0 1 100 0Z');
    expect(most && outlineOf(most, 100)).toBe('M0 0L100 0A100 100 0 1 1 0 -100Z');
  });

  it('are the whole circle where there is one prize alone', () => {
    const [all] = slicesOf([7]);
    expect(all && outlineOf(all, 100)).toBe('M0 -100A100 100 0 1 1 0 100A100 100 0 1 1 0 -100Z');
  });

  it.each([
    [0, 0],
    [24, 0],
    [99, 1_980],
    [50, 3_712.5],
  ])('stop with number %i of 100 at the top, turned on from %i degrees', (number, last) => {
    const rotation = rotationTo(number, 100, last);
    // The place of the number on the wheel, moved by the rotation, is the top.
    expect((rotation + ((number + 0.5) / 100) * 360) % 360).toBeCloseTo(0);
    expect(rotation - last).toBeGreaterThanOrEqual(5 * 360);
    expect(rotation - last).toBeLessThan(7 * 360);
  });
});
