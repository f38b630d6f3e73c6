/**
 * Offers of campaigns at a sale: rules beside the programme's own, in the order of the campaigns. Conditions read the sale as it came; only
 * multipliers act on one another. The points of a campaign are the points that the sale earns more because of it, the tier's multiplier included,
 * less what its caps and budgets do not allow. So a budget covers everything that the campaign pays.
 */
import { type Candidates, candidatesAt, type TierOffers } from './campaign-candidates';
import { joinedCampaigns } from './campaign-progress';
import { compiledVariantAt, type CompiledVariant } from './campaign-variants';
import type { BudgetLeft, CompiledCampaign, RunningCampaigns } from './campaigns';
import type { CapMeter } from './caps';
import type { CompiledRule } from './compile-rule';
import { divideByWeights, multiplyDivide, multiplyDivideUp } from '../basics/integers';
import { type LimitedPoints, giftOf } from '../lots/validity';
import { MILLION, points, type Rounding } from '../basics/numbers';
import type { RatedPoints } from './rated-points';
import { addTo, isLines, matchedLines, pointsOf, weightsOf, type RuleLines } from './rule-gains';
import type { SaleFacts } from '../act/sale-facts';
import type { Discount } from '../spending/discount';
import type { RestrictedLines } from '../spending/restrictions';
import { traced } from '../act/trace';
import type {
  Calendar,
  CampaignArm,
  CappedGain,
  Facts,
  GuestState,
  Line,
  LocalDay,
  SaleAct,
  ShortBudget,
  SoldCampaign,
  TraceArguments,
  TraceEntry,
} from '../act/types';

/** `channel` is null for an activity, which may also have no restaurant. */
export type OfferedAct = Pick<SaleAct, 'occurredAt'> & {
  readonly restaurantId: string | null;
  readonly channel: string | null;
};

type OffersOf = {
  readonly isAnonymous?: boolean;
  /** Whether a campaign gives nothing for this receipt. Null: all campaigns give. */
  readonly isLeftOut?: ((campaign: string) => boolean) | null;
};

/** The campaigns of one sale, with answers that several steps of the decision need. */
export class CampaignOffers {
  readonly candidates: Candidates;
  /** Campaigns that run here and give nothing, because points pay a part of the receipt. */
  readonly leftOut: readonly CompiledCampaign[];
  /** The rest of budgets that did not cover a campaign's gift, by the campaign's code. */
  readonly short = new Map<string, ShortBudget>();
  private isHeldOut: boolean | null = null;
  /** The code of the campaign that gave something, by exclusive group. */
  private winners: Map<string, string> | null = null;

  constructor(
    readonly running: RunningCampaigns,
    private readonly act: OfferedAct,
    readonly guest: GuestState,
    readonly pointValue: number,
    calendar: Calendar,
    { isAnonymous = false, isLeftOut = null }: OffersOf = {},
  ) {
    const { occurredAt } = act;
    const candidates = candidatesAt(
      running.inOrder,
      act,
      calendar.localDay(occurredAt),
      calendar.minuteOfDay(occurredAt),
    );
    const forGuest = isAnonymous ? candidates.forEverybody : candidates;
    const { kept, leftOut } = isLeftOut === null ? { kept: forGuest, leftOut: [] } : forGuest.without(isLeftOut);
    this.candidates = kept;
    this.leftOut = leftOut.map(({ campaign }) => campaign);
  }

  /** How many of the wanted points the campaign's budgets pay. */
  paid(campaign: CompiledCampaign, wanted: number): number {
    if (!campaign.hasBudgets) return wanted;
    const { restaurantId } = this.act;
    const left = this.running.left(campaign.code, { restaurantId, points: wanted, pointValue: this.pointValue });
    const most = pointsLeft(left, this.pointValue);
    if (most >= wanted) return wanted;
    this.short.set(campaign.code, { points: most, isHeldElsewhere: left.isHeldElsewhere });
    return campaign.isCut ? most : 0;
  }

  /** How much of the wanted minor units the campaign's budgets pay. */
  paidMoney(campaign: CompiledCampaign, wanted: number): number {
    if (!campaign.hasBudgets && this.running.isBounded?.(campaign) !== true) return wanted;
    const asked = { restaurantId: this.act.restaurantId, points: 0, money: wanted, pointValue: this.pointValue };
    const left = this.running.left(campaign.code, asked);
    const most = left.USES < 1 ? 0 : left.MONEY;
    if (most >= wanted) return wanted;
    this.short.set(campaign.code, { points: 0, money: most, isHeldElsewhere: left.isHeldElsewhere });
    return campaign.isCut ? most : 0;
  }

