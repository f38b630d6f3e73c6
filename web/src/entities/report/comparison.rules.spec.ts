import { shareOf, trendOf } from './comparison.rules';

describe('a comparison', () => {
  it('says how much more or less it is', () => {
    expect(trendOf(112, 100)).toEqual({ direction: 'UP', ppm: 120_000 });
    expect(trendOf(75, 100)).toEqual({ direction: 'DOWN', ppm: 250_000 });
    expect(trendOf(5, 5)).toEqual({ direction: 'SAME', ppm: 0 });
  });

  it('says nothing where there was nothing before, or less', () => {
    expect([trendOf(5, 0), trendOf(5, -5), trendOf(null, 5), trendOf(5, null)]).toEqual([null, null, null, null]);
    expect([shareOf(1, 0), shareOf(1, 4)]).toEqual([null, 250_000]);
  });
});
