import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Messages, Pii, UseCase } from '../../security';
import { PushKeys } from './push-keys';
import type { PushSubscriptionsAnswer, PutPushSubscriptionBody } from './push-subscription.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireGuest } from '../profiles/guest-access';
import { Handles } from '../../platform/http/handlers-of';

/** The most devices of a guest that get notifications; a further one replaces the oldest. */
const MOST_DEVICES = 10;

/** A device with the data needed to send to it. */
export interface PushDevice extends PutPushSubscriptionBody {
  readonly id: string;
}

/** The signed-in guest switches notifications on for a device. */
export class PutPushSubscription extends UseCase<PushSubscriptionsAnswer, { body: PutPushSubscriptionBody }> {}

/** The signed-in guest switches notifications off for a device. */
export class RemovePushSubscription extends UseCase<PushSubscriptionsAnswer, { id: string }> {}

/** The devices on which guests have switched notifications on. */
@Injectable()
export class PushSubscriptions {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly messages: Messages,
    private readonly keys: PushKeys,
    private readonly pii: Pii,
    private readonly keyed: KeyedCalls,
  ) {}

  async show(
    networkId: string,
    guestId: string,
    tx: Statements = this.database.readsOf(networkId),
  ): Promise<PushSubscriptionsAnswer> {
    const { profile } = await this.snapshots.current(networkId);
    const { channels } = profile.settings.marketing;
    const isOn = profile.sandboxOf === null && channels.includes('PUSH') && this.messages.reachesPeople('PUSH');
    const rows = await listPushRows(tx, networkId, guestId, MOST_DEVICES);
    return {
      publicKey: isOn ? this.keys.pair.publicKey : null,
      items: rows.map((row) => ({ id: row.digest.toString('base64url'), createdAt: row.createdAt.toISOString() })),
    };
  }

  /** A device that another guest of the network had now belongs to this guest. @throws ProblemError `guest_not_found` */
  @Handles(PutPushSubscription)
  putPushSubscription({ context, input: { body } }: PutPushSubscription): Promise<PushSubscriptionsAnswer> {
    const { principal, networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, principal.id);
      await tx.query`
        INSERT INTO push_subscriptions (network_id, id, guest_id, digest, subscription_encrypted)
         VALUES (${networkId}, ${newId()}, ${principal.id}, ${createHash('sha256').update(body.endpoint).digest()}, ${this.pii.encrypt(networkId, 'recipient', JSON.stringify(body))})
         ON CONFLICT (network_id, digest) DO UPDATE
           SET id = excluded.id, guest_id = excluded.guest_id, subscription_encrypted = excluded.subscription_encrypted,
             created_at = excluded.created_at, came_from = '{}'`;
      // Deletes all devices of a guest except the newest.
      await tx.query`
        DELETE FROM push_subscriptions WHERE network_id = ${networkId} AND guest_id = ${principal.id} AND id IN
         (SELECT id FROM push_subscriptions WHERE network_id = ${networkId} AND guest_id = ${principal.id} ORDER BY id DESC OFFSET ${MOST_DEVICES})`;
      return this.show(networkId, principal.id, tx);
    });
  }

  /** Removes a device by its `id` in `items`. Does nothing when the guest has no such device. */
  @Handles(RemovePushSubscription)
  removePushSubscription({ context, input: { id } }: RemovePushSubscription): Promise<PushSubscriptionsAnswer> {
    const { principal, networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await tx.query`
        DELETE FROM push_subscriptions WHERE network_id = ${networkId} AND guest_id = ${principal.id} AND digest = ${Buffer.from(id, 'base64url')}`;
      return this.show(networkId, principal.id, tx);
    });
  }

  /** The guests in this list who have a device. */
  async listReached(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ guestId: string }>`
      SELECT DISTINCT guest_id FROM push_subscriptions WHERE network_id = ${networkId}
       AND guest_id = ANY (${guestIds}::uuid[])`;
    return new Set(rows.map(({ guestId }) => guestId));
  }

  async listDevices(networkId: string, guestId: string): Promise<PushDevice[]> {
    const reads = this.database.readsOf(networkId);
    const rows = await listPushRows(reads, networkId, guestId, MOST_DEVICES);
    return rows.map(({ id, subscriptionEncrypted: blob }) => {
      const subscription = JSON.parse(this.pii.decrypt(networkId, 'recipient', blob)) as PutPushSubscriptionBody;
      return { ...subscription, id };
    });
  }

  /** Deletes a device that the push service no longer knows. */
  async end(networkId: string, { id }: PushDevice): Promise<void> {
    await this.database.inNetwork(
      networkId,
      (tx) => tx.query`DELETE FROM push_subscriptions WHERE network_id = ${networkId} AND id = ${id}`,
    );
  }
}

/** The devices of a guest, newest first. */
function listPushRows(tx: Statements, networkId: string, guestId: string, limit: number) {
  return tx.query<{
    id: string;
    digest: Buffer;
    subscriptionEncrypted: Buffer;
    createdAt: Date;
  }>`SELECT id, digest, subscription_encrypted, created_at FROM push_subscriptions
      WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY id DESC LIMIT ${limit}`;
}