  /** The code of the campaign of the same exclusive group that gave something earlier. */
  winnerOf({ exclusiveGroup }: CompiledCampaign): string | undefined {
    return exclusiveGroup === null ? undefined : this.winners?.get(exclusiveGroup);
  }

  win({ exclusiveGroup, code }: CompiledCampaign): void {
    if (exclusiveGroup !== null) (this.winners ??= new Map()).set(exclusiveGroup, code);
  }

  /** Whether the budgets lack a use for a payout, which needs one besides its points. */
  isWithoutUse(campaign: CompiledCampaign): boolean {
    return campaign.hasBudgets && this.short.get(campaign.code)?.points === 0;
  }

  /** The guest's variant. Null: the campaign has no variants. */
  variantOf({ variants }: CompiledCampaign): CompiledVariant | null {
    return variants === null ? null : compiledVariantAt(variants, this.running.draw(variants.seed));
  }

  /** The guest's control group, or OFFERED for a guest in none. */
  armOf({ document: { control }, isForEverybody }: CompiledCampaign): CampaignArm {
    // There is no control group here: its guests would get the money off by not showing a card.
    if (isForEverybody) return 'OFFERED';
    this.isHeldOut ??= this.running.isHeldOut();
    if (this.isHeldOut) return 'HELD_OUT';
    return control !== null && this.running.draw(control.seed) < control.sharePpm ? 'CONTROL' : 'OFFERED';
  }
}

/** Points that the rest of the budgets pays for; 0 without a use. */
function pointsLeft({ POINTS, MONEY, USES }: BudgetLeft, pointValue: number): number {
  if (USES < 1) return 0;
  return MONEY === Infinity || pointValue === 0 ? POINTS : Math.min(POINTS, multiplyDivide(MONEY, MILLION, pointValue));
}

/** A sale after the tier's discount and before the money off of campaigns. */
export type MoneySale = {
  readonly facts: SaleFacts;
  readonly lines: readonly Line[];
  readonly discount: Discount;
  readonly restricted: RestrictedLines | null;
  readonly rounding: Rounding;
};

/** The inputs of the step in which campaigns earn points for a sale. */
export type OfferedSale = {
  readonly facts: SaleFacts;
  readonly shares: readonly number[];
  readonly all: RuleLines;
  /** Null: the programme has no base, so multipliers add no points. */
  readonly rated: RatedPoints | null;
  readonly meter: CapMeter;
  /** This list receives the points that count against caps by period. */
  readonly capped: CappedGain[];
};

export type OfferedGains = {
  /** The campaigns' parts, in the order of the campaigns. */
  readonly sold: readonly SoldCampaign[];
  /** Points that are added to a line, apart from those by multipliers. */
  readonly added: readonly SoldCampaign[];
  /** Points that multipliers would have given, but caps and budgets did not allow. */
  readonly cutOfRate: number;
};

export function earnByCampaigns(offers: CampaignOffers, sale: OfferedSale, trace: TraceEntry[]): OfferedGains {
  const sold: SoldCampaign[] = [];
  const added: SoldCampaign[] = [];
  let cutOfRate = 0;
  const ofTier = offers.candidates.offersFor(sale.facts.tier);
  let refused: RefusedAudience | null = null;
  for (const { campaign, occurrence, order } of ofTier.open) {
    const { ruleCode } = campaign;
    const failed = membershipFailure(campaign, offers.guest, sale.facts);
    if (failed !== null) {
      (refused ??= new RefusedAudience()).add(failed, campaign.code, order);
      continue;
    }
    const winner = offers.winnerOf(campaign);
    if (winner !== undefined) {
      trace.push(traced('EARN', ruleCode, 0, { failed: 'group', campaign: winner }));
      continue;
    }
    const variant = offers.variantOf(campaign);
    const rule = variant?.rule ?? campaign.rule;
    if (rule === null) continue;
    const one = { campaign, occurrence, rule, variant };
    const tried = tryOffer(rule, sale);
    if (tried.refused !== null) {
      trace.push(traced('EARN', ruleCode, 0, tried.refused));
      continue;
    }
    const arm = offers.armOf(campaign);
    if (arm !== 'OFFERED') {
      trace.push(
        traced('EARN', ruleCode, 0, { failed: arm === 'CONTROL' ? 'control' : 'heldOut', points: tried.points }),
      );
      sold.push(soldOf(one, arm, tried.points, NO_LINES, 0));
      continue;
    }
    const given = takeOffer(offers, one, tried, sale, trace);
    if (given === 0) continue;
    if (rule.adds === null) {
      sale.rated?.accept(tried.lines, rule.multiplier, tried.points);
      cutOfRate += tried.points - given;
    }
    const byLine = byLineOf(sale, tried, given);
    if (rule.caps !== null && rule.caps.periods.length > 0) sale.capped.push({ owner: ruleCode, byLine });
    const part = soldOf(one, arm, given, byLine, 1);
    sold.push(part);
    if (rule.adds !== null) added.push(part);
    offers.win(campaign);
  }
  traceRefused(ofTier, refused, 'EARN', trace);
  return { sold, added, cutOfRate };
}

