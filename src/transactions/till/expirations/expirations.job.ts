import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import { TillBatch } from '../batch/till-batch';
import { pooledTill, writeAsJob } from '../../ledger/write/till-statements';
import { mayTouchGuests } from '../../ledger/read/history-lock.sql';

/** More guests in one transaction would starve the tills (ledger.md, rule 11). */
const MAX_GUESTS = 200;
/** While one piece is written, the next is read and another is decided. */
const PIECES_AT_ONCE = 3;
/** How many guests one look at the index of due guests finds, for all pieces of a turn. */
const MAX_FOUND = 12_000;

/** Guests of a network with something due at the time of the search. */
interface DueGuests {
  /** Sorted by id, without those whom a piece has taken. */
  readonly guestIds: string[];
  readonly areAll: boolean;
  /** Whether any of these guests has been written. */
  isMoving: boolean;
}

interface DueSearch {
  readonly networkId: string;
  /** Null: the job may not touch the network's guests now. */
  readonly found: Promise<DueGuests | null>;
}

/**
 * Records due settlements: lots that expired or became active, ended holds, tier reviews. The guest's next act does the
 * same, so a late or killed job changes nothing.
 *
 * A piece reads without a lock and writes with one statement, like a batch of the till. It leaves out a guest who was
 * changed or locked meanwhile; the change settled the guest, or the next search finds the guest again.
 */
@Job('expirations', { everyMs: 5_000, signs: ['due'], atOnce: PIECES_AT_ONCE, failure: 'settling what is due failed' })
export class ExpirationsJob extends NetworkJob {
  /** The networks to look at. */
  private readonly looks = new Map<string, DueSearch>();

  constructor(
    private readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
  ) {
    super();
  }

  /** Settles the network's next due guests, at most 200 in one transaction. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    const look = this.lookFor(networkId, rowsOf(MAX_FOUND, options));
    const found = await look.found;
    if (found === null) return 'done';
    const guestIds = found.guestIds.splice(0, rowsOf(MAX_GUESTS, options));
    if (found.guestIds.length === 0) this.forget(look);
    const settled = await this.settle(snapshot, guestIds);
    if (settled === null) {
      this.forget(look);
      return 'done';
    }
    found.isMoving ||= settled > 0;
    if (found.guestIds.length > 0) return 'more';
    // If nothing could be written, another search right now would find the same guests.
    if (found.isMoving) return found.areAll ? 'done' : 'more';
    return found.areAll ? 'idle' : 'done';
  }

  /** Concurrent pieces share the result of one search. The piece that finds all its guests taken makes the next search. */
  private lookFor(networkId: string, most: number): DueSearch {
    const known = this.looks.get(networkId);
    if (known !== undefined) return known;
    const found = this.database.inNetwork(networkId, async (tx) =>
      (await mayTouchGuests(tx, networkId)) ? findDueGuests(tx, networkId, most) : null,
    );
    const look = { networkId, found };
    this.looks.set(networkId, look);
    const forgetWithout = (of: DueGuests | null): void => {
      if (of === null || of.guestIds.length === 0) this.forget(look);
    };
    found.then(forgetWithout, () => this.forget(look));
    return look;
  }

  private forget(look: DueSearch): void {
    if (this.looks.get(look.networkId) === look) this.looks.delete(look.networkId);
  }

  /** How many guests were written. Null: the job may not touch the network's guests now. */
  private async settle(snapshot: ConfigurationSnapshot, guestIds: readonly string[]): Promise<number | null> {
    if (guestIds.length === 0) return 0;
    const { rulesVersion, profile } = snapshot;
    const decided = await this.batch.decideGroups(
      pooledTill(this.database),
      snapshot,
      guestIds.map((guestId) => ({ guestId, acts: [] })),
    );
    const groups = decided.map((group) => group.rows).filter((rows) => rows.transactions.length > 0);
    if (groups.length === 0) return 0;
    const lost = await writeAsJob(this.database, { networkId: profile.id, rulesVersion, groups });
    if (lost === null) return null;
    if (lost[0]?.reason === 'rules') await this.snapshots.atLeast(profile.id, rulesVersion + 1);
    return groups.length - lost.length;
  }
}

/**
 * Finds due guests by the index. One search finds many, since each search has to skip index entries of settled guests
 * that a long transaction still sees. Sorted by id, the guests' rows lie close together.
 */
async function findDueGuests(tx: Tx, networkId: string, most: number): Promise<DueGuests> {
  // The index excludes 'infinity'; the condition has to repeat that for the planner to use it.
  const rows = await tx.query<{ guestId: string }>`
    SELECT guest_id FROM guest_states WHERE network_id = ${networkId} AND due_at <= ledger_now() AND due_at < 'infinity'
     ORDER BY due_at LIMIT ${most}`;
  const guestIds = rows.map((row) => row.guestId).sort();
  return { guestIds, areAll: rows.length < most, isMoving: false };
}
