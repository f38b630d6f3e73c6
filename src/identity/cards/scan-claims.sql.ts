import { findClaimHolder, insertClaim } from '../../platform/claims/claims.sql';
import type { Tx } from '../../platform/database/database';

const SCAN = 's';

/** The letter of the claim that marks how a caller identified a guest. */
export const KNOWN_BY_NUMBER = 'n';

/** Claims a scan for the caller who made it; true when it is theirs, now or before. */
export async function claimScan(tx: Tx, networkId: string, digest: string, actorId: string): Promise<boolean> {
  if (await insertClaim(tx, networkId, { digest, kind: SCAN, holderId: actorId })) return true;
  return (await findClaimHolder(tx, networkId, digest)) === actorId;
}
