import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-iteration';
import { TillBatch } from '../batch/till-batch';
import { pooledTill, writeAsJob } from '../../ledger/write/till-statements';
import { mayTouchGuests } from '../../ledger/read/history-lock.sql';

/** More would starve the till (ledger.md, rule 11). */
const MAX_GUESTS = 200;
/** While one piece is written the next is read, and another decided. */
const PIECES_AT_ONCE = 3;
/** Guests that one look at the index of what is due finds: the pieces of a turn. */
const MAX_FOUND = 12_000;

/** Guests of a network whom something was due for when they were looked for. */
interface Found {
  /** In the order of their ids, without those whom a piece has taken. */
  readonly guestIds: string[];
  readonly areAll: boolean;
  /** Whether anything of these was written yet. */
  isMoving: boolean;
}

interface DueSearch {
  readonly networkId: string;
  /** Null: the guests of the network may not be touched now. */
  readonly found: Promise<Found | null>;
}

/**
 * Records due dates: lots that expired or became active, ended holds, tier reviews. The next act of such a guest
 * does the same, so this job may be late or killed without changing anything.
 *
 * A piece is read without a lock and written by one statement, as a batch of the till: a guest that was changed or is locked
 * meanwhile is left out, and is not due any more or is found again.
 */
@Job('expirations', { everyMs: 5_000, signs: ['due'], atOnce: PIECES_AT_ONCE, failure: 'settling what is due failed' })
export class ExpirationsJob extends NetworkJob {
  /** The look at the network whose turn it is. */
  private look: DueSearch | null = null;

  constructor(
    private readonly snapshots: Snapshots,
    private readonly batch: TillBatch,
  ) {
    super();
  }

  /** Settles the next guests of a network for whom something is due, at most 200 in one transaction. */
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
    // Where nothing can be written, to look again at once would find the same.
    if (found.isMoving) return found.areAll ? 'done' : 'more';
    return found.areAll ? 'idle' : 'done';
  }

  /** Pieces at once share what one look finds; the next look is made by the piece that finds all of it taken. */
  private lookFor(networkId: string, most: number): DueSearch {
    if (this.look?.networkId === networkId) return this.look;
    const found = this.database.inNetwork(networkId, async (tx) =>
      (await mayTouchGuests(tx, networkId)) ? findDueGuests(tx, networkId, most) : null,
    );
    const look = { networkId, found };
    this.look = look;
    const forgetWithout = (of: Found | null): void => {
      if (of === null || of.guestIds.length === 0) this.forget(look);
    };
    found.then(forgetWithout, () => this.forget(look));
    return look;
  }

  private forget(look: DueSearch): void {
    if (this.look === look) this.look = null;
  }

  /** How many guests were written; null: no guest may be touched now. */
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
 * Finds the guests with something due by its index. One look finds many, since it passes over all entries of those who
 * were settled before and whom some long transaction may still see; in the order of ids their rows lie together.
 */
async function findDueGuests(tx: Tx, networkId: string, most: number): Promise<Found> {
  const rows = await tx.query<{ guest_id: string }>(
    // The index is of what is not for ever; that much has to be said for it to be used.
    `SELECT guest_id FROM guest_states WHERE network_id = $1 AND due_at <= ledger_now() AND due_at < 'infinity'
      ORDER BY due_at LIMIT $2`,
    [networkId, most],
  );
  const guestIds = rows.map((row) => row.guest_id).sort();
  return { guestIds, areAll: rows.length < most, isMoving: false };
}
