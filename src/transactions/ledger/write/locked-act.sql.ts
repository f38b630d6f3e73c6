import { invariant } from '../../../decision';
import type { NamedStatement, Statements } from '../../../platform/database/database';
import { RowArray } from '../../../platform/database/row-array';
import type { RelatedRows } from '../act/till-act';
import { addReadings } from './till-parameters';
import type { TillReading, TillReadRow } from './till-rows';
import { relatedColumnsOf, type RelatedColumns, relatedRowsOf } from '../read/related-rows.sql';

/** The business day for which `till_lock` adds up points by hand of a person, or of all keys of an integration. Ids are ordered by time. */
export interface ManualDay {
  readonly holderId: string;
  /** All rows of the day have this id or a higher one. */
  readonly firstId: string;
  /** `YYYY-MM-DD` */
  readonly businessDate: string;
  /** All rows recorded today have this id or a higher one. */
  readonly firstIdOfToday: string;
}

/** The refunds of a person since an id. */
interface RefundDay {
  readonly actorId: string;
  readonly firstId: string;
}

/** Sums that one person's acts have to keep below a limit. One act of the person counts at a time, until its transaction ends. */
export interface SumsOfPerson {
  readonly manualDay?: ManualDay;
  readonly refundDay?: RefundDay;
}

/** An act to begin: whom to lock, and what to read under the lock. */
export interface ActToLock extends SumsOfPerson {
  readonly networkId: string;
  readonly lockTimeout: string;
  /** The digest of the act's key. Null: it has none. */
  readonly key: string | null;
  readonly guest: TillReading;
  /** Locks the guest's family too. */
  readonly spendsPoints: boolean;
  /** Digests of the names of a receipt. */
  readonly claims: readonly string[];
  /** The rows that the act refers to, first the sale of a refund. */
  readonly relatedIds: readonly string[];
  /** The transaction whose rewards a refund gives back. Null: none. */
  readonly returnsRewardsOf: string | null;
  /** The act may give points by one person's decision. */
  readonly sumsGifts: boolean;
}

/** Rows and sums read for an act with its guest locked. */
export interface LockedAct {
  /** The guest as read under the lock. For an anonymous act the row has the time only. */
  readonly guest: TillReadRow;
  /** The locked guests: the act's own, and the family. */
  readonly guestIds: readonly string[];
  /** The rows that hold the requested claims, by digest. */
  readonly holders: ReadonlyMap<string, string>;
  /** The rows that the act refers to, and those that hold its claims, by id. */
  readonly related: ReadonlyMap<string, RelatedRows>;
  /** The transaction of a refund made or used up rewards. */
  readonly hasRewards: boolean;
  /** Points that decisions of one person gave the guest within 30 days. Null: they were not requested. */
  readonly givenAlone: number | null;
  readonly movedByHand: number;
  /** Minor units refunded without an approval: of the sale, and by the person in the day. */
  readonly refunded: { readonly ofSale: number; readonly ofDay: number };
}

/** A row of the statement. */
export interface LockedColumns extends RelatedColumns, TillReadRow {
  readonly keyHolder: string | null;
  readonly locked: readonly string[] | null;
  readonly holders: readonly (string | null)[] | null;
  readonly hasRewards: boolean | null;
  readonly givenAlone: number | null;
  readonly movedByHand: number | null;
  readonly ofSale: number | null;
  readonly ofDay: number | null;
}

const LOCK: NamedStatement = {
  name: 'till_lock',
  text: `SELECT (l.read).*, l.key_holder AS "keyHolder", l.locked, l.holders, ${relatedColumnsOf('l')}, l.has_rewards AS "hasRewards",
      l.given_alone AS "givenAlone", l.moved_by_hand AS "movedByHand", l.refunded_of_sale AS "ofSale", l.refunded_of_day AS "ofDay"
    FROM till_lock(($1::till_act[])[1]) l`,
};

/** Locks the guest of an act and reads what the act needs: the first statement of its transaction. Null: the act's key was used before. */
export async function lockAct(tx: Statements, act: ActToLock): Promise<LockedAct | null> {
  const [row] = await tx.call<LockedColumns>(LOCK, [actRow(act)]);
  invariant(row !== undefined, 'till_lock returns a row');
  if (row.keyHolder !== null) return null;
  requireSums(row, act);
  return {
    guest: row,
    guestIds: row.locked ?? [],
    holders: new Map(
      act.claims.flatMap((digest, i): [string, string][] => {
        const holder = row.holders?.[i] ?? null;
        return holder === null ? [] : [[digest, holder]];
      }),
    ),
    related: relatedRowsOf(row),
    hasRewards: row.hasRewards ?? false,
    givenAlone: row.givenAlone,
    movedByHand: row.movedByHand ?? 0,
    refunded: { ofSale: row.ofSale ?? 0, ofDay: row.ofDay ?? 0 },
  };
}

/** Acts are let through below limits by these sums, and the holders of claims belong to them by their order alone. */
function requireSums(row: LockedColumns, { claims, sumsGifts }: ActToLock): void {
  const { holders, givenAlone, movedByHand, ofSale, ofDay } = row;
  invariant(claims.length === 0 || holders?.length === claims.length, 'each claim that is asked for is read');
  invariant(!sumsGifts || givenAlone !== null, 'the points that one person gave are read where they count');
  invariant(
    (givenAlone ?? 0) >= 0 && (movedByHand ?? 0) >= 0 && (ofSale ?? 0) >= 0 && (ofDay ?? 0) >= 0,
    'a sum that counts below a limit is not below zero',
  );
}

/** The parameter of `till_lock`, in the order of its type. */
function actRow(act: ActToLock): Buffer {
  const row = new RowArray().begin();
  row.uuid(act.networkId);
  row.text(act.lockTimeout);
  row.uuid(act.key);
  addReadings(row, [act.guest]);
  row.bool(act.spendsPoints);
  row.uuidArray(act.claims);
  row.uuidArray(act.relatedIds);
  row.uuid(act.returnsRewardsOf);
  row.bool(act.sumsGifts);
  row.beginArray();
  if (act.manualDay !== undefined) writeManualDay(row.begin(), act.manualDay);
  row.endArray();
  row.beginArray();
  if (act.refundDay !== undefined) {
    row.begin().uuid(act.refundDay.actorId);
    row.uuid(act.refundDay.firstId);
  }
  row.endArray();
  return row.written();
}

function writeManualDay(row: RowArray, { holderId, firstId, businessDate, firstIdOfToday }: ManualDay): void {
  row.uuid(holderId);
  row.uuid(firstId);
  row.date(businessDate);
  row.uuid(firstIdOfToday);
}
