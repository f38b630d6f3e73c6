import type {
  AbsorbAct,
  FreezeAct,
  GiveAct,
  IdentificationWay,
  Line,
  OpeningBalances,
  OpeningDetails,
  PartnerOfAct,
  PointLimit,
  ReceiveAct,
  Redeemable,
  SaleReward,
  SurrenderAct,
  TierChange,
  TierProgress,
  TraceEntry,
} from '../../../decision';
import type { GiftSource } from '../../../configuration/pure';
import type { ProblemCode } from '../../../platform/problems/problem-codes';
import type { JournalRow, SaleAttributes } from '../journal/journal-columns';
import type { TransferRow } from '../journal/journal-row';
import type { ClaimKind } from '../claims/claim-digests';
import type { RefusalReason } from './refusing';

/** The actor as the journal records it. */
export interface Actor {
  readonly kind: 'user' | 'guest' | 'key' | 'system';
  readonly id: string | null;
  /** Absent: the actor is a key or the system, or the act waited for approval since a version that stored no sessions. */
  readonly sessionId?: string | undefined;
  /** For a key: the person who alone made it; null: two people did. Absent: not known. */
  readonly soleDecider?: string | null | undefined;
}

/** The guest's confirmation and the start of the limit's day, for an act that spends points. */
interface SpendContext {
  /** The guest's own confirmation. Null: none, so the network's limit applies. */
  readonly confirmation: ActConfirmation | null;
  /** The start of the network's day, in milliseconds since 1970. Points spent without a confirmation count from it. */
  readonly since: number;
}

/** A live QR or code of the guest's card, or the guest's answer to a question sent to the guest's device. */
export type ActConfirmation =
  | { readonly by: 'QR' | 'CODE'; readonly use: string }
  | { readonly by: 'ASKED'; readonly id: string };

/** How a guest confirmed that points are spent. */
export type ConfirmedBy = 'QR' | 'CODE' | 'ONE_TIME_CODE' | 'TAP';

/** An idempotency key: the digest of its claim, and the hash of its request (hex of 32 bytes). */
export interface ActKey {
  readonly digest: string;
  readonly requestHash: string;
}

export interface ActReceipt {
  readonly number: string | null;
  readonly externalOrderId: string | null;
  /** `YYYY-MM-DD` as the till sent it. Null: the business day of the act. */
  readonly businessDate: string | null;
  /** Absent: the act is the whole receipt. */
  readonly part?: ReceiptPart | undefined;
  /** The till that printed the number is unknown, so the number is no name of the receipt. Absent: the act's till printed it. */
  readonly isOfUnknownTill?: true | undefined;
}

/** One part of a receipt that several sales share. */
export interface ReceiptPart {
  /** Counted from 1. */
  readonly number: number;
  readonly of: number;
  /** The price of the whole receipt before discount, in minor units. */
  readonly receiptAmount: number;
}

export const NO_RECEIPT: ActReceipt = { number: null, externalOrderId: null, businessDate: null };

/** A line as the till sent it. */
export interface SaleLine extends Line {
  readonly name: string | null;
  readonly unitPrice: number;
}

