import { claimDigest } from '../../platform/claims/claim-digest';
import { findClaimHolder, insertClaim } from '../../platform/claims/claims.sql';
import type { Statements } from '../../platform/database/database';
import { findGuestOfCode } from './card-codes.sql';

/** The kind of QR claims: one by the caller who scanned the QR, and one by the act that used it. */
export const SCAN = 's';

/** A valid QR or code, with the value that ends it once it is used. */
export interface FoundFace {
  readonly way: 'QR' | 'CODE';
  /** The QR's id for its one use, or the code itself. */
  readonly use: string;
}

/** Whether a QR or code found earlier is still valid; the caller holds the guest's lock. */
export async function isFaceGood(tx: Statements, networkId: string, { way, use }: FoundFace): Promise<boolean> {
  if (way === 'QR') return !(await isQrUsed(tx, networkId, use));
  return (await findGuestOfCode(tx, networkId, use)) !== undefined;
}

/** Ends a QR or code after the act that it confirmed; the caller holds the guest's lock. */
export async function endFace(
  tx: Statements,
  networkId: string,
  { way, use }: FoundFace,
  actorId: string,
): Promise<void> {
  if (way === 'CODE')
    await tx.query`
      UPDATE card_codes SET expires_at = clock_timestamp(), used_at = now() WHERE network_id = ${networkId} AND code = ${use}`;
  else await insertClaim(tx, networkId, { digest: digestOfUse(use), kind: SCAN, holderId: actorId });
}

export async function isQrUsed(tx: Statements, networkId: string, use: string): Promise<boolean> {
  return (await findClaimHolder(tx, networkId, digestOfUse(use))) !== null;
}

function digestOfUse(use: string): string {
  return claimDigest('QR_USED', use);
}
