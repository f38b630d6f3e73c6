import type { Tx } from '../../platform/database/database';

const SCAN = 's';
const KNOWN_BY_NUMBER = 'n';

/** Claims a scan for whoever made it; true when it is theirs, now or before. */
export async function claimScan(tx: Tx, networkId: string, digest: string, actorId: string): Promise<boolean> {
  const claimed = await tx.maybe(
    `INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING 1 AS claimed`,
    [networkId, digest, SCAN, actorId],
  );
  if (claimed !== undefined) return true;
  const holder = await tx.maybe<{ holder_id: string }>(
    'SELECT holder_id FROM claims WHERE network_id = $1 AND digest = $2',
    [networkId, digest],
  );
  return holder?.holder_id === actorId;
}

/** Marks that somebody knows a guest by the permanent number alone; `markId` is a UUIDv7, whose time is the mark's. */
export async function upsertMark(tx: Tx, networkId: string, digest: string, markId: string): Promise<void> {
  await tx.query(
    `INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (network_id, digest) DO UPDATE SET holder_id = excluded.holder_id`,
    [networkId, digest, KNOWN_BY_NUMBER, markId],
  );
}

export async function deleteMark(tx: Tx, networkId: string, digest: string): Promise<void> {
  await tx.query('DELETE FROM claims WHERE network_id = $1 AND digest = $2', [networkId, digest]);
}

export async function findMark(tx: Tx, networkId: string, digest: string): Promise<string | undefined> {
  const row = await tx.maybe<{ holder_id: string }>(
    'SELECT holder_id FROM claims WHERE network_id = $1 AND digest = $2',
    [networkId, digest],
  );
  return row?.holder_id;
}
