import type { Tx } from '../../../platform/database/database';
import type { AskedEvent } from './event-facts';

export interface PastEvent extends AskedEvent {
  readonly guestId: string;
}

/**
 * Events of the journal rows between two ids, of every type, the newest first; rows without a guest are left out. `oldest`: the id
 * below which the next page continues. It is null when no rows are left.
 */
export async function listPastTransactions(
  tx: Tx,
  networkId: string,
  fromId: string,
  toId: string,
  limit: number,
): Promise<{ readonly events: PastEvent[]; readonly oldest: string | null }> {
  const rows = await tx.query<{ id: string; type: string; guestId: string | null }>(
    `SELECT id, 'transaction.' || lower(type::text) AS type, guest_id AS "guestId" FROM transactions
      WHERE network_id = $1 AND id >= $2 AND id < $3 ORDER BY id DESC LIMIT $4`,
    [networkId, fromId, toId, limit],
  );
  const events = rows.flatMap(({ guestId, ...row }) =>
    guestId === null ? [] : [{ ...row, subjectId: row.id, guestId }],
  );
  return { events, oldest: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** Registrations of the guests between two ids, the newest first; `oldest` as in `listPastTransactions`. */
export async function listPastGuests(
  tx: Tx,
  networkId: string,
  fromId: string,
  toId: string,
  limit: number,
): Promise<{ readonly events: PastEvent[]; readonly oldest: string | null }> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM guests WHERE network_id = $1 AND id >= $2 AND id < $3 ORDER BY id DESC LIMIT $4',
    [networkId, fromId, toId, limit],
  );
  const events = rows.map(({ id }) => ({ id, type: 'guest.registered', subjectId: id, guestId: id }));
  return { events, oldest: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** Members of a segment who came into it from `from` on and before `to`, the newest first. */
export function listPastMembers(
  tx: Tx,
  networkId: string,
  segment: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<{ readonly guestId: string; readonly at: Date }[]> {
  return tx.query(
    `SELECT m.guest_id AS "guestId", m.since AS at FROM segments s
       JOIN segment_members m ON m.network_id = $1 AND m.segment_id = s.id AND m.since >= $3 AND m.since < $4
      WHERE s.network_id = $1 AND s.code = $2 ORDER BY m.since DESC LIMIT $5`,
    [networkId, segment, from, to, limit],
  );
}

/** How many guests have each birthday that counts by now; `birthday` is month × 100 + day. */
export function countBirthdays(
  tx: Tx,
  networkId: string,
): Promise<{ readonly birthday: number; readonly guests: number }[]> {
  return tx.query(
    `SELECT b.birthday, count(*) AS guests
       FROM guest_states s CROSS JOIN LATERAL (SELECT counted_birthday(s.birthday, s.birthday_from) AS birthday) b
      WHERE s.network_id = $1 AND b.birthday IS NOT NULL GROUP BY 1`,
    [networkId],
  );
}

/** Ids of a sample of guests, in the order of a hash of the id. */
export async function sampleGuests(tx: Tx, networkId: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    'SELECT guest_id FROM guest_summaries WHERE network_id = $1 ORDER BY uuid_hash(guest_id) LIMIT $2',
    [networkId, limit],
  );
  return rows.map((row) => row.guest_id);
}

export async function countGuests(tx: Tx, networkId: string): Promise<number> {
  return (
    await tx.one<{ count: number }>('SELECT count(*) AS count FROM guest_summaries WHERE network_id = $1', [networkId])
  ).count;
}

/** Sales of guests from `since` on, with the time at which they happened, in the order of guest and time. */
export function listSalesOf(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  since: Date,
  limit: number,
): Promise<{ readonly guestId: string; readonly at: Date }[]> {
  return tx.query(
    `SELECT t.guest_id AS "guestId", t.occurred_at AS at FROM unnest($2::uuid[]) g(id)
      CROSS JOIN LATERAL (SELECT guest_id, occurred_at FROM transactions t
         WHERE t.network_id = $1 AND t.guest_id = g.id AND t.type = 'SALE' AND t.occurred_at >= $3 OFFSET 0) t
      ORDER BY 1, 2 LIMIT $4`,
    [networkId, guestIds, since, limit],
  );
}
