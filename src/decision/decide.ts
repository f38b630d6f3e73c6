import type { CompiledProgram } from './compile';
import { decideConfirm } from './decide-confirm';
import { decideHold, decideRelease } from './decide-hold';
import { decideAward, decideManual, decideRedemption } from './decide-points';
import { decideAbsorb, decideSurrender } from './decide-merge';
import { decideRefund } from './decide-refund';
import { decideReward } from './decide-reward';
import { decideSale } from './decide-sale';
import { decideGive, decideReceive } from './decide-transfer';
import { decideWarning } from './decide-warning';
import { decideCount, decideTier } from './decide-tier';
import { assertNever, invariant } from './numbers';
import type { Act, Context, Decision, GuestState, Refusal } from './types';

/**
 * Decides one act: what it gives and takes, and why. Pure: the same programme, guest, act and context give the same
 * decision to the byte. `program` is the version that decides the act (of `occurredAt`, of a refund's sale).
 *
 * What was due by `context.now` has to be settled before (`settle`); that, and lots that were not read for an act that
 * `needsLots`, are bugs of the caller and throw. What the business refuses is a value.
 */
export function decide(program: CompiledProgram, guest: GuestState, act: Act, context: Context): Decision | Refusal {
  invariant(guest.dueAt > context.now, 'what is due is settled before an act is decided');
  const { mergedInto } = guest.counters;
  if (mergedInto !== undefined && !(act.kind === 'ABSORB' && act.isUndo))
    return { kind: 'REFUSED', code: 'guest_merged', data: { guestId: mergedInto } };
  switch (act.kind) {
    case 'SALE':
      return decideSale(program, guest, act, context);
    case 'REDEMPTION':
      return decideRedemption(program, guest, act, context);
    case 'REWARD':
      return decideReward(program, guest, act, context);
    case 'MANUAL':
      return decideManual(program, guest, act, context);
    case 'AWARD':
      return decideAward(program, guest, act, context);
    case 'HOLD':
      return decideHold(program, guest, act, context);
    case 'RELEASE':
      return decideRelease(program, guest, act, context);
    case 'REFUND':
      return decideRefund(program, guest, act, context);
    case 'WARNING':
      return decideWarning(program, guest, act, context);
    case 'TIER':
      return decideTier(program, guest, act, context);
    case 'COUNT':
      return decideCount(program, guest, act, context);
    case 'CONFIRM':
      return decideConfirm(program, guest, act, context);
    case 'GIVE':
      return decideGive(program, guest, act, context);
    case 'RECEIVE':
      return decideReceive(program, guest, act, context);
    case 'SURRENDER':
      return decideSurrender(program, guest, act, context);
    case 'ABSORB':
      return decideAbsorb(program, guest, act, context);
    default:
      return assertNever(act);
  }
}

/** Whether an act can be decided only with the guest's lots read. A guest with `dueAt <= now` needs them too (`settle`). */
export function needsLots(act: Act): boolean {
  switch (act.kind) {
    case 'SALE':
      return act.hold !== null || (act.pointsToRedeem ?? 0) > 0;
    case 'MANUAL':
      return act.direction === 'DEBIT';
    case 'AWARD':
    case 'TIER':
    case 'COUNT':
      return false;
    case 'REDEMPTION':
    case 'REWARD':
    case 'HOLD':
    case 'RELEASE':
    case 'REFUND':
    case 'WARNING':
    case 'CONFIRM':
    case 'GIVE':
    case 'RECEIVE':
    case 'SURRENDER':
    case 'ABSORB':
      return true;
    default:
      return assertNever(act);
  }
}
