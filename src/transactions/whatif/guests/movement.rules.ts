import { type Decision, type GuestState, worthOf } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeFacts, decodeRefundDetails } from '../../ledger/journal/stored-json';

/** An act or a due settlement of the guest under the draft. */
export interface DraftEvent {
  /** The time at which it counts: for an act, the decision's `now`; for a settlement, its due instant. */
  readonly at: number;
  readonly type: JournalRow['type'];
  readonly restaurantId: string | null;
  /** The direction of a MANUAL act. */
  readonly direction: string | null;
  /** Points that earlier redemptions of the receipt have moved already. */
  readonly prior: number;
  readonly before: GuestState;
  readonly decision: Decision;
}

/** Points and money that one decision moved, real or hypothetical. Money in minor units; amounts that a refund gives back are negative. */
export interface GuestMovement {
  /** Milliseconds. */
  readonly at: number;
  readonly restaurantId: string | null;
  /** The tier that decided, and the tier after the act. */
  readonly tierBefore: string;
  readonly tier: string;
  readonly sales: number;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly issued: number;
  /** The worth of the issued points in the programme that issued them. */
  readonly issuedValue: number;
  readonly redeemed: number;
  readonly redeemedValue: number;
  readonly expired: number;
  /** Points by hand: credits minus debits. */
  readonly adjusted: number;
  /** Points owed to the guest: available, pending, held and in review. */
  readonly owed: number;
}

/** The columns of a journal row and the amounts of a decision share these names. */
type MovedFigures = Pick<JournalRow, 'amount' | 'discount' | 'payable' | 'pointsRedeemed' | 'pointsEarned'>;

export interface MovedBy {
  readonly at: number;
  readonly type: JournalRow['type'];
  readonly direction: string | null;
  readonly restaurantId: string | null;
  readonly tierBefore: string;
  readonly tier: string;
  readonly owed: number;
  /** Points that earlier redemptions of the receipt have moved already. */
  readonly prior: number;
  /** Points that an offline till's allowance paid or got back; they never belonged to the guest. */
  readonly offline: number;
  /** The worth of a point in the programme that decided, in millionths of a minor unit. */
  readonly pointValue: number;
}

const NOTHING = { sales: 0, amount: 0, discount: 0, payable: 0, issued: 0, redeemed: 0, expired: 0, adjusted: 0 };

export function movementOf(by: MovedBy, moved: MovedFigures): GuestMovement {
  const { at, restaurantId, tierBefore, tier, owed, pointValue } = by;
  const { sales, amount, discount, payable, issued, redeemed, expired, adjusted } = figuresOf(by, moved);
  return {
    at,
    restaurantId,
    tierBefore,
    tier,
    sales,
    amount,
    discount,
    payable,
    issued,
    issuedValue: signedWorth(issued, pointValue),
    redeemed,
    redeemedValue: signedWorth(redeemed, pointValue),
    expired,
    adjusted,
    owed,
  };
}

/** The movement of one decision of a hypothetical guest, with points worth `pointValue`. */
export function movementOfHappened(
  { before, decision, at, type, direction, restaurantId, prior }: DraftEvent,
  pointValue: number,
): GuestMovement {
  const { tierBefore, tier, amounts, after } = decision;
  const owed = owedTo(after.balance) - owedTo(before.balance);
  const offline = offlineOf(decision);
  return movementOf({ at, type, direction, restaurantId, tierBefore, tier, owed, prior, offline, pointValue }, amounts);
}

/** Points owed to a guest when the counting begins. */
export function openingOf(at: number, tier: string, owed: number): GuestMovement {
  return { ...NOTHING, at, restaurantId: null, tierBefore: tier, tier, owed, issuedValue: 0, redeemedValue: 0 };
}

/** Returned points have the same value as spent ones. */
export function signedWorth(points: number, pointValue: number): number {
  return points < 0 ? -worthOf(-points, pointValue) : worthOf(points, pointValue);
}

/** Points of a row that a till's allowance paid or got back. */
export function offlineOfRow(row: JournalRow): number {
  if (row.type === 'REFUND') return row.pointsRedeemed === 0 ? 0 : (decodeRefundDetails(row).toAllowance ?? 0);
  return row.facts === null ? 0 : (decodeFacts(row).allowance?.points ?? 0);
}

/** The same for a decision. Only few have such details, so the transfers of the others are not searched. */
function offlineOf({ details, transfers }: Decision): number {
  if (details === null || !('byAllowance' in details || 'toAllowance' in details)) return 0;
  return transfers.find(({ code }) => code === 'OFFLINE_LOSS')?.amount ?? 0;
}

function figuresOf({ type, direction, prior, offline }: MovedBy, moved: MovedFigures): typeof NOTHING {
  const { amount, discount, payable, pointsRedeemed, pointsEarned } = moved;
  switch (type) {
    case 'SALE':
      return {
        sales: 1,
        amount,
        discount,
        payable,
        issued: pointsEarned,
        redeemed: pointsRedeemed - prior - offline,
        expired: 0,
        adjusted: 0,
      };
    case 'REFUND':
      return {
        ...NOTHING,
        amount: -amount,
        discount: -discount,
        payable: -payable,
        issued: -pointsEarned,
        redeemed: offline - pointsRedeemed,
      };
    case 'REDEMPTION':
      return { ...NOTHING, redeemed: pointsRedeemed - offline };
    case 'AWARD':
      return { ...NOTHING, issued: pointsEarned };
    case 'MANUAL':
    case 'OPENING':
      return { ...NOTHING, adjusted: direction === 'DEBIT' ? -pointsEarned : pointsEarned };
    case 'EXPIRY':
      return { ...NOTHING, expired: pointsEarned };
    default:
      return NOTHING;
  }
}

export function owedTo({ available, pending, held, inReview }: GuestState['balance']): number {
  return available + pending + held + inReview;
}
