/** The rows that `till_read` is asked for and returns, and those that `till_write` writes. */
import type { GuestState } from '../../../decision';
import type { JournalRow, TransferRow } from '../journal/journal-row';
import type { ClaimKind } from '../claims/claim-digests';

/** A guest to read. Null: only the time is read. Lots are read where the caller needs them, and where something is due. */
export interface TillReading {
  readonly guestId: string | null;
  readonly needLots: boolean;
  /**
   * How many of the next ends of points to read, with their sums. They are returned as lots: one for each end, or every
   * lot where the guest has ends that the lots alone do not tell.
   */
  readonly ends?: number;
  /** Look-ups by which acts may have identified the guest. Absent: none. */
  readonly lookUps?: readonly LookUp[] | undefined;
  /** A spend whose limit counts earlier spending. Absent: none. */
  readonly spending?: SpendReading | undefined;
}

/** A spend, named by its receipt. */
export interface SpendReading {
  /** Points spent from this instant on count. In milliseconds since 1970. */
  readonly since: number;
  readonly receiptNumber: string | null;
  readonly externalOrderId: string | null;
  readonly pointOfSaleId: string | null;
}

/** An actor, and the guest that the actor may have looked up within the last half hour. */
export interface LookUp {
  readonly actorId: string;
  readonly guestId: string;
}

/** A row of `till_read`: the stored guest. For an anonymous act it only has the time (`version` null). */
export interface TillReadRow {
  readonly ordinal: number;
  readonly now_ms: number;
  readonly version: number | null;
  readonly blocked: boolean;
  readonly birthday: number | null;
  /** Null together with `version`. */
  readonly joined_day: number | null;
  readonly tier: string | null;
  readonly grace_until: number | null;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly in_review: number;
  readonly receivable: number;
  readonly overdraft: boolean;
  readonly spend: number;
  readonly visits: number;
  readonly points_earned: number;
  readonly sales: number;
  readonly days: number[];
  readonly counters: string | null;
  readonly due_ms: number | null;
  readonly lots: string | null;
  /** The guest's family may limit or lend the redeemed points, so the act is decided with its members. Null: the guest was erased (`isErased`). */
  readonly in_family: boolean | null;
  /** Sorted. Null: none. */
  readonly segments: string[] | null;
  /** Set only in the row after a network's guests: the requested codes, as JSON. */
  readonly codes: string | null;
  /** The requested look-ups that were really made, in the form for `identificationOf`. Null: none. */
  readonly identified: string | null;
  /** Points that the guest spent without a confirmation: since the requested instant, and on the receipt. Null: the request named no spend. */
  readonly spent: readonly [sinceThen: number, onReceipt: number] | null;
}

/** Whether the guest is one of the network whose personal data was erased. */
export function isErased({ version, in_family: inFamily }: TillReadRow): boolean {
  return version !== null && inFamily === null;
}

/** A code that an act names for a guest, by its digest. */
export interface CodeReading {
  readonly guestId: string | null;
  readonly digest: string;
}

/** A code, and how often the guest has used its batch. */
export interface FoundCode {
  readonly batchId: string;
  readonly rewardId: string;
  /** Always 1 for a single-use code. */
  readonly usesLeft: number;
  /** The state by the database's clock, whether or not the code has uses left. */
  readonly state: 'MAKING' | 'STOPPED' | 'NOT_YET' | 'OVER' | 'GOOD';
  /** Null: the batch has no limit for each guest, so the guest's uses are not counted. */
  readonly perGuest: number | null;
  readonly usesOfGuest: number | null;
  /** The batch is only for guests of some segments, and this guest is in none of them. */
  readonly otherSegment: boolean;
  /** The person who made the batch, also by a key. Null: the system. */
  readonly madeBy: string | null;
  /** The code has one use, which is a claim. Whether somebody holds the claim is not read here. */
  readonly isSingle: boolean;
}

export interface ReadWithCodes {
  readonly guests: TillReadRow[];
  /** In the order of the request. Null: the network does not have the code. */
  readonly codes: readonly (FoundCode | null)[];
}

