import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import { Context, KeyedContext, OnlyReads, type RequestContext, Route, Routes } from '../../security';
import { MessagePreview } from './message-preview';
import * as dto from './message-preview.dto';
import { SendTestMessage } from './send-test-message.command';

/** Texts of messages before they are saved: their variables, how they look, and a test to oneself. */
@Routes('message-templates', 'Messages')
export class MessagePreviewController {
  constructor(
    private readonly preview: MessagePreview,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET variables', {
    id: 'listMessageVariables',
    permission: 'campaigns.read',
    summary: 'List the variables of messages',
    ok: dto.messageVariablesSchema,
  })
  variables(@CurrentLanguage() language: Language): dto.MessageVariablesAnswer {
    return this.preview.variables(language);
  }

  @Route('POST preview', {
    id: 'previewMessage',
    permission: 'campaigns.manage',
    summary: 'Show a message as its reader sees it',
    description:
      'Always 200 for texts of the right form, with the mistakes in `errors`, and without mistakes the message in each ' +
      'language and channel, for a guest or for an example. The audit records whose values were read. The subject of a ' +
      'CAMPAIGN stands above the text. A channel that needs a contract is shown where the network has recorded one for such messages.',
    ok: dto.messagePreviewSchema,
    problems: ['guest_not_found'],
  })
  @OnlyReads()
  show(@Context() context: RequestContext, @Body({ schema: dto.previewMessageSchema }) body: dto.PreviewMessageBody) {
    return this.preview.show(context, body);
  }

  @Route('POST test', {
    id: 'sendTestMessage',
    permission: 'campaigns.manage',
    summary: 'Send a message to oneself as a test',
    description:
      "By e-mail to the caller's own address, with the values of an example; at most 20 an hour. An API key has no address: " +
      '403 `forbidden`.',
    ok: dto.sentTestMessageSchema,
    problems: ['no_message_channel', 'rate_limited'],
  })
  send(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.sendTestMessageSchema }) body: dto.SendTestMessageBody,
  ) {
    return this.commands.execute(new SendTestMessage(context, { body }));
  }
}
