import type { ConfigurationSnapshot, PublishedProgram } from '../../../configuration';
import type { Act, CompiledProgram, GuestState, Points, SaleAct } from '../../../decision';
import type { ZoneCalendar } from '../../../platform/clock/calendar';
import { NO_SALE_ATTRIBUTES } from '../../ledger/journal/journal-columns';
import type { RowFrame } from '../../ledger/journal/journal-writer';
import type { ActRewards } from '../spending/rewards/act-rewards';
import type { ExpiredPoints } from '../decide/late-spending.rules';
import type { Refusing } from '../../ledger/act/refusing';
import type { RelatedRows, TillAct } from '../../ledger/act/till-act';

/** An act with what was read for it besides its guest. */
export interface PreparedAct {
  readonly act: TillAct;
  /** REFUND: the sale. CLAIM: the anonymous receipt. MANUAL: the expiry whose points come back. */
  readonly related: RelatedRows | null;
  /** The hold that a sale captures, or a debit by hand: its journal row and what ended it. */
  readonly hold: RelatedRows | null;
  /** The redemptions of the same guest that hold names of the act's receipt already, which the act joins. */
  readonly receiptHolders: readonly RelatedRows[];
  /** The rows that hold names of the act's receipt, by the digest of the name. Left out: none of them is held. */
  readonly heldNames?: ReadonlyMap<string, string> | undefined;
  /** Part of a receipt that other sales have parts of already: who holds its names, and the first of them. */
  readonly heldByParts?: HeldByParts | undefined;
  /** Late act: the tier as of `occurredAt`. */
  readonly tierAsOf: string | null;
  /** Rewards of the act; null when it has none. */
  readonly rewards: ActRewards | null;
  /** Points that expired since, for an act in which an offline till spent points; left out of any other. */
  readonly expiredSince?: readonly ExpiredPoints[];
  /** The allowance of the offline till that pays what the guest is short of, locked, with what is left of it. */
  readonly allowance?: AllowanceLeft;
  /** Refusal found while preparing the act: its receipt belongs to another guest. */
  readonly refused: Refusing | null;
}

export interface HeldByParts {
  /** The sale recorded last, by the digest of each name of the whole receipt that it holds. */
  readonly names: ReadonlyMap<string, string>;
  readonly first: string;
}

export interface AllowanceLeft {
  readonly id: string;
  readonly left: Points;
}

export interface BuildContext {
  readonly guest: GuestState;
  readonly occurredAt: number;
  readonly now: number;
  readonly snapshot: ConfigurationSnapshot;
  readonly calendar: ZoneCalendar;
}

/** The members of a row that the act sets. Left out: the row occurred when the act did, and has no turn. */
type Frame = Omit<RowFrame, 'recordedAt' | 'occurredAt' | 'grounds' | 'turn' | 'identifiedBy'> &
  Partial<Pick<RowFrame, 'occurredAt' | 'turn'>>;

/** An act as `decide` takes it, or (`act` null) a receipt without a guest, with the programme in force at it. */
export type BuiltAct<A extends Act = Act> =
  | { readonly act: A; readonly program: CompiledProgram; readonly frame: Frame }
  | { readonly act: null; readonly receipt: SaleAct; readonly program: CompiledProgram | null; readonly frame: Frame };

/** The frame of a row about which nothing but its type and programme is known. */
export function emptyFrame(type: RowFrame['type'], program: PublishedProgram | null): Frame {
  return {
    type,
    businessDate: null,
    programVersion: program?.version ?? null,
    relatedId: null,
    lines: null,
    details: null,
    attributes: NO_SALE_ATTRIBUTES,
    direction: null,
    reasonCode: null,
  };
}

export function placeOf(act: TillAct): { restaurantId: string; pointOfSaleId: string } {
  if (act.restaurantId === null || act.pointOfSaleId === null) throw new Error(`a ${act.body.kind} without its place`);
  return { restaurantId: act.restaurantId, pointOfSaleId: act.pointOfSaleId };
}
