import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { z } from 'zod';
import { NetworkBots, TakenOnce } from '../../identity';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { isSameSecret } from '../../platform/http/same-secret';
import { Public } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { TakeBotMessage } from './take-bot-message.command';
import type { BotAccess } from './messenger';

/** The parts of an update that we read; the rest is ignored. */
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
type Update = z.infer<typeof updateSchema>;

/** Takes guests' messages to the installation's bot and to networks' own bots. */
@ApiExcludeController()
@Controller('hooks/telegram')
export class TelegramUpdateController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
    private readonly bots: NetworkBots,
    private readonly updates: TakenOnce,
  ) {}

  @Post()
  @HttpCode(204)
  @Public()
  async take(
    @Body({ schema: updateSchema }) update: Update,
    @Headers('x-telegram-bot-api-secret-token') secret = '',
  ): Promise<void> {
    const { telegram } = this.providers;
    if (telegram === undefined || settings.telegramWebhookSecret === undefined) throw new ProblemError('not_found');
    if (!isSameSecret(secret, settings.telegramWebhookSecret)) throw new ProblemError('unauthenticated');
    await this.work(telegram.ofInstallation, update);
  }

  @Post(':networkId')
  @HttpCode(204)
  @Public()
  async takeOfNetwork(
    @Id('networkId') networkId: string,
    @Body({ schema: updateSchema }) update: Update,
    @Headers('x-telegram-bot-api-secret-token') secret = '',
  ): Promise<void> {
    const bot = this.providers.telegram === undefined ? null : await this.bots.find('TELEGRAM', networkId);
    // A network without a bot gets the same answer as a wrong secret.
    const expected = bot === null ? null : this.bots.webhookSecretOf(networkId, bot.token);
    if (bot === null || expected === null || !isSameSecret(secret, expected)) throw new ProblemError('unauthenticated');
    await this.work({ messenger: 'TELEGRAM', owner: networkId, token: bot.token }, update);
  }

  private async work(bot: BotAccess, { update_id: updateId, message }: Update): Promise<void> {
    if (message?.from === undefined || message.chat.type !== 'private') return;
    const { chat, from, text, contact } = message;
    const said = {
      chatId: String(chat.id),
      language: from.language_code?.startsWith('ru') === true ? 'ru' : 'en',
      text,
      contact: contact && { phone: contact.phone_number, isOwn: contact.user_id === from.id },
    } as const;
    await this.updates.once(bot.owner ?? '', updateId, () => this.commands.execute(new TakeBotMessage(bot, said)));
  }
}
