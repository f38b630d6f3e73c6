import { compileCaps, type CompiledCaps, EARNING_RECEIPTS, PAID_RECEIPTS } from '../campaigns/caps';
import { compileRule, type CompiledRule } from '../campaigns/compile-rule';
import { fractionOfPpm, type Fraction } from '../basics/fractions';
import { categoryKeyOf, compileGoods, type GoodsTest, type ProgramForm } from '../act/goods';
import type { CategoryKey } from '../basics/category-key';
import type {
  ActivitiesDocument,
  Activity,
  CounterRise,
  DaysValidity,
  SpendableIn,
  Exclusions,
  ProgramDocument,
  TierDocument,
} from '../act/program.types';
import { REFERRAL_ACTIVITIES } from '../act/referral';
import { compilePointLimits, type CompiledPointLimits } from '../spending/point-limits';
import { compileRestrictions, type CompiledRestrictions } from '../spending/restrictions';
import { compileStampCard, type CompiledStampCard } from '../stamps/stamp-cards';
import type { TraceArguments } from '../act/types';

/** A programme prepared for deciding, once for each version. Only this folder reads its members. */
export type CompiledProgram = {
  readonly document: ProgramDocument;
  readonly form: ProgramForm;
  /** How it compares categories. */
  readonly categoryKey: CategoryKey;
  readonly tiers: readonly CompiledTier[];
  readonly rankOf: ReadonlyMap<string, number>;
  /** Codes of the custom counters; figures have them in this order. */
  readonly counterCodes: readonly string[];
  readonly rules: readonly CompiledRule[];
  /** Some tier has a discount. If none has, no trace says that a sale got no tier discount. */
  readonly hasTierDiscounts: boolean;
  readonly hasBirthdayDiscounts: boolean;
  readonly excludes: GoodsTest | null;
  /** Guests in one of these segments earn nothing by sales. Null: no segment is excluded. */
  readonly excludedSegments: ReadonlySet<string> | null;
  /** Null: discounts and points apply to all lines alike, as in most programmes. */
  readonly restrictions: CompiledRestrictions | null;
  /** Null: one limit for all that points may pay. */
  readonly pointLimits: CompiledPointLimits | null;
  readonly caps: CompiledCaps | null;
  readonly receiptCaps: ReceiptCaps;
  /** A receipt that points pay a part of earns nothing. */
  readonly earnsNothingBesidePoints: boolean;
  /** Whether a campaign gives nothing for receipts that points pay a part of. Null: none is such. */
  readonly isNotWithPoints: ((campaign: string) => boolean) | null;
  /** Points of activities, by code. */
  readonly activities: ReadonlyMap<string, CompiledActivity>;
  readonly stampCards: readonly CompiledStampCard[];
  /** The programme or one of its rules has caps. */
  readonly hasCaps: boolean;
  /** Some of these caps count over a day, a week or the guest's life. */
  readonly countsCaps: boolean;
  /** Trace arguments for the base, made once. */
  readonly baseArguments: TraceArguments;
  readonly baseFailedArguments: TraceArguments;
};

/** How many receipts a day may earn, and how many may be paid with points. Null: any number. */
type ReceiptCaps = { readonly earning: CompiledCaps | null; readonly redemption: CompiledCaps | null };

export type CompiledTier = {
  readonly rank: number;
  readonly code: string;
  readonly document: TierDocument;
  /** The tier's needs: indexes in the order spend, visits, points, then the custom counters; `atLeast` has the least value of each. */
  readonly asked: readonly number[];
  readonly atLeast: readonly number[];
  readonly isAny: boolean;
  readonly multiplier: Fraction;
  readonly birthdayDiscountPpm: number;
  /** Rule codes of the trace, made once. */
  readonly discountRule: string;
  readonly discountArguments: TraceArguments;
  readonly birthdayRule: string;
  readonly multiplierRule: string;
  readonly multiplierArguments: TraceArguments;
};

type CompiledActivity = {
  readonly points: number;
  /** Caps on the number of awards. */
  readonly caps: CompiledCaps | null;
  readonly counts: CounterRise | null;
  /** When the activity's points may be spent. Undefined: as the programme says. */
  readonly validity: DaysValidity | undefined;
  /** Restaurants and categories that take the activity's points. Undefined: all of them. */
  readonly spendableIn: SpendableIn | undefined;
};

/**
 * Prepares a valid document (the schema in configuration/programs refuses others) for deciding. Sorts rules by their
 * ids, so that their order in the document changes nothing.
 *
 * @param form the form of a published version; a draft has the newest
 */
