import {
  type AbsorbAct,
  type Act,
  type CompiledProgram,
  type GiveAct,
  minorUnits,
  type Points,
  points,
  type ReceiveAct,
  type RefundAct,
  type RefundDetails,
  type RewardAct,
  type SaleAct,
  type SurrenderAct,
} from '../../decision';
import type { JournalRow } from '../ledger/journal/journal-row';
import {
  decodeCountDetails,
  decodeDivision,
  decodeFacts,
  decodeItems,
  decodeMergeDetails,
  decodeRefundDetails,
  decodeSaleDetails,
  decodeWarning,
  decodeTierDetails,
  decodeTransferDetails,
  rewardCodesOf,
  type StoredAllowance,
  type StoredReward,
} from '../ledger/journal/stored-json';
import type { GuestHistory } from './guest-history.rules';

/** Types that `settle` writes when `actorKind` is `system`: what came due of itself. */
const SETTLED_TYPES = new Set(['RELEASE', 'EXPIRY', 'EXTENSION', 'ACTIVATION', 'TIER']);

/** Whether a row came due of itself rather than from an act. */
export function isSettlement(row: JournalRow): boolean {
  return (
    SETTLED_TYPES.has(row.type) &&
    row.actorKind === 'system' &&
    row.channel === 'SYSTEM' &&
    // A tier that is looked at because another programme came into force is an act.
    decodeTierDetails(row) === null &&
    // Points that become active because a payment was confirmed name their sale.
    !isConfirmation(row)
  );
}

function isConfirmation(row: JournalRow): boolean {
  return row.type === 'ACTIVATION' && row.relatedId !== null;
}

/** The `now` of the decision: an import is decided at its own time, anything else when it was recorded. */
export function nowOf(row: JournalRow): number {
  return row.channel === 'IMPORT' ? row.occurredAt : row.recordedAt;
}

/**
 * The act that a row was decided from, as `decide` takes it: from the row's own columns and what earlier rows of the
 * guest tell. What only a refusal could depend on (limits of a static card) is left open. Throws where the row names
 * what the guest's journal does not have.
 */
export function actOf(row: JournalRow, history: GuestHistory, program: CompiledProgram): Act {
  switch (row.type) {
    case 'SALE':
      return saleOf(row, history);
    case 'HOLD':
      return {
        kind: 'HOLD',
        sale: {
          ...saleOf(row, history),
          pointsToRedeem: points(row.pointsRedeemed),
          hold: null,
          prior: null,
          tierAsOf: null,
        },
        expiresAt: history.holdOf(row).expiresAt,
      };
    case 'REDEMPTION': {
      const { reward, allowance, tierAsOf, birthdayToday } = decodeFacts(row);
      if (reward !== null) return rewardOf(row, reward);
      return {
        kind: 'REDEMPTION',
        occurredAt: row.occurredAt,
        restaurantId: placeOf(row),
        amount: minorUnits(row.amount),
        points: points(row.pointsRedeemed),
        prior: history.priorOf(row),
        networkLimit: null,
        offlineAllowance: paidByAllowance(allowance),
        tierAsOf,
        birthdayToday,
      };
    }
    case 'MANUAL':
      return {
        kind: 'MANUAL',
        direction: row.direction === 'DEBIT' ? 'DEBIT' : 'CREDIT',
        points: points(row.pointsEarned),
        reasonCode: row.reasonCode ?? '',
        occurredAt: row.occurredAt,
        restaurantId: row.restaurantId,
        restores: history.restoredBy(row),
      };
    case 'AWARD':
      return {
        kind: 'AWARD',
        activity: row.reasonCode ?? '',
        occurredAt: row.occurredAt,
        restaurantId: row.restaurantId,
      };
    case 'RELEASE':
      return { kind: 'RELEASE', holdId: row.relatedId ?? '' };
    case 'REFUND':
      return refundOf(row, history, program);
    case 'WARNING':
      return decodeWarning(row);
    case 'TIER': {
      const details = decodeTierDetails(row);
      if (details === null) throw new Error('nobody acts by TIER');
      return { kind: 'TIER', change: details.change };
    }
    case 'COUNT': {
      const { counter, count } = decodeCountDetails(row);
      return { kind: 'COUNT', counter, count, occurredAt: row.occurredAt };
    }
    case 'TRANSFER':
      return transferOf(row);
    case 'ACTIVATION':
      if (!isConfirmation(row)) throw new Error('nobody acts by ACTIVATION');
      return { kind: 'CONFIRM', saleId: row.relatedId ?? '' };
    case 'EXPIRY':
    case 'EXTENSION':
      throw new Error(`nobody acts by ${row.type}`);
  }
}

