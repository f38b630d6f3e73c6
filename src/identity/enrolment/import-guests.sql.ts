import type { Tx } from '../../platform/database/database';
import { makeCardNumber } from '../cards/card-number.rules';
import type { PhoneColumns } from '../profiles/personal-columns';

/** A guest of the network's earlier system, with the id, phone or card from there. */
export interface ImportedGuest {
  /** The id for a new guest: a UUIDv7. */
  readonly id: string;
  readonly externalId: string | null;
  readonly name?: string;
  /** E.164; dropped if another guest of the network has the phone. */
  readonly phone?: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly restaurantId?: string;
  /** Left out: a new card number is made. */
  readonly cardNumber?: string;
  readonly createdAt: Date;
}

const MAX_IMPORTED = 5_000;

/**
 * See `Guests.createFromImport`. Rows are inserted in the order of external ids and phones, so that two imports can't deadlock. A guest whose only
 * key another call took meanwhile is left out.
 * @param counters JSON of the figures with which each state begins; null: those of any new guest, with the staff as source, because imported guests
 * have had sales elsewhere
 */
export async function importGuests(
  tx: Tx,
  networkId: string,
  guests: readonly ImportedGuest[],
  counters: string | null,
  seal: (phone: string | null) => PhoneColumns,
): Promise<ReadonlyMap<string, string>> {
  if (guests.length > MAX_IMPORTED) throw new RangeError(`at most ${String(MAX_IMPORTED)} guests at once`);
  const keyOf = ({ externalId, phone, id }: ImportedGuest) => externalId ?? phone ?? id;
  const sorted = [...new Map(guests.map((guest) => [keyOf(guest), guest])).values()].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );
  const phones = sorted.map((guest) => seal(guest.phone ?? null));
  await tx.query`WITH given AS (
        SELECT g.*, f.id IS NULL AND row_number() OVER (PARTITION BY g.phone_index ORDER BY g.o) = 1 AS phone_free
          FROM unnest(${sorted.map((guest) => guest.id)}::uuid[], ${sorted.map((guest) => guest.externalId)}::text[],
          ${sorted.map((guest) => guest.name ?? null)}::text[], ${sorted.map((guest) => guest.cardNumber ?? makeCardNumber())}::text[],
          ${sorted.map((guest) => guest.restaurantId ?? null)}::uuid[], ${sorted.map((guest) => guest.createdAt)}::timestamptz[],
          ${sorted.map((guest) => guest.birthDate ?? null)}::date[],
                      ${phones.map((phone) => phone.phoneEncrypted)}::bytea[], ${phones.map((phone) => phone.phoneIndex)}::bytea[],
                      ${phones.map((phone) => phone.phoneLastFourIndex)}::bytea[]) WITH ORDINALITY
               AS g (id, external_id, name, card_number, restaurant_id, created_at, birth_date,
                     phone_encrypted, phone_index, phone_last4_index, o)
          LEFT JOIN guests f ON f.network_id = ${networkId} AND f.phone_index = g.phone_index),
      made AS (
        INSERT INTO guests (network_id, id, external_id, name, card_number, restaurant_id, source, created_at, birth_date,
                            phone_encrypted, phone_index, phone_last4_index)
        SELECT ${networkId}, id, external_id, name, card_number, restaurant_id,
               ${counters === null ? 'STAFF' : 'IMPORT'}, created_at, birth_date,
               CASE WHEN phone_free THEN phone_encrypted END, CASE WHEN phone_free THEN phone_index END,
               CASE WHEN phone_free THEN phone_last4_index END
          FROM given WHERE external_id IS NOT NULL OR phone_index IS NULL OR phone_free ORDER BY o
        ON CONFLICT DO NOTHING
        RETURNING id, birth_date, created_at)
      INSERT INTO guest_states (network_id, guest_id, counters, birthday, joined_day)
      SELECT ${networkId}, made.id, ${counters}::json,
             extract(month FROM made.birth_date)::int * 100 + extract(day FROM made.birth_date)::int,
             (made.created_at AT TIME ZONE n.time_zone)::date - DATE '1970-01-01'
        FROM made CROSS JOIN networks n WHERE n.id = ${networkId}`;
  // A separate statement, because the first one can't see rows that another transaction committed while it waited.
  const rows = await tx.query<{ externalId: string; id: string }>`
    SELECT external_id, id FROM guests WHERE network_id = ${networkId}
     AND external_id = ANY (${sorted.flatMap((guest) => guest.externalId ?? [])}::text[])`;
  return new Map(rows.map((row) => [row.externalId, row.id]));
}
