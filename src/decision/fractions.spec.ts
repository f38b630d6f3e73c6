import fc from 'fast-check';
import { runs } from '../../test/support/decision/runs';
import { fractionOfPpm } from './fractions';
import { divideByLargeWeights } from './integers';
import { RatedShares } from './rated-shares';

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
