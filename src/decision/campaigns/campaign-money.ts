/**
 * Campaigns that take money off a sale (docs/decisions/0081). They come after the tier's discount and before rewards, paying with points and earning.
 * Each campaign, in their order, counts from what the earlier ones left.
 */
import {
  type CampaignOffers,
  membershipFailure,
  type MoneySale,
  RefusedAudience,
  traceRefused,
} from './campaign-offers';
import { type CompiledCampaign, namedByPromo } from './campaigns';
import type { CapMeter } from './caps';
import type { Discount } from '../spending/discount';
import { divideByWeights } from '../basics/integers';
import { LinesLeft } from '../spending/lines-left';
import { moneyOffByLine, openLines } from './money-off';
import type { TakenOff } from './money-off-kinds';
import { minorUnits, points, type Rounding } from '../basics/numbers';
import { sumOf } from '../spending/restrictions';
import { isLines, matchedLines } from './rule-gains';
import type { SaleFacts } from '../act/sale-facts';
import { NO_ARGUMENTS, traced } from '../act/trace';
import type { CampaignArm, CappedGain, LocalDay, SoldCampaign, TraceArguments, TraceEntry } from '../act/types';

/** How much of a sale's discount comes from campaigns. */
export type MoneyOffered = {
  /** The discounts of the tier and of the campaigns together. */
  readonly discount: Discount;
  readonly facts: SaleFacts;
  readonly sold: readonly SoldCampaign[];
  /** Minor units that count against a campaign's caps by period. */
  readonly capped: readonly CappedGain[];
};

/** @param meter counts the caps of campaigns that take money off in minor units */
export function takeMoneyOff(
  offers: CampaignOffers,
  { facts, lines, discount, restricted, rounding }: MoneySale,
  meter: CapMeter,
  trace: TraceEntry[],
): MoneyOffered {
  const left = new LinesLeft({ lines, tierDiscount: discount, restricted });
  const sale = { facts, left, meter, rounding };
  const sold: SoldCampaign[] = [];
  const capped: CappedGain[] = [];
  let amount = 0;
  const ofTier = offers.candidates.moneyFor(facts.tier);
  const { promoCode } = facts.act;
  const isNamed = promoCode === undefined ? () => false : namedByPromo(promoCode, campaignsIn(offers));
  let refused: RefusedAudience | null = null;
  for (const { campaign, occurrence, order } of ofTier.open) {
    if (campaign.promoKey !== null && !isNamed(campaign)) continue;
    const failed = membershipFailure(campaign, offers.guest, facts);
    if (failed !== null) {
      (refused ??= new RefusedAudience()).add(failed, campaign.code, order);
      continue;
    }
    const wanted = wantedOf(campaign, offers, sale);
    if (!isTaken(wanted)) {
      trace.push(traced('DISCOUNT', ruleOf(campaign), 0, wanted));
      continue;
    }
    const money = sumOf(wanted.byLine);
    const arm = offers.armOf(campaign);
    if (arm !== 'OFFERED') {
      const why = arm === 'CONTROL' ? 'control' : 'heldOut';
      trace.push(traced('DISCOUNT', ruleOf(campaign), 0, { failed: why, value: money }));
      sold.push(soldOf(campaign, occurrence, arm, money, NOTHING_GIVEN, 0));
      continue;
    }
    const paid = paidFor(offers, campaign, money, meter, trace);
    if (paid === 0) continue;
    const byLine = paid === money ? wanted.byLine : divideByWeights(paid, wanted.byLine);
    amount += paid;
    left.take(byLine);
    if (campaign.moneyCaps !== null && campaign.moneyCaps.periods.length > 0)
      capped.push({ owner: campaign.ruleCode, byLine });
    sold.push(soldOf(campaign, occurrence, arm, paid, { ...wanted, byLine }, 1));
    offers.win(campaign);
  }
  traceRefused(ofTier, refused, 'DISCOUNT', trace);
  const { birthdayToday } = discount;
  return {
    discount: amount === 0 ? discount : { amount: discount.amount + amount, byLine: left.taken, birthdayToday },
    facts,
    sold,
    capped,
  };
}

/** The money off that the campaign would give, or the reason why it gives none. */
function wantedOf(campaign: CompiledCampaign, offers: CampaignOffers, sale: MoneyAttempt): TakenOff | TraceArguments {
  const winner = offers.winnerOf(campaign);
  if (winner !== undefined) return { failed: 'group', campaign: winner };
  const wanted = tryMoneyOff(campaign, sale);
  return isTaken(wanted) && sumOf(wanted.byLine) === 0 ? NOTHING_LEFT : wanted;
}

/** Trace arguments that tell of a reached limit of a campaign. */
const USED_UP: ReadonlySet<unknown> = new Set([
  'uses',
  'budget',
  'budgetElsewhere',
  'perSale',
  'perDay',
  'perWeek',
  'perGuest',
]);

/**
 * Why no campaign takes money off by the promo code of a sale. Null: a campaign does, or would but for a control group.
 *
 * @param offers null: no campaign runs here now
 * @param sold the campaigns' parts in this sale
 * @param trace with the entries of the campaigns that were tried
 */
