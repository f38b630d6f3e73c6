import type { Database, NamedStatement, Statements } from '../../../platform/database/database';
import { takePlace } from '../read/history-lock.sql';
import type { JournalRow, TransferRow } from '../journal/journal-row';
import type { ClaimKind } from '../claims/claim-digests';
import { CoalescedCalls } from './coalesced-calls';
import { askedRows, writeValues } from './till-parameters';

/** The guest to read: null gives the time alone. Lots come where they are asked for, and where something is due. */
export interface TillReading {
  readonly guestId: string | null;
  readonly needLots: boolean;
  /**
   * How many of the next ends of points to read with their sums. They come as lots: those that end at one instant as one, or each,
   * where the guest has ends that its lots alone don't tell.
   */
  readonly ends?: number;
  /** Look-ups of the guest by which acts may have been identified; left out: none. */
  readonly lookUps?: readonly LookUp[] | undefined;
  /** A spend whose limit counts what was spent already; left out: none. */
  readonly spending?: SpendReading | undefined;
}

/** A spend by its receipt. */
export interface SpendReading {
  /** Points count that were spent since. Milliseconds since 1970. */
  readonly since: number;
  readonly receiptNumber: string | null;
  readonly externalOrderId: string | null;
  readonly pointOfSaleId: string | null;
}

/** An actor with the guest that the actor may have looked up within the last half hour. */
export interface LookUp {
  readonly actorId: string;
  readonly guestId: string;
}

/** One row of `till_read`: what is stored of a guest, or the time alone for an anonymous act (`version` null). */
export interface TillReadRow {
  readonly ordinal: number;
  readonly now_ms: number;
  readonly version: number | null;
  readonly blocked: boolean;
  readonly birthday: number | null;
  /** Null with `version`. */
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
  /** The guest's redemption may be limited or come from other members, so it is decided with them. */
  readonly in_family: boolean;
  /** Sorted; null: none. */
  readonly segments: string[] | null;
  /** Only in the row after a network's guests: the codes that were asked for, as JSON. */
  readonly codes: string | null;
  /** The look-ups that were asked for and that were made, as `identificationOf` reads them; null: none. */
  readonly identified: string | null;
  /** Points that the guest spent without a confirmation: since the instant that was asked for, and on the receipt. Null: no spend was. */
  readonly spent: readonly [sinceThen: number, onReceipt: number] | null;
}

/** A code that is named for a guest, by its digest. */
export interface CodeReading {
  readonly guestId: string | null;
  readonly digest: string;
}

/** A code, with its guest's use of its batch. */
export interface FoundCode {
  readonly batchId: string;
  readonly rewardId: string;
  /** Always 1 for a single-use code. */
  readonly usesLeft: number;
  /** By the clock of the database; whether anything is left of it apart. */
  readonly state: 'MAKING' | 'STOPPED' | 'NOT_YET' | 'OVER' | 'GOOD';
  /** Null: the batch has no limit for a guest, and what this one has used is not counted. */
  readonly perGuest: number | null;
  readonly usesOfGuest: number | null;
  /** The batch is for guests of segments, and this one is in none of them. */
  readonly otherSegment: boolean;
  /** It has one use, which is a claim: whether somebody holds it is not among what is read here. */
  readonly isSingle: boolean;
}

export interface ReadWithCodes {
  readonly guests: TillReadRow[];
  /** In the order asked; null: no code of the network. */
  readonly codes: readonly (FoundCode | null)[];
}

/** A guest's row as the batch leaves it; `version` equal to `expected` means that nothing changed. */
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
  /** Null: the claim must be new. Else it must be held by this row, and passes to `holder`. */
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

/** A refusal that is kept under its key. */
export interface AnswerWrite {
  readonly id: string;
  readonly requestHash: string;
  readonly status: number;
  readonly code: string;
  readonly data: string;
}

/** A use of a code that has several. */
export interface TakeWrite {
  readonly digest: string;
  readonly batchId: string;
}

/** A use of a code by a sale, as the redemption that says so. */
export interface UseWrite {
  readonly digest: string;
  readonly batchId: string;
  readonly redemptionId: string;
  readonly rewardId: string;
  readonly rewardVersion: number;
  /** JSON */
  readonly terms: string;
  readonly saleId: string;
  readonly restaurantId: string | null;
  /** The code has one use, which is a claim of this group. */
  readonly claimed: boolean;
}

