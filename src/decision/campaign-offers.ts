/**
 * Offers of campaigns at a sale: rules beside the programme's own, asked in the order of the campaigns. Conditions read
 * the sale as it came; only multipliers meet on a line. The points of a campaign are what the sale earns more by it, the
 * tier's multiplier included, less what its own caps and its budgets do not let; so a budget covers all that it pays.
 */
import { joinedCampaigns } from './campaign-progress';
import { occurrenceAt } from './campaign-schedule';
import { type BudgetLeft, type CompiledCampaign, type RunningCampaigns } from './campaigns';
import type { CapMeter } from './caps';
import type { CompiledRule } from './compile-rule';
import { multiplyDivide, multiplyDivideUp } from './integers';
import { MILLION, points } from './numbers';
import type { RatedPoints, TriedMultiplier } from './rated-points';
import { addTo, isLines, matchedLines, pointsOf, weightsOf, type RuleGain, type RuleLines } from './rule-gains';
import type { SaleFacts } from './sale-facts';
import { traced } from './trace';
import type {
  Calendar,
  CampaignArm,
  CappedGain,
  Facts,
  GuestState,
  LocalDay,
  SaleAct,
  ShortBudget,
  SoldCampaign,
  TraceArguments,
  TraceEntry,
} from './types';

/** A campaign that runs at the time and place of an act. */
export type Candidate = { readonly campaign: CompiledCampaign; readonly occurrence: LocalDay };

/** Points that a campaign gave in a sale, or would have given a guest of a control group. */
export type CampaignGain = {
  readonly campaign: CompiledCampaign;
  readonly occurrence: LocalDay;
  readonly arm: CampaignArm;
  readonly points: number;
  readonly byLine: readonly number[];
  readonly uses: number;
};

/** Null: an activity, which has no channel and may have no place. */
export type OfferedAct = Pick<SaleAct, 'occurredAt'> & {
  readonly restaurantId: string | null;
  readonly channel: string | null;
};

/** The campaigns of one sale, and what was found about them. */
export class CampaignOffers {
  readonly candidates: readonly Candidate[];
  /** Budgets that were too short for what a campaign would have given, by its code. */
  readonly short = new Map<string, ShortBudget>();

  constructor(
    readonly running: RunningCampaigns,
    private readonly act: OfferedAct,
    readonly guest: GuestState,
    readonly pointValue: number,
    calendar: Calendar,
  ) {
    this.candidates = candidatesOf(running, act, calendar);
  }

  /** Points that the budgets of the campaign pay of so many. */
  paid(campaign: CompiledCampaign, wanted: number): number {
    if (!campaign.hasBudgets) return wanted;
    const { restaurantId } = this.act;
    const left = this.running.left(campaign.code, { restaurantId, points: wanted, pointValue: this.pointValue });
    const most = pointsLeft(left, this.pointValue);
    if (most >= wanted) return wanted;
    this.short.set(campaign.code, { points: most, isHeldElsewhere: left.isHeldElsewhere });
    return campaign.isCut ? most : 0;
  }

  /** A payout needs a use beside its points. */
  isWithoutUse(campaign: CompiledCampaign): boolean {
    return campaign.hasBudgets && this.short.get(campaign.code)?.points === 0;
  }

  /** Which control group the guest is in, if any. */
  armOf({ document: { control } }: CompiledCampaign): CampaignArm {
    if (this.running.isHeldOut()) return 'HELD_OUT';
    return control !== null && this.running.draw(control.seed) < control.sharePpm ? 'CONTROL' : 'OFFERED';
  }
}

/** Points that what is left pays for: none without a use. */
export function pointsLeft({ POINTS, MONEY, USES }: BudgetLeft, pointValue: number): number {
  if (USES < 1) return 0;
  return MONEY === Infinity || pointValue === 0 ? POINTS : Math.min(POINTS, multiplyDivide(MONEY, MILLION, pointValue));
}

function candidatesOf(
  { inOrder }: RunningCampaigns,
  { occurredAt, restaurantId, channel }: OfferedAct,
  calendar: Calendar,
): Candidate[] {
  const day = calendar.localDay(occurredAt);
  const minute = calendar.minuteOfDay(occurredAt);
  const found: Candidate[] = [];
  for (const campaign of inOrder) {
    const { restaurantIds, channels } = campaign;
    if (restaurantIds !== null && !(restaurantId !== null && restaurantIds.has(restaurantId))) continue;
    if (channels !== null && channel !== null && !channels.has(channel)) continue;
    const occurrence = occurrenceAt(campaign.schedule, day, minute);
    if (occurrence !== null) found.push({ campaign, occurrence });
  }
  return found;
}

