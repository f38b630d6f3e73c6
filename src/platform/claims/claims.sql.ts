import type { Statements } from '../database/database';

/** A value that one row of a network holds: a key, a receipt, a code, a scan. */
export interface Claim {
  /** The result of `claimDigest`. */
  readonly digest: string;
  /** One letter; the comment of the table lists them. */
  readonly kind: string;
  readonly holderId: string;
}

/** Claims a value; true where it was free. Waits for another transaction that is claiming the same value. */
export async function insertClaim(
  tx: Statements,
  networkId: string,
  { digest, kind, holderId }: Claim,
): Promise<boolean> {
  const claimed = await tx.query(
    `INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING digest`,
    [networkId, digest, kind, holderId],
  );
  return claimed.length === 1;
}

/** The row that holds the value; null while it is free. */
export async function findClaimHolder(tx: Statements, networkId: string, digest: string): Promise<string | null> {
  const row = await tx.maybe<{ holder_id: string }>(
    'SELECT holder_id FROM claims WHERE network_id = $1 AND digest = $2',
    [networkId, digest],
  );
  return row?.holder_id ?? null;
}

/** Locks values that are claimed, in the order of their digests. */
export async function lockClaims(tx: Statements, networkId: string, digests: readonly string[]): Promise<void> {
  await tx.query(
    'SELECT 1 FROM claims WHERE network_id = $1 AND digest = ANY ($2::uuid[]) ORDER BY digest FOR UPDATE',
    [networkId, digests],
  );
}

/** Moves the claims of some values from one row to another. */
export async function passClaims(
  tx: Statements,
  networkId: string,
  digests: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await tx.query(
    'UPDATE claims SET holder_id = $4 WHERE network_id = $1 AND digest = ANY ($2::uuid[]) AND holder_id = $3',
    [networkId, digests, from, to],
  );
}

/**
 * Frees the values of one kind that a row holds, as the undo of a receipt does. A claim is never deleted: its row moves
 * to an unused digest.
 */
export async function freeClaimsOf(tx: Statements, networkId: string, kind: string, holderId: string): Promise<void> {
  await tx.query(
    `UPDATE claims SET digest = gen_random_uuid(), kind = 'F' WHERE network_id = $1 AND kind = $2::"char" AND holder_id = $3`,
    [networkId, kind, holderId],
  );
}

/** Limits the wait for another transaction's claim to `waitMs`; a longer wait fails with SQLSTATE 55P03. */
export async function limitClaimWait(tx: Statements, waitMs: number): Promise<void> {
  await tx.query("SELECT set_config('lock_timeout', $1, true)", [`${String(Math.max(1, Math.floor(waitMs)))}ms`]);
}
