import fc from 'fast-check';
import { runs } from '../../../test/support/decision/runs';
import { type Fraction, fractionOfPpm } from './fractions';
import { divideByLargeWeights, divideRounded } from './integers';
import { RatedShares } from '../campaigns/rated-shares';

const ppms = fc.oneof(
  fc.constantFrom(0, 500_000, 1_000_000, 1_250_000, 2_000_000),
  fc.integer({ min: 0, max: 100_000_000 }),
);
const shares = fc.array(fc.record({ share: fc.nat(100_000_000_000), ppms: fc.array(ppms, { maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 6,
});
/** Each rule multiplies the lines that have it, one rule after another. */
function ratedOf(
  lines: readonly { share: number; ppms: readonly number[] }[],
  step: number,
  points: number,
): RatedShares {
  const rated = new RatedShares(
    lines.map((line) => line.share),
    { step, points },
  );
  for (let rule = 0; rule < 4; rule += 1)
    lines.forEach((line, index) => {
      const ppm = line.ppms[rule];
      if (ppm !== undefined) rated.multiply([index], fractionOfPpm(ppm));
    });
  return rated;
}

describe('multiplied shares', () => {
  it('keep a multiplier in lowest terms', () => {
    expect(fractionOfPpm(1_250_000)).toEqual({ numerator: 5, denominator: 4 });
    expect(fractionOfPpm(0)).toEqual({ numerator: 0, denominator: 1 });
    expect(fractionOfPpm(3)).toEqual({ numerator: 3, denominator: 1_000_000 });
  });

  it('give the points of the exact product, rounded once, however many rules multiply', () => {
    fc.assert(
      fc.property(
        shares,
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 3 }),
        ppms,
        (lines, step, points, tierPpm) => {
          const paid = lines.reduce((sum, line) => sum + line.share, 0);
          const steps = Number(BigInt(paid) / BigInt(step));
          // Everything over (10^6)^4 × step, as no line has more than four rules.
          const scale = 10n ** 24n;
          let exact = BigInt(steps) * BigInt(step) * scale;
          for (const line of lines) {
            const rate =
              line.ppms.reduce((all, ppm) => all * BigInt(ppm), 1n) * 10n ** BigInt(24 - 6 * line.ppms.length);
            exact += BigInt(line.share) * (rate - scale);
          }
          const expected =
            exact <= 0n ? 0n : (exact * BigInt(points) * BigInt(tierPpm)) / (scale * BigInt(step) * 1_000_000n);
          const decide = () => ratedOf(lines, step, points).points(fractionOfPpm(tierPpm), 'FLOOR');
          if (expected > BigInt(Number.MAX_SAFE_INTEGER)) expect(decide).toThrow();
          else expect(decide()).toBe(Number(expected));
        },
      ),
      runs(3_000),
    );
  });

  it('stay exact where a product, a rate or a divisor passes the last safe integer', () => {
    const factors = fc.record({
      numerator: fc.integer({ min: 1, max: 100_000_000 }),
      denominator: fc.constantFrom(1, 3, 7),
    });
    const about = fc.record({ power: fc.integer({ min: 51, max: 55 }), beyond: fc.integer({ min: -9, max: 9 }) });
    const near = (divisor: number, { power, beyond }: { power: number; beyond: number }) =>
      Math.min(2 ** 52, Math.max(1, Math.floor(2 ** power / divisor) + beyond));
    const half = fc.integer({ min: 90_000_000, max: 130_000_000 });
    fc.assert(
      fc.property(
        fc.oneof(
          // The weights alone are large: a share so often that its product is about 2^53.
          fc.record({ by: factors, at: about, step: fc.integer({ min: 2, max: 9 }) }).map(({ by, at, step }) => ({
            share: near(by.numerator, at),
            by,
            step,
            points: 1,
            tier: { numerator: 1, denominator: 1 },
          })),
          // The rate and what it is divided by are: they differ by little, so the result is small.
          fc.record({ half, other: half, at: fc.integer({ min: -3, max: 3 }) }).map(({ half: step, other, at }) => ({
            share: step,
            by: { numerator: 1, denominator: 1 },
            step,
            points: other,
            tier: { numerator: step + at, denominator: other },
          })),
        ),
        fc.constantFrom('FLOOR', 'HALF_UP', 'HALF_EVEN'),
        ({ share, by, step, points, tier }, rounding) => {
          const rated = new RatedShares([share, 1], { step, points });
          rated.multiply([0], by);
          const [paid, base, scale] = [BigInt(share) + 1n, BigInt(step), BigInt(by.denominator)];
          const weights = [BigInt(share) * BigInt(by.numerator), scale];
          const beyond = (paid / base) * base * scale + weights[0]! + weights[1]! - paid * scale;
          const exact = divideRounded(
            (beyond < 0n ? 0n : beyond) * BigInt(points) * BigInt(tier.numerator),
            scale * base * BigInt(tier.denominator),
            rounding,
          );
          if (exact > BigInt(Number.MAX_SAFE_INTEGER)) expect(() => rated.points(tier, rounding)).toThrow();
          else expect(rated.points(tier, rounding)).toBe(Number(exact));
          expect(rated.divide(1_000_003)).toEqual(divideByLargeWeights(1_000_003, weights));
        },
      ),
      runs(5_000),
    );
  });

  it.each([
    ['a rate that a float would round down', 99_999_996, 100_000_001, 99_999_997],
    ['a divisor that a float would round up', 94_906_269, 94_906_267, 94_906_263],
  ])('stay exact at %s', (_, step, points, expected) => {
    const rated = new RatedShares([step], { step, points });
    expect(rated.points({ numerator: expected, denominator: points }, 'FLOOR')).toBe(expected);
  });

  it('earn nothing where rules take away more than there was', () => {
    const rated = new RatedShares([150], { step: 100, points: 1 });
    rated.multiply([0], { numerator: 0, denominator: 1 });
    expect(rated.points({ numerator: 1, denominator: 1 }, 'HALF_UP')).toBe(0);
    const large = new RatedShares([2 ** 52 + 1, 3], { step: 100, points: 1 });
    large.multiply([0, 1], { numerator: 0, denominator: 7 });
    expect(large.points({ numerator: 1, denominator: 1 }, 'HALF_UP')).toBe(0);
  });

  it('know the points that one more rule would leave, and stay as they are', () => {
    const by = fc.record({
      numerator: fc.constantFrom(0, 1, 3, 100_000_007),
      denominator: fc.constantFrom(1, 2, 7, 1_000_003),
    });
    const tier = { numerator: 3, denominator: 2 };
    const check = (lines: readonly { share: number; ppms: readonly number[] }[], next: Fraction) => {
      const meant = lines.flatMap((_, index) => (index % 2 === 0 ? [index] : []));
      const [rated, other] = [ratedOf(lines, 100, 1), ratedOf(lines, 100, 1)];
      const outcome = (points: () => number) => {
        try {
          return points();
        } catch {
          return 'beyond the last safe integer';
        }
      };
      const before = [outcome(() => rated.points(tier, 'HALF_UP')), rated.divide(1_000_003)];
      const after = outcome(() => rated.pointsAfter(meant, next, tier, 'HALF_UP'));
      expect([outcome(() => rated.points(tier, 'HALF_UP')), rated.divide(1_000_003)]).toEqual(before);
      other.multiply(meant, next);
      expect(after).toBe(outcome(() => other.points(tier, 'HALF_UP')));
    };
    const small = [
      { share: 1_000, ppms: [1_250_000] },
      { share: 777, ppms: [] },
      { share: 5_005, ppms: [500_000] },
    ];
    const large = small.map(({ share }) => ({ share: share * 1_000_003, ppms: [1_000_003, 1_999_999] }));
    for (const lines of [small, large, [small[0]!]])
      for (const numerator of [0, 1, 3, 100_000_007])
        for (const denominator of [1, 2, 1_000_003]) check(lines, { numerator, denominator });
    fc.assert(fc.property(shares, by, check), runs(1_000));
  });

  it('are divided by what each line brought', () => {
    fc.assert(
      fc.property(shares, fc.nat(1_000_000_000), (lines, total) => {
        const weights = lines.map((line) => {
          const rate = line.ppms.reduce((all, ppm) => all * BigInt(ppm), 1n) * 10n ** BigInt(24 - 6 * line.ppms.length);
          return BigInt(line.share) * rate;
        });
        expect(ratedOf(lines, 100, 1).divide(total)).toEqual(divideByLargeWeights(total, weights));
      }),
      runs(1_000),
    );
  });
});
