import { firstSalesOf, listFirstSales } from '../../act/first-sales';
import { campaignRule, usesOf } from '../../campaigns/campaigns';
import { EARNING_RECEIPTS, freeCaps, isFull, mostOf } from '../../campaigns/caps';
import { divideSale } from '../../spending/division';
import { takeBackEarned } from '../../spending/refund-points';
import { shareOf } from '../../spending/refund-shares';
import { SaleFacts } from '../../act/sale-facts';
import { NO_ARGUMENTS, traced } from '../../act/trace';
import type { TraceArguments } from '../../act/types';
import { earnByBase, earnByRules, type EarnedPoints, earnNothing, hasRules } from './earned-points';
import type { RefundDraft } from '../refund-draft';
import type { SaleDraft, SalePart } from '../sale-draft';

/** Points for what is paid with money: base, rules, tier, campaigns and caps, and the bonus of a first sale. */
export const EARNING: SalePart = {
  name: 'earning',
  take: (draft) => {
    draft.facts = factsOf(draft);
    draft.earned = earnedBy(draft);
    if (draft.program.isNotWithPoints !== null) traceChoice(draft, draft.program.isNotWithPoints);
    draft.firstSaleBonus = firstSaleBonus(draft);
    draft.divided = divideSale(draft.lines, draft.effects(draft.earned.byLine));
  },
  takeBack: (draft) => {
    const { books, act, shares, now, returned, more, context, trace } = draft;
    const share = { ...now, points: returned, isWhole: shares.isWhole, more };
    draft.taken = takeBackEarned(books, act, share, context, trace);
    // A guest without another first sale may earn its bonus again.
    const rest = (sale: string) => sale !== act.saleId;
    if (shares.isWhole) draft.firstSales = firstSalesOf(listFirstSales(draft.guest.counters).filter(rest));
    freeCapsOf(draft);
  },
};

/** Frees the caps that the sale had used in the periods of its day. */
function freeCapsOf(draft: RefundDraft): void {
  const { act, shares, now } = draft;
  const { capDay, capped, campaigns = [] } = act.details;
  if (capDay === null) return;
  const free = (owner: string, used: number) => {
    draft.caps = freeCaps(draft.caps, owner, capDay, used);
  };
  free('earning', now.earned);
  const counted = draft.program.receiptCaps.earning !== null && act.lines.some(({ earned }) => earned > 0);
  if (counted && shares.isWhole) free(EARNING_RECEIPTS, 1);
  for (const { owner, byLine } of capped) {
    const gift = campaigns.find(({ campaign }) => campaignRule(campaign) === owner);
    const lost = gift === undefined ? 0 : (shares.lostGifts.get(gift.campaign) ?? 0);
    free(owner, shareOf(byLine, act.lines, shares) + lost);
  }
  if (!shares.isWhole) return;
  for (const { campaign, uses, tasks } of campaigns) if (tasks === undefined) free(usesOf(campaign), uses);
}

function earnedBy(draft: SaleDraft): EarnedPoints {
  const { program, tier, lines, payable, meter, trace, offers, facts } = draft;
  if (program.earnsNothingBesidePoints && draft.pointsRedeemed > 0) {
    trace.push(traced('EARN', 'earning.paidWithPoints', 0));
    return earnNothing(lines);
  }
  const { earning: receipts } = program.receiptCaps;
  if (receipts !== null && isFull(receipts, meter)) {
    trace.push(traced('EARN', EARNING_RECEIPTS, 0, { cap: mostOf(receipts) }));
    return earnNothing(lines);
  }
  const earned =
    facts === null
      ? earnByBase(program, tier, lines, payable, meter, trace)
      : earnByRules(program, tier, facts, meter, trace, offers);
  if (receipts !== null && earned.points > 0) meter?.use(receipts, 1);
  return earned;
}

/** Writes into the trace the campaigns that the guest would lose by paying with points. */
function traceChoice(draft: SaleDraft, isNotWithPoints: (campaign: string) => boolean): void {
  const { byCampaigns, earned, redeemable, trace } = draft;
  if ((redeemable?.max ?? 0) === 0) return;
  const given = [...(byCampaigns?.sold ?? []), ...earned.byCampaigns].filter(
    ({ campaign, arm, points, money = 0 }) => arm === 'OFFERED' && points + money > 0 && isNotWithPoints(campaign),
  );
  if (given.length > 0)
    trace.push(
      traced('REDEEM', 'redemption.notWith', 0, { campaigns: given.map(({ campaign }) => campaign).join(', ') }),
    );
}

function factsOf(draft: SaleDraft): SaleFacts | null {
  const { program, guest, act, context, lines, payable, byCampaigns, discount, offers } = draft;
  if (!hasRules(program) && offers === null) return null;
  const earnsFrom = paidOf(draft);
  if (byCampaigns !== null) return byCampaigns.facts.settle(payable, earnsFrom);
  const { birthdayToday } = discount;
  const decided = { act, tier: draft.tier.code, lines, payable, birthdayToday, earnsFrom };
  return new SaleFacts(decided, guest, context.calendar);
}

/** The earning part of each line under restrictions: the amount paid for it without its tax. Null: the programme restricts none. */
function paidOf(draft: SaleDraft): number[] | null {
  const { lines, restrictions } = draft;
  if (restrictions === null) return null;
  const divided = divideSale(lines, draft.effects(lines.map(zero)));
  return divided.map(({ payable }, index) => payable - (restrictions.tax[index] ?? 0));
}

const zero = (): number => 0;

const NOT_FIRST: TraceArguments = { failed: 'notFirst' };
const NOTHING_PAID: TraceArguments = { failed: 'nothingPaid' };

/** The bonus for the guest's first sale with something to pay. */
function firstSaleBonus({ program, guest, payable, trace }: SaleDraft): number {
  const activity = program.document.activities.firstSale;
  if (activity === null) return 0;
  const reason = guest.counters.firstSale !== null ? NOT_FIRST : payable === 0 ? NOTHING_PAID : null;
  const bonus = reason === null ? activity.points : 0;
  trace.push(traced('EARN', 'activity.firstSale', bonus, reason ?? NO_ARGUMENTS));
  return bonus;
}