export function promoCodeFailure(
  promoCode: string,
  inOrder: readonly CompiledCampaign[],
  offers: CampaignOffers | null,
  sold: readonly SoldCampaign[],
  trace: readonly TraceEntry[],
): 'UNKNOWN' | 'NOT_NOW' | 'NOT_WITH_POINTS' | 'NOT_FOR_GUEST' | 'USED_UP' | 'NOTHING_OFF' | null {
  if (offers?.leftOut.some(namedByPromo(promoCode, offers.leftOut)) === true) return 'NOT_WITH_POINTS';
  const here = offers === null ? [] : campaignsIn(offers);
  const named = here.filter(namedByPromo(promoCode, here));
  if (named.length === 0) return inOrder.some(namedByPromo(promoCode, inOrder)) ? 'NOT_NOW' : 'UNKNOWN';
  if (sold.some(({ campaign }) => named.some(({ code }) => code === campaign))) return null;
  const rules = named.map(ruleOf);
  const tried = trace.filter(({ rule }) => rules.includes(rule));
  if (tried.length === 0) return 'NOT_FOR_GUEST';
  return tried.some(({ arguments: { failed } }) => USED_UP.has(failed)) ? 'USED_UP' : 'NOTHING_OFF';
}

function campaignsIn({ candidates }: CampaignOffers): readonly CompiledCampaign[] {
  return candidates.all.map(({ campaign }) => campaign);
}

function ruleOf({ ruleCode }: CompiledCampaign): string {
  return `${ruleCode}.discount`;
}

type MoneyAttempt = {
  readonly facts: SaleFacts;
  readonly left: LinesLeft;
  readonly rounding: Rounding;
};

/** Minor units off by line, or the reason why the campaign takes nothing off. */
function tryMoneyOff(campaign: CompiledCampaign, { facts, left, rounding }: MoneyAttempt): TakenOff | TraceArguments {
  const { moneyOff } = campaign;
  if (moneyOff === null) return NO_ARGUMENTS;
  const { lines } = facts;
  const { leastToPay } = campaign.document;
  if (leastToPay !== undefined && facts.act.amount - sumOf(left.taken) < leastToPay) return TOO_LITTLE;
  const matched = matchedLines(campaign, facts, openLines(moneyOff, lines, left));
  if (!isLines(matched)) return matched['failed'] === 'lines' ? NOTHING_LEFT : matched;
  return moneyOffByLine(moneyOff, { lines, matched, left, rounding }) ?? TOO_FEW;
}

function isTaken(tried: TakenOff | TraceArguments): tried is TakenOff {
  return 'byLine' in tried;
}

const NOTHING_GIVEN: TakenOff = { byLine: [] };
const NOTHING_LEFT: TraceArguments = { failed: 'noDiscount' };
const TOO_FEW: TraceArguments = { failed: 'fullQuantity' };
const TOO_LITTLE: TraceArguments = { failed: 'leastToPay' };

/** The part of the money that caps and budgets allow. They count this part as used. */
function paidFor(
  offers: CampaignOffers,
  campaign: CompiledCampaign,
  money: number,
  meter: CapMeter,
  trace: TraceEntry[],
): number {
  const { useCap, moneyCaps } = campaign;
  const rule = ruleOf(campaign);
  if (useCap !== null && meter.fullPeriod(useCap) !== null) {
    trace.push(traced('DISCOUNT', rule, 0, { failed: 'uses' }));
    return 0;
  }
  const cuts: TraceEntry[] = [];
  const within = moneyCaps === null ? money : meter.within(moneyCaps, money, 0, cuts);
  if (within === 0) {
    trace.push(traced('DISCOUNT', rule, 0, { failed: String(cuts.at(-1)?.arguments['period']) }));
    return 0;
  }
  const paid = offers.paidMoney(campaign, within);
  if (paid === 0) {
    const isHeldElsewhere = offers.short.get(campaign.code)?.isHeldElsewhere === true;
    trace.push(traced('DISCOUNT', rule, 0, { failed: isHeldElsewhere ? 'budgetElsewhere' : 'budget', value: within }));
    return 0;
  }
  trace.push(traced('DISCOUNT', rule, paid));
  for (const { amount, arguments: args } of cuts)
    trace.push(traced('DISCOUNT', `${campaign.ruleCode}.discountCap`, 0, { ...args, value: amount }));
  if (paid < within)
    trace.push(traced('DISCOUNT', `${campaign.ruleCode}.discountBudget`, 0, { left: paid, value: within - paid }));
  if (moneyCaps !== null) meter.use(moneyCaps, paid);
  if (useCap !== null) meter.use(useCap, 1);
  return paid;
}

/** The effect of a campaign on the sale, in the form that is stored with the sale. */
function soldOf(
  { code, version }: CompiledCampaign,
  occurrence: LocalDay,
  arm: CampaignArm,
  money: number,
  { byLine, restsOn }: TakenOff,
  uses: number,
): SoldCampaign {
  const sold = { campaign: code, version, occurrence, arm, points: points(0), uses, byLine, money: minorUnits(money) };
  return restsOn === undefined ? sold : { ...sold, restsOn };
}
