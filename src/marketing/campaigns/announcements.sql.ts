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
  return tx.query<WaitingNotice>`SELECT w.campaign_id, w.guest_id, w.variant, g.locale
       FROM (SELECT campaign_id, guest_id, variant FROM campaign_guests
              WHERE network_id = ${networkId} AND campaign_id = ANY (${campaignIds}::uuid[]) AND unsent = 'WAITS'
              ORDER BY campaign_id, guest_id LIMIT ${limit} FOR UPDATE SKIP LOCKED) w
       JOIN guests g ON g.network_id = ${networkId} AND g.id = w.guest_id
      ORDER BY w.campaign_id, w.guest_id`;
}

interface DecidedNotice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly messageId: string | null;
  readonly unsent: Unsent | null;
  readonly toldAt: Date | null;
}

export async function decideWaiting(tx: Tx, networkId: string, notices: readonly DecidedNotice[]): Promise<void> {
  await tx.query`UPDATE campaign_guests c SET message_id = n.message_id, unsent = n.unsent, told_at = n.told_at
       FROM unnest(${notices.map(({ campaignId }) => campaignId)}::uuid[], ${notices.map(({ guestId }) => guestId)}::uuid[],
       ${notices.map(({ messageId }) => messageId)}::uuid[], ${notices.map(({ unsent }) => unsent)}::text[],
       ${notices.map(({ toldAt }) => toldAt)}::timestamptz[]) AS n (campaign_id, guest_id, message_id, unsent, told_at)
      WHERE c.network_id = ${networkId} AND c.campaign_id = n.campaign_id AND c.guest_id = n.guest_id`;
}
