/** Campaigns prepared for deciding, once a version. */
import { compileSchedule, type CompiledSchedule } from './campaign-schedule';
import { compileVariants, type CompiledVariants } from './campaign-variants';
import type { BudgetUnit, CampaignDocument, CampaignPayout, CampaignStep } from '../act/campaign.types';
import { compileCaps, type CompiledCaps } from './caps';
import { compileRule, type CompiledRule } from './compile-rule';
import { compileTask, type CompiledTask } from './compile-task';
import { compileCondition, type CompiledCondition } from '../conditions/conditions';
import { categoryKey } from '../basics/category-key';
import { compileMoneyOff, type CompiledMoneyOff } from './money-off';
import type { Gain } from '../act/program.types';
import { codeKeyOf } from '../../typed/code';

/** A version of a campaign that runs. Only this folder reads its members. */
export type CompiledCampaign = {
  readonly code: string;
  readonly version: number;
  readonly document: CampaignDocument;
  /** The campaign's code in a trace, by which its caps in points are counted as well. */
  readonly ruleCode: string;
  readonly schedule: CompiledSchedule;
  /** Null: any restaurant. */
  readonly restaurantIds: ReadonlySet<string> | null;
  readonly channels: ReadonlySet<string> | null;
  readonly tiers: ReadonlySet<string> | null;
  readonly segments: readonly string[] | null;
  readonly condition: CompiledCondition;
  /** The campaign's offer, as a rule beside the programme's own. Null: the sale itself earns nothing by the campaign. */
  readonly rule: CompiledRule | null;
  /** The offer's rule for each variant. Null: the offer has no variants. */
  readonly variants: CompiledVariants | null;
  /** Null: the campaign takes no money off. */
  readonly moneyOff: CompiledMoneyOff | null;
  /** Caps on money off, in minor units. */
  readonly moneyCaps: CompiledCaps | null;
  /** Checks without a guest get the money off too. */
  readonly isForEverybody: boolean;
  /** The key of the promo code that the sale has to name. Null: none. */
  readonly promoKey: string | null;
  /** Its looser key, by which a code typed in the other alphabet or with blanks is found too. */
  readonly promoLookalike: string | null;
  /** The group in which only one campaign gives something. Null: the campaign gives beside all others. */
  readonly exclusiveGroup: string | null;
  /** How many sales and payouts of one guest the campaign allows. Null: no limit. */
  readonly useCap: CompiledCaps | null;
  readonly hasBudgets: boolean;
  readonly isCut: boolean;
  readonly tasks: readonly CompiledTask[];
  readonly payouts: readonly CampaignPayout[];
  readonly steps: readonly CampaignStep[];
};

/** @param document a valid document (the schema in configuration/campaigns refuses others) */
export function compileCampaign(code: string, version: number, document: CampaignDocument): CompiledCampaign {
  const { audience, where, when, offer, caps, group, challenge, moneyOff, promoCode } = document;
  const owner = campaignRule(code);
  const uses = caps?.uses ?? null;
  const ruleOf = (gain: Gain) => compileRule({ id: code, when, gain, caps }, categoryKey, owner);
  return {
    code,
    version,
    document,
    ruleCode: owner,
    schedule: compileSchedule(document.schedule),
    restaurantIds: setOf(where.restaurantIds),
    channels: setOf(where.channels),
    tiers: setOf(audience.tiers),
    segments: audience.segments.length === 0 ? null : audience.segments,
    condition: compileCondition(when, categoryKey),
    rule: offer === null ? null : ruleOf(offer),
    variants: compileVariants(code, document, ruleOf),
    moneyOff: moneyOff === undefined ? null : compileMoneyOff(moneyOff, categoryKey),
    moneyCaps: moneyOff === undefined ? null : compileCaps(owner, caps),
    isForEverybody: document.everybody === true,
    promoKey: promoCode === undefined ? null : promoKeyOf(promoCode),
    promoLookalike: promoCode === undefined ? null : codeKeyOf(promoCode),
    exclusiveGroup: group?.mode === 'EXCLUSIVE' ? group.code : null,
    useCap: compileCaps(usesOf(code), {
      perSale: null,
      perDay: null,
      perWeek: null,
      perGuest: uses,
    }),
    hasBudgets: document.budgets.length > 0,
    isCut: document.onShortBudget === 'CUT',
    tasks: (challenge?.tasks ?? []).map((task) => compileTask(task, categoryKey)),
    payouts: challenge?.payouts ?? [],
    steps: challenge?.steps ?? [],
  };
}

/** The key of a promo code as its campaign writes it, compared without case. */
function promoKeyOf(code: string): string {
  return code.trim().normalize('NFKC').toUpperCase();
}

/**
 * Whether a campaign is named by a typed promo code. Where one of `campaigns` has exactly this code, it alone is; otherwise each whose code looks the
 * same: letters of the other alphabet, blanks and dashes do not matter.
 */
export function namedByPromo(
  typed: string,
  campaigns: readonly CompiledCampaign[],
): (campaign: CompiledCampaign) => boolean {
  const exact = promoKeyOf(typed);
  if (campaigns.some(({ promoKey }) => promoKey === exact)) return ({ promoKey }) => promoKey === exact;
  const key = codeKeyOf(typed);
  return ({ promoLookalike }) => promoLookalike === key && key !== '';
}

/** The campaign's code in a trace, by which its caps in points are counted as well. */
export function campaignRule(code: string): string {
  return `campaign.${code}`;
}

/** The name by which the cap on a campaign's uses is counted. */
export function usesOf(code: string): string {
  return `campaign.${code}.uses`;
}

/** The order in which campaigns are decided: by group, priority, start and code, so that no two are equal. */
export function compareCampaigns(a: CompiledCampaign, b: CompiledCampaign): number {
  return (
    compareText(a.document.group?.code ?? '', b.document.group?.code ?? '') ||
    a.document.priority - b.document.priority ||
    a.schedule.from - b.schedule.from ||
    compareText(a.code, b.code)
  );
}

/** The rest of the budgets of one campaign at one restaurant; Infinity: no budget of that unit. */
export type BudgetLeft = Readonly<Record<BudgetUnit, number>> & {
  /** Other acts hold portions of the budget, so more of it may be free later. */
  readonly isHeldElsewhere: boolean;
};

/** The gift that a campaign would make by one act. */
export type BudgetAsked = {
  readonly restaurantId: string | null;
  readonly points: number;
  /** Minor units that the campaign would take off. Absent: it gives points. */
  readonly money?: number;
  /** The worth of a point in the programme that decides the act. */
  readonly pointValue: number;
};

/** The campaigns beside an act, and what has to be asked about them. */
export type RunningCampaigns = {
  /** The campaigns that may run at the act's `occurredAt`, in the order in which they are decided. */
  readonly inOrder: readonly CompiledCampaign[];
  /** SHA-256 of seed and guest, modulo 1,000,000. */
  readonly draw: (seed: string) => number;
  /** The guest is in the network's own control group and gets nothing of any campaign. */
  readonly isHeldOut: () => boolean;
  /** The rest of the budgets. The decision asks only about campaigns that have budgets. */
  readonly left: (code: string, asked: BudgetAsked) => BudgetLeft;
  /** Whether `left` bounds the money off of the campaign although it has no budgets. Absent: of no campaign. */
  readonly isBounded?: (campaign: CompiledCampaign) => boolean;
};

function setOf(values: readonly string[]): ReadonlySet<string> | null {
  return values.length === 0 ? null : new Set(values);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
