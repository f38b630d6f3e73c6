import type { ConfigurationSnapshot, PublishedProgram } from '../../../configuration';
import {
  type Act,
  type CompiledProgram,
  type GuestState,
  invariant,
  type LotPart,
  type Points,
  type SaleAct,
} from '../../../decision';
import type { ZoneCalendar } from '../../../platform/clock/calendar';
import { NO_SALE_ATTRIBUTES } from '../../ledger/journal/journal-columns';
import type { RowFrame } from '../../ledger/journal/journal-writer';
import type { ActRewards } from '../spending/rewards/reward-plan';
import type { RefusalReason } from '../../ledger/act/refusing';
import type { RelatedRows, TillAct } from '../../ledger/act/till-act';

/** An act with everything that was read for it, except its guest. */
export interface PreparedAct {
  readonly act: TillAct;
  /** REFUND: the sale. CLAIM: the anonymous receipt. MANUAL: the expiry whose points come back. */
  readonly related: RelatedRows | null;
  /** The hold that a sale or a debit by hand captures: its journal row and the rows that ended it. */
  readonly hold: RelatedRows | null;
  /** The same guest's redemptions that hold names of the act's receipt and that the act joins. */
  readonly receiptHolders: readonly RelatedRows[];
  /** The ids of rows that hold names of the act's receipt, by the digest of the name. Absent: no row holds one. */
  readonly heldNames?: ReadonlyMap<string, string> | undefined;
  /** For a part of a receipt with other parts: the holders of the receipt's names, and the first part. */
  readonly heldByParts?: HeldByParts | undefined;
  /** For a late act: the guest's tier at `occurredAt`. */
  readonly tierAsOf: string | null;
  /** Rewards of the act. Null: it has none. */
  readonly rewards: ActRewards | null;
  /** For an act in which an offline till spent points: the points that expired since. Absent for other acts. */
  readonly expiredSince?: readonly ExpiredPoints[];
  /** The locked rest of the offline till's allowance, which pays the points that the guest lacks. */
  readonly allowance?: AllowanceLeft;
  /** A refusal found while the act was prepared, for example because its receipt belongs to another guest. */
  readonly refused: RefusalReason | null;
}

/** Points that one expiry took, and how many of them were restored earlier. */
export interface ExpiredPoints {
  readonly expiryId: string;
  readonly expired: number;
  readonly before: number;
  /** The part of `expired` that may not be spent everywhere. Absent: none. */
  readonly limited?: readonly LotPart[];
}

export interface HeldByParts {
  /** The sale recorded last, by the digest of each name of the whole receipt. */
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

/** Members of the journal row that the act itself sets. Absent: the row has the act's `occurredAt` and no turn. */
type Frame = Omit<RowFrame, 'recordedAt' | 'occurredAt' | 'grounds' | 'turn' | 'identifiedBy'> &
  Partial<Pick<RowFrame, 'occurredAt' | 'turn'>>;

/** An act in the form that `decide` takes, with its programme; or, with `act` null, an anonymous receipt with the programme in force. */
export type BuiltAct<A extends Act = Act> =
  | { readonly act: A; readonly program: CompiledProgram; readonly frame: Frame }
  | { readonly act: null; readonly receipt: SaleAct; readonly program: CompiledProgram | null; readonly frame: Frame };

/** The frame of a row of which only the type and the programme are set. */
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
  invariant(act.restaurantId !== null && act.pointOfSaleId !== null, 'an act at a till has its place');
  return { restaurantId: act.restaurantId, pointOfSaleId: act.pointOfSaleId };
}