/** An amount that a campaign gave by a transaction, of one budget. */
export interface BudgetUseWrite {
  readonly leaseId: string;
  readonly budgetId: string;
  readonly transactionId: string;
  readonly amount: number;
}

/** A refund's part of an amount that a campaign gave by an earlier transaction; it goes back to the budgets. */
export interface BudgetReturnWrite {
  readonly campaign: string;
  readonly transactionId: string;
  readonly points: number;
  readonly money: number;
  readonly uses: number;
}

/** Everything that one group writes; all of it or nothing. */
export interface GroupRows {
  readonly group: GroupWrite;
  readonly claims: ClaimWrite[];
  readonly transactions: { readonly row: JournalRow; readonly comment: string | null }[];
  readonly transfers: TransferRow[];
  readonly lots: LotWrite[];
  readonly takes: TakeWrite[];
  readonly uses: UseWrite[];
  readonly answers: AnswerWrite[];
  readonly budgetUses: BudgetUseWrite[];
  readonly budgetReturns: BudgetReturnWrite[];
}

/** A group that was left out of the write, and why. `holder` is null when two acts of the batch wanted the same claim. */
export interface LostGroup {
  readonly lost_group: number;
  readonly reason: 'rules' | 'version' | 'coupon' | 'budget' | 'claim';
  readonly digest: string | null;
  readonly holder: string | null;
}

/** The guests and codes to read of one network. */
export interface AskedGuests {
  readonly networkId: string;
  readonly readings: readonly TillReading[];
  readonly codes: readonly CodeReading[];
}

/** Rows to write for one network, decided by that version of its rules. */
export interface BatchWrite {
  readonly networkId: string;
  readonly rulesVersion: number;
  /** How long to wait for a guest that another holds; null: not at all, it is left out. */
  readonly lockTimeout: string | null;
  readonly groups: readonly GroupRows[];
}

/** Where the till's statements run: alone on the pool, or inside a transaction that holds the guests' locks. */
export interface TillConnection {
  /** A row for each reading, in their order. */
  read(networkId: string, readings: readonly TillReading[]): Promise<TillReadRow[]>;
  /** The same, with what codes are that are named for these guests or others. */
  readWithCodes(
    networkId: string,
    readings: readonly TillReading[],
    codes: readonly CodeReading[],
  ): Promise<ReadWithCodes>;
  /** The groups that were left out. */
  write(
    networkId: string,
    rulesVersion: number,
    lockTimeout: string,
    groups: readonly GroupRows[],
  ): Promise<LostGroup[]>;
}

const READ: NamedStatement = { name: 'till_read', text: 'SELECT * FROM till_read($1::till_asked[])' };

const WRITE: NamedStatement = { name: 'till_write', text: 'SELECT * FROM till_write($1::till_batch[])' };

/** Groups of all networks that are written by one statement; a batch with more is written by one of its own. */
const MAX_GROUPS_TOGETHER = 200;
/**
 * Statements at once, each with a connection: enough that the server works while others commit, and few enough that what
 * is asked meanwhile goes together.
 */
const MAX_READS = 3;
const MAX_WRITES = 5;
/** A network that has to wait for a guest longer than this lets the others go: each is written alone then. */
const LOCK_TIMEOUT_TOGETHER = '50ms';

/** Statements that batches of several networks share: the way of the till's batches. */
export function sharedTill(database: Database): TillConnection {
  const reads = new CoalescedCalls<AskedGuests, ReadWithCodes>({
    max: MAX_READS,
    maxSize: MAX_GROUPS_TOGETHER,
    sizeOf: ({ readings }) => readings.length,
    run: async (asked) => readIn(await database.callReserved<TillReadRow>(READ, [askedRows(asked)]), asked),
  });
  const writes = new CoalescedCalls<BatchWrite, LostGroup[]>({
    max: MAX_WRITES,
    maxSize: MAX_GROUPS_TOGETHER,
    sizeOf: ({ groups }) => groups.length,
    run: async (batches) => {
      const patience = batches.length === 1 ? {} : { lockTimeout: LOCK_TIMEOUT_TOGETHER };
      const values = writeValues(batches.map((batch) => ({ ...batch, ...patience })));
      const lost = await database.callReserved<LostGroup & { readonly batch: number }>(WRITE, values);
      return batches.map((_, i) => lost.filter(({ batch }) => batch === i + 1));
    },
  });
  return {
    ...reading((asked) => reads.call(asked)),
    write: (networkId, rulesVersion, lockTimeout, groups) =>
      writes.call({ networkId, rulesVersion, lockTimeout, groups }),
  };
}

