/** Points that a partner of the network gives or takes in its own business. The partner's account is the other side of the transfer. */
import { Books } from '../lots/books';
import { decided, NO_AMOUNTS, uncounted } from '../sale/decide-points';
import type { CompiledProgram } from '../program/compile';
import { shortOf } from '../lots/limits';
import { earnedLot } from '../lots/lots';
import { traced } from '../act/trace';
import type { Decision, GuestState, PartnerAct, Refusal, TraceEntry, Transfer } from '../act/types';
import type { Context } from '../act/context.types';

export function decidePartner(
  program: CompiledProgram,
  guest: GuestState,
  act: PartnerAct,
  context: Context,
): Decision | Refusal {
  const { direction, points, partner, isRefund, occurredAt } = act;
  // A blocked guest, too, gets refunded points back.
  if (guest.blocked && !isRefund) return { kind: 'REFUSED', code: 'guest_blocked', data: {} };
  const { document } = program;
  const books = new Books(guest);
  const trace: TraceEntry[] = [];
  const told = { partner: partner.name };
  if (direction === 'DEBIT') {
    const data = isRefund ? { available: Math.max(0, guest.balance.available) } : shortOf(guest, null);
    if (points > data.available) return { kind: 'REFUSED', code: 'insufficient_points', data };
    if (!isRefund) books.signOfLife(document, occurredAt, false, context);
    books.spend(points, isRefund ? 'TAKE_BACK' : 'REDEMPTION', 'PARTNER', null, context.now, { fromAll: isRefund });
    trace.push(
      isRefund
        ? traced('TAKE_BACK', 'partner.earnReturned', points, told)
        : traced('REDEEM', 'partner.burn', points, told),
    );
  } else {
    trace.push(
      isRefund
        ? traced('GIVE_BACK', 'partner.burnReturned', points, told)
        : traced('EARN', 'partner.earn', points, told),
    );
    if (document.expiry.kind === 'INACTIVITY') books.signOfLife(document, occurredAt, true, context);
    const settled = books.accrue(
      points,
      { account: 'PARTNER', code: isRefund ? 'GIVE_BACK' : 'ACCRUAL', restaurantId: null },
      { ...earnedLot(document, occurredAt, null, context), activatesAt: null },
    );
    if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  }
  const decision = decided(books, uncounted(program, guest, books, context), trace);
  return {
    ...decision,
    transfers: decision.transfers.map((transfer) => ofPartner(transfer, partner.id)),
    amounts: { ...NO_AMOUNTS, pointsEarned: points },
  };
}

function ofPartner(transfer: Transfer, partnerId: string): Transfer {
  return transfer.debit === 'PARTNER' || transfer.credit === 'PARTNER' ? { ...transfer, partnerId } : transfer;
}