export interface SaleBody {
  readonly kind: 'SALE';
  readonly amount: number;
  readonly lines: readonly SaleLine[] | null;
  readonly pointsToRedeem: number | null;
  readonly holdId: string | null;
  readonly attributes: SaleAttributes;
  /** Null: the sale uses up no reward. */
  readonly rewards: RewardUses | null;
  /** The goods came without prices, and still count for tasks. Absent: goods that cost nothing were given away. */
  readonly isUnpriced?: true | undefined;
  /** For an anonymous receipt: it was paid before the till asked for a price, so nothing comes off. Absent: the till asks first. */
  readonly isPaid?: true | undefined;
  /** The promo code that the sale names, so that its campaign takes money off. Absent: the sale names no code. */
  readonly promoCode?: string | undefined;
}
/** Rewards that a sale uses up. Codes are as they were typed, and are only kept in memory. */
export interface RewardUses {
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
}
export interface RedemptionBody {
  readonly kind: 'REDEMPTION';
  readonly points: number;
  readonly orderAmount: number;
}
/** A reward of the catalogue, for points or for a coupon. */
export interface RewardBody {
  readonly kind: 'REWARD';
  readonly rewardId: string;
  readonly quantity: number;
  readonly slotId: string | null;
  readonly coupon: string | null;
  /** The stamp card whose full cards pay for the reward. Absent: points or a coupon pay. */
  readonly stampCard?: string | undefined;
  /** The code of the campaign whose tasks gave the reward. Absent: points, a coupon or a stamp card pay. */
  readonly campaign?: string | undefined;
  /** An automation of the network gives the reward for nothing. Absent: something pays for it. */
  readonly isGiven?: true | undefined;
  /** The address to which the reward is sent. Absent: staff hand it over. */
  readonly shippingAddress?: string | undefined;
}
export interface ManualBody {
  readonly kind: 'MANUAL';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: number;
  readonly reasonCode: string;
  readonly comment: string | null;
  /** The EXPIRY whose points come back. Null: the act brings no expired points back. */
  readonly expiryId: string | null;
  /** A debit takes points that this RESERVE or REVIEW set aside. Absent: it takes free points. */
  readonly holdId?: string | undefined;
  /** The hold is a review, so the debit takes as many points as are still in it. Absent: the hold is no review. */
  readonly isReview?: true | undefined;
  /** The first and last day on which a credit's points may be spent. Absent: as the programme says. */
  readonly period?: GivenPeriod | undefined;
  /** Where the points of a credit may be spent. Absent: everywhere. */
  readonly limit?: PointLimit | undefined;
}
/** The first and last local day, `YYYY-MM-DD`, on which given points may be spent. Null: at once, and as the programme says. */
export interface GivenPeriod {
  readonly beginsOn: string | null;
  readonly endsOn: string | null;
}
/** Points that a partner of the network gives or takes in its own business. */
export interface PartnerBody {
  readonly kind: 'PARTNER';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: number;
  readonly partner: PartnerOfAct;
  /** The partner's act that this act refunds, in part or as a whole. Null: this act is no refund. */
  readonly refundOf: string | null;
}
export interface RefundBody {
  readonly kind: 'REFUND';
  readonly saleId: string;
  /** A reason code of the platform, which is sealed with the row. Null: a person wrote the reason. */
  readonly reason: string | null;
  /** The reason in a person's words, which is stored apart from the row. */
  readonly comment: string | null;
  readonly what:
    | { readonly kind: 'ALL' }
    | { readonly kind: 'AMOUNT'; readonly amount: number }
    | {
        readonly kind: 'LINES';
        readonly lines: readonly {
          readonly line: number;
          readonly quantityMilli: number | null;
          readonly total: number | null;
        }[];
      };
  /** True: an undo of the whole sale, within a minute and while the guest has spent none of its points. It frees the receipt. */
  readonly undo: boolean;
}
export interface HoldBody {
  readonly kind: 'HOLD';
  readonly sale: SaleBody;
  readonly holdMinutes: number;
}
/** The first step of a transfer, which sets points aside without a sale. */
export interface ReserveBody {
  readonly kind: 'RESERVE';
  readonly points: number;
  /** How long the points are set aside, from now on. */
  readonly seconds: number;
  readonly comment: string | null;
}
/** Fraud watch puts points of doubtful acts in review. */
export interface ReviewBody {
  readonly kind: 'REVIEW';
  /** The doubtful acts. Their ids are also the ids of the lots that they opened. */
  readonly actIds: readonly string[];
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
  /** The most points to put in review, also of points that can only be spent later. Absent: all that can be spent now. */
  readonly most?: number | undefined;
}
export interface ReleaseBody {
  readonly kind: 'RELEASE';
  readonly holdId: string;
  /** True: the act ends a review. Absent: it ends the hold of a quote or a transfer. */
  readonly isReview?: true | undefined;
}
export interface AwardBody {
  readonly kind: 'AWARD';
  readonly activity: string;
  /** For an award of a referral: the friend's sale for which it is given. Absent: any other award. */
  readonly saleId?: string | undefined;
}
/** Takes an award back, because its condition no longer holds. */
export interface RevokeBody {
  readonly kind: 'REVOKE';
  readonly awardId: string;
}
/** The guest learned of expiring points: the guest opened a message, or a provider delivered it. */
export interface WarningBody {
  readonly kind: 'WARNING';
  readonly endsAt: number;
  readonly lots: readonly { readonly lotId: string; readonly expiresAt: number }[];
}
/** An anonymous receipt becomes the guest's sale, decided as of its own time. */
export interface ClaimBody {
  readonly kind: 'CLAIM';
  readonly receiptId: string;
}