function transferOf(row: JournalRow): GiveAct | ReceiveAct | SurrenderAct | AbsorbAct {
  const merge = decodeMergeDetails(row);
  if (merge !== null) {
    const { otherGuestId, undoes, isUndo = false, lots, inactivity, figures } = merge;
    return row.direction === 'DEBIT'
      ? { kind: 'SURRENDER', toGuestId: otherGuestId, undoes }
      : { kind: 'ABSORB', fromGuestId: otherGuestId, isUndo, lots, inactivity, figures };
  }
  const { purpose, otherGuestId, earnedBefore, named, lots, inactivity } = decodeTransferDetails(row);
  if (row.direction === 'CREDIT') return { kind: 'RECEIVE', purpose, fromGuestId: otherGuestId, lots, inactivity };
  return { kind: 'GIVE', purpose, toGuestId: otherGuestId, points: points(row.pointsEarned), earnedBefore, named };
}

function saleOf(row: JournalRow, history: GuestHistory): SaleAct {
  const related = history.find(row.relatedId);
  const hold = related?.type === 'HOLD' ? history.holdOf(related) : null;
  const prior = history.priorOf(row);
  const redeemed = row.pointsRedeemed - (prior?.points ?? 0);
  const { rewards, allowance, tierAsOf, birthdayToday, birthdayMonth, segments } = decodeFacts(row);
  return {
    kind: 'SALE',
    occurredAt: row.occurredAt,
    restaurantId: placeOf(row),
    pointOfSaleId: row.pointOfSaleId ?? '',
    channel: row.channel,
    paymentMethod: row.paymentMethod,
    amount: minorUnits(row.amount),
    lines: decodeItems(row),
    pointsToRedeem: points(redeemed),
    hold,
    prior,
    rewards: rewards ?? NO_REWARDS,
    networkLimit: null,
    offlineAllowance: paidByAllowance(allowance),
    tierAsOf,
    birthdayToday,
    birthdayMonth,
    segments,
  };
}

const NO_REWARDS: SaleAct['rewards'] = [];

/** How much more there was to pay with does not change what was paid. */
function paidByAllowance(paid: StoredAllowance | null): Points | undefined {
  return paid === null ? undefined : points(paid.points);
}

/** What could only have refused it (tiers, stock, limits of a guest) is left open. */
function rewardOf(row: JournalRow, reward: StoredReward): RewardAct {
  const { rewardId, version, code, cost, quantity, slotId, stampCard } = reward;
  return {
    kind: 'REWARD',
    occurredAt: row.occurredAt,
    restaurantId: row.restaurantId,
    offer: {
      rewardId,
      version,
      code,
      cost: points(cost),
      tiers: null,
      segments: null,
      stockLeft: null,
      slotLeft: slotId === null ? null : quantity,
      guestLeft: null,
    },
    quantity,
    networkLimit: null,
    stampCard,
  };
}

function refundOf(row: JournalRow, history: GuestHistory, program: CompiledProgram): RefundAct {
  const sale = history.find(row.relatedId);
  if (sale === undefined) throw new Error(`the refund ${row.id} names no sale of its guest`);
  return {
    kind: 'REFUND',
    saleId: sale.id,
    lines: decodeDivision(sale),
    details: decodeSaleDetails(sale, program),
    refunds: history.refundsOf(sale.id),
    rewards: rewardCodesOf(sale),
    expired: points(history.expiredOf(sale.id)),
    what: refundedParts(decodeRefundDetails(row)),
  };
}

/** What was refunded of each line stands in the row, whichever way it was asked for. */
export function refundedParts({ lines }: RefundDetails): RefundAct['what'] {
  if (lines.length === 0) return { kind: 'ALL' };
  return {
    kind: 'LINES',
    lines: lines.map(({ line, gross, quantityMilli }) => ({
      line,
      quantityMilli: quantityMilli === 0 ? null : quantityMilli,
      total: gross,
    })),
  };
}

function placeOf(row: JournalRow): string {
  if (row.restaurantId === null) throw new Error(`the ${row.type} ${row.id} has no restaurant`);
  return row.restaurantId;
}