/** The same on a connection of its own, for a batch that takes long. */
export function pooledTill(database: Database): TillConnection {
  return {
    ...reading(async (asked) => readOf(await database.callInNetwork<TillReadRow>(READ, [askedRows([asked])]), asked)),
    write: (...batch) => database.callInNetwork<LostGroup>(WRITE, writeOne(...batch)),
  };
}

/** The same statements inside an open transaction: the way of an act that is decided under its guest's lock. */
export function transactionTill(tx: Statements): TillConnection {
  return {
    ...reading(async (asked) =>
      readOf(await tx.callTogether<TillReadRow>(READ, askedRows([asked]), answersTo(asked)), asked),
    ),
    write: (...batch) => tx.call<LostGroup>(WRITE, writeOne(...batch)),
  };
}

function reading(run: (asked: AskedGuests) => Promise<ReadWithCodes>): Pick<TillConnection, 'read' | 'readWithCodes'> {
  return {
    read: async (networkId, readings) => (await run({ networkId, readings, codes: NO_CODES })).guests,
    readWithCodes: (networkId, readings, codes) => run({ networkId, readings, codes }),
  };
}

const NO_CODES: readonly CodeReading[] = [];

/** How many rows `till_read` answers. */
function answersTo({ readings, codes }: AskedGuests): number {
  return readings.length + (codes.length > 0 ? 1 : 0);
}

/** The rows read for each network of a statement. */
function readIn(rows: TillReadRow[], asked: readonly AskedGuests[]): ReadWithCodes[] {
  let from = 0;
  return asked.map((one) => {
    const of = rows.slice(from, from + answersTo(one));
    from += of.length;
    return readOf(of, one);
  });
}

function readOf(rows: TillReadRow[], { codes }: AskedGuests): ReadWithCodes {
  if (codes.length === 0) return { guests: rows, codes: [] };
  const found = JSON.parse(rows.pop()?.codes ?? '[]') as readonly (CodeColumns | null)[];
  return { guests: rows, codes: found.map((columns) => (columns === null ? null : codeOf(columns))) };
}

/** As `till_read` names them. */
type CodeColumns = readonly [
  batchId: string,
  rewardId: string,
  usesLeft: number,
  state: FoundCode['state'],
  perGuest: number | null,
  usesOfGuest: number | null,
  otherSegment: boolean,
  isSingle: boolean,
];

function codeOf(columns: CodeColumns): FoundCode {
  const [batchId, rewardId, usesLeft, state, perGuest, usesOfGuest, otherSegment, isSingle] = columns;
  return { batchId, rewardId, usesLeft, state, perGuest, usesOfGuest, otherSegment, isSingle };
}

function writeOne(...[networkId, rulesVersion, lockTimeout, groups]: Parameters<TillConnection['write']>): unknown[] {
  return writeValues([{ networkId, rulesVersion, lockTimeout, groups }]);
}

/**
 * The same for a job that settles guests by the clock of today: it takes a place among those of the network, else it
 * writes nothing and says so by no row, and passes over guests whom somebody is at. One statement, so no guest is held
 * while anything else is waited for.
 */
const WRITE_AS_JOB: NamedStatement = {
  name: 'till_write_as_job',
  text: `SELECT w.* FROM (${takePlace('$2')}) p
    LEFT JOIN LATERAL till_write(CASE WHEN p.place > 0 THEN $1::till_batch[] END) w ON true`,
};

/** The groups that were left out; null: a history is recorded, or jobs are at all places, and nothing was written. */
export async function writeAsJob(
  database: Database,
  batch: Omit<BatchWrite, 'lockTimeout'>,
): Promise<readonly LostGroup[] | null> {
  const values = [...writeValues([{ ...batch, lockTimeout: null }]), batch.networkId];
  const rows = await database.callInNetwork<{ readonly [Key in keyof LostGroup]: LostGroup[Key] | null }>(
    WRITE_AS_JOB,
    values,
  );
  if (rows.length === 0) return null;
  return rows.filter((row): row is LostGroup => row.lost_group !== null);
}
