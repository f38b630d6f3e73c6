import type {
  AbsorbAct,
  FreezeAct,
  GiveAct,
  IdentificationWay,
  Opening,
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
import type { ProblemCode } from '../../../platform/problems/problem-codes';
import type { JournalRow, SaleAttributes } from '../journal/journal-columns';
import type { TransferRow } from '../journal/journal-row';
import type { ConfirmedBy, SaleLine, StoredReward } from '../journal/stored-json';
import type { ClaimKind } from '../claims/claim-digests';
import type { Refusing } from './refusing';

/** The actor as the journal records it. */
export interface Actor {
  readonly kind: 'user' | 'guest' | 'key' | 'system';
  readonly id: string | null;
  /** Left out: a key, the system, or an act that waited for approval since before sessions were kept. */
  readonly sessionId?: string | undefined;
}

/** Proof of the guest's presence that came with an act which spends points. */
export interface Spending {
  /** The guest's own word for it; null: none, so the network's limit holds. */
  readonly confirmation: ActConfirmation | null;
  /** The start of the network's day, since when points count that were spent without a word. Milliseconds since 1970. */
  readonly since: number;
}

/** A live QR or code of the guest's card, or what the guest was asked from afar. */
export type ActConfirmation =
  { readonly by: 'QR' | 'CODE'; readonly use: string } | { readonly by: 'ASKED'; readonly id: string };

/** A claimed idempotency key: its digest, and the hash of the request that it stands for (hex of 32 bytes). */
export interface ActKey {
  readonly digest: string;
  readonly requestHash: string;
}

export interface ActReceipt {
  readonly number: string | null;
  readonly externalOrderId: string | null;
  /** `YYYY-MM-DD` as the till gave it; null: the business day of the act. */
  readonly businessDate: string | null;
  /** Left out: the act is the whole receipt. */
  readonly part?: ReceiptPart | undefined;
  /** The till that printed the number is not known, so it is no name of the receipt; left out: it is the till of the act. */
  readonly isOfUnknownTill?: true | undefined;
}

/** One part of a receipt that several sales divide among them. */
export interface ReceiptPart {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** Gross amount of the whole receipt in minor units. */
  readonly receiptAmount: number;
}

export const NO_RECEIPT: ActReceipt = { number: null, externalOrderId: null, businessDate: null };

export interface SaleBody {
  readonly kind: 'SALE';
  readonly amount: number;
  readonly lines: readonly SaleLine[] | null;
  readonly pointsToRedeem: number | null;
  readonly holdId: string | null;
  readonly attributes: SaleAttributes;
  /** Null: it uses up no reward. */
  readonly rewards: RewardUses | null;
  /** Goods without their price, which count for tasks and are no money; left out: what cost nothing was given away. */
  readonly isUnpriced?: true | undefined;
  /** Without a guest: paid at a till that asked for no price, so nothing comes off; left out: it asks. */
  readonly isPaid?: true | undefined;
  /** The promo code that the sale names, so that its campaign takes money off; left out: it names none. */
  readonly promoCode?: string | undefined;
}
/** Rewards that a sale uses up. A code is as it was typed, and stands nowhere but in memory. */
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
  /** The card whose full ones pay for it; left out: points or a coupon do. */
  readonly stampCard?: string | undefined;
  /** The code of the campaign whose tasks gave it; left out: something else pays. */
  readonly campaign?: string | undefined;
  /** The network gives it for nothing, by an automation; left out: something pays. */
  readonly isGiven?: true | undefined;
  /** Where it is sent; left out: it is handed over. */
  readonly shippingAddress?: string | undefined;
}
export interface ManualBody {
  readonly kind: 'MANUAL';
  readonly direction: 'CREDIT' | 'DEBIT';
  readonly points: number;
  readonly reasonCode: string;
  readonly comment: string | null;
  /** The EXPIRY whose points come back; null: any other act by hand. */
  readonly expiryId: string | null;
  /** A debit of points that this RESERVE set aside, or this REVIEW; left out: of points that are free. */
  readonly holdId?: string | undefined;
  /** The hold is a review, so that as many go as are still in it; left out: it is not. */
  readonly isReview?: true | undefined;
  /** Days of a credit's own; left out: as the programme says. */
  readonly period?: GivenPeriod | undefined;
  /** Where points of a credit may be spent; left out: everywhere. */
  readonly limit?: PointLimit | undefined;
}
/** The first and the last local day, `YYYY-MM-DD`, on which given points may be spent; null: at once, as the programme says. */
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
  /** The partner's act that goes back, in part or as a whole; null: none. */
  readonly refundOf: string | null;
}
export interface RefundBody {
  readonly kind: 'REFUND';
  readonly saleId: string;
  /** A code of ours, which is sealed with the row; null: a person said why. */
  readonly reason: string | null;
  /** The reason in a person's words, beside the row. */
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
  /** An undo: whole, within a minute of the sale, while none of its points were spent; frees the receipt. */
  readonly undo: boolean;
}
export interface HoldBody {
  readonly kind: 'HOLD';
  readonly sale: SaleBody;
  readonly holdMinutes: number;
}
/** The first step of a transfer: points that are set aside without a sale. */
export interface ReserveBody {
  readonly kind: 'RESERVE';
  readonly points: number;
  /** From now to its time-out. */
  readonly seconds: number;
  readonly comment: string | null;
}
/** Fraud watch puts points of doubtful acts in review. */
export interface ReviewBody {
  readonly kind: 'REVIEW';
  /** The acts, which are the ids of the lots that they opened. */
  readonly actIds: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}
