import type { CompiledProgram } from './program/compile';
import { decideBlock } from './guests/decide-block';
import { decideConfirm } from './guests/decide-confirm';
import { decideHold, decideRelease, decideReserve, decideReview } from './sale/decide-hold';
import { decideFreeze } from './guests/decide-freeze';
import { decideJoin } from './guests/decide-join';
import { decideOpening, decideUndoOpening } from './merges/decide-opening';
import { decideAward, decideManual, decideRedemption } from './sale/decide-points';
import { decideAbsorb, decideSurrender } from './merges/decide-merge';
import { decidePartner } from './guests/decide-partner';
import { decideRefund } from './refunds/decide-refund';
import { decideReward } from './guests/decide-reward';
import { decideRevoke } from './refunds/decide-revoke';
import { decideSale } from './sale/decide-sale';
import { decideWithoutRegret, type ReceiptAct } from './sale/no-regret';
import { decideGive, decideReceive } from './merges/decide-transfer';
import { decideWarning } from './guests/decide-warning';
import { decideCount, decideTier } from './guests/decide-tier';
import { assertNever, invariant } from './basics/numbers';
import type { Decision, GuestState, ManualAct, PartnerAct, Refusal, SaleAct } from './act/types';
import type { Context } from './act/context.types';

/** How acts of a kind are decided, and whether the decision reads the guest's lots. */
type ActKind<A> = {
  readonly decide: (program: CompiledProgram, guest: GuestState, act: A, context: Context) => Decision | Refusal;
  readonly needsLots: (act: A) => boolean;
};

/** Every kind of act. The functions' parameters make up the type `Act`. */
const KINDS = {
  SALE: { decide: decideSale, needsLots: redeems },
  REDEMPTION: { decide: decideRedemption, needsLots: always },
  REWARD: { decide: decideReward, needsLots: always },
  MANUAL: { decide: decideManual, needsLots: ({ direction }: ManualAct) => direction === 'DEBIT' },
  PARTNER: { decide: decidePartner, needsLots: ({ direction }: PartnerAct) => direction === 'DEBIT' },
  AWARD: { decide: decideAward, needsLots: never },
  HOLD: { decide: decideHold, needsLots: always },
  RESERVE: { decide: decideReserve, needsLots: always },
  REVIEW: { decide: decideReview, needsLots: always },
  RELEASE: { decide: decideRelease, needsLots: always },
  REFUND: { decide: decideRefund, needsLots: always },
  REVOKE: { decide: decideRevoke, needsLots: always },
  WARNING: { decide: decideWarning, needsLots: always },
  TIER: { decide: decideTier, needsLots: never },
  COUNT: { decide: decideCount, needsLots: never },
  BLOCK: { decide: decideBlock, needsLots: never },
  JOIN: { decide: decideJoin, needsLots: never },
  FREEZE: { decide: decideFreeze, needsLots: never },
  CONFIRM: { decide: decideConfirm, needsLots: always },
  GIVE: { decide: decideGive, needsLots: always },
  RECEIVE: { decide: decideReceive, needsLots: always },
  SURRENDER: { decide: decideSurrender, needsLots: always },
  ABSORB: { decide: decideAbsorb, needsLots: always },
  OPENING: { decide: decideOpening, needsLots: never },
  UNDO_OPENING: { decide: decideUndoOpening, needsLots: always },
} satisfies Readonly<Record<string, ActKind<never>>>;

/** The act of each kind, as its function takes it. A key of the table that is not the act's `kind` is `never` here. */
export type ActOf = {
  [K in keyof typeof KINDS]: Extract<Parameters<(typeof KINDS)[K]['decide']>[2], { readonly kind: K }>;
};
export type Act = ActOf[keyof ActOf];

function kindOf({ kind }: Act): ActKind<Act> {
  const found = (KINDS as Partial<Record<string, ActKind<never>>>)[kind];
  if (found === undefined) return assertNever(kind as never);
  // TypeScript cannot follow that the entry of an act's `kind` takes that act.
  return found as ActKind<Act>;
}

/**
 * Decides one act: its gains, its costs and the reasons. Pure: the same programme, guest, act and context give the same decision to the byte.
 * `program` is the version that decides the act: the version of `occurredAt`, and for a refund the version of its sale.
 *
 * The caller has to settle everything due by `context.now` first (`settle`), and to read the guest's lots for an act that `needsLots`. A caller that
 * did neither has a bug, so this throws. A refusal of the business is a value.
 */
export function decide(program: CompiledProgram, guest: GuestState, act: Act, context: Context): Decision | Refusal {
  invariant(guest.dueAt > context.now, 'what is due is settled before an act is decided');
  const { mergedInto } = guest.counters;
  if (mergedInto !== undefined && !(act.kind === 'ABSORB' && act.isUndo))
    return { kind: 'REFUSED', code: 'guest_merged', data: { guestId: mergedInto } };
  const { noRegret } = context;
  if (noRegret !== undefined && isReceipt(act))
    return decideWithoutRegret(program, guest, act, { ...context, noRegret }, (by, receipt, within) =>
      kindOf(receipt).decide(by, guest, receipt, within),
    );
  return kindOf(act).decide(program, guest, act, context);
}

function isReceipt(act: Act): act is ReceiptAct {
  return act.kind === 'SALE' || act.kind === 'REDEMPTION' || act.kind === 'HOLD';
}

/** Whether the guest's lots have to be read to decide the act. A guest with `dueAt <= now` needs them too (`settle`). */
export function needsLots(act: Act): boolean {
  return kindOf(act).needsLots(act);
}

function redeems({ hold, pointsToRedeem }: SaleAct): boolean {
  return hold !== null || (pointsToRedeem ?? 0) > 0;
}

function always(): boolean {
  return true;
}

function never(): boolean {
  return false;
}