/** A guest's row after the batch. `version` equal to `expected`: the guest is unchanged. */
export interface GroupWrite {
  readonly guestId: string | null;
  readonly expected: number | null;
  readonly version: number | null;
  readonly tier: string | null;
  readonly graceUntil: number | null;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly inReview: number;
  readonly receivable: number;
  readonly overdraft: boolean;
  readonly spend: number;
  readonly visits: number;
  readonly pointsEarned: number;
  readonly sales: number;
  readonly days: readonly number[];
  readonly counters: string | null;
  readonly dueMs: number | null;
  readonly blocked: boolean;
}

export interface ClaimWrite {
  readonly digest: string;
  readonly kind: ClaimKind;
  readonly holder: string;
  /** Null: the claim must be new. Else this row must hold the claim, which passes to `holder`. */
  readonly expected: string | null;
}

export interface LotWrite {
  readonly lotId: string;
  readonly expiresAt: number | null;
  readonly amount: number;
  readonly remaining: number;
  readonly held: number;
  readonly activatesAt: number | null;
  readonly restaurantId: string | null;
}

/** A refusal to be stored under its key. */
export interface AnswerWrite {
  readonly id: string;
  readonly requestHash: string;
  readonly status: number;
  readonly code: string;
  readonly data: string;
}

/** A use of a code that has several uses. */
export interface TakeWrite {
  readonly digest: string;
  readonly batchId: string;
}

/** A use of a code by a sale, stored as a redemption. */
export interface UseWrite {
  readonly digest: string;
  readonly batchId: string;
  readonly redemptionId: string;
  readonly rewardId: string;
  readonly rewardVersion: number;
  /** As JSON. */
  readonly terms: string;
  readonly saleId: string;
  readonly restaurantId: string | null;
  /** The code has one use, which is a claim in this group. */
  readonly claimed: boolean;
}

/** An amount that a campaign gave by a transaction, charged to one budget. */
export interface BudgetUseWrite {
  readonly leaseId: string;
  readonly budgetId: string;
  readonly transactionId: string;
  readonly amount: number;
}

/** A refund's part of an amount that a campaign gave earlier. It returns to the budgets. */
export interface BudgetReturnWrite {
  readonly campaign: string;
  readonly transactionId: string;
  readonly points: number;
  readonly money: number;
  readonly uses: number;
}

/**
 * Points, money or uses that one person's decision gave by an act. With a guest, `waiting` of them wait in the review by the row `holdId`; without
 * one, they were not given.
 */
interface SoleGiftWrite {
  readonly transactionId: string;
  readonly person: string;
  readonly unit: 'POINTS' | 'MONEY' | 'USES';
  readonly guestId: string | null;
  readonly source: string;
  readonly amount: number;
  readonly waiting: number;
  readonly holdId: string | null;
}

/** Everything that one group writes; either all of it is written or nothing. */
export interface GroupRows {
  readonly group: GroupWrite;
  /** The guest's balance before the acts, from which `transfers` make that of `group` (`requireBooked`). Null: it is not checked, for there is no guest. */
  readonly read: GuestState['balance'] | null;
  readonly claims: ClaimWrite[];
  readonly transactions: { readonly row: JournalRow; readonly comment: string | null }[];
  readonly transfers: TransferRow[];
  readonly lots: LotWrite[];
  readonly takes: TakeWrite[];
  readonly uses: UseWrite[];
  readonly answers: AnswerWrite[];
  readonly budgetUses: BudgetUseWrite[];
  readonly budgetReturns: BudgetReturnWrite[];
  readonly soleGifts: SoleGiftWrite[];
}

/** A group that was left out of the write, and the reason. `holder` is null when two acts of the batch wanted the same claim. */
export interface LostGroup {
  readonly lost_group: number;
  readonly reason: 'rules' | 'version' | 'coupon' | 'budget' | 'claim';
  readonly digest: string | null;
  readonly holder: string | null;
}

/** The guests and codes to read for one network. */
export interface AskedGuests {
  readonly networkId: string;
  readonly readings: readonly TillReading[];
  readonly codes: readonly CodeReading[];
}

/** Rows to write for one network, decided by this version of its rules. */
export interface BatchWrite {
  readonly networkId: string;
  readonly rulesVersion: number;
  /** How long to wait for a guest locked by another transaction. Null: leaves such a guest out without waiting. */
  readonly lockTimeout: string | null;
  readonly groups: readonly GroupRows[];
}
