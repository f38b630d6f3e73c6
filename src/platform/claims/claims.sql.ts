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
  const claimed = await tx.query<{ digest: string }>`
    INSERT INTO claims (network_id, digest, kind, holder_id) VALUES (${networkId}, ${digest}, ${kind}, ${holderId})
    ON CONFLICT DO NOTHING RETURNING digest`;
  return claimed.length === 1;
}

/** The row that holds the value; null while it is free. */
export async function findClaimHolder(tx: Statements, networkId: string, digest: string): Promise<string | null> {
  const row = await tx.maybe<{
    holderId: string;
  }>`SELECT holder_id FROM claims WHERE network_id = ${networkId} AND digest = ${digest}`;
  return row?.holderId ?? null;
}

/** Locks values that are claimed, in the order of their digests. */
export async function lockClaims(tx: Statements, networkId: string, digests: readonly string[]): Promise<void> {
  await tx.query`
    SELECT FROM claims WHERE network_id = ${networkId} AND digest = ANY (${digests}::uuid[]) ORDER BY digest FOR UPDATE`;
}

/** Moves the claims of some values from one row to another. */
export async function passClaims(
  tx: Statements,
  networkId: string,
  digests: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await tx.query`
    UPDATE claims SET holder_id = ${to}
     WHERE network_id = ${networkId} AND digest = ANY (${digests}::uuid[]) AND holder_id = ${from}`;
}

/**
 * Frees the values of one kind that a row holds, as the undo of a receipt does. A claim is never deleted: its row moves
 * to an unused digest.
 */
export async function freeClaimsOf(tx: Statements, networkId: string, kind: string, holderId: string): Promise<void> {
  await tx.query`
    UPDATE claims SET digest = gen_random_uuid(), kind = 'F'
     WHERE network_id = ${networkId} AND kind = ${kind}::"char" AND holder_id = ${holderId}`;
}
