/** Facts about acts that fraud watch reads, and the signals that its rules make of them. All of it is data. */

export type ActKind =
  | ('SALE' | 'REFUND' | 'MANUAL' | 'ATTACH' | 'TRANSFER' | 'MERGE' | 'REFERRAL' | 'REWARD')
  | ('GIFT_SALE' | 'GIFT_PAYMENT' | 'GIFT_REFUND' | 'GIFT_FACE');

/** An act of the journal as fraud watch reads it. */
export interface ActFact {
  readonly id: string;
  /**
   * SALE: a check, with or without a guest. ATTACH: an anonymous check that was given to a guest after it was closed (a
   * SALE with `related_id` that captures no hold); `occurredAt` is the check's time, `acceptedAt` that of the
   * attachment. REFERRAL: the first purchase of a friend whom `guestId` brought; `id` and `acceptedAt` are those of the
   * guest's award; till, cashier and payment those of the purchase. REWARD: points spent without a check. MERGE:
   * `guestId` is the account that stays. GIFT_…: an act of the gift card `cardId`, with its money in `payable`; `guestId`
   * is the guest of the paid receipt, or whose cabinet shows the card; `relatedId` the refunded payment. GIFT_FACE: a
   * member of staff sent or downloaded the card's code, or put the card in the place of another.
   */
  readonly kind: ActKind;
  /** In milliseconds since 1970: the time by the till's clock, and the time at which the server accepted the act. */
  readonly occurredAt: number;
  readonly acceptedAt: number;
  /** The business date in days since 1970. */
  readonly day: number;
  /** The hour of the restaurant's clock at `occurredAt`, 0 to 23. */
  readonly hour: number;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  /** Null: no shift was open, or the channel has none. Cashier and day then take its place. */
  readonly shiftId: string | null;
  /** The member of staff who acted. Null: the guest, a service or the platform acted. */
  readonly cashierId: string | null;
  /** Null: an anonymous check, which counts among the shift's checks. */
  readonly guestId: string | null;
  /** `transactions.identified_by`: QR, CODE, CARD, PHONE, TILL_SYSTEM or NAME; null: unknown. */
  readonly identifiedBy: string | null;
  /** False: the sale has neither a receipt number nor an order of a till system, or the refund to a gift card no refund of a receipt. */
  readonly hasReceipt: boolean;
  /** The money paid, in minor units. */
  readonly payable: number;
  /** Null: the till does not report the way of payment. */
  readonly isCash: boolean | null;
  /** Points that a sale earned, or that a refund took back. */
  readonly earned: number;
  /** Points that a sale or reward spent, or that a refund returned. */
  readonly redeemed: number;
  /** Points of a manual credit or an incoming transfer, or points that a merge brought. */
  readonly credited: number;
  /** The sale of a refund, or the check of an attachment. Null: none. */
  readonly relatedId: string | null;
  /** The time of the related act, in milliseconds since 1970. */
  readonly relatedAt: number | null;
  /** The friend of a referral, the other guest of a transfer, or the account that a merge closed. */
  readonly friendId: string | null;
  /** The gift card. Null: the act concerns none. */
  readonly cardId: string | null;
  readonly isOffline: boolean;
  /** The device's clock was earlier than at an act with a lower counter. */
  readonly isClockBack: boolean;
}

export type SubjectKind = 'CASHIER' | 'GUEST';

export interface SignalSubject {
  readonly kind: SubjectKind;
  readonly id: string;
}

export type Inputs = Readonly<Record<string, number | string>>;

/**
 * A circumstance that a rule found in a subject's acts, identified by rule, version, subject and first act. A later
 * judgement of the same circumstance has more acts and replaces it.
 */
export interface Signal {
  readonly rule: string;
  readonly version: number;
  readonly subject: SignalSubject;
  /** When the last of the acts was accepted, in milliseconds since 1970. */
  readonly at: number;
  /** The business date of the last act, in days since 1970. */
  readonly day: number;
  readonly restaurantId: string | null;
  /** Ids ordered by time. */
  readonly acts: readonly string[];
  /** Acts whose points may wait in review. */
  readonly doubtfulActs: readonly string[];
  /** The figures in the rule's sentence. */
  readonly inputs: Inputs;
  /** How many suspicious events this signal adds. A case needs several. */
  readonly events: number;
  /** −log10 of the probability that an honest subject shows this many. */
  readonly surprise: number;
}

type Unit = 'COUNT' | 'MINUTES' | 'HOURS' | 'DAYS' | 'POINTS' | 'MINOR_UNITS' | 'PERCENT';

export interface Parameter {
  readonly default: number;
  /** The limit of the network's settings that takes the place of `default`. */
  readonly ofNetwork?: NetworkLimit;
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
}

export type Params = Readonly<Record<string, number>>;

/** Limits of a network's settings by which rules judge. */
type NetworkLimit = 'cashierManualAtOnce';
export type NetworkLimits = Readonly<Record<NetworkLimit, number>>;

/** The acts that rules judge. */
export interface JudgedActs {
  /** Acts in any order, each once. Acts accepted before `from` are included as far as the rule's `reads` asks. */
  readonly acts: readonly ActFact[];
  /** Only signals with an act accepted at `from` or later are returned. */
  readonly from: number;
  /** Counts of cashiers in the last `PEER_DAYS` days, including today (peers.rules.ts). */
  readonly peers: readonly PeerCount[];
}

/** Counts of a cashier in one restaurant and hour of the day, added up over several days. */
export interface PeerCount extends PeerCounts {
  readonly restaurantId: string;
  readonly hour: number;
  readonly cashierId: string;
}

/** Numbers of checks and of suspicious events, as `eventsOf` (events.rules.ts) names them. */
export interface PeerCounts {
  /** Checks with and without a guest. */
  readonly checks: number;
  readonly typedAgain: number;
  readonly attached: number;
  readonly withoutReceipt: number;
  readonly spentElsewhere: number;
  readonly refunds: number;
  readonly manual: number;
}

/** The suspicious events that are counted. */
export type EventName = Exclude<keyof PeerCounts, 'checks'>;
