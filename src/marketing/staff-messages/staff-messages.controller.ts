import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { KeyRequiredContext, type RequestContext, Route, Routes } from '../../security';
import { SendToGuests } from './staff-messages.commands';
import * as dto from './staff-messages.dto';

/** Messages of staff to guests whom they chose. */
@Routes('guests/messages', 'Messages')
export class StaffMessagesController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST', {
    id: 'messageGuests',
    permission: 'campaigns.manage',
    summary: 'Send several guests a message',
    description:
      'By the rules of messages of campaigns: consent, channels, quiet hours, the limit of one guest and the group that the network holds out. With ' +
      '`preview` it only says who would get it. A call that broke off is sent again with its key and sends nothing twice.',
    ok: dto.messagedGuestsSchema,
    problems: ['not_found'],
  })
  send(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.messageGuestsSchema }) body: dto.MessageGuests,
  ) {
    return this.commands.execute(new SendToGuests(context, { body }));
  }
}
