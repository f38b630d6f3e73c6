import {
  type Decision,
  type IdentificationWay,
  invariant,
  pointsElsewhere,
  type Settlement,
  type Transfer,
} from '../../../decision';
import { newId } from '../../../platform/ids/ids';
import { type JournalRow, NO_SALE_ATTRIBUTES, type SaleAttributes } from './journal-columns';
import type { JournalType, TransferRow } from './journal-row';
import {
  decodeFacts,
  encodeDetails,
  encodeFacts,
  encodeItems,
  encodeProgress,
  encodeTrace,
  type StoredFacts,
} from './stored-json';
import { storedInstant } from './guest-state';
import type { TillAct, SaleLine } from '../act/till-act';

/** Members of a journal row that come neither from the act nor from the decision. */
export interface RowFrame {
  readonly type: JournalType;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly businessDate: string | null;
  readonly programVersion: number | null;
  readonly relatedId: string | null;
  /** For a refund of an anonymous receipt: its number among that receipt's refunds, from 1. */
  readonly turn: number | null;
  readonly lines: readonly SaleLine[] | null;
  readonly grounds: Pick<
    StoredFacts,
    | 'tierAsOf'
    | 'restoredForDays'
    | 'captureGraceMs'
    | 'rewards'
    | 'reward'
    | 'allowance'
    | 'joined'
    | 'part'
    | 'partner'
  >;
  /** Details to store instead of the decision's, for example the quote behind a hold. Null: the decision's. */
  readonly details: string | null;
  readonly attributes: SaleAttributes;
  readonly direction: string | null;
  readonly reasonCode: string | null;
  /** How the actor identified the guest. Null: unknown. */
  readonly identifiedBy: IdentificationWay | null;
}

/**
 * The journal row of a decided act. Pure. It is one literal without spreads: an object that grows by a spread becomes a
 * dictionary, and this one is made and read for every act.
 */
export function journalRowOf(act: TillAct, decision: Decision, frame: RowFrame): JournalRow {
  const ofGuest = act.guestId !== null;
  const { balance } = decision.after;
  return {
    id: act.id,
    type: frame.type,
    guestId: act.guestId,
    guestVersion: ofGuest ? decision.after.version : frame.turn,
    restaurantId: act.restaurantId,
    pointOfSaleId: act.pointOfSaleId,
    shiftId: act.shiftId,
    actorKind: act.actor.kind,
    actorId: act.actor.id,
    channel: act.channel,
    relatedId: frame.relatedId,
    receiptNumber: act.receipt.number,
    externalOrderId: act.receipt.externalOrderId,
    businessDate: frame.businessDate,
    occurredAt: frame.occurredAt,
    recordedAt: frame.recordedAt,
    amount: decision.amounts.amount,
    discount: decision.amounts.discount,
    pointsRedeemed: decision.amounts.pointsRedeemed,
    pointsValue: decision.amounts.pointsValue,
    payable: decision.amounts.payable,
    pointsEarned: decision.amounts.pointsEarned,
    pointsNotTaken: decision.amounts.pointsNotTaken,
    available: balance.available,
    pending: balance.pending,
    held: balance.held,
    inReview: balance.inReview,
    receivable: balance.receivable,
    tierBefore: ofGuest ? decision.tierBefore : null,
    tier: ofGuest ? decision.tier : null,
    tierProgress: ofGuest ? encodeProgress(decision.progress) : null,
    trace: encodeTrace(decision.trace),
    programVersion: frame.programVersion,
    items: encodeItems(frame.lines, decision.lines),
    // In the order in which a replay reads the facts, since a replay compares bytes.
    facts: encodeFacts({
      birthdayToday: decision.facts.birthdayToday === true,
      birthdayMonth: decision.facts.birthdayMonth === true,
      segments: decision.facts.segments,
      campaigns: decision.facts.campaigns ?? null,
      deviceTime: act.deviceTime,
      tierAsOf: frame.grounds.tierAsOf,
      restoredForDays: frame.grounds.restoredForDays,
      captureGraceMs: frame.grounds.captureGraceMs,
      rewards: frame.grounds.rewards,
      reward: frame.grounds.reward,
      allowance: frame.grounds.allowance,
      joined: frame.grounds.joined,
      attached: act.body.kind === 'CLAIM',
      confirmedBy: act.confirmedBy ?? null,
      part: frame.grounds.part,
      partner: frame.grounds.partner,
      ofUnknownTill: act.receipt.isOfUnknownTill === true,
      unpriced: act.body.kind === 'SALE' && act.body.isUnpriced === true,
      period: act.body.kind === 'MANUAL' ? (act.body.period ?? null) : null,
      promoCode: act.body.kind === 'SALE' ? (act.body.promoCode ?? null) : null,
      limit: act.body.kind === 'MANUAL' ? (act.body.limit ?? null) : null,
      elsewhere: elsewhereOf(decision.after, act.restaurantId),
      noRegret: decision.facts.noRegret ?? null,
    }),
    details: frame.details ?? detailsOf(decision),
    direction: frame.direction,
    reasonCode: frame.reasonCode,
    requestHash: act.key?.requestHash ?? null,
    requestId: act.requestId,
    identifiedBy: frame.identifiedBy,
    sessionId: act.actor.sessionId ?? null,
    pointsGiven: pointsGivenOf(frame, decision),
    ...frame.attributes,
  };
}

