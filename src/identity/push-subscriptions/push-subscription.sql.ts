import type { Statements, Tx } from '../../platform/database/database';

export interface PushSubscriptionRow {
  readonly id: string;
  readonly digest: Buffer;
  readonly subscription_encrypted: Buffer;
  readonly created_at: Date;
}

/** The devices of a guest, newest first. */
export function listPushRows(
  tx: Statements,
  networkId: string,
  guestId: string,
  limit: number,
): Promise<PushSubscriptionRow[]> {
  return tx.query<PushSubscriptionRow>(
    `SELECT id, digest, subscription_encrypted, created_at FROM push_subscriptions
      WHERE network_id = $1 AND guest_id = $2 ORDER BY id DESC LIMIT $3`,
    [networkId, guestId, limit],
  );
}

/** The guests in this list who have a device. */
export function listPushGuests(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
): Promise<{ readonly guestId: string }[]> {
  return tx.query(
    'SELECT DISTINCT guest_id AS "guestId" FROM push_subscriptions WHERE network_id = $1 AND guest_id = ANY ($2::uuid[])',
    [networkId, guestIds],
  );
}

/** Saves a device. A device belongs to one guest: the last who switched notifications on. */
export async function putPushRow(
  tx: Tx,
  networkId: string,
  guestId: string,
  row: Omit<PushSubscriptionRow, 'created_at'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO push_subscriptions (network_id, id, guest_id, digest, subscription_encrypted) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (network_id, digest) DO UPDATE
       SET id = excluded.id, guest_id = excluded.guest_id, subscription_encrypted = excluded.subscription_encrypted,
         created_at = excluded.created_at, came_from = '{}'`,
    [networkId, row.id, guestId, row.digest, row.subscription_encrypted],
  );
}

/** Deletes all devices of a guest except the newest. */
export async function keepNewestPushRows(tx: Tx, networkId: string, guestId: string, kept: number): Promise<void> {
  await tx.query(
    `DELETE FROM push_subscriptions WHERE network_id = $1 AND guest_id = $2 AND id IN
       (SELECT id FROM push_subscriptions WHERE network_id = $1 AND guest_id = $2 ORDER BY id DESC OFFSET $3)`,
    [networkId, guestId, kept],
  );
}

export async function deletePushRow(tx: Tx, networkId: string, guestId: string, digest: Buffer): Promise<void> {
  await tx.query('DELETE FROM push_subscriptions WHERE network_id = $1 AND guest_id = $2 AND digest = $3', [
    networkId,
    guestId,
    digest,
  ]);
}

/** Deletes a device, unless its guest has meanwhile switched notifications on again. */
export async function deletePushRowById(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query('DELETE FROM push_subscriptions WHERE network_id = $1 AND id = $2', [networkId, id]);
}
