import type { Tx } from '../../../platform/database/database';

/** Whether the network has guests whom others brought. If not, its events need not be searched: a referral is stored before the friend buys. */
export async function hasReferrals(tx: Tx, networkId: string): Promise<boolean> {
  const row = await tx.maybe('SELECT FROM referrals WHERE network_id = $1 AND refusal IS NULL LIMIT 1', [networkId]);
  return row !== undefined;
}
