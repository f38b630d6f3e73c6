import { isShortForm } from '../../../test/support/at-night';
import { seeded } from '../../../test/support/seeded';
import { armCheck } from './arm-check.rules';
import { binomialAsUnlikely, chiSquareAbove, normalQuantile, tQuantile } from './distributions.rules';
import { adjustedDifference, type PairedSample } from './adjustment.rules';
import { CONFIDENCE, differenceOf, differenceOfShares, fixedInterval } from './intervals.rules';
import { intervalAt } from './looks.rules';
import { guestsPerArm, smallestEffectSeen } from './sample-size.rules';
import { meanOf, type Sample, sampleOf, skewnessOf, varianceOf } from './samples.rules';
import { verdictOf } from './verdict.rules';

/** Simulated campaigns of one check; `npm run test:statistics` takes all of them. */
const TRIALS = process.env['STATISTICS'] === 'full' ? 1_000 : isShortForm ? 100 : 200;

describe('distributions', () => {
  // Reference values of scipy.stats.
  it.each([
    [0.975, 1, 12.706204736174698],
    [0.975, 5, 2.570581835636314],
    [0.975, 30, 2.042272456301238],
    [0.975, 1_000, 1.9623390808264074],
    [0.9, 2, 1.885618083164127],
    [0.025, 12.5, -2.1691859427125406],
    [0.995, 3, 5.840909309733355],
  ])('quantile %d of t with %d degrees is %d', (share, degrees, expected) => {
    expect(tQuantile(share, degrees)).toBeCloseTo(expected, 5);
  });

  it('quantiles of the normal distribution', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 8);
    expect(normalQuantile(0.8)).toBeCloseTo(0.8416212335729143, 8);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 8);
  });

  it('upper tails of chi-square', () => {
    expect(chiSquareAbove(3.841458820694124, 1)).toBeCloseTo(0.05, 8);
    expect(chiSquareAbove(5.991464547107979, 2)).toBeCloseTo(0.05, 8);
    expect(chiSquareAbove(10.827566170662733, 1)).toBeCloseTo(0.001, 8);
    expect(chiSquareAbove(0, 1)).toBe(1);
  });

  it('the exact binomial test of two sides', () => {
    expect(binomialAsUnlikely(1, 10, 0.5)).toBeCloseTo(22 / 1_024, 8);
    expect(binomialAsUnlikely(5, 10, 0.5)).toBeCloseTo(1, 8);
    expect(binomialAsUnlikely(4, 20, 0.05)).toBeCloseTo(0.01590153, 6);
  });
});

describe('samples', () => {
  it('know mean, variance and skewness by their sums alone', () => {
    const sample = sampleOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(meanOf(sample)).toBe(5);
    expect(varianceOf(sample)).toBeCloseTo(32 / 7, 10);
    expect(skewnessOf(sample)).toBeCloseTo(0.65625, 10);
    expect(skewnessOf(sampleOf([3, 3, 3]))).toBe(0);
  });
});

describe('intervals', () => {
  it('the difference of means has the error and the degrees of Welch', () => {
    const treated = sampleOf([27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4]);
    const control = sampleOf([27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 22.4, 24.4]);
    const interval = differenceOfMeans(treated, control);
    // scipy.stats.ttest_ind(…, equal_var=False).confidence_interval()
    expect(interval?.low).toBeCloseTo(-4.079795356192778, 6);
    expect(interval?.high).toBeCloseTo(-0.5068713104738876, 6);
  });

  it("the difference of shares equals Newcombe's published examples", () => {
    const first = differenceOfShares({ guests: 70, count: 56 }, { guests: 80, count: 48 });
    expect(first?.low).toBeCloseTo(0.0524, 4);
    expect(first?.high).toBeCloseTo(0.3339, 4);
    const none = differenceOfShares({ guests: 10, count: 0 }, { guests: 10, count: 0 });
    expect(none?.low).toBeCloseTo(-0.2775, 4);
    expect(none?.high).toBeCloseTo(0.2775, 4);
  });

  it('there is none where an arm is empty', () => {
    expect(differenceOfMeans(sampleOf([1]), sampleOf([1, 2]))).toBeNull();
    expect(differenceOfShares({ guests: 0, count: 0 }, { guests: 5, count: 2 })).toBeNull();
  });

  it.each([
    ['no effect', 0, 600, 600],
    ['an effect in unequal arms', 400, 900, 180],
    ['an effect on the share that comes', -250, 240, 700],
  ])('trials of skewed money with many zeros hold the true effect: %s', (_name, effect, treated, control) => {
    const random = seeded(20_261_122);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    // Seven guests of ten buy nothing; the others spend by a log-normal distribution.
    const share = 0.3;
    const money = () => (random() < share ? Math.exp(7 + 0.8 * normal()) : 0);
    let held = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const interval = differenceOfMeans(
        sampleOf(Array.from({ length: treated }, () => money() + effect)),
        sampleOf(Array.from({ length: control }, money)),
      );
      if (interval !== null && interval.low <= effect && effect <= interval.high) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(0.9 * TRIALS);
    expect(held).toBeLessThanOrEqual(0.98 * TRIALS);
  });
});

