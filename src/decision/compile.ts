import { fractionOfPpm, type Fraction } from './fractions';
import type { Points } from './numbers';
import type { EarningCondition, EarningRule, ProgramDocument, TierDocument } from './program.types';

/** A programme prepared for deciding, once a version. Treat it as opaque: only this folder reads it. */
export type CompiledProgram = {
  readonly document: ProgramDocument;
  readonly tiers: readonly CompiledTier[];
  readonly rankOf: ReadonlyMap<string, number>;
  /** Codes of the custom counters; figures have them in this order. */
  readonly counterCodes: readonly string[];
  readonly rules: readonly CompiledRule[];
  /** Some tier takes something off a sale; else the trace need not say that this one does not. */
  readonly hasTierDiscounts: boolean;
  readonly hasBirthdayDiscounts: boolean;
  readonly excludes: LineTest | null;
  /** Arguments of the base's trace, made once. */
  readonly baseArguments: Readonly<Record<string, number>>;
  readonly baseFailedArguments: Readonly<Record<string, number | string>>;
};

export type CompiledTier = {
  readonly rank: number;
  readonly code: string;
  readonly document: TierDocument;
  /** What is asked, in the order: spend, visits, points, then the custom counters. */
  readonly asks: readonly { readonly of: number; readonly atLeast: number }[];
  readonly multiplier: Fraction;
  readonly birthdayDiscountPpm: number;
  /** Rule codes of the trace, made once. */
  readonly discountRule: string;
  readonly discountArguments: Readonly<Record<string, number>>;
  readonly birthdayRule: string;
  readonly multiplierRule: string;
};

export type LineTest = (sku: string | null, category: string | null) => boolean;

export type CompiledRule = {
  readonly id: string;
  readonly code: string;
  readonly when: EarningCondition;
  readonly sets: RuleSets;
  /** Null: every line. */
  readonly matchesLine: LineTest | null;
  readonly multiplier: Fraction | null;
  readonly multiplierPpm: number;
  readonly points: Points | null;
};

export type RuleSets = {
  readonly weekdays: ReadonlySet<number> | null;
  readonly pointsOfSale: ReadonlySet<string> | null;
  readonly restaurants: ReadonlySet<string> | null;
  readonly paymentMethods: ReadonlySet<string> | null;
  readonly channels: ReadonlySet<string> | null;
  readonly tiers: ReadonlySet<string> | null;
};

/**
 * Prepares a valid document (the schema in configuration/programs refuses others) for deciding. Rules are put in the
 * order of their ids, so that the order in which a document lists them changes nothing.
 */
export function compileProgram(document: ProgramDocument): CompiledProgram {
  const counterCodes = document.tierCounters.map(({ code }) => code);
  const tiers = document.tiers.map((tier, rank) => compileTier(tier, rank, counterCodes));
  const { step, points } = document.earning.base ?? { step: 0, points: 0 };
  return {
    document,
    tiers,
    rankOf: new Map(tiers.map((tier) => [tier.code, tier.rank])),
    counterCodes,
    rules: document.earning.rules.map(compileRule).sort((a, b) => (a.id < b.id ? -1 : 1)),
    hasTierDiscounts: tiers.some((tier) => tier.document.discountPpm > 0),
    hasBirthdayDiscounts: tiers.some((tier) => tier.birthdayDiscountPpm > 0),
    excludes: excludesLine(document.earning.exclusions),
    baseArguments: { step, points },
    baseFailedArguments: { step, points, failed: 'step' },
  };
}

function compileTier(document: TierDocument, rank: number, counterCodes: readonly string[]): CompiledTier {
  const { spend, visits, points, counters } = document.needs;
  const needs = [spend, visits, points, ...counterCodes.map((code) => counters[code] ?? 0)];
  const birthday = document.benefits.find((benefit) => benefit.kind === 'BIRTHDAY_DISCOUNT');
  return {
    rank,
    code: document.code,
    document,
    asks: needs.map((atLeast, of) => ({ of, atLeast })).filter(({ atLeast }) => atLeast > 0),
    multiplier: fractionOfPpm(document.multiplierPpm),
    birthdayDiscountPpm: birthday?.ratePpm ?? 0,
    discountArguments: { ratePpm: document.discountPpm },
    discountRule: `tier.${document.code}.discount`,
    birthdayRule: `tier.${document.code}.birthdayDiscount`,
    multiplierRule: `tier.${document.code}.multiplier`,
  };
}

function compileRule(rule: EarningRule): CompiledRule {
  const { when } = rule;
  return {
    id: rule.id,
    code: `earning.rule.${rule.id}`,
    when,
    sets: {
      weekdays: setOf(when.weekdays),
      pointsOfSale: setOf(when.pointOfSaleIds),
      restaurants: setOf(when.restaurantIds),
      paymentMethods: setOf(when.paymentMethods),
      channels: setOf(when.channels),
      tiers: setOf(when.tiers),
    },
    matchesLine: lineTestOf(when),
    multiplier: rule.multiplierPpm === undefined ? null : fractionOfPpm(rule.multiplierPpm),
    multiplierPpm: rule.multiplierPpm ?? 0,
    points: rule.points ?? null,
  };
}

function lineTestOf(when: EarningCondition): LineTest | null {
  const categories = setOf(when.categories);
  const skus = setOf(when.skus);
  const excludedCategories = setOf(when.excludedCategories);
  const excludedSkus = setOf(when.excludedSkus);
  if (!categories && !skus && !excludedCategories && !excludedSkus) return null;
  return (sku, category) =>
    (!categories || (category !== null && categories.has(category))) &&
    (!skus || (sku !== null && skus.has(sku))) &&
    !(excludedCategories && category !== null && excludedCategories.has(category)) &&
    !(excludedSkus && sku !== null && excludedSkus.has(sku));
}

function excludesLine(exclusions: ProgramDocument['earning']['exclusions']): LineTest | null {
  const categories = setOf(exclusions.categories);
  const skus = setOf(exclusions.skus);
  if (!categories?.size && !skus?.size) return null;
  return (sku, category) =>
    (sku !== null && skus?.has(sku) === true) || (category !== null && categories?.has(category) === true);
}

function setOf<T>(values: readonly T[] | undefined): ReadonlySet<T> | null {
  return values === undefined ? null : new Set(values);
}
