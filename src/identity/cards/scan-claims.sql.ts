import { findClaimHolder, insertClaim } from '../../platform/claims/claims.sql';
import type { Statements } from '../../platform/database/database';

/** The kind of QR claims: one by the caller who scanned the QR, and one by the act that used it. */
export const SCAN = 's';

/** Claims a scan for a caller; true if this or an earlier call of the same caller holds the claim. */
export async function claimScan(tx: Statements, networkId: string, digest: string, actorId: string): Promise<boolean> {
  if (await insertClaim(tx, networkId, { digest, kind: SCAN, holderId: actorId })) return true;
  return (await findClaimHolder(tx, networkId, digest)) === actorId;
}
