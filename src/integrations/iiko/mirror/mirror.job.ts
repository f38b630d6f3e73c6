import type { Tx, Statements } from '../../../platform/database/database';
import { Logger } from '../../../platform/telemetry/logger';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../../transactions';
import type { Connection } from '../../connections/connection';
import { Connections, isOfKind } from '../../connections/connections';
import { IikoFailure } from '../wire/iiko-client';
import { type MirroredGuest, type Writes } from './mirrors.sql';
import { MirrorFailure, type MirrorOptions, PushGuest } from './push-guest';
import { inIndexOrder } from '../../../platform/database/index-order';
import { Outbox } from '../../../platform/outbox/outbox';

interface Mirror {
  readonly program: string;
  readonly afterGuest: string;
  readonly isSeeded: boolean;
}

/** Much longer than the calls for one guest can take. */
const LEASE_SECONDS = 15 * 60;

/**
 * Guests whose wallets are out of date. The first retry waits longer than iiko may work on a call that we gave up on, so that iiko's report shows
 * whether the call took effect.
 */
const GUESTS = new Outbox<MirroredGuest>({
  table: 'mirrored_guests',
  key: ['connection_id', 'guest_id'],
  columns: `guest_id AS "guestId", customer_id AS "customerId", wallet_id AS "walletId", told, step_id AS "stepId",
    step_points AS "stepPoints", hold_id AS "holdId", hold_points AS "holdPoints", hold_done AS "holdDone", tier, changes, attempts`,
  reason: 'failure',
  lease: { column: 'leased_until', seconds: LEASE_SECONDS },
  retries: { first: 60, last: 3_600 },
});

const EVENTS_A_PIECE = 1_000;
const GUESTS_SEEDED_A_PIECE = 1_000;
const GUESTS_A_PIECE = 10;
const GUESTS_AT_ONCE = 5;
/** Points may be moved only so long after the lease began, so that no call outlives the lease. */
const MOVE_WITHIN_MS = (LEASE_SECONDS * 1_000) / 2;

/**
 * Follows the event log and brings iikoCard's wallets to the guests' current points, one movement at a time for each guest. A movement
 * covers all changes of its guest that wait.
 */
@Job('mirror', { everyMs: 5_000, signs: ['due'], isLong: true, failure: 'wallets of iikoCard were not told' })
export class MirrorJob extends NetworkJob {
  constructor(
    private readonly connections: Connections,
    private readonly pushing: PushGuest,
    private readonly log: Logger,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const guests = rowsOf(GUESTS_A_PIECE, options);
    let outcome: PieceOutcome = 'idle';
    for (const id of await listMirrors(this.database.readsOf(networkId), networkId)) {
      const connection = await this.connections.findById(networkId, id);
      if (connection === undefined || !isOfKind(connection, 'IIKO')) continue;
      const { mirror } = connection.options;
      if (mirror == null) continue;
      const hasMore = await this.database.inNetwork(networkId, (tx) => this.follow(tx, connection, mirror, options));
      const claimed = await this.database.inNetwork(networkId, (tx) => GUESTS.claim(tx, networkId, guests, id));
      await this.tellEach(connection, mirror, claimed);
      if (hasMore || claimed.length > 0) outcome = 'more';
    }
    return outcome;
  }

  /** Follows the next events; returns whether more remain. */
  private async follow(
    tx: Tx,
    { networkId, id }: Connection,
    { organizationId, programId }: MirrorOptions,
    options: PieceOptions,
  ): Promise<boolean> {
    const program = `${organizationId} ${programId}`;
    const place = await lockMirror(tx, networkId, id, program);
    if (place === undefined) return false;
    if (place.program !== program) await startOver(tx, networkId, id, program);
    const { isSeeded, afterGuest } = place;
    const [seeded, events] = [rowsOf(GUESTS_SEEDED_A_PIECE, options), rowsOf(EVENTS_A_PIECE, options)];
    const last = isSeeded ? null : await seedGuests(tx, networkId, id, afterGuest, seeded);
    return (await followEvents(tx, networkId, id, events)) === events || last !== null;
  }

  private async tellEach(
    connection: Connection<'IIKO'>,
    mirror: MirrorOptions,
    guests: readonly MirroredGuest[],
  ): Promise<void> {
    const startedAt = performance.now();
    const mayMove = (): boolean => performance.now() - startedAt < MOVE_WITHIN_MS;
    const left = [...guests];
    const tellNext = async (): Promise<void> => {
      for (let row = left.shift(); row !== undefined; row = left.shift())
        await this.tell(connection, mirror, row, mayMove);
    };
    await Promise.all(Array.from({ length: GUESTS_AT_ONCE }, tellNext));
  }

  private async tell(
    connection: Connection<'IIKO'>,
    mirror: MirrorOptions,
    row: MirroredGuest,
    mayMove: () => boolean,
  ): Promise<void> {
    const { networkId, id } = connection;
    try {
      await this.pushing.push(connection, mirror, row, mayMove);
      await this.database.inNetwork(networkId, (tx) => finishGuest(tx, networkId, id, row, null));
      await this.connections.noteSuccess(connection);
    } catch (err) {
      const code = err instanceof IikoFailure || err instanceof MirrorFailure ? err.code : 'failed';
      if (code === 'failed') this.log.event('error', 'a wallet of iikoCard was not told', { networkId, err });
      // A guest without a phone is tried again when the guest changes.
      if (code === 'no_phone')
        return this.database.inNetwork(networkId, (tx) => finishGuest(tx, networkId, id, row, code));
      const next = { reason: code, afterSeconds: GUESTS.retryAfter(row) };
      await this.database.inNetwork(networkId, (tx) => GUESTS.postpone(tx, networkId, [id, row.guestId], next));
      await this.connections.noteFailure(connection, code);
    }
  }
}

