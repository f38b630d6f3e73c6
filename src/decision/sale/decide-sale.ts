import { afterAct, type AfterAct, type CounterChanges } from '../program/after';
import { withoutHold } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { withCampaigns } from '../campaigns/campaign-offers';
import { minorUnits, points } from '../basics/numbers';
import { allowanceDetail } from '../spending/redemption';
import { NOTHING_ASKED } from '../act/sale-facts';
import type { Decision, Facts, GuestState, Line, Refusal, SaleAct, SaleDetails, SoldCampaign } from '../act/types';
import type { Context } from '../act/context.types';
import { SaleDraft } from './sale-draft';
import { salePartsOf } from './sale-parts';

export function decideSale(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  context: Context,
): Decision | Refusal {
  const draft = quoteSale(program, guest, act, context);
  return 'kind' in draft ? draft : takeSale(draft);
}

/** Checks the act and computes all parts of the sale except the points that it earns. No points move. */
export function quoteSale(
  program: CompiledProgram,
  guest: GuestState,
  act: SaleAct,
  context: Context,
): SaleDraft | Refusal {
  const { openedAt } = guest.counters;
  // Only an imported sale has a `now` earlier than its recording.
  if (openedAt !== undefined && context.now < context.recordedAt && act.occurredAt < openedAt)
    return { kind: 'REFUSED', code: 'counted_in_opening', data: {} };
  if (guest.blocked) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const lines = linesOf(act);
  if ('kind' in lines) return lines;
  const draft = new SaleDraft(program, guest, act, context, lines);
  for (const { quote } of salePartsOf(draft)) {
    const refusal = quote === undefined ? null : quote(draft);
    if (refusal !== null) return refusal;
  }
  return draft;
}

/** Decides a quoted sale. */
export function takeSale(draft: SaleDraft): Decision {
  for (const { take } of salePartsOf(draft)) if (take !== undefined) take(draft);
  const campaigns = campaignsOf(draft);
  const after = afterSale(draft);
  draft.trace.push(...after.trace);
  return {
    kind: 'DECIDED',
    amounts: amountsOf(draft),
    transfers: draft.books.transfers,
    lots: draft.books.lotChanges(),
    after: after.guest,
    tierBefore: after.tierBefore,
    tier: after.tier,
    progress: after.progress,
    lines: draft.divided,
    details: detailsOf(draft, campaigns),
    trace: draft.trace,
    redeemable: draft.redeemable,
    facts: factsOf(draft, campaigns),
  };
}

/** The lines of a sale. A sale without items counts as one line. */
export function linesOf(act: SaleAct): readonly Line[] | Refusal {
  if (act.lines === null || (act.lines.length === 0 && act.amount === 0)) {
    return [{ sku: null, category: null, quantityMilli: 1_000, total: act.amount }];
  }
  let total = 0;
  for (const line of act.lines) total += line.total;
  if (total === act.amount) return act.lines;
  return { kind: 'REFUSED', code: 'items_total_mismatch', data: { amount: act.amount, total } };
}

/** The campaigns' parts in the sale: first those that take money off, then those that give points. */
function campaignsOf({ byCampaigns, act, earnedBy }: SaleDraft): readonly SoldCampaign[] {
  const byMoney = byCampaigns?.sold ?? act.paidDiscount?.campaigns ?? null;
  return byMoney === null ? earnedBy : [...byMoney, ...earnedBy];
}

function afterSale(draft: SaleDraft): AfterAct {
  const { guest, act, context, payable, meter, hold, stamps, tasks } = draft;
  const { calendar, transactionId } = context;
  const known = guest.counters;
  const counters: CounterChanges = {
    firstSale: known.firstSale ?? (payable > 0 ? transactionId : null),
    caps: meter === null ? known.caps : meter.counts(),
    holds: hold === null ? known.holds : withoutHold(known.holds, hold.id),
    stamps: stamps?.stamps,
    campaigns: tasks?.campaigns.of(),
    byHand: tasks?.byHand,
  };
  const day = calendar.localDay(act.occurredAt);
  const added = { day, spend: payable, visits: 1, points: draft.pointsEarned, sales: 1 };
  return afterAct(draft.inForce, guest, draft.books, context, { added, counters });
}

function amountsOf({
  act,
  discount,
  pointsRedeemed,
  pointsValue,
  payable,
  pointsEarned,
}: SaleDraft): Decision['amounts'] {
  return {
    amount: act.amount,
    discount: minorUnits(discount.amount),
    pointsRedeemed: points(pointsRedeemed),
    pointsValue: minorUnits(pointsValue),
    payable: minorUnits(payable),
    pointsEarned: points(pointsEarned),
    pointsNotTaken: points(0),
  };
}

function detailsOf(draft: SaleDraft, campaigns: readonly SoldCampaign[]): SaleDetails {
  const { program, act, context, byCampaigns, earned, firstSaleBonus, spent, stamps } = draft;
  const { pointValue, refundPolicy } = program.document;
  const plain: SaleDetails = {
    kind: 'SALE',
    restaurantId: act.restaurantId,
    day: context.calendar.localDay(act.occurredAt),
    capDay: program.countsCaps || campaigns.some(({ uses }) => uses > 0) ? draft.capDay : null,
    capped: byCampaigns === null ? earned.capped : [...byCampaigns.capped, ...earned.capped],
    pointValue,
    refundPolicy,
    firstSaleBonus: points(firstSaleBonus),
    redeemed: act.prior === null ? spent : [...act.prior.lots, ...spent],
  };
  const byAllowance = draft.byAllowance + (act.prior?.byAllowance ?? 0);
  // A plain sale returns as it is, since spreading would copy it.
  if (byAllowance === 0 && campaigns.length === 0 && stamps === null) return plain;
  return {
    ...plain,
    ...allowanceDetail(byAllowance),
    ...(campaigns.length === 0 ? {} : { campaigns }),
    ...(stamps === null ? {} : { stamps: stamps.sold }),
  };
}

function factsOf({ facts, discount, offers }: SaleDraft, campaigns: readonly SoldCampaign[]): Facts {
  const { birthdayToday } = discount;
  const asked = facts?.asked ?? (birthdayToday === null ? NOTHING_ASKED : { ...NOTHING_ASKED, birthdayToday });
  return offers === null ? asked : withCampaigns(asked, offers, campaigns);
}
