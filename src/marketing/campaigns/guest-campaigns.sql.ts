import type { CampaignsOfGuest } from '../../decision';
import type { Tx } from '../../platform/database/database';

export interface GuestForCampaigns {
  readonly segments: readonly string[];
  /** Null: without any decision yet. */
  readonly tier: string | null;
  readonly blocked: boolean;
  /** Null: it joined none and did no task. */
  readonly campaigns: CampaignsOfGuest | null;
}

export function findGuestForCampaigns(
  tx: Tx,
  networkId: string,
  guestId: string,
): Promise<GuestForCampaigns | undefined> {
  return tx.maybe<GuestForCampaigns>(
    `SELECT segments, tier, blocked, counters->'campaigns' AS campaigns FROM guest_states
      WHERE network_id = $1 AND guest_id = $2`,
    [networkId, guestId],
  );
}
