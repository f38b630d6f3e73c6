import type { EventName } from './events.rules';
import type { Window } from './window.rules';

/** Facts of acts that fraud watch reads, the rules that judge them, and the signals that come out. All of it is data. */

export type ActKind = 'SALE' | 'REFUND' | 'MANUAL' | 'ATTACH' | 'TRANSFER' | 'MERGE' | 'REFERRAL' | 'REWARD';

/** An act of the journal as fraud watch reads it. */
export interface ActFact {
  readonly id: string;
  /**
   * SALE: a check, with or without a guest. ATTACH: an anonymous check that was given to a guest after it was closed (a SALE
   * with `related_id` that is no capture of a hold); `occurredAt` is that of the check, `acceptedAt` when it was given.
   * REFERRAL: a friend whom `guestId` brought made the first purchase; `id` and `acceptedAt` belong to the award that `guestId` got,
   * till, cashier and payment to the friend's purchase. REWARD: points spent without a check. MERGE: `guestId` is the account that stays.
   */
  readonly kind: ActKind;
  /** Milliseconds since 1970: when it happened by the clock of the till, and when the server took it. */
  readonly occurredAt: number;
  readonly acceptedAt: number;
  /** The business date in days since 1970. */
  readonly day: number;
  /** The hour of the restaurant's clock at `occurredAt`, 0 to 23. */
  readonly hour: number;
  readonly restaurantId: string | null;
  readonly pointOfSaleId: string | null;
  /** Null: no shift was open, or the channel has none. The cashier and the day then stand for the shift. */
  readonly shiftId: string | null;
  /** The member of staff who acted; null: the guest, a service or the platform. */
  readonly cashierId: string | null;
  /** Null: an anonymous check. It counts among the checks of the shift. */
  readonly guestId: string | null;
  /** `transactions.identified_by`: QR, CODE, CARD, PHONE, TILL_SYSTEM or NAME; null: unknown. */
  readonly identifiedBy: string | null;
  /** False: the sale has neither a receipt number nor an order of a till system. */
  readonly hasReceipt: boolean;
  /** Minor units of money paid. */
  readonly payable: number;
  /** Null: the till does not name the way of payment. */
  readonly isCash: boolean | null;
  /** Points earned by a sale; points that a refund took back. */
  readonly earned: number;
  /** Points spent by a sale or reward; points that a refund returned. */
  readonly redeemed: number;
  /** Points of a manual credit, of a transfer that came in, or that a merge brought. */
  readonly credited: number;
  /** The sale of a refund, the check of an attachment; null: none. */
  readonly relatedId: string | null;
  /** When the related act happened, in milliseconds since 1970. */
  readonly relatedAt: number | null;
  /** The friend of a referral, the other side of a transfer, the account that a merge ended. */
  readonly friendId: string | null;
  readonly isOffline: boolean;
  /** The device's clock stood before an act that the device had numbered earlier. */
  readonly isClockBack: boolean;
}

export type SubjectKind = 'CASHIER' | 'GUEST';

export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

export type Inputs = Readonly<Record<string, number | string>>;

/**
 * A circumstance that a rule found in acts of a subject. It is known by rule, version, subject and its first act: a later
 * judgement of the same one has more acts and replaces it.
 */
export interface Signal {
  readonly rule: string;
  readonly version: number;
  readonly subject: Subject;
  /** When the last of its acts was accepted, in milliseconds since 1970. */
  readonly at: number;
  /** The business date of the last of its acts, in days since 1970. */
  readonly day: number;
  readonly restaurantId: string | null;
  /** Ids in order of time. */
  readonly acts: readonly string[];
  /** Acts whose points may wait in review. */
  readonly doubtfulActs: readonly string[];
  /** The figures of the rule's sentence. */
  readonly inputs: Inputs;
  /** Number of suspicious events that are new with this signal; a case needs several. */
  readonly events: number;
  /** −log10 of the probability that an honest subject shows that many. */
  readonly surprise: number;
}

export type Unit = 'COUNT' | 'MINUTES' | 'HOURS' | 'DAYS' | 'POINTS' | 'MINOR_UNITS' | 'PERCENT';

export interface Parameter {
  readonly default: number;
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
}

export type Params = Readonly<Record<string, number>>;

/** The acts that rules judge. */
export interface JudgedActs {
  /** Acts in any order, each once; those accepted before `from` as `reads` of the rule demands. */
  readonly acts: readonly ActFact[];
  /** Signals are given where at least one act was accepted at `from` or later. */
  readonly from: number;
  /** Counts of cashiers in the last `PEER_DAYS` days, today included (peers.rules.ts). */
  readonly peers: readonly PeerCount[];
}

/** Counts of a cashier in one restaurant and hour of the day; the counts of several days are added up. */
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

/** A rule of fraud watch. A change of what it finds raises `version`. */
export interface Rule {
  readonly key: string;
  readonly version: number;
  readonly subject: SubjectKind;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The acts accepted before `from` that it needs: of these kinds, so many hours back, perhaps only those that spent points. */
  readonly reads: { readonly kinds: readonly ActKind[]; readonly hours: number; readonly isSpending?: true };
  /**
   * How events and surprise of several signals add up. EACH: every signal stands for itself, and they are added. SO_FAR: the
   * rule has counted the earlier acts with it, and the greatest is taken.
   */
  readonly surprise: 'EACH' | 'SO_FAR';
  /** The event by which a cashier is compared with others (`Peers.picture`); left out: the rule compares nobody. */
  readonly comparedBy?: EventName;
  /** The least for a case of this rule alone. */
  readonly enough: { readonly events: number; readonly days: number };
  judge(window: Window, params: Params): Signal[];
}
