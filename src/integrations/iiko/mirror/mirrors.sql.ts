import { inIndexOrder } from '../../../platform/database/index-order';
import type { Statements, Tx } from '../../../platform/database/database';
import { Outbox } from '../../../platform/outbox/outbox';

type Writes = Pick<Statements, 'query'>;

/** A network's active connections that mirror points into iikoCard. */
export async function listMirrors(tx: Pick<Statements, 'query'>, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`SELECT id FROM till_connections
      WHERE network_id = ${networkId} AND kind = 'IIKO' AND enabled AND removed_at IS NULL
        AND credentials_encrypted IS NOT NULL AND json_typeof(options -> 'mirror') = 'object'
      ORDER BY id`;
  return rows.map(({ id }) => id);
}

export interface Mirror {
  readonly program: string;
  readonly afterGuest: string;
  readonly isSeeded: boolean;
}

/**
 * Locks a mirror's position in the event log; undefined while another process has it.
 * @param program organisation and programme of the wallets
 */
export async function lockMirror(
  tx: Tx,
  networkId: string,
  connectionId: string,
  program: string,
): Promise<Mirror | undefined> {
  // A new mirror begins at the end of the log, because the guests' points already include earlier changes.
  await tx.query`INSERT INTO till_mirrors (network_id, connection_id, program, epoch, xid)
      VALUES (${networkId}, ${connectionId}, ${program}, epoch_of(${networkId}), pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)
      ON CONFLICT (network_id, connection_id) DO NOTHING`;
  return tx.maybe<Mirror>`SELECT program, after_guest, is_seeded FROM till_mirrors
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} FOR UPDATE SKIP LOCKED`;
}

/** Switches to the wallets of another programme: every guest is looked up and compared again. */
export async function startOver(tx: Tx, networkId: string, connectionId: string, program: string): Promise<void> {
  await tx.query`
    UPDATE mirrored_guests SET customer_id = NULL, wallet_id = NULL, told = NULL, differs_by = 0, step_id = NULL,
      step_points = NULL, hold_id = NULL, hold_points = NULL, hold_done = false, tier = NULL, failure = NULL,
      attempts = 0, changes = changes + 1, due_at = clock_timestamp()
     WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
  await tx.query`
    UPDATE till_mirrors SET program = ${program} WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
}

/** Lists the next guests with points, for a mirror's first run; returns the last id, or null at the end. */
export async function seedGuests(
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
export async function followEvents(tx: Tx, networkId: string, connectionId: string, limit: number): Promise<number> {
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

/** A guest whose wallet is updated next. */
export interface MirroredGuest {
  readonly guestId: string;
  readonly customerId: string | null;
  readonly walletId: string | null;
  readonly told: number | null;
  readonly stepId: string | null;
  readonly stepPoints: number | null;
  readonly holdId: string | null;
  readonly holdPoints: number | null;
  readonly holdDone: boolean;
  readonly tier: string | null;
  readonly changes: number;
  readonly attempts: number;
}

/** Much longer than the calls for one guest can take. */
export const LEASE_SECONDS = 15 * 60;

/**
 * Guests whose wallets are out of date. The first retry waits longer than iiko may work on a call that we gave up on, so that iiko's report shows
 * whether the call took effect.
 */
export const GUESTS = new Outbox<MirroredGuest>({
  table: 'mirrored_guests',
  key: ['connection_id', 'guest_id'],
  columns: `guest_id AS "guestId", customer_id AS "customerId", wallet_id AS "walletId", told, step_id AS "stepId",
    step_points AS "stepPoints", hold_id AS "holdId", hold_points AS "holdPoints", hold_done AS "holdDone", tier, changes, attempts`,
  reason: 'failure',
  lease: { column: 'leased_until', seconds: LEASE_SECONDS },
  retries: { first: 60, last: 3_600 },
});

/** The guest's data that a wallet follows. */
export interface GuestPoints {
  /** Points that are valid everywhere, because a wallet knows no restaurants. */
  readonly available: number;
  readonly held: number;
  readonly tier: string | null;
  readonly name: string | null;
  readonly cardNumber: string;
  readonly phoneEncrypted: Buffer | null;
  /** Whether the guest was erased or merged into another guest. */
  readonly isGone: boolean;
}

export function findGuestPoints(tx: Pick<Statements, 'maybe'>, networkId: string, guestId: string) {
  return tx.maybe<GuestPoints>`SELECT s.available - coalesce((SELECT sum((one ->> 'free')::bigint)
      FROM json_array_elements(s.counters -> 'limits') one), 0)::bigint AS available,
        s.held, s.tier, g.name, g.card_number, g.phone_encrypted,
        g.erased_at IS NOT NULL OR g.merged_into IS NOT NULL AS is_gone
      FROM guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id
      WHERE g.network_id = ${networkId} AND g.id = ${guestId}`;
}

/** The columns that each step writes, always all of them. */
export type MirrorState = Omit<MirroredGuest, 'guestId' | 'changes' | 'attempts'>;

export async function saveState(
  tx: Writes,
  networkId: string,
  connectionId: string,
  guestId: string,
  state: MirrorState & { readonly differsBy: number | null },
): Promise<void> {
  await tx.query`
    UPDATE mirrored_guests SET customer_id = ${state.customerId}, wallet_id = ${state.walletId}, told = ${state.told},
     step_id = ${state.stepId}, step_points = ${state.stepPoints},
       hold_id = ${state.holdId}, hold_points = ${state.holdPoints}, hold_done = ${state.holdDone}, tier = ${state.tier},
       differs_by = coalesce(${state.differsBy}, differs_by)
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} AND guest_id = ${guestId}`;
}

/** Marks the wallet as up to date; a change that came meanwhile makes the guest due again. */
export async function finishGuest(
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

export interface MirrorCounts {
  readonly guests: number;
  readonly waiting: number;
  readonly failing: number;
  readonly differing: number;
  readonly isSeeded: boolean;
}

/** The state of a mirror; undefined: it has not begun. */
export function findMirrorCounts(tx: Pick<Statements, 'maybe'>, networkId: string, connectionId: string) {
  return tx.maybe<MirrorCounts>`SELECT m.is_seeded, count(g.guest_id)::int AS guests,
        count(*) FILTER (WHERE g.due_at < 'infinity')::int AS waiting,
        count(*) FILTER (WHERE g.failure IS NOT NULL)::int AS failing,
        count(*) FILTER (WHERE g.differs_by <> 0)::int AS differing
      FROM till_mirrors m
      LEFT JOIN mirrored_guests g ON g.network_id = ${networkId} AND g.connection_id = m.connection_id
      WHERE m.network_id = ${networkId} AND m.connection_id = ${connectionId} GROUP BY m.is_seeded`;
}

export interface MirrorTrouble {
  readonly guestId: string;
  readonly failure: string | null;
  readonly differsBy: number;
}

/** Guests whose wallet could not be updated automatically, those that failed first at the top. */
export function listTroubles(tx: Pick<Statements, 'query'>, networkId: string, connectionId: string, limit: number) {
  return tx.query<MirrorTrouble>`SELECT guest_id, failure, differs_by FROM mirrored_guests
      WHERE network_id = ${networkId} AND connection_id = ${connectionId} AND (failure IS NOT NULL OR differs_by <> 0)
      ORDER BY failure IS NULL, guest_id LIMIT ${limit}`;
}
