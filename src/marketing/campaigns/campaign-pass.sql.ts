import type { Tx } from '../../platform/database/database';
import type { Unsent } from './announcements.sql';
import type { Arm } from './arm-of-guest.rules';

interface NewCampaignGuest {
  readonly guestId: string;
  readonly arm: Arm;
  /** Null: the campaign has no variants. */
  readonly variant: string | null;
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

/** Returns the guests that were not known yet: the others have been told already. `metAt` null: now. */
export async function claimGuests(
  tx: Tx,
  networkId: string,
  campaignId: string,
  guests: readonly NewCampaignGuest[],
  metAt: Date | null = null,
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ guestId: string }>`
    INSERT INTO campaign_guests (network_id, campaign_id, guest_id, arm, message_id, variant, unsent, told_at, met_at)
     SELECT ${networkId}, ${campaignId}, g.guest_id, g.arm, g.message_id, g.variant, g.unsent, g.told_at, coalesce(${metAt}, now())
       FROM unnest(${guests.map(({ guestId }) => guestId)}::uuid[], ${guests.map(({ arm }) => arm)}::text[],
       ${guests.map(({ messageId }) => messageId)}::uuid[], ${guests.map(({ variant }) => variant)}::text[],
       ${guests.map(({ unsent }) => unsent)}::text[], ${guests.map(({ toldAt }) => toldAt)}::timestamptz[])
         AS g (guest_id, arm, message_id, variant, unsent, told_at)
     ON CONFLICT DO NOTHING RETURNING guest_id`;
  return new Set(rows.map(({ guestId }) => guestId));
}
