import type { Tx } from '../../platform/database/database';
import { makeCardNumber } from '../cards/card-number.rules';

/** A guest of a network's own history, known there by an id of its own. */
export interface ImportedGuest {
  /** The id to give it when it is new: a UUIDv7. */
  readonly id: string;
  readonly externalId: string;
  readonly name?: string;
  readonly restaurantId?: string;
  readonly createdAt: Date;
}

const MAX_IMPORTED = 5_000;

/** See `Guests.createFromImport`. Rows are inserted in the order of their external ids, so that two imports cannot deadlock. */
export async function importGuests(
  tx: Tx,
  networkId: string,
  guests: readonly ImportedGuest[],
  tier: string | null,
): Promise<ReadonlyMap<string, string>> {
  if (guests.length > MAX_IMPORTED) throw new RangeError(`at most ${String(MAX_IMPORTED)} guests at once`);
  const sorted = [...new Map(guests.map((guest) => [guest.externalId, guest])).values()].sort((a, b) =>
    a.externalId < b.externalId ? -1 : 1,
  );
  await tx.query(
    `WITH made AS (
       INSERT INTO guests (network_id, id, external_id, name, card_number, restaurant_id, source, created_at)
       SELECT $1, g.id, g.external_id, g.name, g.card_number, g.restaurant_id, 'IMPORT', g.created_at
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[])
              AS g (id, external_id, name, card_number, restaurant_id, created_at)
       ON CONFLICT (network_id, external_id) DO NOTHING
       RETURNING id)
     INSERT INTO guest_states (network_id, guest_id, tier)
     SELECT $1, made.id, $8 FROM made`,
    [
      networkId,
      sorted.map((guest) => guest.id),
      sorted.map((guest) => guest.externalId),
      sorted.map((guest) => guest.name ?? null),
      sorted.map(() => makeCardNumber()),
      sorted.map((guest) => guest.restaurantId ?? null),
      sorted.map((guest) => guest.createdAt),
      tier,
    ],
  );
  // A statement of its own: the one above cannot see rows that another transaction committed while it waited.
  const rows = await tx.query<{ external_id: string; id: string }>(
    'SELECT external_id, id FROM guests WHERE network_id = $1 AND external_id = ANY ($2::text[])',
    [networkId, sorted.map((guest) => guest.externalId)],
  );
  return new Map(rows.map((row) => [row.external_id, row.id]));
}
