import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { NotificationsAnswer, SetNotificationBody } from './notification.dto';
import { codeOf, type Notification, NOTIFICATIONS } from './notification.rules';
import { setUnwanted } from './notification.sql';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { requireGuest } from '../profiles/guest-access';
import { Handles } from '../../platform/http/handlers-of';

/** The signed-in guest refuses messages, or wants them again. */
export class SetNotification extends UseCase<NotificationsAnswer, { body: SetNotificationBody }> {}

/** The messages that guests accept or refuse. */
@Injectable()
export class Notifications {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `guest_not_found` */
  @Handles(SetNotification)
  setNotification({ context, input: { body } }: SetNotification): Promise<NotificationsAnswer> {
    const { principal, networkId, call } = context;
    const { purpose, channel, wanted } = body;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, principal.id);
      await setUnwanted(tx, networkId, principal.id, `${purpose}_${channel}`, wanted);
      return this.list(networkId, principal.id, tx);
    });
  }

  /** Whether the guest accepts messages of this purpose by this channel; false for an unknown guest. */
  async isWanted(networkId: string, guestId: string, notification: Notification): Promise<boolean> {
    const found = await findUnwanted(this.database.readsOf(networkId), networkId, guestId);
    return found !== undefined && !found.unwanted.includes(codeOf(notification));
  }

  /** @throws ProblemError `guest_not_found` */
  async list(
    networkId: string,
    guestId: string,
    tx: Statements = this.database.readsOf(networkId),
  ): Promise<NotificationsAnswer> {
    const found = await findUnwanted(tx, networkId, guestId);
    if (found === undefined) throw new ProblemError('guest_not_found');
    const items = NOTIFICATIONS.map((one) => ({ ...one, wanted: !found.unwanted.includes(codeOf(one)) }));
    return { items };
  }
}

/** Finds the codes of the messages that a guest does not want. Undefined: the network has no such guest, or the guest was erased. */
function findUnwanted(tx: Statements, networkId: string, guestId: string) {
  return tx.maybe<{ unwanted: string[] }>`
    SELECT unwanted_messages AS unwanted FROM guests WHERE network_id = ${networkId} AND id = ${guestId}
     AND erased_at IS NULL`;
}
