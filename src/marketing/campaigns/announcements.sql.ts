import type { Tx } from '../../platform/database/database';

/** Why a guest was not told. WAITS: for the end of the quiet hours; CAPPED: the guest had as many messages as allowed. */
export type Unsent = 'WAITS' | 'CAPPED';

export interface WaitingNotice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly variant: string | null;
  readonly locale: 'ru' | 'en' | null;
}

/** Messages of these campaigns that wait, locked; those that other processes work on are left out. */
export function lockWaiting(
  tx: Tx,
  networkId: string,
  campaignIds: readonly string[],
  limit: number,
): Promise<WaitingNotice[]> {
  return tx.query<WaitingNotice>(
    `SELECT w.campaign_id AS "campaignId", w.guest_id AS "guestId", w.variant, g.locale
       FROM (SELECT campaign_id, guest_id, variant FROM campaign_guests
              WHERE network_id = $1 AND campaign_id = ANY ($2::uuid[]) AND unsent = 'WAITS'
              ORDER BY campaign_id, guest_id LIMIT $3 FOR UPDATE SKIP LOCKED) w
       JOIN guests g ON g.network_id = $1 AND g.id = w.guest_id
      ORDER BY w.campaign_id, w.guest_id`,
    [networkId, campaignIds, limit],
  );
}

interface DecidedNotice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

export async function decideWaiting(tx: Tx, networkId: string, notices: readonly DecidedNotice[]): Promise<void> {
  await tx.query(
    `UPDATE campaign_guests c SET message_id = n.message_id, unsent = n.unsent, told_at = n.told_at
       FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[]) AS n (campaign_id, guest_id, message_id, unsent, told_at)
      WHERE c.network_id = $1 AND c.campaign_id = n.campaign_id AND c.guest_id = n.guest_id`,
    [
      networkId,
      notices.map(({ campaignId }) => campaignId),
      notices.map(({ guestId }) => guestId),
      notices.map(({ messageId }) => messageId),
      notices.map(({ unsent }) => unsent),
      notices.map(({ toldAt }) => toldAt),
    ],
  );
}
