import type { Database, NamedStatement, Statements } from '../../../platform/database/database';
import { takePlace } from '../read/history-lock.sql';
import type { JournalRow, TransferRow } from '../journal/journal-row';
import type { ClaimKind } from '../claims/claim-digests';
import { CoalescedCalls } from './coalesced-calls';
import { sumSoleGifts } from './sole-gifts.sql';
import { askedRows, soleGiftRows, writeValues } from './till-parameters';

/** A guest to read. Null: only the time is read. Lots are read where the caller needs them, and where something is due. */
export interface TillReading {
  readonly guestId: string | null;
  readonly needLots: boolean;
  /**
   * How many of the next ends of points to read, with their sums. They are returned as lots: one for each end, or every
   * lot where the guest has ends that the lots alone do not tell.
   */
  readonly ends?: number;
  /** Look-ups by which acts may have identified the guest. Absent: none. */
  readonly lookUps?: readonly LookUp[] | undefined;
  /** A spend whose limit counts earlier spending. Absent: none. */
  readonly spending?: SpendReading | undefined;
}

/** A spend, named by its receipt. */
export interface SpendReading {
  /** Points spent from this instant on count. In milliseconds since 1970. */
  readonly since: number;
  readonly receiptNumber: string | null;
  readonly externalOrderId: string | null;
  readonly pointOfSaleId: string | null;
}

/** An actor, and the guest that the actor may have looked up within the last half hour. */
export interface LookUp {
  readonly actorId: string;
  readonly guestId: string;
}

/** A row of `till_read`: the stored guest. For an anonymous act it only has the time (`version` null). */
export interface TillReadRow {
  readonly ordinal: number;
  readonly now_ms: number;
  readonly version: number | null;
  readonly blocked: boolean;
  readonly birthday: number | null;
  /** Null together with `version`. */
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
  /** The guest's family may limit or lend the redeemed points, so the act is decided with its members. Null: the guest was erased (`isErased`). */
  readonly in_family: boolean | null;
  /** Sorted. Null: none. */
  readonly segments: string[] | null;
  /** Set only in the row after a network's guests: the requested codes, as JSON. */
  readonly codes: string | null;
  /** The requested look-ups that were really made, in the form for `identificationOf`. Null: none. */
  readonly identified: string | null;
  /** Points that the guest spent without a confirmation: since the requested instant, and on the receipt. Null: the request named no spend. */
  readonly spent: readonly [sinceThen: number, onReceipt: number] | null;
}

/** Whether the guest is one of the network whose personal data was erased. */
export function isErased({ version, in_family: inFamily }: TillReadRow): boolean {
  return version !== null && inFamily === null;
}

/** A code that an act names for a guest, by its digest. */
export interface CodeReading {
  readonly guestId: string | null;
  readonly digest: string;
}

/** A code, and how often the guest has used its batch. */
export interface FoundCode {
  readonly batchId: string;
  readonly rewardId: string;
  /** Always 1 for a single-use code. */
  readonly usesLeft: number;
  /** The state by the database's clock, whether or not the code has uses left. */
  readonly state: 'MAKING' | 'STOPPED' | 'NOT_YET' | 'OVER' | 'GOOD';
  /** Null: the batch has no limit for each guest, so the guest's uses are not counted. */
  readonly perGuest: number | null;
  readonly usesOfGuest: number | null;
  /** The batch is only for guests of some segments, and this guest is in none of them. */
  readonly otherSegment: boolean;
  /** The person who made the batch, also by a key. Null: the system. */
  readonly madeBy: string | null;
  /** The code has one use, which is a claim. Whether somebody holds the claim is not read here. */
  readonly isSingle: boolean;
}

export interface ReadWithCodes {
  readonly guests: TillReadRow[];
  /** In the order of the request. Null: the network does not have the code. */
  readonly codes: readonly (FoundCode | null)[];
}

/** A guest's row after the batch. `version` equal to `expected`: the guest is unchanged. */
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
  /** Null: the claim must be new. Else this row must hold the claim, which passes to `holder`. */
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

/** A refusal to be stored under its key. */
export interface AnswerWrite {
  readonly id: string;
  readonly requestHash: string;
  readonly status: number;
  readonly code: string;
  readonly data: string;
}

