import type { Statements } from '../../platform/database/database';

/** For each kind of thing, whether the guest has at least one. */
export interface OwnBelongings {
  readonly redemptions: boolean;
  readonly friends: boolean;
  readonly family: boolean;
  /** Whether the network has an open partner. */
  readonly partners: boolean;
  /** Whether the network has made gift cards. */
  readonly giftCards: boolean;
  /** Whether the network's wheel is open, or the guest has spun it. */
  readonly wheel: boolean;
}

/** Finds which kinds of things a guest has in the network, and whether it has open partners. */
export function findOwnBelongings(tx: Statements, networkId: string, guestId: string): Promise<OwnBelongings> {
  return tx.one<OwnBelongings>(
    `SELECT EXISTS (SELECT 1 FROM redemptions r WHERE r.network_id = $1 AND r.guest_id = $2) AS redemptions,
            EXISTS (SELECT 1 FROM referrals f WHERE f.network_id = $1 AND f.referrer_id = $2) AS friends,
            EXISTS (SELECT 1 FROM family_members m WHERE m.network_id = $1 AND m.guest_id = $2) AS family,
            EXISTS (SELECT 1 FROM partners p WHERE p.network_id = $1 AND p.closed_at IS NULL) AS partners,
            EXISTS (SELECT 1 FROM gift_batches b WHERE b.network_id = $1) AS "giftCards",
            EXISTS (SELECT 1 FROM wheel_epochs e WHERE e.network_id = $1 AND e.ended_at IS NULL)
              OR EXISTS (SELECT 1 FROM wheel_draws d WHERE d.network_id = $1 AND d.guest_id = $2) AS wheel`,
    [networkId, guestId],
  );
}
