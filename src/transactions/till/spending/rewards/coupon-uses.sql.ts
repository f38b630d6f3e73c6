import type { Statements } from '../../../../platform/database/database';

/** Which of these single-use codes have been claimed. */
export async function listClaimedCodes(
  tx: Statements,
  networkId: string,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ digest: string }>`
    SELECT digest FROM claims WHERE network_id = ${networkId} AND digest = ANY (${digests}::uuid[]) LIMIT ${digests.length}`;
  return new Set(rows.map(({ digest }) => digest));
}

/**
 * Gives back the use of a redemption: frees the claim of a single-use code, or gives any other code one use more. If
 * the time of its batch is over, the code is good until `until` (milliseconds).
 */
export async function returnCoupon(
  tx: Statements,
  networkId: string,
  digest: string,
  redemptionId: string,
  until: number,
): Promise<void> {
  await tx.query`
    WITH freed AS (
      UPDATE claims SET digest = gen_random_uuid(), kind = 'F'
       WHERE network_id = ${networkId} AND digest = ${digest} AND holder_id = ${redemptionId} RETURNING 1)
    UPDATE coupons c SET uses_left = CASE b.kind WHEN 'SINGLE' THEN 1 ELSE c.uses_left + 1 END,
           restored_until = CASE WHEN b.valid_until <= ledger_now() THEN to_timestamp(${until} / 1000.0) ELSE c.restored_until END
      FROM coupon_batches b
     WHERE c.network_id = ${networkId} AND c.digest = ${digest} AND b.network_id = c.network_id AND b.id = c.batch_id
       AND (b.kind = 'SHARED' OR b.valid_until <= ledger_now())`;
}