/** The guest's points after the act that may be spent at its restaurant. For an act without a restaurant: those that may be spent everywhere. */
export function spendableAfter(row: JournalRow): number {
  return row.available - (decodeFacts(row).elsewhere ?? 0);
}

/** The guest's points after the act that may not be spent at its restaurant. Null: none. */
export function elsewhereOf({ counters }: Decision['after'], restaurantId: string | null): number | null {
  if (counters.limits === undefined) return null;
  const elsewhere = pointsElsewhere({ counters }, restaurantId);
  return elsewhere === 0 ? null : elsewhere;
}

/**
 * Points that count against the budget of the restaurant: points by hand, of activities, and points of a sale that no
 * earning rule gave. Null: the act can give none.
 */
export function pointsGivenOf(
  { type, direction, relatedId }: Pick<JournalRow, 'type' | 'direction' | 'relatedId'>,
  { amounts, details }: Decision,
): number | null {
  const isByHand = type === 'MANUAL' && direction === 'CREDIT' && relatedId === null;
  if (type === 'AWARD' || isByHand) return amounts.pointsEarned;
  if (type !== 'SALE') return null;
  if (amounts.pointsEarned === 0 || details?.kind !== 'SALE') return 0;
  let given = details.firstSaleBonus + (details.stamps?.points ?? 0);
  for (const { arm, points } of details.campaigns ?? []) if (arm === 'OFFERED') given += points;
  return given;
}

/** The journal row of a due settlement, made before an act or by the job. Pure but for its id. */
export function settlementRowOf(
  guestId: string,
  settlement: Settlement,
  frame: { readonly recordedAt: number; readonly businessDate: string; readonly programVersion: number | null },
): JournalRow {
  const { amounts, after, tierBefore, tier, progress, trace } = settlement.decision;
  return {
    id: newId(),
    type: settlement.type,
    guestId,
    guestVersion: after.version,
    restaurantId: null,
    pointOfSaleId: null,
    shiftId: null,
    actorKind: 'system',
    actorId: null,
    channel: 'SYSTEM',
    relatedId: settlement.relatedId,
    receiptNumber: null,
    externalOrderId: null,
    businessDate: frame.businessDate,
    occurredAt: settlement.at,
    recordedAt: frame.recordedAt,
    amount: amounts.amount,
    discount: amounts.discount,
    pointsRedeemed: amounts.pointsRedeemed,
    pointsValue: amounts.pointsValue,
    payable: amounts.payable,
    pointsEarned: amounts.pointsEarned,
    pointsNotTaken: amounts.pointsNotTaken,
    available: after.balance.available,
    pending: after.balance.pending,
    held: after.balance.held,
    inReview: after.balance.inReview,
    receivable: after.balance.receivable,
    tierBefore,
    tier,
    tierProgress: encodeProgress(progress),
    trace: encodeTrace(trace),
    programVersion: frame.programVersion,
    items: null,
    facts: null,
    details: detailsOf(settlement.decision),
    direction: null,
    reasonCode: settlement.reasonCode,
    requestHash: null,
    requestId: null,
    identifiedBy: null,
    sessionId: null,
    pointsGiven: null,
    ...NO_SALE_ATTRIBUTES,
  };
}

/** The movements of a decision as rows: each account kind becomes an account with its owner. Pure. */
export function transferRowsOf(
  networkId: string,
  guestId: string | null,
  transactionId: string,
  transfers: readonly Transfer[],
): TransferRow[] {
  return transfers.map((transfer, n) => ({
    transactionId,
    n,
    code: transfer.code,
    debitKind: transfer.debit,
    debitOwner: otherDebtor(transfer) ?? ownerOf(transfer.debit, networkId, guestId, transfer),
    creditKind: transfer.credit,
    creditOwner: otherCreditor(transfer) ?? ownerOf(transfer.credit, networkId, guestId, transfer),
    amount: transfer.amount,
    lotId: transfer.lotId,
    expiresAt: transfer.expiresAt === null ? null : storedInstant(transfer.expiresAt),
    activatesAt: transfer.activatesAt === null ? null : storedInstant(transfer.activatesAt),
    unit: transfer.unit ?? null,
  }));
}

/** The other guest, if points go to that guest's account. A debt that passes to another guest is debited there instead. */
function otherCreditor({ credit, toGuestId }: Transfer): string | undefined {
  return credit === 'GUEST_RECEIVABLE' ? undefined : toGuestId;
}

function otherDebtor({ debit, toGuestId }: Transfer): string | undefined {
  return debit === 'GUEST_RECEIVABLE' ? toGuestId : undefined;
}

function ownerOf(
  kind: Transfer['debit'],
  networkId: string,
  guestId: string | null,
  { restaurantId, partnerId }: Transfer,
): string {
  const owner = kind === 'PARTNER' ? partnerId : ownerByKind(kind, { guestId, restaurantId, networkId });
  invariant(owner != null, 'each account that a movement names has an owner');
  return owner;
}

function ownerByKind(
  kind: Transfer['debit'],
  owners: { readonly guestId: string | null; readonly restaurantId: string | null; readonly networkId: string },
): string | null {
  if (kind.startsWith('GUEST_')) return owners.guestId;
  return kind.startsWith('RESTAURANT_') ? owners.restaurantId : owners.networkId;
}

function detailsOf(decision: Decision): string | null {
  if (decision.details === null) return null;
  return encodeDetails(decision.details);
}
