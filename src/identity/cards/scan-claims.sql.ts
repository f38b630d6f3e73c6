import { findClaimHolder, insertClaim } from '../../platform/claims/claims.sql';
import type { Statements } from '../../platform/database/database';

/** The letter of the claims of a QR: by the caller who scanned it, and by the one who used it. */
export const SCAN = 's';

/** Claims a scan for a caller; true when this caller holds it, by this call or an earlier one. */
export async function claimScan(tx: Statements, networkId: string, digest: string, actorId: string): Promise<boolean> {
  if (await insertClaim(tx, networkId, { digest, kind: SCAN, holderId: actorId })) return true;
  return (await findClaimHolder(tx, networkId, digest)) === actorId;
}
