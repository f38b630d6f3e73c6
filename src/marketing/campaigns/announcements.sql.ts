import type { Tx } from '../../platform/database/database';
import { MAY_BE_TOLD } from './audience.sql';

/** Why a guest was not told. WAITS: for the end of the quiet hours; CAPPED: the guest had as many messages as allowed. */
export type Unsent = 'WAITS' | 'CAPPED';

export interface WaitingNotice {
  readonly campaignId: string;
  readonly guestId: string;
  readonly variant: string | null;
  readonly mayBeTold: boolean;
  readonly locale: 'ru' | 'en' | null;
}

/** One transaction of a network at a time counts messages and sends further ones. */
export async function lockMessages(tx: Tx, networkId: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('campaign messages ' || $1, 0))", [networkId]);
}

/** Messages of campaigns that these guests got since then; guests without any are left out. */
export function listTold(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  since: Date,
): Promise<{ readonly guestId: string; readonly told: number }[]> {
  return tx.query<{ guestId: string; told: number }>(
    `SELECT guest_id AS "guestId", count(*)::integer AS told FROM campaign_guests
      WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND message_id IS NOT NULL AND coalesce(told_at, met_at) >= $3
      GROUP BY guest_id`,
    [networkId, guestIds, since],
  );
}

/** Messages of these campaigns that wait, locked; those that other processes work on are left out. */
export function lockWaiting(
  tx: Tx,
  networkId: string,
  campaignIds: readonly string[],
  limit: number,
): Promise<WaitingNotice[]> {
  return tx.query<WaitingNotice>(
    `SELECT w.campaign_id AS "campaignId", w.guest_id AS "guestId", w.variant, coalesce(${MAY_BE_TOLD}, false) AS "mayBeTold",
            g.locale
       FROM (SELECT campaign_id, guest_id, variant FROM campaign_guests
              WHERE network_id = $1 AND campaign_id = ANY ($2::uuid[]) AND unsent = 'WAITS'
              ORDER BY campaign_id, guest_id LIMIT $3 FOR UPDATE SKIP LOCKED) w
       JOIN guests g ON g.network_id = $1 AND g.id = w.guest_id
       LEFT JOIN guest_states s ON s.network_id = $1 AND s.guest_id = w.guest_id AND g.merged_into IS NULL AND g.erased_at IS NULL
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
