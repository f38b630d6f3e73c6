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
  await tx.query`
    INSERT INTO campaign_passes (network_id, campaign_id, announces) VALUES (${networkId}, ${campaignId}, ${announces})
     ON CONFLICT DO NOTHING`;
}

/** Campaigns whose pass was begun, done ones too. */
export async function listBegun(
  tx: Tx,
  networkId: string,
  campaignIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>`
    SELECT campaign_id AS id FROM campaign_passes WHERE network_id = ${networkId}
     AND campaign_id = ANY (${campaignIds}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}

/** A pass of one of these campaigns that goes on, locked; undefined without one, or while other processes are at all. */
export function lockOpenPass(
  tx: Tx,
  networkId: string,
  campaignIds: readonly string[],
): Promise<CampaignPass | undefined> {
  return tx.maybe<CampaignPass>`SELECT campaign_id, after_guest, is_done, announces FROM campaign_passes
      WHERE network_id = ${networkId} AND campaign_id = ANY (${campaignIds}::uuid[]) AND NOT is_done
      ORDER BY campaign_id LIMIT 1 FOR UPDATE SKIP LOCKED`;
}

export async function movePass(
  tx: Tx,
  networkId: string,
  { campaignId, afterGuest, isDone }: CampaignPass,
): Promise<void> {
  await tx.query`
    UPDATE campaign_passes SET after_guest = ${afterGuest}, is_done = ${isDone} WHERE network_id = ${networkId}
     AND campaign_id = ${campaignId}`;
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
