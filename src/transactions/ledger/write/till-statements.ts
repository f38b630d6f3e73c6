import type { Database, NamedStatement, Statements } from '../../../platform/database/database';
import { invariant } from '../../../decision';
import { requireBooked, requireLeftOut, requireNumbered, requireSoleGifts } from '../journal/booked.rules';
import { takePlace } from '../read/history-lock.sql';
import { CoalescedCalls } from './coalesced-calls';
import { askedRows, soleGiftRows, writeValues } from './till-parameters';
import type {
  TillReading,
  TillReadRow,
  CodeReading,
  FoundCode,
  ReadWithCodes,
  GroupRows,
  LostGroup,
  AskedGuests,
  BatchWrite,
} from './till-rows';

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
  ): Promise<readonly LostGroup[]>;
  /** Points that decisions of one person gave these guests within 30 days. */
  sumSoleGifts(networkId: string, guestIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

const READ: NamedStatement = { name: 'till_read', text: 'SELECT * FROM till_read($1::till_asked[])' };

const WRITE: NamedStatement = { name: 'till_write', text: 'SELECT * FROM till_write($1::till_entries[])' };
const WRITE_GIFTS: NamedStatement = {
  name: 'till_write_gifts',
  text: 'SELECT * FROM till_write_gifts($1::till_entries[], $2::till_gift[])',
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
  const writes = new CoalescedCalls<BatchWrite, readonly LostGroup[]>({
    max: MAX_WRITES,
    maxSize: MAX_GROUPS_TOGETHER,
    sizeOf: ({ groups }) => groups.length,
    run: async (batches) => {
      const patience = batches.length === 1 ? {} : { lockTimeout: LOCK_TIMEOUT_TOGETHER };
      const { statement, values } = writeOf(batches.map((batch) => ({ ...batch, ...patience })));
      const lost = await database.callReserved<LostGroup & { readonly batch: number }>(statement, values);
      invariant(
        lost.every(({ batch }) => batch >= 1 && batch <= batches.length),
        'a group that is left out is of one of the batches',
      );
      return batches.map(({ groups }, i) =>
        requireLeftOut(
          lost.filter(({ batch }) => batch === i + 1),
          groups.length,
        ),
      );
    },
  });
  return {
    ...reading((asked) => reads.call(asked)),
    write: (networkId, rulesVersion, lockTimeout, groups) => {
      requireWhole(groups);
      return writes.call({ networkId, rulesVersion, lockTimeout, groups });
    },
    sumSoleGifts: (networkId, guestIds) => sumSoleGifts(database.readsOf(networkId), networkId, guestIds),
  };
}

/** Statements on a connection of their own, for a batch that takes long. */
export function pooledTill(database: Database): TillConnection {
  return {
    ...reading(async (asked) => readOf(await database.callInNetwork<TillReadRow>(READ, [askedRows([asked])]), asked)),
    write: async (...batch) => {
      const { statement, values } = writeOne(...batch);
      return requireLeftOut(await database.callInNetwork<LostGroup>(statement, values), batch[3].length);
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
    write: async (...batch) => {
      const { statement, values } = writeOne(...batch);
      return requireLeftOut(await tx.call<LostGroup>(statement, values), batch[3].length);
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
  const read = asked.map((one) => {
    const of = rows.slice(from, from + answersTo(one));
    from += of.length;
    return readOf(of, one);
  });
  invariant(from === rows.length, 'no guest is read that nobody asked for');
  return read;
}

/** The rows belong to the guests by their order alone, so one too few or too many would give a guest the points of another. */
function readOf(rows: TillReadRow[], asked: AskedGuests): ReadWithCodes {
  const { codes } = asked;
  invariant(rows.length === answersTo(asked), 'each guest that is asked for is read');
  if (codes.length === 0) return { guests: rows, codes: [] };
  const found = JSON.parse(rows.pop()?.codes ?? '[]') as readonly (CodeColumns | null)[];
  invariant(found.length === codes.length, 'each code that is asked for is read');
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

/** Throws where the rows that a batch is about to write of its guests do not fit together. */
function requireWhole(groups: readonly GroupRows[]): void {
  requireBooked(groups);
  requireNumbered(groups);
  requireSoleGifts(groups);
}

function writeOne(...[networkId, rulesVersion, lockTimeout, groups]: Parameters<TillConnection['write']>) {
  requireWhole(groups);
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
    LEFT JOIN LATERAL till_write(CASE WHEN p.place > 0 THEN $1::till_entries[] END) w ON true`,
};

/** The groups that were left out. Null: nothing was written, because a history is being recorded or jobs have taken all places. */
export async function writeAsJob(
  database: Database,
  batch: Omit<BatchWrite, 'lockTimeout'>,
): Promise<readonly LostGroup[] | null> {
  requireWhole(batch.groups);
  const values = [...writeValues([{ ...batch, lockTimeout: null }]), batch.networkId];
  const rows = await database.callInNetwork<{ readonly [Key in keyof LostGroup]: LostGroup[Key] | null }>(
    WRITE_AS_JOB,
    values,
  );
  if (rows.length === 0) return null;
  return requireLeftOut(
    rows.filter((row): row is LostGroup => row.lost_group !== null),
    batch.groups.length,
  );
}

/** Points that decisions of one person gave these guests within 30 days, without those that wait. Guests without any are left out. */
async function sumSoleGifts(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ guestId: string; points: number }>`
    SELECT g.guest_id AS "guest_id!", g.points AS "points!" FROM points_given_alone(${networkId}, ${guestIds}::uuid[]) g`;
  return new Map(rows.map(({ guestId, points }) => [guestId, points]));
}
