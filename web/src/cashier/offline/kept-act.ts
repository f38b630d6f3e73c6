import type { Sale } from '../../entities/transaction/transaction.api';
import type { GivenByCampaign } from './copied-campaigns';

/** A sale that was recorded on this device while the server was away, and still waits there. */
export interface KeptAct {
  /** The idempotency key under which it is sent; it never changes. */
  readonly key: string;
  readonly sale: Sale;
  /** The amount that the guest paid, by this device's quote. */
  readonly payable: number;
  readonly pointsRedeemed: number;
  readonly pointsEarned: number;
  readonly guestName: string | null;
  /** Amounts that the sale took from campaigns' budgets; left out: none. */
  readonly campaigns?: readonly GivenByCampaign[];
  /** Proof of the till's offline allowance when the sale was made; null: the sale spends no points, or there was no allowance. */
  readonly allowance: string | null;
  /** Whether it was sent before without an answer; then it keeps that body. */
  readonly wasSent?: boolean;
}

/** `failing`: the server fails at the act each time; it is sent again like a waiting one, and a person has to know. */
export type ActState = 'waiting' | 'failing' | 'done' | 'refused' | 'different';

/** A row of the store. The act itself is encrypted in it. */
export interface ActRow {
  readonly seq?: number;
  readonly actId: string;
  /** The act's number on this device; null: it has no guest, so it is sent alone. */
  readonly counter: number | null;
  readonly userId: string;
  readonly pointOfSaleId: string;
  /** The device's clock at the sale, and how far the server's clock was ahead of it at the last answer. */
  readonly deviceTime: number;
  readonly clockOffsetMs: number;
  readonly state: ActState;
  /** How many calls did not decide the act. */
  readonly tries?: number;
  readonly sealed: SealedAct;
  readonly answer: ActAnswer | null;
}

export interface SealedAct {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/** The outcome of the act. */
export interface ActAnswer {
  readonly at: number;
  readonly transactionId: string | null;
  /** The server's problem. */
  readonly code: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  /** The amount to pay by the server's record; null: nothing was recorded. */
  readonly payable: number | null;
}

/** An act of the list with its content. */
export interface ListedAct extends Omit<ActRow, 'sealed' | 'seq'> {
  readonly seq: number;
  readonly act: KeptAct;
}

/** The figures for the screen's bottom line. */
export interface Outlook {
  readonly waiting: number;
  /** How many of them belong to other people, who have to sign in to send them. */
  readonly ofOthers: number;
  /** How many were refused, were recorded differently and not yet seen, or fail at the server. */
  readonly toSee: number;
  readonly oldestAt: number | null;
}

export const NOTHING_WAITS: Outlook = { waiting: 0, ofOthers: 0, toSee: 0, oldestAt: null };
