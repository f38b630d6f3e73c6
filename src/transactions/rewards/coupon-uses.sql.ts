import type { Tx } from '../../platform/database/database';

/** Uses a code once. False: its last use was somebody else's. */
export async function takeCoupon(tx: Tx, networkId: string, digest: string): Promise<boolean> {
  const taken = await tx.query(
    'UPDATE coupons SET uses_left = uses_left - 1 WHERE network_id = $1 AND digest = $2 AND uses_left > 0 RETURNING digest',
    [networkId, digest],
  );
  return taken.length === 1;
}

/** A use comes back; where the time of its batch is over, it is good until an instant of its own (milliseconds). */
export async function returnCoupon(tx: Tx, networkId: string, digest: string, until: number): Promise<void> {
  await tx.query(
    `UPDATE coupons c SET uses_left = c.uses_left + 1,
            restored_until = CASE WHEN b.valid_until <= now() THEN to_timestamp($3 / 1000.0) ELSE c.restored_until END
       FROM coupon_batches b
      WHERE c.network_id = $1 AND c.digest = $2 AND b.network_id = c.network_id AND b.id = c.batch_id`,
    [networkId, digest, until],
  );
}
