import type { Tx } from '../../platform/database/database';
import type { Unsent } from './announcements.sql';
import type { Arm } from './arm-of-guest.rules';

export interface CampaignPass {
  readonly campaignId: string;
  readonly afterGuest: string;
  readonly isDone: boolean;
  readonly announces: boolean;
}

interface NewCampaignGuest {
  readonly guestId: string;
  readonly arm: Arm;
  /** Null: the campaign has no variants. */
  readonly variant: string | null;
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

/** Begins the pass of a campaign once; whether it may announce is decided then. */
export async function beginPass(tx: Tx, networkId: string, campaignId: string, announces: boolean): Promise<void> {
  await tx.query(
    'INSERT INTO campaign_passes (network_id, campaign_id, announces) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [networkId, campaignId, announces],
  );
}

/** Campaigns whose pass was begun, done ones too. */
export async function listBegun(
  tx: Tx,
  networkId: string,
  campaignIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    'SELECT campaign_id AS id FROM campaign_passes WHERE network_id = $1 AND campaign_id = ANY ($2::uuid[])',
    [networkId, campaignIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A pass of one of these campaigns that goes on, locked; undefined without one, or while other processes are at all. */
export function lockOpenPass(
  tx: Tx,
  networkId: string,
  campaignIds: readonly string[],
): Promise<CampaignPass | undefined> {
  return tx.maybe<CampaignPass>(
    `SELECT campaign_id AS "campaignId", after_guest AS "afterGuest", is_done AS "isDone", announces FROM campaign_passes
      WHERE network_id = $1 AND campaign_id = ANY ($2::uuid[]) AND NOT is_done
      ORDER BY campaign_id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [networkId, campaignIds],
  );
}

export async function movePass(
  tx: Tx,
  networkId: string,
  { campaignId, afterGuest, isDone }: CampaignPass,
): Promise<void> {
  await tx.query(
    'UPDATE campaign_passes SET after_guest = $3, is_done = $4 WHERE network_id = $1 AND campaign_id = $2',
    [networkId, campaignId, afterGuest, isDone],
  );
}

/** Returns the guests that were not known yet: the others have been told already. `metAt` null: now. */
export async function claimGuests(
  tx: Tx,
  networkId: string,
  campaignId: string,
  guests: readonly NewCampaignGuest[],
  metAt: Date | null = null,
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ guest_id: string }>(
    `INSERT INTO campaign_guests (network_id, campaign_id, guest_id, arm, message_id, variant, unsent, told_at, met_at)
     SELECT $1, $2, g.guest_id, g.arm, g.message_id, g.variant, g.unsent, g.told_at, coalesce($9, now())
       FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[])
         AS g (guest_id, arm, message_id, variant, unsent, told_at)
     ON CONFLICT DO NOTHING RETURNING guest_id`,
    [
      networkId,
      campaignId,
      guests.map(({ guestId }) => guestId),
      guests.map(({ arm }) => arm),
      guests.map(({ messageId }) => messageId),
      guests.map(({ variant }) => variant),
      guests.map(({ unsent }) => unsent),
      guests.map(({ toldAt }) => toldAt),
      metAt,
    ],
  );
  return new Set(rows.map((row) => row.guest_id));
}