/** A network's active connections that mirror points into iikoCard. */
async function listMirrors(tx: Pick<Statements, 'query'>, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT id FROM till_connections
      WHERE network_id = ${networkId} AND kind = 'IIKO' AND enabled AND removed_at IS NULL
        AND credentials_encrypted IS NOT NULL AND json_typeof(options -> 'mirror') = 'object'
      ORDER BY id`;
  return rows.map(({ id }) => id);
}

/**
 * Locks a mirror's position in the event log; undefined while another process has it.
 * @param program organisation and programme of the wallets
 */
async function lockMirror(
  tx: Tx,
  networkId: string,
  connectionId: string,
  program: string,
): Promise<Mirror | undefined> {
  // A new mirror begins at the end of the log, because the guests' points already include earlier changes.
  await tx.query`INSERT INTO till_mirrors (network_id, connection_id, program, epoch, xid)
      VALUES (${networkId}, ${connectionId}, ${program}, epoch_of(${networkId}),
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)
      ON CONFLICT (network_id, connection_id) DO NOTHING`;
  return tx.maybe<Mirror>`SELECT program, after_guest, is_seeded FROM till_mirrors
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} FOR UPDATE SKIP LOCKED`;
}

/** Switches to the wallets of another programme: every guest is looked up and compared again. */
async function startOver(tx: Tx, networkId: string, connectionId: string, program: string): Promise<void> {
  await tx.query`
    UPDATE mirrored_guests SET customer_id = NULL, wallet_id = NULL, told = NULL, differs_by = 0, step_id = NULL,
      step_points = NULL, hold_id = NULL, hold_points = NULL, hold_done = false, tier = NULL, failure = NULL,
      attempts = 0, changes = changes + 1, due_at = clock_timestamp()
     WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
  await tx.query`
    UPDATE till_mirrors SET program = ${program} WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
}

/** Lists the next guests with points, for a mirror's first run; returns the last id, or null at the end. */
async function seedGuests(
  tx: Tx,
  networkId: string,
  connectionId: string,
  afterGuest: string,
  limit: number,
): Promise<string | null> {
  const rows = await tx.query<{ guestId: string }>`WITH next AS (
        SELECT guest_id, available + held <> 0 AS has_points FROM guest_states
         WHERE network_id = ${networkId} AND guest_id > ${afterGuest} ORDER BY guest_id LIMIT ${limit}),
      made AS (
        INSERT INTO mirrored_guests (network_id, connection_id, guest_id)
        SELECT ${networkId}, ${connectionId}, guest_id FROM next WHERE has_points
        ON CONFLICT (network_id, connection_id, guest_id) DO NOTHING)
      SELECT guest_id FROM next ORDER BY guest_id`;
  const last = rows.length < limit ? null : (rows.at(-1)?.guestId ?? null);
  await tx.query`
    UPDATE till_mirrors SET after_guest = coalesce(${last}, after_guest), is_seeded = ${last === null}
     WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
  return last;
}

/** Marks the guests of the next events below the watermark (rule 12) as due and moves the position. Returns the number of events. */
async function followEvents(tx: Tx, networkId: string, connectionId: string, limit: number): Promise<number> {
  const events = await inIndexOrder(
    tx,
    () =>
      tx.query<{ epoch: number; xid: number; id: string; guestId: string | null }>`
        SELECT e.epoch, e.xid, e.id, e.guest_id
          FROM till_mirrors m
         CROSS JOIN LATERAL (
           SELECT * FROM events e
            WHERE e.network_id = ${networkId} AND (e.epoch, e.xid, e.id) > (m.epoch, m.xid, m.event_id)
              AND (e.epoch < (SELECT epoch_of(${networkId})) OR e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint))
            ORDER BY e.epoch, e.xid, e.id LIMIT ${limit}) e
         WHERE m.network_id = ${networkId} AND m.connection_id = ${connectionId}
         ORDER BY e.epoch, e.xid, e.id`,
  );
  const last = events.at(-1);
  if (last === undefined) return 0;
  const guestIds = [...new Set(events.flatMap(({ guestId }) => guestId ?? []))].sort();
  await tx.query`INSERT INTO mirrored_guests (network_id, connection_id, guest_id)
      SELECT ${networkId}, ${connectionId}, g FROM unnest(${guestIds}::uuid[]) AS changed(g)
      ON CONFLICT (network_id, connection_id, guest_id) DO UPDATE
        SET changes = mirrored_guests.changes + 1, due_at = least(mirrored_guests.due_at, clock_timestamp())`;
  await tx.query`
    UPDATE till_mirrors SET epoch = ${last.epoch}, xid = ${last.xid}, event_id = ${last.id} WHERE network_id = ${networkId}
     AND connection_id = ${connectionId}`;
  return events.length;
}

/** Marks the wallet as up to date; a change that came meanwhile makes the guest due again. */
async function finishGuest(
  tx: Writes,
  networkId: string,
  connectionId: string,
  { guestId, changes }: Pick<MirroredGuest, 'guestId' | 'changes'>,
  failure: string | null,
): Promise<void> {
  await tx.query`UPDATE mirrored_guests SET attempts = 0, failure = ${failure}, leased_until = '-infinity',
       due_at = CASE WHEN changes = ${changes} THEN 'infinity' ELSE clock_timestamp() END
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} AND guest_id = ${guestId}`;
}