/** The part of a sale's earning that campaigns take part in. */
export type OfferedSale = {
  readonly facts: SaleFacts;
  readonly shares: readonly number[];
  readonly all: RuleLines;
  /** Null: the programme has no base, so multipliers bring nothing. */
  readonly rated: RatedPoints | null;
  readonly meter: CapMeter;
  /** Takes in the points that use caps of a period. */
  readonly capped: CappedGain[];
};

export type OfferedGains = {
  readonly gains: readonly CampaignGain[];
  /** Points beside those by rate, with their lines. */
  readonly added: readonly RuleGain[];
  /** Points by rate that caps and budgets did not let multipliers bring. */
  readonly cutOfRate: number;
};

export function earnByCampaigns(offers: CampaignOffers, sale: OfferedSale, trace: TraceEntry[]): OfferedGains {
  const gains: CampaignGain[] = [];
  const added: RuleGain[] = [];
  let cutOfRate = 0;
  let winners: Map<string, string> | null = null;
  const refused = new RefusedAudience();
  for (const { campaign, occurrence } of offers.candidates) {
    const { rule, exclusiveGroup, ruleCode: code } = campaign;
    if (rule === null) continue;
    const failed = audienceFailure(campaign, offers.guest, sale.facts);
    if (failed !== null) {
      refused.add(failed, campaign.code);
      continue;
    }
    const winner = exclusiveGroup === null ? undefined : winners?.get(exclusiveGroup);
    if (winner !== undefined) {
      trace.push(traced('EARN', code, 0, { failed: 'group', campaign: winner }));
      continue;
    }
    const tried = tryOffer(rule, sale);
    if ('refused' in tried) {
      trace.push(traced('EARN', code, 0, tried.refused));
      continue;
    }
    const arm = offers.armOf(campaign);
    if (arm !== 'OFFERED') {
      trace.push(traced('EARN', code, 0, { failed: arm === 'CONTROL' ? 'control' : 'heldOut', points: tried.points }));
      gains.push({ campaign, occurrence, arm, points: tried.points, byLine: [], uses: 0 });
      continue;
    }
    const given = takeOffer(offers, campaign, tried, sale, trace);
    if (given === 0) continue;
    if (tried.multiplied === null) added.push({ rule, points: given, lines: tried.lines, weights: tried.weights });
    else {
      sale.rated?.accept(tried.multiplied);
      cutOfRate += tried.points - given;
    }
    const byLine = sale.shares.map(zero);
    addTo(byLine, tried, given);
    if (rule.caps !== null && rule.caps.periods.length > 0) sale.capped.push({ owner: code, byLine });
    gains.push({ campaign, occurrence, arm, points: given, byLine, uses: 1 });
    if (exclusiveGroup !== null) (winners ??= new Map()).set(exclusiveGroup, campaign.code);
  }
  refused.trace(trace);
  return { gains, added, cutOfRate };
}

/** The first condition on the guest that failed; null: the guest is meant. */
export function audienceFailure(
  { tiers, segments, document, code }: CompiledCampaign,
  guest: GuestState,
  facts: Pick<SaleFacts, 'tier' | 'segments'>,
): AudienceFailure | null {
  if (tiers?.has(facts.tier) === false) return 'tier';
  if (segments !== null && !segments.some((segment) => facts.segments.includes(segment))) return 'segment';
  return document.join === 'JOINED' && !joinedCampaigns(guest).has(code) ? 'notJoined' : null;
}

const zero = (): number => 0;

export type AudienceFailure = 'tier' | 'segment' | 'notJoined';

/** Campaigns that do not mean the guest, as one entry a reason: a network may have many of them at once. */
export class RefusedAudience {
  private readonly reasons: AudienceFailure[] = [];
  private readonly codes: string[] = [];

  add(failed: AudienceFailure, code: string): void {
    const at = this.reasons.indexOf(failed);
    if (at >= 0) this.codes[at] = `${this.codes[at] as string}, ${code}`;
    else {
      this.reasons.push(failed);
      this.codes.push(code);
    }
  }

