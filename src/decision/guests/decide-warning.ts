import { Books } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { decided, uncounted } from '../sale/decide-points';
import { termOf } from '../lots/expiry';
import { inOrder } from '../lots/lots';
import { invariant } from '../basics/numbers';
import { traced } from '../act/trace';
import type { Decision, GuestState, TraceArguments, WarningAct } from '../act/types';
import type { Context } from '../act/context.types';

/**
 * The guest received the warning: its lots that still have this end may expire. Lots that were spent, or extended before the warning was delivered,
 * do not change.
 */
export function decideWarning(
  program: CompiledProgram,
  guest: GuestState,
  act: WarningAct,
  context: Context,
): Decision {
  invariant(guest.lots !== null, 'the lots of the guest are read before an act that needs them');
  const books = new Books(guest);
  const named = new Set(act.lots.map(({ lotId }) => lotId));
  let known = 0;
  for (const lot of inOrder(guest.lots)) {
    if (!named.has(lot.lotId) || books.endOf(lot) !== act.endsAt) continue;
    books.setTerm(lot, { ...termOf(lot, guest.counters), isWarned: true });
    known += lot.remaining;
  }
  const untilDay = context.calendar.localDay(act.endsAt) - 1;
  const reason: TraceArguments = known === 0 ? { untilDay, failed: 'otherEnd' } : { untilDay };
  return decided(books, uncounted(program, guest, books, context), [traced('WARN', 'lot.warned', known, reason)]);
}
