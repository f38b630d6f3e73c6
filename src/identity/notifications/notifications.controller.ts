import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../security';
import {
  type NotificationsAnswer,
  notificationsSchema,
  type SetNotificationBody,
  setNotificationSchema,
} from './notification.dto';
import { Notifications, SetNotification } from './notifications';

/** The messages that the signed-in guest wants. */
@Routes('auth/me/notifications', 'Guests', 'guest.self')
export class NotificationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly notifications: Notifications,
  ) {}

  @Route('GET', {
    id: 'listOwnNotifications',
    summary: 'List the messages that the guest wants',
    description: 'By purpose and channel. Codes, confirmations and warnings about points that end are always sent.',
    ok: notificationsSchema,
    problems: ['guest_not_found'],
  })
  list(@Context() { networkId, principal }: RequestContext): Promise<NotificationsAnswer> {
    return this.notifications.list(networkId, principal.id);
  }

  @Route('PUT', {
    id: 'setOwnNotification',
    summary: 'Refuse messages, or want them again',
    description: 'A call changes one purpose by one channel. The answer has all choices.',
    ok: notificationsSchema,
    problems: ['guest_not_found'],
  })
  set(@KeyedContext() context: RequestContext, @Body({ schema: setNotificationSchema }) body: SetNotificationBody) {
    return this.commands.execute(new SetNotification(context, { body }));
  }
}
