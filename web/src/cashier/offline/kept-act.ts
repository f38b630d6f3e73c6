import type { Sale } from '../../entities/transaction/transaction.api';
import type { GivenByCampaign } from './copied-campaigns';

/** A sale that was rung up while the server was away, as it waits on this device. */
export interface KeptAct {
  /** The key under which it is sent, the same for good. */
  readonly key: string;
  readonly sale: Sale;
  /** Paid by the guest by the quote of this device. */
  readonly payable: number;
  readonly pointsRedeemed: number;
  readonly pointsEarned: number;
  readonly guestName: string | null;
  /** Promised of the budgets of campaigns; left out: nothing was. */
  readonly campaigns?: readonly GivenByCampaign[];
  /** Proof of the till's allowance as of the act; null: it spends nothing, or there was none. */
  readonly allowance: string | null;
  /** It was sent before, and no answer came: it keeps the body of then. */
  readonly wasSent?: boolean;
}

/** `failing`: the server fails at it each time. It is sent again as one that waits, and a person has to know of it. */
export type ActState = 'waiting' | 'failing' | 'done' | 'refused' | 'different';

/** A row of the store, but for the act itself, which is sealed. */
export interface ActRow {
  readonly seq?: number;
  readonly actId: string;
  /** Number of the act on this device; null: no guest, so it is sent by itself. */
  readonly counter: number | null;
  readonly userId: string;
  readonly pointOfSaleId: string;
  /** By the clock of the device, and how far the server's was from it by the last answer. */
  readonly deviceTime: number;
  readonly clockOffsetMs: number;
  readonly state: ActState;
  /** Calls that decided nothing of it. */
  readonly tries?: number;
  readonly sealed: Sealed;
  readonly answer: ActAnswer | null;
}

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/** The outcome of the act. */
export interface ActAnswer {
  readonly at: number;
  readonly transactionId: string | null;
  /** The problem, in the server's words. */
  readonly code: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  /** To be paid as the server recorded it; null: nothing was recorded. */
  readonly payable: number | null;
}

/** An act of the list with what it is about. */
export interface ListedAct extends Omit<ActRow, 'sealed' | 'seq'> {
  readonly seq: number;
  readonly act: KeptAct;
}

/** The figures of the strip. */
export interface Outlook {
  readonly waiting: number;
  /** Those among them of other people, who have to sign in to send them. */
  readonly ofOthers: number;
  /** Refused, recorded otherwise and not yet seen, or such that the server fails at them. */
  readonly toSee: number;
  readonly oldestAt: number | null;
}

export const NOTHING_WAITS: Outlook = { waiting: 0, ofOthers: 0, toSee: 0, oldestAt: null };
