import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../../security';
import { TakeNotification } from './online-payments';

/** YooKassa adds fields and events without notice; the rest of the object is not believed, so it is not read. */
const notificationSchema = z.looseObject({
  event: z.string().max(64),
  object: z.looseObject({ id: z.string().regex(/^[\w-]{1,64}$/) }),
});

/** Notifications of YooKassa. They have no signature, so each only makes us ask YooKassa for the state. */
@ApiExcludeController()
@Controller('hooks/yookassa')
export class YooKassaNotificationController {
  constructor(private readonly commands: CommandBus) {}

  /** 200 ends the notification; with another status YooKassa sends it again for 24 hours. */
  @Post()
  @HttpCode(200)
  @Public()
  take(@Body({ schema: notificationSchema }) { event, object: { id } }: z.infer<typeof notificationSchema>) {
    return this.commands.execute(new TakeNotification('yookassa', event.split('.', 1)[0] ?? '', id));
  }
}
