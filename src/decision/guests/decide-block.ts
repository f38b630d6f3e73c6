import { Books } from '../lots/books';
import type { CompiledProgram } from '../program/compile';
import { decided, uncounted } from '../sale/decide-points';
import { traced } from '../act/trace';
import type { Decision, GuestState, Refusal } from '../act/types';
import type { Context } from '../act/context.types';

/** Blocks a guest, or lifts the block. */
export type BlockAct = { readonly kind: 'BLOCK'; readonly blocked: boolean };

/** Refuses an act that would change nothing. The guest keeps points and tier. */
export function decideBlock(
  program: CompiledProgram,
  guest: GuestState,
  { blocked }: BlockAct,
  context: Context,
): Decision | Refusal {
  if (blocked === guest.blocked)
    return { kind: 'REFUSED', code: blocked ? 'guest_blocked' : 'guest_not_blocked', data: {} };
  const books = new Books(guest);
  const trace = [traced('BLOCK', blocked ? 'guest.blocked' : 'guest.unblocked', 0)];
  const decision = decided(books, uncounted(program, guest, books, context), trace);
  return { ...decision, after: { ...decision.after, blocked } };
}