export interface ReleaseBody {
  readonly kind: 'RELEASE';
  readonly holdId: string;
  /** It ends a review; left out: the hold of a quote or a transfer. */
  readonly isReview?: true | undefined;
}
export interface AwardBody {
  readonly kind: 'AWARD';
  readonly activity: string;
  /** The sale that an award of a referral rests on, of the friend; left out: any other award. */
  readonly saleId?: string | undefined;
}
/** An award whose condition no longer holds goes back. */
export interface RevokeBody {
  readonly kind: 'REVOKE';
  readonly awardId: string;
}
/** The guest was told of an end: a message was opened, or a provider delivered it. */
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

/** A tier set by hand (to the end of `untilDay`), its end, or a look at the tier because the programme is another. */
export interface TierBody {
  readonly kind: 'TIER';
  readonly change: TierChange;
  /** Null: another programme came into force. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
}
/** The payment of a sale was confirmed. */
export interface ConfirmBody {
  readonly kind: 'CONFIRM';
  readonly saleId: string;
}
/** A guest is blocked, or is no longer. */
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
  /** Its code. */
  readonly campaign: string;
  readonly joins: boolean;
}
export interface CountBody {
  readonly kind: 'COUNT';
  readonly counter: string;
  readonly count: number;
}

/** Points for another guest: one of two acts that are decided and written together, this one first. */
export interface GiveBody extends GiveAct {
  /** UNDO: the transfer that is undone. FAMILY: the other guest's act that spends the points. */
  readonly relatedId: string | null;
  readonly comment: string | null;
}
/** The other of the two. */
export interface ReceiveBody extends ReceiveAct {
  /** The giver's transaction. */
  readonly giveId: string;
}

/** A guest gives up everything to the one that it is, too; or (`undoes`) the other gives it up again. */
export interface SurrenderBody extends SurrenderAct {
  /** Undo only: the id of the merge, which is the surrender that it undoes. */
  readonly mergeId: string | null;
  /** Why they are one person, or two after all; null: a preview. */
  readonly comment: string | null;
}
export interface AbsorbBody extends AbsorbAct {
  readonly surrenderId: string;
}

