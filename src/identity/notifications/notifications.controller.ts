import { Body, Controller, Get, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../security';
import {
  type NotificationsAnswer,
  notificationsSchema,
  type SetNotificationBody,
  setNotificationSchema,
} from './notification.dto';
import { Notifications } from './notifications';
import { SetNotification } from './set-notification.command';

/** The messages that the signed-in guest wants. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller('auth/me/notifications')
export class NotificationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly notifications: Notifications,
  ) {}

  @Get()
  @Operation({
    id: 'listOwnNotifications',
    summary: 'List the messages that the guest wants',
    description: 'By purpose and channel. Codes, confirmations and warnings about points that end are always sent.',
    problems: ['guest_not_found'],
  })
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: notificationsSchema })
  list(@Context() { networkId, principal }: RequestContext): Promise<NotificationsAnswer> {
    return this.notifications.list(networkId, principal.id);
  }

  @Put()
  @Operation({
    id: 'setOwnNotification',
    summary: 'Refuse messages, or want them again',
    description: 'A call changes one purpose by one channel. The answer has all choices.',
    problems: ['guest_not_found'],
  })
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: notificationsSchema })
  set(
    @KeyedContext() context: RequestContext,
    @Body({ schema: setNotificationSchema }) body: SetNotificationBody,
  ): Promise<NotificationsAnswer> {
    return this.commands.execute(new SetNotification(context, { body }));
  }
}