/** The first condition on the guest that failed. Null: the campaign is for the guest. */
export function audienceFailure(
  campaign: CompiledCampaign,
  guest: GuestState,
  facts: Pick<SaleFacts, 'tier' | 'segments'>,
): AudienceFailure | null {
  return campaign.tiers?.has(facts.tier) === false ? 'tier' : membershipFailure(campaign, guest, facts);
}

/** The first condition that failed, apart from the tier's. Null: the campaign is for the guest. */
export function membershipFailure(
  { segments, document, code }: CompiledCampaign,
  guest: GuestState,
  facts: Pick<SaleFacts, 'segments'>,
): MembershipFailure | null {
  if (segments !== null && !segments.some((segment) => facts.segments.includes(segment))) return 'segment';
  return document.join === 'JOINED' && !joinedCampaigns(guest).has(code) ? 'notJoined' : null;
}

const NO_LINES: readonly number[] = [];
const zero = (): number => 0;

type MembershipFailure = 'segment' | 'notJoined';
type AudienceFailure = 'tier' | MembershipFailure;

type RefusedFor = { readonly failed: MembershipFailure; readonly order: number; codes: string };

/** Campaigns that are not for the guest, as one trace entry for each reason: a network may run many campaigns at once. */
export class RefusedAudience {
  readonly reasons: RefusedFor[] = [];

  add(failed: MembershipFailure, code: string, order: number): void {
    const known = this.reasons.find((reason) => reason.failed === failed);
    if (known === undefined) this.reasons.push({ failed, order, codes: code });
    else known.codes += `, ${code}`;
  }
}

/** One entry for each reason, in the order of the first campaign with that reason. */
export function traceRefused(
  { refused: ofTier, refusedFrom }: TierOffers,
  refused: RefusedAudience | null,
  effect: 'EARN' | 'DISCOUNT',
  trace: TraceEntry[],
): void {
  let isTierNext = ofTier !== null;
  for (const { failed, order, codes } of refused?.reasons ?? []) {
    if (ofTier !== null && isTierNext && refusedFrom < order) {
      trace.push(ofTier);
      isTierNext = false;
    }
    trace.push(traced(effect, 'campaigns', 0, { failed, campaigns: codes }));
  }
  if (ofTier !== null && isTierNext) trace.push(ofTier);
}

/** A campaign as this guest has it: with the rule of the guest's variant. */
type OfferOfGuest = {
  readonly campaign: CompiledCampaign;
  readonly occurrence: LocalDay;
  readonly rule: CompiledRule;
  readonly variant: CompiledVariant | null;
};

/** Points that the offer would add to the sale, with their lines. */
type TriedOffer = RuleLines & {
  /** Null: the offer adds points. */
  readonly refused: TraceArguments | null;
  readonly points: number;
};

function tryOffer(rule: CompiledRule, { facts, shares, all, rated }: OfferedSale): TriedOffer {
  const lines = matchedLines(rule, facts, all.lines);
  if (!isLines(lines)) return refusedOffer(lines);
  const weights = weightsOf(rule, lines, all, shares, facts.lines);
  if (rule.adds !== null) {
    const given = pointsOf(rule, weights);
    return given > 0 ? { refused: null, points: given, lines, weights } : refusedOffer(rule.shortArguments);
  }
  const change = rated?.changeBy(lines, rule.multiplier) ?? 0;
  return change > 0 ? { refused: null, points: change, lines, weights } : refusedOffer(NO_BASE);
}

