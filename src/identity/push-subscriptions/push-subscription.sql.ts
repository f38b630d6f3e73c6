import type { Statements, Tx } from '../../platform/database/database';

export interface PushSubscriptionRow {
  readonly id: string;
  readonly digest: Buffer;
  readonly subscriptionEncrypted: Buffer;
  readonly createdAt: Date;
}

/** The devices of a guest, newest first. */
export function listPushRows(tx: Statements, networkId: string, guestId: string, limit: number) {
  return tx.query<PushSubscriptionRow>`SELECT id, digest, subscription_encrypted, created_at FROM push_subscriptions
      WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY id DESC LIMIT ${limit}`;
}

/** The guests in this list who have a device. */
export function listPushGuests(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string }>`
    SELECT DISTINCT guest_id FROM push_subscriptions WHERE network_id = ${networkId}
     AND guest_id = ANY (${guestIds}::uuid[])`;
}

/** Saves a device. A device belongs to one guest: the last who switched notifications on. */
export async function putPushRow(
  tx: Tx,
  networkId: string,
  guestId: string,
  row: Omit<PushSubscriptionRow, 'createdAt'>,
): Promise<void> {
  await tx.query`INSERT INTO push_subscriptions (network_id, id, guest_id, digest, subscription_encrypted)
      VALUES (${networkId}, ${row.id}, ${guestId}, ${row.digest}, ${row.subscriptionEncrypted})
      ON CONFLICT (network_id, digest) DO UPDATE
        SET id = excluded.id, guest_id = excluded.guest_id, subscription_encrypted = excluded.subscription_encrypted,
          created_at = excluded.created_at, came_from = '{}'`;
}

/** Deletes all devices of a guest except the newest. */
export async function keepNewestPushRows(tx: Tx, networkId: string, guestId: string, kept: number): Promise<void> {
  await tx.query`DELETE FROM push_subscriptions WHERE network_id = ${networkId} AND guest_id = ${guestId} AND id IN
      (SELECT id FROM push_subscriptions WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY id DESC OFFSET ${kept})`;
}

export async function deletePushRow(tx: Tx, networkId: string, guestId: string, digest: Buffer): Promise<void> {
  await tx.query`
    DELETE FROM push_subscriptions WHERE network_id = ${networkId} AND guest_id = ${guestId} AND digest = ${digest}`;
}

/** Deletes a device, unless its guest has meanwhile switched notifications on again. */
export async function deletePushRowById(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`DELETE FROM push_subscriptions WHERE network_id = ${networkId} AND id = ${id}`;
}
