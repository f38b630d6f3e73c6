import type { Tx } from '../../platform/database/database';

export const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** The job that evaluates segments. */
export const SEGMENTS_JOB = 'segments';

export async function listNextGuests(tx: Tx, networkId: string, afterGuest: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ guestId: string }>`
    SELECT guest_id FROM guest_states WHERE network_id = ${networkId} AND guest_id > ${afterGuest} ORDER BY guest_id
     LIMIT ${limit}`;
  return rows.map((row) => row.guestId);
}
