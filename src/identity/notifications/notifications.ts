import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { NotificationsAnswer } from './notification.dto';
import { codeOf, type Notification, NOTIFICATIONS } from './notification.rules';
import { findUnwanted } from './notification.sql';

/** Messages that guests want, and those that they refuse. */
@Injectable()
export class Notifications {
  constructor(private readonly database: Database) {}

  /** Whether the guest wants messages of this purpose by this channel; false for a guest that there is not. */
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