  trace(trace: TraceEntry[]): void {
    for (let at = 0; at < this.reasons.length; at += 1) {
      const failed = this.reasons[at] as AudienceFailure;
      trace.push(traced('EARN', 'campaigns', 0, { failed, campaigns: this.codes[at] as string }));
    }
  }
}

type RefusedOffer = { readonly refused: TraceArguments };
/** Points that the offer would bring to the sale, with their lines. */
type TriedOffer = RuleLines & {
  readonly points: number;
  /** Null: points beside those by rate. */
  readonly multiplied: TriedMultiplier | null;
};

function tryOffer(rule: CompiledRule, { facts, shares, all, rated }: OfferedSale): TriedOffer | RefusedOffer {
  const lines = matchedLines(rule, facts, all.lines);
  if (!isLines(lines)) return { refused: lines };
  const weights = weightsOf(rule, lines, all, shares, facts.lines);
  if (rule.gain.kind !== 'MULTIPLIER') {
    const given = pointsOf(rule, weights);
    return given > 0 ? { points: given, lines, weights, multiplied: null } : { refused: rule.shortArguments };
  }
  const multiplied = rated?.tryMultiply(lines, rule.multiplier) ?? null;
  if (multiplied === null || multiplied.change <= 0) return { refused: { failed: 'base' } };
  return { points: multiplied.change, lines, weights, multiplied };
}

/** How many of its points caps and budgets let the offer bring; they are then used. */
function takeOffer(
  offers: CampaignOffers,
  campaign: CompiledCampaign,
  { points }: TriedOffer,
  { meter }: OfferedSale,
  trace: TraceEntry[],
): number {
  const { useCap, rule, ruleCode: code } = campaign;
  if (useCap !== null && meter.fullPeriod(useCap) !== null) {
    trace.push(traced('EARN', code, 0, { failed: 'uses' }));
    return 0;
  }
  const caps = rule?.caps ?? null;
  const cuts: TraceEntry[] | null = caps === null ? null : [];
  const within = caps === null || cuts === null ? points : meter.within(caps, points, 0, cuts);
  if (within === 0) {
    trace.push(traced('EARN', code, 0, { failed: String(cuts?.at(-1)?.arguments['period']) }));
    return 0;
  }
  const paid = offers.paid(campaign, within);
  if (paid === 0) {
    const failed = offers.short.get(campaign.code)?.isHeldElsewhere === true ? 'budgetElsewhere' : 'budget';
    trace.push(traced('EARN', code, 0, { failed, points: within }));
    return 0;
  }
  trace.push(traced('EARN', code, points, argumentsOf(rule)));
  if (cuts !== null) trace.push(...cuts);
  if (paid < within) trace.push(traced('CAP', `${code}.budget`, within - paid, { left: paid }));
  if (caps !== null) meter.use(caps, paid);
  if (useCap !== null) meter.use(useCap, 1);
  return paid;
}

function argumentsOf(rule: CompiledRule | null): TraceArguments | undefined {
  return rule?.gain.kind === 'MULTIPLIER' ? rule.multiplierArguments : undefined;
}

/** As it stands with the sale. */
export function soldOf({ campaign, occurrence, arm, points: given, byLine, uses }: CampaignGain): SoldCampaign {
  return { campaign: campaign.code, version: campaign.version, occurrence, arm, points: points(given), uses, byLine };
}

/** The facts of the sale with those that a replay could not find from the campaigns themselves. */
export function withCampaigns(facts: Facts, offers: CampaignOffers | null, sold: readonly SoldCampaign[]): Facts {
  const isHeldOut = sold.some(({ arm }) => arm === 'HELD_OUT');
  const isShort = offers !== null && offers.short.size > 0;
  if (!isHeldOut && !isShort) return facts;
  const short = isShort ? { short: Object.fromEntries([...offers.short].sort(byCode)) } : {};
  return { ...facts, campaigns: { ...(isHeldOut ? { isHeldOut: true } : {}), ...short } };
}

function byCode([a]: readonly [string, ShortBudget], [b]: readonly [string, ShortBudget]): number {
  return a < b ? -1 : 1;
}

/** The worth of points as budgets count it: rounded up, so that a budget never pays more than it says. */
export function costOf(given: number, pointValue: number): number {
  return multiplyDivideUp(given, pointValue, MILLION);
}