export function compileProgram(document: ProgramDocument, form: ProgramForm = 2): CompiledProgram {
  const keyOf = categoryKeyOf(form);
  const counterCodes = document.tierCounters.map(({ code }) => code);
  const tiers = document.tiers.map((tier, rank) => compileTier(tier, rank, counterCodes));
  const { step, points } = document.earning.base ?? { step: 0, points: 0 };
  const rules = document.earning.rules
    .map((rule) => compileRule(rule, keyOf, `earning.rule.${rule.id}`))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const caps = compileCaps('earning', document.earning.caps);
  const pointLimits = compilePointLimits(document.redemption, keyOf);
  const receiptCaps = {
    earning: receiptCapOf(EARNING_RECEIPTS, document.earning),
    redemption: receiptCapOf(PAID_RECEIPTS, document.redemption),
  };
  const allCaps = [caps, ...Object.values(receiptCaps), ...rules.map((rule) => rule.caps)];
  return {
    document,
    form,
    categoryKey: keyOf,
    tiers,
    rankOf: new Map(tiers.map((tier) => [tier.code, tier.rank])),
    counterCodes,
    rules,
    hasTierDiscounts: tiers.some((tier) => tier.document.discountPpm > 0),
    hasBirthdayDiscounts: tiers.some((tier) => tier.birthdayDiscountPpm > 0),
    excludes: compileGoods(document.earning.exclusions, keyOf),
    excludedSegments: excludedSegmentsOf(document.earning.exclusions),
    restrictions: compileRestrictions(document.restrictions, keyOf, (pointLimits?.ofLines.length ?? 0) > 0),
    pointLimits,
    caps,
    receiptCaps,
    earnsNothingBesidePoints: document.redemption?.earns === 'NOTHING',
    isNotWithPoints: testOfCampaigns(document.redemption?.notWith?.campaigns),
    activities: compileActivities(document.activities),
    stampCards: (document.stampCards ?? []).map((card) => compileStampCard(card, keyOf)),
    hasCaps: allCaps.some((one) => one !== null),
    countsCaps: allCaps.some((one) => one !== null && one.periods.length > 0),
    baseArguments: { step, points },
    baseFailedArguments: { step, points, failed: 'step' },
  };
}

/** A cap on the number of receipts, by the name of its counter. */
function receiptCapOf(owner: string, rules: { readonly receiptsPerDay?: number | undefined } | null) {
  return compileCaps(owner, { perSale: null, perDay: rules?.receiptsPerDay ?? null, perWeek: null, perGuest: null });
}

function testOfCampaigns(codes: readonly string[] | undefined): CompiledProgram['isNotWithPoints'] {
  if (codes === undefined) return null;
  const named = new Set(codes);
  return (code) => named.size === 0 || named.has(code);
}

function compileTier(document: TierDocument, rank: number, counterCodes: readonly string[]): CompiledTier {
  const { spend, visits, points, counters } = document.needs;
  const needs = [spend, visits, points, ...counterCodes.map((code) => counters[code] ?? 0)];
  const asked = needs.flatMap((atLeast, of) => (atLeast > 0 ? [of] : []));
  const birthday = document.benefits.find((benefit) => benefit.kind === 'BIRTHDAY_DISCOUNT');
  return {
    rank,
    code: document.code,
    document,
    asked,
    atLeast: asked.map((of) => needs[of] as number),
    isAny: document.match === 'ANY' && asked.length > 0,
    multiplier: fractionOfPpm(document.multiplierPpm),
    birthdayDiscountPpm: birthday?.ratePpm ?? 0,
    discountArguments: { ratePpm: document.discountPpm },
    discountRule: `tier.${document.code}.discount`,
    birthdayRule: `tier.${document.code}.birthdayDiscount`,
    multiplierRule: `tier.${document.code}.multiplier`,
    multiplierArguments: { multiplierPpm: document.multiplierPpm },
  };
}

function compileActivities({
  registration,
  birthday,
  reported,
  referral,
}: ActivitiesDocument): Map<string, CompiledActivity> {
  const compiled = new Map<string, CompiledActivity>();
  for (const [code, activity] of Object.entries({ registration, birthday }))
    if (activity !== null) compiled.set(code, compiledActivity(activity));
  for (const activity of reported) {
    const { code, times, counts = null } = activity;
    const caps = compileCaps(`activity.${code}`, { perSale: null, ...times });
    compiled.set(code, { ...compiledActivity(activity), caps, counts });
  }
  if (referral === undefined) return compiled;
  const { referrerPoints, friendPoints, times, validity, spendableIn } = referral;
  const caps = compileCaps(`activity.${REFERRAL_ACTIVITIES.REFERRER}`, {
    perSale: null,
    perDay: null,
    perWeek: null,
    ...times,
  });
  compiled.set(REFERRAL_ACTIVITIES.REFERRER, {
    ...compiledActivity({ points: referrerPoints, validity, spendableIn }),
    caps,
  });
  if (friendPoints > 0)
    compiled.set(REFERRAL_ACTIVITIES.FRIEND, compiledActivity({ points: friendPoints, validity, spendableIn }));
  return compiled;
}

function compiledActivity({ points, validity, spendableIn }: Activity): CompiledActivity {
  return { points, caps: null, counts: null, validity, spendableIn };
}

function excludedSegmentsOf({ segments = [] }: Exclusions): ReadonlySet<string> | null {
  return segments.length === 0 ? null : new Set(segments);
}