const NO_BASE: TraceArguments = { failed: 'base' };

function refusedOffer(refused: TraceArguments): TriedOffer {
  return { refused, points: 0, lines: NO_LINES, weights: NO_LINES };
}

function byLineOf({ shares }: OfferedSale, tried: TriedOffer, given: number): readonly number[] {
  if (shares.length === 1) return [given];
  if (tried.lines.length === shares.length) return divideByWeights(given, tried.weights);
  const byLine = shares.map(zero);
  addTo(byLine, tried, given);
  return byLine;
}

/** How many of the offer's points caps and budgets allow; these then count as used. */
function takeOffer(
  offers: CampaignOffers,
  { campaign, rule: { caps, multiplierArguments }, variant }: OfferOfGuest,
  { points }: TriedOffer,
  { meter }: OfferedSale,
  trace: TraceEntry[],
): number {
  const { useCap, ruleCode: code } = campaign;
  if (useCap !== null && meter.fullPeriod(useCap) !== null) {
    trace.push(traced('EARN', code, 0, { failed: 'uses' }));
    return 0;
  }
  const cuts: TraceEntry[] = [];
  const within = caps === null ? points : meter.within(caps, points, 0, cuts);
  if (within === 0) {
    trace.push(traced('EARN', code, 0, { failed: String(cuts.at(-1)?.arguments['period']) }));
    return 0;
  }
  const paid = offers.paid(campaign, within);
  if (paid === 0) {
    const failed = offers.short.get(campaign.code)?.isHeldElsewhere === true ? 'budgetElsewhere' : 'budget';
    trace.push(traced('EARN', code, 0, { failed, points: within }));
    return 0;
  }
  trace.push(traced('EARN', code, points, variant?.given ?? multiplierArguments));
  trace.push(...cuts);
  if (paid < within) trace.push(traced('CAP', `${code}.budget`, within - paid, { left: paid }));
  if (caps !== null) meter.use(caps, paid);
  if (useCap !== null) meter.use(useCap, 1);
  return paid;
}

/** The campaign's part, as it is stored with the sale. */
function soldOf(
  { campaign, occurrence, variant }: OfferOfGuest,
  arm: CampaignArm,
  given: number,
  byLine: readonly number[],
  uses: number,
): SoldCampaign {
  const { code, version } = campaign;
  const sold = { campaign: code, version, occurrence, arm, points: points(given), uses, byLine };
  return variant === null ? sold : { ...sold, variant: variant.id };
}

/** The sale's facts, with those facts about campaigns that a replay cannot compute again. */
export function withCampaigns(facts: Facts, offers: CampaignOffers, sold: readonly SoldCampaign[]): Facts {
  const isHeldOut = sold.some(({ arm }) => arm === 'HELD_OUT');
  const isShort = offers.short.size > 0;
  if (!isHeldOut && !isShort) return facts;
  const short = isShort ? { short: Object.fromEntries([...offers.short].sort(byCode)) } : {};
  return { ...facts, campaigns: { ...(isHeldOut ? { isHeldOut: true } : {}), ...short } };
}

function byCode([a]: readonly [string, ShortBudget], [b]: readonly [string, ShortBudget]): number {
  return a < b ? -1 : 1;
}

const NO_GIFTS: readonly LimitedPoints[] = [];

/** Points of campaigns whose first or last day differs from the programme's rule. */
export function giftsOf(offers: CampaignOffers | null, sold: readonly SoldCampaign[]): readonly LimitedPoints[] {
  if (offers?.candidates.haveDays !== true || sold.length === 0) return NO_GIFTS;
  return sold.flatMap(({ campaign: code, arm, points: given }): LimitedPoints[] => {
    if (arm !== 'OFFERED') return [];
    const document = offers.candidates.all.find(({ campaign }) => campaign.code === code)?.campaign.document;
    const gift = document === undefined ? null : giftOf(given, document);
    return gift === null ? [] : [gift];
  });
}

/** The worth of points as budgets count it. It is rounded up, so that a budget never pays more than its limit. */
export function costOf(given: number, pointValue: number): number {
  return multiplyDivideUp(given, pointValue, MILLION);
}