/** A tier set by hand (to the end of `untilDay`), its end, or a review of the tier by a new programme. */
export interface TierBody {
  readonly kind: 'TIER';
  readonly change: TierChange;
  /** Null: the review by a new programme. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
}
/** The payment of a sale was confirmed. */
export interface ConfirmBody {
  readonly kind: 'CONFIRM';
  readonly saleId: string;
}
/** Blocks a guest, or lifts the block. */
export interface BlockBody {
  readonly kind: 'BLOCK';
  readonly blocked: boolean;
  readonly reasonCode: string;
  readonly comment: string | null;
}
/** A manager forgives a guest one more missed week of a streak. */
export type FreezeBody = FreezeAct;
/** A guest joins a campaign, or leaves it. */
export interface JoinBody {
  readonly kind: 'JOIN';
  /** The campaign's code. */
  readonly campaign: string;
  readonly joins: boolean;
}
export interface CountBody {
  readonly kind: 'COUNT';
  readonly counter: string;
  readonly count: number;
}

/** The giver's side of a transfer. It is decided and written together with the receiver's, and comes first. */
export interface GiveBody extends GiveAct {
  /** UNDO: the transfer that is undone. FAMILY: the act of the other guest that spends the points. */
  readonly relatedId: string | null;
  readonly comment: string | null;
}
/** The receiver's side of a transfer. */
export interface ReceiveBody extends ReceiveAct {
  /** The giver's transaction. */
  readonly giveId: string;
}

/** A guest gives up everything to another guest who is the same person. With `undoes`, the other guest gives it back. */
export interface SurrenderBody extends SurrenderAct {
  /** For an undo: the id of the merge, which is the SURRENDER that it undoes. Null: this is a merge. */
  readonly mergeId: string | null;
  /** Why the two guests are one person, or are two after all. Null: a preview. */
  readonly comment: string | null;
}
export interface AbsorbBody extends AbsorbAct {
  readonly surrenderId: string;
}

/** Balances, tier and totals that a guest brings from an earlier system. */
export interface OpeningBody {
  readonly kind: 'OPENING';
  readonly opening: OpeningBalances;
}
/** Undoes an opening. */
export interface UndoOpeningBody {
  readonly kind: 'UNDO_OPENING';
  readonly openingId: string;
  readonly opened: OpeningDetails;
}

export type ActBody =
  | OpeningBody
  | UndoOpeningBody
  | SurrenderBody
  | AbsorbBody
  | GiveBody
  | ReceiveBody
  | TierBody
  | CountBody
  | BlockBody
  | JoinBody
  | FreezeBody
  | ConfirmBody
  | SaleBody
  | RedemptionBody
  | RewardBody
  | ManualBody
  | PartnerBody
  | RefundBody
  | HoldBody
  | ReserveBody
  | ReviewBody
  | ReleaseBody
  | AwardBody
  | RevokeBody
  | ClaimBody
  | WarningBody;

/** An act on its way into the ledger: parsed, permitted and placed; not yet decided. */
export interface TillAct {
  /** UUIDv7: the id of the transaction that stores the act. */
  readonly id: string;
  readonly networkId: string;
  /** Null: an anonymous receipt, or its refund. */
  readonly guestId: string | null;
  readonly body: ActBody;
  readonly actor: Actor;
  readonly channel: 'TILL' | 'API' | 'OFFLINE' | 'IMPORT' | 'SYSTEM';
  readonly requestId: string | null;
  readonly key: ActKey | null;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  readonly shiftId: string | null;
  readonly receipt: ActReceipt;
  /** In milliseconds since 1970. Null: now, by the database's clock. */
  readonly occurredAt: number | null;
  /** The time by the offline till's clock, where `occurredAt` was corrected by the clock's error. Else null. */
  readonly deviceTime: number | null;
  /** How the actor says that the guest was identified. Absent: unknown. A look-up by the actor takes precedence. */
  readonly identifiedBy?: IdentificationWay | undefined;
  /** The guest that the actor may have looked up within the last half hour. Null: the act itself says how the guest was identified. */
  readonly lookedUpAs?: string | null | undefined;
  /** How the guest confirmed the spending, which is found under the lock. Absent: not confirmed. */
  readonly confirmedBy?: ConfirmedBy | undefined;
  /** Set for acts by staff or services that spend points. */
  readonly spending?: SpendContext | undefined;
  /** The most new points that the guest's family allows. Null: no limit. */
  readonly networkLimit: number | null;
  /** Claims besides key and receipt, for example a QR that is good for one sale, or a device's counter. */
  readonly claims: readonly { readonly kind: ClaimKind; readonly digest: string }[];
  /** The offline till's allowance for points that the guest lacks. Absent: none. */
  readonly allowance?: ActAllowance | undefined;
  /** The source by which the act gives, and the person who decided it. Absent: the rules of the programme for a sale or an activity, else the actor. */
  readonly source?: GiftSource | undefined;
  /** True: nobody at a till waits for the act, so it gives way to others and uses the connections of background work. */
  readonly mayBeLate?: boolean;
  /** A refusal found by the controller's checks. It is stored under the act's key like any other. */
  readonly refused?: RefusalReason | undefined;
}

/** The till's allowance that came with an act, or the reason why it cannot pay. */
export type ActAllowance = { readonly id: string } | { readonly refused: ProblemCode };

/** The outcome of an act, whether decided now or found under its key. */
export type Outcome = PostedOutcome | RefusedOutcome | StoredOutcome;

export interface PostedOutcome {
  readonly kind: 'POSTED';
  readonly row: JournalRow;
  /** JSON parts of the row, for an act decided now. Absent: read them from the row. */
  readonly told?: StoredParts;
  /** Set for a SALE, REDEMPTION or HOLD decided now. A replayed hold has it in its row's details. */
  readonly redeemable: Redeemable | null;
  /** For a quote: points above this number need the guest's confirmation. Absent or null: no number does. */
  readonly confirmAbove?: number | null;
  readonly replayed: boolean;
}

/** Parts of a decision that answers need and that the row stores only as JSON. */
export interface StoredParts {
  readonly trace: readonly TraceEntry[];
  readonly progress: TierProgress;
  /** SALE, HOLD: the rewards that it uses up. Null: none. */
  readonly rewards: readonly SaleReward[] | null;
  /** The reward of a redemption from the catalogue. */
  readonly reward: StoredReward | null;
  /** Points that cannot be spent at the act's restaurant. Absent or null: none. */
  readonly elsewhere?: number | null;
}

/** A reward as it was redeemed. `cost` is the price of one piece. */
export interface StoredReward {
  readonly rewardId: string;
  readonly version: number;
  readonly code: string;
  readonly cost: number;
  readonly quantity: number;
  readonly slotId: string | null;
  /** Absent: no stamp card paid for the reward. */
  readonly stampCard?: string | undefined;
  /** Absent: no campaign gave the reward. */
  readonly campaign?: string | undefined;
}

/** A refusal of the business, stored under the act's key. */
interface RefusedOutcome {
  readonly kind: 'REFUSED';
  readonly code: ProblemCode;
  readonly data: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
  /** The id of the request that got this refusal first, when this is a repetition. */
  readonly requestId: string | null;
}

/** Another answer stored under the key, for example of an act that waits for approval. */
interface StoredOutcome {
  readonly kind: 'STORED';
  readonly status: number;
  readonly body: unknown;
  readonly replayed: boolean;
}

/** Journal rows that an act needs besides its guest. They are read after the guest, so that the guest's version guards them. */
export interface RelatedRows {
  /**
   * REFUND: the sale. CLAIM: the anonymous receipt. MANUAL: the expiry whose points come back. SALE or REDEMPTION on a
   * claimed receipt: the first redemption.
   */
  readonly row: JournalRow;
  /** Rows whose related row is `row`: refunds of a sale, further redemptions on a receipt, the claim of a receipt. */
  readonly others: readonly JournalRow[];
  readonly transfers: readonly TransferRow[];
  /** How many points of the lot that `row` opened have expired. */
  readonly expired: number;
}
