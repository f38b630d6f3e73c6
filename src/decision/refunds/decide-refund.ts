/** Refunds reverse the stored effects of a sale; no rule decides them anew (ledger.md, rules 23 to 25). */
import { type DayAddition, afterAct, type CounterChanges } from '../program/after';
import { takeBackPayouts } from '../campaigns/payouts';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS } from '../sale/decide-points';
import { RefundDraft } from '../sale/refund-draft';
import { takeBackSale } from '../sale/sale-parts';
import { refundedShares } from '../spending/refund-shares';
import { minorUnits, points } from '../basics/numbers';
import type { Decision, GuestState, RefundAct, RefundDetails, Refusal, TierBeside } from '../act/types';
import type { Context } from '../act/context.types';

export function decideRefund(
  program: CompiledProgram,
  guest: GuestState,
  act: RefundAct,
  context: Context,
): Decision | Refusal {
  const shares = refundedShares(act);
  if ('kind' in shares) return shares;
  const draft = new RefundDraft(program, guest, act, context, shares);
  takeBackSale(draft);
  const { books, now, taken, trace } = draft;
  const inForce = context.inForce ?? program;
  const added = figuresOf(act, shares.isWhole, now.payable, now.earned + taken.bonus + draft.more);
  const counters = countersAfter(draft, inForce);
  const after = afterAct(inForce, guest, books, context, { added, counters, isRefund: true });
  return {
    ...decided(books, after, trace),
    amounts: {
      ...NO_AMOUNTS,
      amount: minorUnits(now.gross),
      discount: minorUnits(now.discount),
      pointsRedeemed: points(now.points),
      pointsValue: minorUnits(now.pointsValue),
      payable: minorUnits(now.payable),
      pointsEarned: points(taken.taken),
      pointsNotTaken: points(Math.max(0, taken.notTaken)),
    },
    details: refundDetails(draft),
  };
}

/** The figures that the refund takes off the day of its sale. */
function figuresOf({ details: { day, kind } }: RefundAct, isWhole: boolean, payable: number, due: number): DayAddition {
  const isSale = kind === 'SALE';
  const visits = isSale && isWhole ? 1 : 0;
  return negated({ day, spend: isSale ? -payable : 0, visits: -visits, points: -due, sales: -visits });
}

/** Subtracts from 0, since −0 of a float is another value than 0; figures have one zero. */
function negated<T extends Record<string, number>>(figures: T): T {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === 0 ? 0 : value])) as T;
}

function refundDetails({ act, shares, taken, offline, campaigns }: RefundDraft): RefundDetails {
  return {
    kind: 'REFUND',
    lines: shares.lines
      .filter((line) => line.gross > 0 || line.quantityMilli > 0)
      .map((line) => ({
        line: line.line,
        gross: minorUnits(line.gross),
        quantityMilli: line.quantityMilli,
        payable: minorUnits(line.payable),
        ...(act.withoutDiscounts !== true && line.discount > 0 ? { discount: minorUnits(line.discount) } : {}),
        ...(line.lostGift === 0 ? {} : { lostGift: minorUnits(line.lostGift) }),
      })),
    whole: shares.isWhole,
    expired: points(taken.expired),
    forgiven: taken.forgiven,
    ...(offline === 0 ? {} : { toAllowance: points(offline) }),
    ...(campaigns.length === 0 ? {} : { campaigns }),
    ...(taken.begunFirst === true ? { begunFirst: true } : {}),
  };
}

/** The guest's counters, stamps, part in campaigns and given tiers, without what the sale and undone payouts gave. */
function countersAfter(
  { firstSales, caps, stamps, tasks, undone, guest }: RefundDraft,
  inForce: CompiledProgram,
): CounterChanges {
  const plain = { ...firstSales, caps, ...(stamps === null ? {} : { stamps: stamps.stamps }) };
  if (tasks === null) return plain;
  const byHand = guest.counters.byHand as TierBeside | null;
  const from = { inForce, campaigns: tasks.campaigns, byHand };
  takeBackPayouts(undone, from);
  return { ...plain, campaigns: tasks.campaigns.of(), ...(from.byHand === byHand ? {} : { byHand: from.byHand }) };
}