/** A use of a code that has several uses. */
export interface TakeWrite {
  readonly digest: string;
  readonly batchId: string;
}

/** A use of a code by a sale, stored as a redemption. */
export interface UseWrite {
  readonly digest: string;
  readonly batchId: string;
  readonly redemptionId: string;
  readonly rewardId: string;
  readonly rewardVersion: number;
  /** As JSON. */
  readonly terms: string;
  readonly saleId: string;
  readonly restaurantId: string | null;
  /** The code has one use, which is a claim in this group. */
  readonly claimed: boolean;
}

/** An amount that a campaign gave by a transaction, charged to one budget. */
export interface BudgetUseWrite {
  readonly leaseId: string;
  readonly budgetId: string;
  readonly transactionId: string;
  readonly amount: number;
}

/** A refund's part of an amount that a campaign gave earlier. It returns to the budgets. */
export interface BudgetReturnWrite {
  readonly campaign: string;
  readonly transactionId: string;
  readonly points: number;
  readonly money: number;
  readonly uses: number;
}

/** Points or money that one person's decision gave by an act. Without a guest, `waiting` was not given; else it waits in review by the row `holdId`. */
export interface SoleGiftWrite {
  readonly transactionId: string;
  readonly person: string;
  readonly unit: 'POINTS' | 'MONEY' | 'USES';
  readonly guestId: string | null;
  readonly source: string;
  readonly amount: number;
  readonly waiting: number;
  readonly holdId: string | null;
}

/** Everything that one group writes; either all of it is written or nothing. */
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
  readonly soleGifts: SoleGiftWrite[];
}

/** A group that was left out of the write, and the reason. `holder` is null when two acts of the batch wanted the same claim. */
export interface LostGroup {
  readonly lost_group: number;
  readonly reason: 'rules' | 'version' | 'coupon' | 'budget' | 'claim';
  readonly digest: string | null;
  readonly holder: string | null;
}

/** The guests and codes to read for one network. */
export interface AskedGuests {
  readonly networkId: string;
  readonly readings: readonly TillReading[];
  readonly codes: readonly CodeReading[];
}

/** Rows to write for one network, decided by this version of its rules. */
export interface BatchWrite {
  readonly networkId: string;
  readonly rulesVersion: number;
  /** How long to wait for a guest locked by another transaction. Null: such a guest is left out at once. */
  readonly lockTimeout: string | null;
  readonly groups: readonly GroupRows[];
}

/** How the till's statements run: each alone on the pool, or inside a transaction that has locked the guests. */
export interface TillConnection {
  /** Returns one row for each reading, in their order. */
  read(networkId: string, readings: readonly TillReading[]): Promise<TillReadRow[]>;
  /** Reads guests together with the codes that acts name. */
  readWithCodes(
    networkId: string,
    readings: readonly TillReading[],
    codes: readonly CodeReading[],
  ): Promise<ReadWithCodes>;
  /** Returns the groups that were left out. */
  write(
    networkId: string,
    rulesVersion: number,
    lockTimeout: string,
    groups: readonly GroupRows[],
  ): Promise<LostGroup[]>;
  /** Points that decisions of one person gave these guests within 30 days. */
  sumSoleGifts(networkId: string, guestIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

const READ: NamedStatement = { name: 'till_read', text: 'SELECT * FROM till_read($1::till_asked[])' };

const WRITE: NamedStatement = { name: 'till_write', text: 'SELECT * FROM till_write($1::till_batch[])' };
const WRITE_GIFTS: NamedStatement = {
  name: 'till_write_gifts',
  text: 'SELECT * FROM till_write_gifts($1::till_batch[], $2::till_gift[])',
};

/** The statement that writes these batches. */
function writeOf(batches: readonly BatchWrite[]): { readonly statement: NamedStatement; readonly values: unknown[] } {
  const isPlain = batches.every(({ groups }) => groups.every(({ soleGifts }) => soleGifts.length === 0));
  if (isPlain) return { statement: WRITE, values: writeValues(batches) };
  return { statement: WRITE_GIFTS, values: [...writeValues(batches), soleGiftRows(batches)] };
}

/** The most groups of several networks in one statement. A larger batch gets a statement of its own. */
const MAX_GROUPS_TOGETHER = 200;
/**
 * Statements at once, each with a connection: enough that the server is busy while others commit, and few enough that
 * requests made meanwhile share a statement.
 */
const MAX_READS = 3;
const MAX_WRITES = 5;
/** A network that waits longer for a guest ends the shared statement; then each network is written alone. */
const LOCK_TIMEOUT_TOGETHER = '50ms';

/** Statements shared by batches of several networks, as the till uses them. */
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
      const { statement, values } = writeOf(batches.map((batch) => ({ ...batch, ...patience })));
      const lost = await database.callReserved<LostGroup & { readonly batch: number }>(statement, values);
      return batches.map((_, i) => lost.filter(({ batch }) => batch === i + 1));
    },
  });
  return {
    ...reading((asked) => reads.call(asked)),
    write: (networkId, rulesVersion, lockTimeout, groups) =>
      writes.call({ networkId, rulesVersion, lockTimeout, groups }),
    sumSoleGifts: (networkId, guestIds) => sumSoleGifts(database.readsOf(networkId), networkId, guestIds),
  };
}

