import { CONDITION_FIELDS, isGroup, type Condition, type RuleGroup } from '../conditions/conditions.types';
import { exactQuotient, toSafe } from '../basics/integers';
import { minorUnits, type MinorUnits } from '../basics/numbers';
import { addingGain, stepOf } from '../act/gains';
import type {
  Gain,
  Benefit,
  EarningRule,
  ProgramDocument,
  RestrictionsDocument,
  StampCardDocument,
} from '../act/program.types';

/** A positive rational: 1/50 is `{ numerator: 1, denominator: 50 }`. */
export type Factor = { readonly numerator: number; readonly denominator: number };

/**
 * Adapts a preset to another currency: multiplies thresholds, the step of earning, limits in money and the worth of a
 * point, but no numbers of points or visits. Throws a RangeError that names the place where the product is 0, or has a
 * fraction of a minor unit (for a point's worth: of a millionth).
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
      rules: document.earning.rules.map((rule, index) => scaleRule(rule, money, `earning.rules[${index}]`)),
    },
    ...(document.activities.referral?.leastSale === undefined
      ? {}
      : {
          activities: {
            ...document.activities,
            referral: {
              ...document.activities.referral,
              leastSale: money(document.activities.referral.leastSale, 'activities.referral.leastSale'),
            },
          },
        }),
    ...(document.stampCards === undefined
      ? {}
      : {
          stampCards: document.stampCards.map((card, index) => scaleCard(card, money, `stampCards[${index}].collects`)),
        }),
    ...(document.restrictions === undefined
      ? {}
      : { restrictions: scaleRestrictions(document.restrictions, money, 'restrictions.leastPrices') }),
    ...(document.noRegret === undefined
      ? {}
      : { noRegret: { ...document.noRegret, budget: money(document.noRegret.budget, 'noRegret.budget') } }),
    redemption: document.redemption && {
      ...document.redemption,
      leaveAtLeast: money(document.redemption.leaveAtLeast, 'redemption.leaveAtLeast'),
      ...(document.redemption.waiveRestBelow !== undefined && {
        waiveRestBelow: money(document.redemption.waiveRestBelow, 'redemption.waiveRestBelow'),
      }),
    },
  };
}

type ScaleMoney = (value: number, place: string) => MinorUnits;

function scaleRestrictions(restrictions: RestrictionsDocument, money: ScaleMoney, place: string): RestrictionsDocument {
  const leastPrices = restrictions.leastPrices.map((least, index) => ({
    ...least,
    price: money(least.price, `${place}[${index}].price`),
  }));
  return { ...restrictions, leastPrices };
}

function scaleCard(card: StampCardDocument, money: ScaleMoney, place: string): StampCardDocument {
  const { collects } = card;
  if (collects.by !== 'VISIT') return card;
  return { ...card, collects: { ...collects, leastAmount: money(collects.leastAmount, `${place}.leastAmount`) } };
}

function scaleRule(rule: EarningRule, money: ScaleMoney, place: string): EarningRule {
  const { gain, when } = rule;
  return {
    ...rule,
    when: when === null ? null : scaleGroup(when, money, `${place}.when`),
    gain: scaleGain(gain, money, `${place}.gain`),
  };
}

function scaleGain(gain: Gain, money: ScaleMoney, place: string): Gain {
  const added = addingGain(gain);
  const step = added === null ? null : stepOf(added);
  return step?.counts === 'MONEY' ? { ...gain, [step.member]: money(step.size, `${place}.${step.member}`) } : gain;
}

function scaleGroup(group: RuleGroup, money: ScaleMoney, place: string): RuleGroup {
  const rules = group.rules.map((rule, index) => {
    const at = `${place}.rules[${index}]`;
    return isGroup(rule) ? scaleGroup(rule, money, at) : scaleCondition(rule, money, at);
  });
  return { ...group, rules };
}

function scaleCondition(condition: Condition, money: ScaleMoney, place: string): Condition {
  const { field, value } = condition;
  if (CONDITION_FIELDS[field].type !== 'MONEY') return condition;
  if (typeof value === 'number') return { ...condition, value: money(value, `${place}.value`) };
  if (typeof value !== 'object' || value === null) return condition;
  return { ...condition, value: value.map((one) => money(Number(one), `${place}.value`)) };
}

function scaleBenefit(benefit: Benefit, money: ScaleMoney, place: string): Benefit {
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