/** A normal value by a uniform source. */
const normalOf = (random: () => number) => () =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

describe('what guests spent before the start', () => {
  it('is taken out by the slope of both arms, which leaves the exact difference where it explains all', () => {
    const before = [1, 2, 3, 4];
    const treated = pairedOf(
      before.map((x) => 3 * x + 7),
      before,
    );
    const control = pairedOf(
      [2, 4, 6].map((x) => 3 * x),
      [2, 4, 6],
    );
    const adjusted = adjustedDifference(treated, control);
    expect(adjusted?.estimate).toBeCloseTo(7, 10);
    expect(adjusted?.variance).toBeCloseTo(0, 10);
    expect(adjusted?.removed).toBeCloseTo(1, 10);
  });

  it('changes nothing where all spent the same', () => {
    const [treated, control] = [pairedOf([1, 2, 4], [5, 5, 5]), pairedOf([0, 1, 1], [5, 5, 5])];
    expect(adjustedDifference(treated, control)).toEqual({ ...differenceOf(treated, control), removed: 0 });
  });

  it('narrows the interval, and trials hold the true effect', () => {
    const effect = 400;
    const random = seeded(52);
    const normal = normalOf(random);
    let [held, narrower] = [0, 0];
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const armOf = (guests: number, more: number) => {
        const habits = Array.from({ length: guests }, () => Math.exp(6 + 0.8 * normal()));
        const spend = (habit: number) => (random() < 0.5 ? habit * Math.exp(0.4 * normal()) : 0);
        return pairedOf(
          habits.map((habit) => spend(habit) + spend(habit) + more),
          habits.map((habit) => spend(habit) + spend(habit) + spend(habit)),
        );
      };
      const [treated, control] = [armOf(250, effect), armOf(100, 0)];
      const interval = intervalAt(adjustedDifference(treated, control), { kind: 'AT_END' });
      const plain = intervalAt(differenceOf(treated, control), { kind: 'AT_END' });
      if (interval === null || plain === null) continue;
      if (interval.low <= effect && effect <= interval.high) held += 1;
      if (interval.high - interval.low < plain.high - plain.low) narrower += 1;
    }
    expect(held).toBeGreaterThanOrEqual(0.9 * TRIALS);
    expect(held).toBeLessThanOrEqual(0.98 * TRIALS);
    expect(narrower).toBeGreaterThan(0.9 * TRIALS);
  });
});

describe('looking every day', () => {
  /** Guests buy on one day of ten, each by a habit of their own; money of all days up to each look. */
  const looksOf = (random: () => number, guests: number, effect: number, days: number) => {
    const normal = normalOf(random);
    const arms = [0, effect].map((more) => {
      const habits = Array.from({ length: guests }, () => Math.exp(7 + 0.6 * normal()));
      const spent = habits.map(() => 0);
      return () => {
        habits.forEach((habit, n) => {
          if (random() < 0.1) spent[n] = (spent[n] ?? 0) + habit * Math.exp(0.4 * normal()) + more;
        });
        return sampleOf(spent);
      };
    });
    return Array.from({ length: days }, () => {
      const [control, treated] = arms.map((look) => look());
      return control === undefined || treated === undefined ? null : differenceOf(treated, control);
    });
  };
  const leavesOut0 = (interval: { low: number; high: number } | null) =>
    interval !== null && (interval.low > 0 || interval.high < 0);

  it.each([
    ['with a planned end', (day: number) => (day === 30 ? ({ kind: 'AT_END' } as const) : before(day))],
    ['without an end', (day: number) => ({ kind: 'NO_END', progress: day / 30 }) as const],
  ])('finds an effect that is not there in at most 5 %% of trials of 30 looks, %s', (_name, lookOf) => {
    const random = seeded(1_123);
    let [found, foundNaively] = [0, 0];
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const looks = looksOf(random, 60, 0, 30);
      if (looks.some((one, n) => leavesOut0(intervalAt(one, lookOf(n + 1))))) found += 1;
      if (looks.some((one) => leavesOut0(naively(one)))) foundNaively += 1;
    }
    expect(found).toBeLessThanOrEqual(0.05 * TRIALS);
    // The same trials show that a plain interval is wrong far more often when it is looked at each day.
    expect(foundNaively).toBeGreaterThan(0.1 * TRIALS);
  });

  it('finds a difference between five equal variants and a control group in at most 5 % of trials', () => {
    const random = seeded(77);
    const normal = normalOf(random);
    const pairs = 15;
    let [found, foundNaively] = [0, 0];
    for (let trial = 0; trial < 0.4 * TRIALS; trial += 1) {
      const groups = Array.from({ length: 6 }, () =>
        sampleOf(Array.from({ length: 60 }, () => Math.exp(6 + 0.5 * normal()))),
      );
      const differences = groups.flatMap((one, n) => groups.slice(n + 1).map((other) => differenceOf(one, other)));
      expect(differences).toHaveLength(pairs);
      if (differences.some((one) => leavesOut0(intervalAt(one, { kind: 'AT_END' }, pairs)))) found += 1;
      if (differences.some((one) => leavesOut0(intervalAt(one, { kind: 'AT_END' })))) foundNaively += 1;
    }
    expect(found).toBeLessThanOrEqual(0.05 * 0.4 * TRIALS);
    expect(foundNaively).toBeGreaterThan(0.15 * 0.4 * TRIALS);
  });

  it('finds a large effect before the planned end', () => {
    const looks = looksOf(seeded(7), 400, 2_000, 30);
    const first = looks.findIndex((one, n) => leavesOut0(intervalAt(one, before(n + 1))));
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(29);
  });

  function before(day: number) {
    return { kind: 'BEFORE_END', progress: day / 30 } as const;
  }
  function naively(one: ReturnType<typeof differenceOf>) {
    if (one === null) return null;
    const half = 1.96 * Math.sqrt(one.variance);
    return { low: one.estimate - half, high: one.estimate + half };
  }
});