/** Statements on a connection of their own, for a batch that takes long. */
export function pooledTill(database: Database): TillConnection {
  return {
    ...reading(async (asked) => readOf(await database.callInNetwork<TillReadRow>(READ, [askedRows([asked])]), asked)),
    write: (...batch) => {
      const { statement, values } = writeOne(...batch);
      return database.callInNetwork<LostGroup>(statement, values);
    },
    sumSoleGifts: (networkId, guestIds) => sumSoleGifts(database.readsOf(networkId), networkId, guestIds),
  };
}

/** Statements inside an open transaction, for an act decided under its guest's lock. */
export function transactionTill(tx: Statements): TillConnection {
  return {
    ...reading(async (asked) =>
      readOf(await tx.callTogether<TillReadRow>(READ, askedRows([asked]), answersTo(asked)), asked),
    ),
    write: (...batch) => {
      const { statement, values } = writeOne(...batch);
      return tx.call<LostGroup>(statement, values);
    },
    sumSoleGifts: (networkId, guestIds) => sumSoleGifts(tx, networkId, guestIds),
  };
}

function reading(run: (asked: AskedGuests) => Promise<ReadWithCodes>): Pick<TillConnection, 'read' | 'readWithCodes'> {
  return {
    read: async (networkId, readings) => (await run({ networkId, readings, codes: NO_CODES })).guests,
    readWithCodes: (networkId, readings, codes) => run({ networkId, readings, codes }),
  };
}

const NO_CODES: readonly CodeReading[] = [];

/** How many rows `till_read` returns. */
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

/** In the order in which `till_read` returns them. */
type CodeColumns = readonly [
  batchId: string,
  rewardId: string,
  usesLeft: number,
  state: FoundCode['state'],
  perGuest: number | null,
  usesOfGuest: number | null,
  otherSegment: boolean,
  isSingle: boolean,
  madeBy: string | null,
];

function codeOf(columns: CodeColumns): FoundCode {
  const [batchId, rewardId, usesLeft, state, perGuest, usesOfGuest, otherSegment, isSingle, madeBy] = columns;
  return { batchId, rewardId, usesLeft, state, perGuest, usesOfGuest, otherSegment, isSingle, madeBy };
}

function writeOne(...[networkId, rulesVersion, lockTimeout, groups]: Parameters<TillConnection['write']>) {
  return writeOf([{ networkId, rulesVersion, lockTimeout, groups }]);
}

/**
 * The write of a job that settles guests by today's clock. It first takes one of the network's places for jobs. If none
 * is free, it writes nothing and returns no row. It leaves out guests locked by others. It is a single statement, so it
 * holds no guest while it waits for anything else.
 */
const WRITE_AS_JOB: NamedStatement = {
  name: 'till_write_as_job',
  text: `SELECT w.* FROM (${takePlace('$2')}) p
    LEFT JOIN LATERAL till_write(CASE WHEN p.place > 0 THEN $1::till_batch[] END) w ON true`,
};

/** The groups that were left out. Null: nothing was written, because a history is being recorded or jobs have taken all places. */
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
