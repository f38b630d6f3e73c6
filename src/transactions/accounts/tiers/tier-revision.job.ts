import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { changesByRevision } from '../../../decision';
import type { Tx } from '../../../platform/database/database';
import { lockFreeGuests } from '../../ledger/read/guest-locks.sql';
import { guestStateOf } from '../../ledger/journal/guest-state';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import type { PreparedAct } from '../../till/kinds/built-act';
import { systemActOf } from '../../ledger/act/system-act';
import { TillBatch } from '../../till/batch/till-batch';
import { transactionTill, type TillConnection } from '../../ledger/write/till-statements';
import { mayTouchGuests } from '../../ledger/read/history-lock.sql';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** How far this version's pass over a network's guests has come. */
interface RevisionPass {
  readonly version: number;
  readonly afterGuest: string;
  readonly isDone: boolean;
}

interface NextGuest {
  readonly guestId: string;
  /** Another transaction may have locked this guest. */
  readonly maybeHeld: boolean;
}

/** More guests in one transaction would starve the tills (ledger.md, rule 11). */
const MAX_GUESTS = 200;
const LOCK_TIMEOUT = '1s';

/**
 * Reviews every guest's tier when another version of the programme comes into force. A tier that is gone becomes the
 * tier that the guest deserves; a tier that falls short waits for its review. Guests without a change get no row. Rows
 * and the pass's progress are one transaction, so the job may be killed anywhere and run twice without harm.
 */
@Job('tier-revisions', { everyMs: 10_000, signs: ['rules'], failure: 'revising tiers failed' })
export class TierRevisionJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
  ) {
    super();
  }

  /** Reviews the next guests, at most 200 in one transaction. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const maxGuests = rowsOf(options.maxGuests ?? MAX_GUESTS, options);
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      if (!(await mayTouchGuests(tx, networkId))) return 'done';
      const pass = await lockRevisionPass(tx, networkId);
      if (pass === undefined) return 'idle';
      const connection = transactionTill(tx);
      const version = snapshot.programInForce(new Date(await readClock(connection, networkId)))?.version ?? 0;
      // A process that does not know the newest version yet leaves the newer version's pass alone.
      if (version < pass.version || (version === pass.version && pass.isDone)) return 'idle';
      const afterGuest = version === pass.version ? pass.afterGuest : BEFORE_ALL;
      // The next guests in the order of their ids, without locking: a lock writes a page for every few guests, and most are only read. A
      // row that is unlocked, or whose last lock belongs to an ended transaction that wrote it, is free.
      const next =
        await tx.query<NextGuest>`SELECT guest_id, xmax <> '0'::xid AND xmax <> xmin AS maybe_held FROM guest_states
            WHERE network_id = ${networkId} AND guest_id > ${afterGuest} ORDER BY guest_id LIMIT ${maxGuests}`;
      const guestIds = next.map(({ guestId }) => guestId);
      const toRevise = await this.listToRevise(connection, snapshot, guestIds);
      const toLock = next.filter(({ guestId, maybeHeld }) => maybeHeld || toRevise.has(guestId));
      const lockIds = toLock.map(({ guestId }) => guestId);
      const locked = new Set(await lockFreeGuests(tx, networkId, lockIds));
      // Stops before the first guest locked by another transaction. A later round continues there, without waiting and
      // without a gap.
      const missed = toLock.find(({ guestId }) => !locked.has(guestId));
      const reached = missed === undefined ? guestIds : guestIds.slice(0, guestIds.indexOf(missed.guestId));
      const mayChange = reached.filter((guestId) => locked.has(guestId));
      if (!(await this.reviseLocked(connection, snapshot, mayChange))) return 'done';
      const isEnd = missed === undefined && next.length < maxGuests;
      await tx.query`
        UPDATE tier_revision_passes SET version = ${version}, after_guest = ${reached.at(-1) ?? afterGuest}, is_done = ${isEnd}
         WHERE network_id = ${networkId}`;
      if (isEnd) return 'idle';
      return reached.length === 0 ? 'done' : 'more';
    });
  }

  /** Which of these guests the programme in force changes. */
  private async listToRevise(
    connection: TillConnection,
    snapshot: ConfigurationSnapshot,
    guestIds: readonly string[],
  ): Promise<Set<string>> {
    if (guestIds.length === 0) return new Set();
    const calendar = calendarOfNetwork(snapshot);
    const stored = await connection.read(
      snapshot.profile.id,
      guestIds.map((guestId) => ({ guestId, needLots: false })),
    );
    const changes = guestIds.filter((_, i) => {
      const row = stored[i];
      if (row?.version == null) return false;
      const now = Math.round(row.now_ms);
      const program = snapshot.programInForce(new Date(now))?.program;
      const guest = guestStateOf({ ...row, version: row.version });
      return program !== undefined && changesByRevision(program, guest, { now, calendar });
    });
    return new Set(changes);
  }

  /** False: the configuration has changed meanwhile, and nothing was written. */
  private async reviseLocked(
    connection: TillConnection,
    snapshot: ConfigurationSnapshot,
    guestIds: readonly string[],
  ): Promise<boolean> {
    const networkId = snapshot.profile.id;
    const toRevise = [...(await this.listToRevise(connection, snapshot, guestIds))];
    if (toRevise.length === 0) return true;
    const decided = await this.batch.decideGroups(
      connection,
      snapshot,
      toRevise.map((guestId) => ({ guestId, acts: [revisionOf(networkId, guestId)] })),
    );
    const rows = decided.map((group) => group.rows).filter((of) => of.transactions.length > 0);
    return (await connection.write(networkId, snapshot.rulesVersion, LOCK_TIMEOUT, rows)).length === 0;
  }
}

/** The time by the clock that the till decides by. */
async function readClock(connection: TillConnection, networkId: string): Promise<number> {
  const [row] = await connection.read(networkId, [{ guestId: null, needLots: false }]);
  if (row === undefined) throw new Error('till_read gave no time');
  return Math.round(row.now_ms);
}

function revisionOf(networkId: string, guestId: string): PreparedAct {
  const body = { kind: 'TIER', change: { kind: 'REVISE' }, reasonCode: null, comment: null } as const;
  const act = systemActOf(networkId, guestId, body);
  return { act, related: null, hold: null, receiptHolders: [], tierAsOf: null, rewards: null, refused: null };
}

/** The locked pass of a network. Undefined: another process is at work on it. A network without a pass has version 0. */
async function lockRevisionPass(tx: Tx, networkId: string): Promise<RevisionPass | undefined> {
  await tx.query`INSERT INTO tier_revision_passes (network_id, version, after_guest, is_done)
      VALUES (${networkId}, 0, ${BEFORE_ALL}, true)
      ON CONFLICT DO NOTHING`;
  return tx.maybe<RevisionPass>`SELECT version, after_guest, is_done FROM tier_revision_passes
      WHERE network_id = ${networkId} FOR UPDATE SKIP LOCKED`;
}
