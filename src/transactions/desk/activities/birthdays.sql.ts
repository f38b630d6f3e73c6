import type { Tx } from '../../../platform/database/database';

/**
 * Guests with these birthdays who were registered by the end of the day, and whose birthday counted at its begin, after
 * `after` in the order of their ids, at most `limit`. An index on the birthday serves this list.
 */
export async function listBirthdayGuests(
  tx: Tx,
  networkId: string,
  birthdays: readonly number[],
  { begin, end }: { readonly begin: number; readonly end: number },
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    `SELECT s.guest_id FROM guest_states s
      WHERE s.network_id = $1 AND s.birthday = ANY ($2::smallint[]) AND NOT s.blocked AND s.guest_id > $3
        AND coalesce(s.birthday_from <= to_timestamp($6::double precision / 1000), true)
        AND EXISTS (SELECT 1 FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id
                      AND g.created_at < to_timestamp($4::double precision / 1000) AND g.erased_at IS NULL)
      ORDER BY s.guest_id LIMIT $5`,
    [networkId, birthdays, after, end, limit, begin],
  );
  return rows.map((row) => row.guest_id);
}

/** Which of these claims are taken already. */
export async function listHeldClaims(tx: Tx, networkId: string, digests: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ digest: string }>(
    `SELECT c.digest FROM unnest($2::uuid[]) d(digest)
     CROSS JOIN LATERAL (SELECT c.digest FROM claims c WHERE c.network_id = $1 AND c.digest = d.digest) c`,
    [networkId, digests],
  );
  return new Set(rows.map((row) => row.digest));
}
