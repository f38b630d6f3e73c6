import { Books } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { decided, NO_AMOUNTS, uncounted } from '../sale/decide-points';
import { points } from '../basics/numbers';
import { traced } from '../act/trace';
import type { ConfirmAct, Decision, GuestState, Refusal, TraceEntry } from '../act/types';
import type { Context } from '../act/context.types';

/** Points of the sale that still wait for its payment become spendable. They settle the guest's debt first. */
export function decideConfirm(
  program: CompiledProgram,
  guest: GuestState,
  { saleId }: ConfirmAct,
  context: Context,
): Decision | Refusal {
  const books = new Books(guest);
  const lots = books.unpaidOf(saleId);
  if (lots.length === 0) return { kind: 'REFUSED', code: 'payment_not_awaited', data: {} };
  let confirmed = 0;
  let settled = 0;
  for (const lot of lots) {
    const moved = books.confirm(lot);
    confirmed += moved.confirmed;
    settled += moved.settled;
  }
  const trace: TraceEntry[] = [traced('ACTIVATE', 'payment.confirmed', confirmed)];
  if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
  return {
    ...decided(books, uncounted(program, guest, books, context), trace),
    amounts: { ...NO_AMOUNTS, pointsEarned: points(confirmed) },
  };
}
