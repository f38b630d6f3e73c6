import { exactQuotient, toSafe } from './integers';
import { minorUnits } from './numbers';
import type { Benefit, ProgramDocument } from './program.types';

/** A positive rational: 1/50 is `{ numerator: 1, denominator: 50 }`. */
export type Factor = { readonly numerator: number; readonly denominator: number };

/**
 * A preset for a network of another currency: thresholds, the step of earning, limits in money and the worth of a
 * point are multiplied; numbers of points and of visits are not. Throws a RangeError that names the place where the
 * product would be no whole number of (millionths of) minor units, or none at all.
 */
export function scaleProgram(document: ProgramDocument, factor: Factor): ProgramDocument {
  const money = (value: number, place: string) => minorUnits(times(value, factor, place));
  return {
    ...document,
    pointValue: times(document.pointValue, factor, 'pointValue'),
    tiers: document.tiers.map((tier, index) => ({
      ...tier,
      needs: { ...tier.needs, spend: money(tier.needs.spend, `tiers[${index}].needs.spend`) },
      benefits: tier.benefits.map((benefit) => scaleBenefit(benefit, money, `tiers[${index}].benefits`)),
    })),
    earning: {
      ...document.earning,
      base: document.earning.base && {
        ...document.earning.base,
        step: money(document.earning.base.step, 'earning.base.step'),
      },
    },
    redemption: document.redemption && {
      ...document.redemption,
      leaveAtLeast: money(document.redemption.leaveAtLeast, 'redemption.leaveAtLeast'),
    },
  };
}

function scaleBenefit(
  benefit: Benefit,
  money: (value: number, place: string) => ReturnType<typeof minorUnits>,
  place: string,
): Benefit {
  return benefit.kind === 'FREE_DELIVERY' ? { ...benefit, from: money(benefit.from, place) } : benefit;
}

function times(value: number, factor: Factor, place: string): number {
  const product = BigInt(value) * BigInt(factor.numerator);
  const denominator = BigInt(factor.denominator);
  if (denominator <= 0n || factor.numerator <= 0) throw new RangeError('a factor is above zero');
  if (product % denominator !== 0n) throw new RangeError(`${place} does not scale to a whole number`);
  const scaled = exactQuotient(product, denominator);
  if (scaled > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${place} becomes too large`);
  return toSafe(scaled);
}