/** Balances, tier and totals that a guest brings from an earlier system. */
export interface OpeningBody {
  readonly kind: 'OPENING';
  readonly opening: Opening;
}
/** The same goes back. */
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
  /** UUIDv7: the id of the transaction that it becomes. */
  readonly id: string;
  readonly networkId: string;
  /** Null: an anonymous receipt, or the refund of one. */
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
  /** Milliseconds since 1970; null: now, by the database's clock. */
  readonly occurredAt: number | null;
  /** Time of the offline till's clock, where `occurredAt` was corrected by its error; else null. */
  readonly deviceTime: number | null;
  /** How the actor knew the guest; left out: not known. A look-up by the actor says it better. */
  readonly identifiedBy?: IdentificationWay | undefined;
  /** The guest as the actor may have looked it up within the last half hour; null: the act says itself how it knew the guest. */
  readonly lookedUpAs?: string | null | undefined;
  /** How the guest confirmed what it spends, found under the lock; left out: not. */
  readonly confirmedBy?: ConfirmedBy | undefined;
  /** Only for acts by staff or services that spend points. */
  readonly spending?: Spending | undefined;
  /** The most new points that the guest's family allows; null: no limit. */
  readonly networkLimit: number | null;
  /** Claims besides key and receipt: a QR that is good for one sale, a device's counter. */
  readonly claims: readonly { readonly kind: ClaimKind; readonly digest: string }[];
  /** Allowance of the offline till for points that the guest lacks; left out when there is none. */
  readonly allowance?: ActAllowance | undefined;
  /** Refusal found by the controller's checks; it is stored under the act's key like any other refusal. */
  readonly refused?: Refusing | undefined;
}

/** The allowance of a till that an act came with, or why that one does not pay for it. */
export type ActAllowance = { readonly id: string } | { readonly refused: ProblemCode };

/** The outcome of an act, the same whether it was decided now or found under its key. */
export type Outcome = Posted | Refused | Stored;

export interface Posted {
  readonly kind: 'POSTED';
  readonly row: JournalRow;
  /** JSON parts of the row of an act decided now. Left out: they are read from the row. */
  readonly told?: StoredParts;
  /** Only for a SALE, REDEMPTION or HOLD decided now; a replayed hold has it in its row's details. */
  readonly redeemable: Redeemable | null;
  /** Only of a quote: the points above which the guest confirms; left out or null: any number is free. */
  readonly confirmAbove?: number | null;
  readonly replayed: boolean;
}

/** Parts of a decision that responses need and the row stores only as JSON. */
export interface StoredParts {
  readonly trace: readonly TraceEntry[];
  readonly progress: TierProgress;
  /** SALE, HOLD: the rewards that it used up; null: none. */
  readonly rewards: readonly SaleReward[] | null;
  /** The reward of a redemption from the catalogue. */
  readonly reward: StoredReward | null;
  /** Points that may not be spent where the act was done; left out or null: none. */
  readonly elsewhere?: number | null;
}

/** A refusal of the business, kept under the act's key. */
export interface Refused {
  readonly kind: 'REFUSED';
  readonly code: ProblemCode;
  readonly data: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
  /** Id of the request that was refused first, when this repeats its response. */
  readonly requestId: string | null;
}

/** Another response stored under the key: an act that waits for approval. */
export interface Stored {
  readonly kind: 'STORED';
  readonly status: number;
  readonly body: unknown;
  readonly replayed: boolean;
}

/** Journal rows that an act needs besides its guest; read after the guest, so that the version guards them. */
export interface RelatedRows {
  /** REFUND: the sale. CLAIM: the anonymous receipt. MANUAL: the expiry whose points come back. SALE or REDEMPTION on a claimed receipt: the first redemption. */
  readonly row: JournalRow;
  /** Rows that name `row` as related: refunds of a sale, further redemptions of a receipt, the claim of a receipt. */
  readonly others: readonly JournalRow[];
  readonly transfers: readonly TransferRow[];
  /** Points of the lot that `row` opened which expired. */
  readonly expired: number;
}
