import { createHash, timingSafeEqual } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Public } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { TakeBotMessage } from './take-bot-message.command';
import { TelegramUpdates } from './telegram-updates';

/** The parts of an update that concern us; everything else of the Bot API passes by. */
const updateSchema = z.looseObject({
  update_id: z.int().min(0),
  message: z
    .looseObject({
      chat: z.looseObject({ id: z.int(), type: z.string() }),
      from: z.looseObject({ id: z.int(), language_code: z.string().optional() }).optional(),
      text: z.string().optional(),
      contact: z.looseObject({ phone_number: z.string().max(40), user_id: z.int().optional() }).optional(),
    })
    .optional(),
});

/** Messages of guests to the bot. */
@ApiExcludeController()
@Controller('hooks/telegram')
export class TelegramUpdateController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
    private readonly updates: TelegramUpdates,
  ) {}

  @Post()
  @HttpCode(204)
  @Public()
  async take(
    @Body({ schema: updateSchema }) { update_id: updateId, message }: z.infer<typeof updateSchema>,
    @Headers('x-telegram-bot-api-secret-token') secret = '',
  ): Promise<void> {
    if (this.providers.telegram === undefined || settings.telegramWebhookSecret === undefined)
      throw new ProblemError('not_found');
    if (!isSame(secret, settings.telegramWebhookSecret)) throw new ProblemError('unauthenticated');
    if (message?.from === undefined || message.chat.type !== 'private') return;
    const { chat, from, text, contact } = message;
    const said = {
      chatId: String(chat.id),
      senderId: from.id,
      language: from.language_code?.startsWith('ru') === true ? 'ru' : 'en',
      text,
      contact: contact && { phone: contact.phone_number, userId: contact.user_id },
    } as const;
    await this.updates.once(updateId, () => this.commands.execute(new TakeBotMessage(said)));
  }
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
