import { dayFault, ppmOf, ratesOf, typedRates } from './typed-rates.rules';

const rate = (from: string, percent = '20') => ({ from, percent });

describe('The rates of VAT of a seller', () => {
  it('are read back as they were saved', () => {
    const rates = [
      { from: '2026-01-01', ratePpm: 200_000 },
      { from: '2027-01-01', ratePpm: 55_000 },
    ];
    expect(ratesOf(typedRates(rates))).toEqual(rates);
    expect(typedRates()).toEqual([rate('', '')]);
  });

  it('need a day each, later than the one before', () => {
    const rates = [rate('2026-01-01'), rate(''), rate('2026-01-01'), rate('2026-01-01')];
    expect(rates.map((_, at) => dayFault(rates, at))).toEqual([null, 'needed', null, 'rising']);
    expect(ratesOf([rate('2026-01-01'), rate('2026-01-01')])).toBeNull();
    expect(ratesOf([rate('')])).toBeNull();
  });

  it.each([
    ['50', 500_000],
    ['0', 0],
    ['50.0001', null],
    ['x', null],
    ['', null],
  ])('are a percent up to fifty: "%s"', (percent, ppm) => {
    expect(ppmOf(percent)).toBe(ppm);
    expect(ratesOf([rate('2026-01-01', percent)]) === null).toBe(ppm === null);
  });
});
