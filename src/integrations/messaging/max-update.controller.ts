import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { BotChats, chatIdOfMax, NetworkBots, TakenOnce } from '../../identity';
import { Id } from '../../platform/http/id.decorator';
import { isSameSecret } from '../../platform/http/same-secret';
import { ProblemError } from '../../platform/problems/problem';
import { Public } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import type { MaxAccess } from './max-bot';
import { type MaxUpdate, readMaxUpdate } from './max-update.rules';
import { TakeBotMessage } from './take-bot-message.command';

/** Anything at all: kinds of updates that we do not know are taken and left. */
const updateSchema = z.record(z.string(), z.unknown());

/** Takes what guests do in the dialog with a network's bot in MAX. Each bot has an address and a secret of its own. */
@ApiExcludeController()
@Controller('hooks/max/:networkId')
export class MaxUpdateController {
  constructor(
    private readonly commands: CommandBus,
    private readonly providers: ConfiguredProviders,
    private readonly bots: NetworkBots,
    private readonly chats: BotChats,
    private readonly updates: TakenOnce,
  ) {}

  @Post()
  @HttpCode(200)
  @Public()
  async take(
    @Id('networkId') networkId: string,
    @Body({ schema: updateSchema }) body: z.infer<typeof updateSchema>,
    @Headers('x-max-bot-api-secret') secret = '',
  ): Promise<void> {
    const bot = await this.providers.findMaxAccess(networkId);
    // A network without a bot gets the same answer as a wrong secret.
    if (bot === null || !isSameSecret(secret, this.bots.webhookSecretOf(networkId, bot.token)))
      throw new ProblemError('unauthenticated');
    const update = readMaxUpdate(body, bot.token);
    if (update !== undefined)
      await this.updates.once(`${bot.messenger}:${networkId}`, update.key, () => this.work(bot, update));
  }

  private async work(bot: MaxAccess, { userId, kind, language, text, contact, callbackId }: MaxUpdate): Promise<void> {
    const chatId = chatIdOfMax(userId);
    if (kind === 'STOPPED') return this.chats.setReachable(bot, chatId, false);
    const access = callbackId === undefined ? bot : { ...bot, callbackId };
    // Where the network does not trust contacts, the phone is confirmed by SMS in the mini app.
    const shared = bot.trustsContacts ? contact : undefined;
    await this.commands.execute(new TakeBotMessage(access, { chatId, language, text, contact: shared }));
  }
}
