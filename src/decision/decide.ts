import type { CompiledProgram } from './compile';
import { InvariantError } from './numbers';
import type { Act, Context, Decision, GuestState, Refusal } from './types';

export function decide(program: CompiledProgram, guest: GuestState, act: Act, context: Context): Decision | Refusal {
  throw new InvariantError(`${String(program)}${String(guest)}${act.kind}${context.now}`);
}

/** Whether the act can be decided only with the guest's lots read. A guest with `dueAt <= now` needs them besides (`settle`). */
export function needsLots(act: Act): boolean {
  switch (act.kind) {
    case 'SALE':
      return act.hold !== null || (act.pointsToRedeem ?? 0) > 0;
    case 'MANUAL':
      return act.direction === 'DEBIT';
    case 'AWARD':
      return false;
    case 'REDEMPTION':
    case 'HOLD':
    case 'RELEASE':
    case 'REFUND':
      return true;
  }
}
