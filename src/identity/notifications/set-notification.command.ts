import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { requireGuest } from '../profiles/guest-access';
import type { NotificationsAnswer, SetNotificationBody } from './notification.dto';
import { setUnwanted } from './notification.sql';
import { Notifications } from './notifications';

/** The signed-in guest refuses messages, or wants them again. */
export class SetNotification extends UseCase<NotificationsAnswer, { readonly body: SetNotificationBody }> {}

@CommandHandler(SetNotification)
export class SetNotificationHandler implements ICommandHandler<SetNotification> {
  constructor(
    private readonly notifications: Notifications,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `guest_not_found` */
  execute({ context, input: { body } }: SetNotification): Promise<NotificationsAnswer> {
    const { principal, networkId, call } = context;
    const { purpose, channel, wanted } = body;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, principal.id);
      await setUnwanted(tx, networkId, principal.id, `${purpose}_${channel}`, wanted);
      return this.notifications.list(networkId, principal.id, tx);
    });
  }
}