describe('sample size', () => {
  it('15.7 σ²/δ² guests an arm see δ, and those guests see no smaller effect', () => {
    expect(guestsPerArm(10, 100)).toBe(1_570);
    expect(smallestEffectSeen(100, 1_570, 1_570)).toBeCloseTo(10, 2);
    expect(smallestEffectSeen(100, 0, 10)).toBeNull();
  });

  it('a holdout of 5 % is worth 19 % of an even split', () => {
    const even = smallestEffectSeen(1, 500, 500) ?? 0;
    const uneven = smallestEffectSeen(1, 950, 50) ?? 0;
    expect((even / uneven) ** 2).toBeCloseTo(0.19, 3);
  });
});

describe('arms', () => {
  it('of 44,000 and 45,000 are not an even split, of 44,800 and 45,000 they are', () => {
    const off = armCheck([arm(44_000), arm(45_000)]);
    expect(off.probability).toBeCloseTo(0.0008, 4);
    expect(off.asPlanned).toBe(false);
    expect(armCheck([arm(44_800), arm(45_000)]).asPlanned).toBe(true);
  });

  it('are compared with the planned share', () => {
    expect(armCheck([arm(9_500, 95), arm(500, 5)]).asPlanned).toBe(true);
    expect(armCheck([arm(9_300, 95), arm(700, 5)]).asPlanned).toBe(false);
  });

  it('of few guests are not checked, and of few expected ones exactly', () => {
    expect(armCheck([arm(3), arm(0)])).toEqual({ probability: null, asPlanned: true });
    expect(armCheck([arm(16, 95), arm(4, 5)]).probability).toBeCloseTo(0.01590153, 6);
  });
});

describe('what may be said', () => {
  const even = sampleOf(Array.from({ length: 400 }, (_, index) => index % 10));

  it('more or less where the interval leaves 0 out', () => {
    expect(verdict({ low: 1, high: 3 })).toEqual({ kind: 'MORE' });
    expect(verdict({ low: -3, high: -1 })).toEqual({ kind: 'LESS' });
  });

  it('a narrow interval around 0 is an answer', () => {
    expect(verdict({ low: -1, high: 1.5 })).toEqual({ kind: 'NO_EFFECT', bound: 1.5 });
  });

  it('a wide one says how many guests would settle it', () => {
    expect(verdict({ low: -2, high: 4 })).toEqual({ kind: 'NOT_YET', obstacle: { kind: 'TOO_WIDE', guests: 3_600 } });
  });

  it('arms that are off come before everything', () => {
    const reading = { interval: { estimate: 2, low: 1, high: 3 }, treated: even, control: even, matters: 2 };
    expect(verdictOf({ ...reading, armsAsPlanned: false })).toEqual({
      kind: 'NOT_YET',
      obstacle: { kind: 'ARMS_OFF' },
    });
  });

  it('too few guests, and too few for their skewness', () => {
    const few = sampleOf([1, 2, 3]);
    const oneBanquet = sampleOf([...Array.from({ length: 399 }, () => 0), 100_000]);
    const reading = { interval: { estimate: 2, low: 1, high: 3 }, armsAsPlanned: true, matters: 2 };
    expect(verdictOf({ ...reading, treated: few, control: even })).toMatchObject({ obstacle: { kind: 'TOO_FEW' } });
    expect(verdictOf({ ...reading, treated: oneBanquet, control: even })).toMatchObject({
      obstacle: { kind: 'TOO_SKEWED' },
    });
  });

  function verdict({ low, high }: { low: number; high: number }) {
    const interval = { estimate: (low + high) / 2, low, high };
    return verdictOf({ interval, treated: even, control: even, armsAsPlanned: true, matters: 2 });
  }
});

function arm(guests: number, weight = 1) {
  return { guests, weight };
}

function pairedOf(values: readonly number[], before: readonly number[]): PairedSample {
  const of = sampleOf(before);
  return {
    ...sampleOf(values),
    beforeSum: of.sum,
    beforeSquares: of.squares,
    products: values.reduce((sum, value, n) => sum + value * (before[n] ?? 0), 0),
  };
}

function differenceOfMeans(treated: Sample, control: Sample) {
  const difference = differenceOf(treated, control);
  return difference === null ? null : fixedInterval(difference, CONFIDENCE);
}
