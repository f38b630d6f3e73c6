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
  const rows = await tx.query<{ id: string; type: string; guestId: string | null }>`
    SELECT id, 'transaction.' || lower(type::text) AS type, guest_id FROM transactions
     WHERE network_id = ${networkId} AND id >= ${fromId} AND id < ${toId} ORDER BY id DESC LIMIT ${limit}`;
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
  const rows = await tx.query<{ id: string }>`
    SELECT id FROM guests WHERE network_id = ${networkId} AND id >= ${fromId} AND id < ${toId} ORDER BY id DESC
     LIMIT ${limit}`;
  const events = rows.map(({ id }) => ({ id, type: 'guest.registered', subjectId: id, guestId: id }));
  return { events, oldest: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** Members of a segment who came into it from `from` on and before `to`, the newest first. */
export function listPastMembers(tx: Tx, networkId: string, segment: string, from: Date, to: Date, limit: number) {
  return tx.query<{ guestId: string; at: Date }>`SELECT m.guest_id, m.since AS at FROM segments s
       JOIN segment_members m ON m.network_id = ${networkId} AND m.segment_id = s.id AND m.since >= ${from} AND m.since < ${to}
      WHERE s.network_id = ${networkId} AND s.code = ${segment} ORDER BY m.since DESC LIMIT ${limit}`;
}

/** How many guests have each birthday that counts by now; `birthday` is month × 100 + day. */
export function countBirthdays(tx: Tx, networkId: string) {
  return tx.query<{ birthday: number; guests: number }>`SELECT b.birthday, count(*) AS guests
       FROM guest_states s CROSS JOIN LATERAL (SELECT counted_birthday(s.birthday, s.birthday_from) AS birthday) b
      WHERE s.network_id = ${networkId} AND b.birthday IS NOT NULL GROUP BY 1`;
}

/** Ids of a sample of guests, in the order of a hash of the id. */
export async function sampleGuests(tx: Tx, networkId: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ guestId: string }>`
    SELECT guest_id FROM guest_summaries WHERE network_id = ${networkId} ORDER BY uuid_hash(guest_id) LIMIT ${limit}`;
  return rows.map((row) => row.guestId);
}

export async function countGuests(tx: Tx, networkId: string): Promise<number> {
  return (
    await tx.one<{ count: number }>`SELECT count(*) AS count FROM guest_summaries WHERE network_id = ${networkId}`
  ).count;
}

/** Sales of guests from `since` on, with the time at which they happened, in the order of guest and time. */
export function listSalesOf(tx: Tx, networkId: string, guestIds: readonly string[], since: Date, limit: number) {
  return tx.query<{ guestId: string; at: Date }>`
    SELECT t.guest_id, t.occurred_at AS at FROM unnest(${guestIds}::uuid[]) g(id)
     CROSS JOIN LATERAL (SELECT guest_id, occurred_at FROM transactions t
        WHERE t.network_id = ${networkId} AND t.guest_id = g.id AND t.type = 'SALE' AND t.occurred_at >= ${since} OFFSET 0) t
     ORDER BY 1, 2 LIMIT ${limit}`;
}
