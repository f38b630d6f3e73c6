import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { NetworkBots } from '../../identity';
import { Context, NetworkId, type RequestContext, Route } from '../../security';
import { ConnectBot, DisconnectBot } from './own-bot.commands';
import * as dto from './network-bot.dto';

/** The caller's network's own Telegram bot. */
@ApiTags('Look')
@Controller('bot')
export class NetworkBotController {
  constructor(
    private readonly commands: CommandBus,
    private readonly bots: NetworkBots,
  ) {}

  @Route('GET', {
    id: 'getBot',
    permission: 'settings.manage',
    summary: 'Get the own Telegram bot of the network',
    ok: dto.networkBotSchema,
  })
  async read(@NetworkId() networkId: string): Promise<dto.NetworkBotAnswer> {
    return dto.networkBotAnswer(await this.bots.find('TELEGRAM', networkId));
  }

  @Route('PUT', {
    id: 'connectBot',
    permission: 'settings.manage',
    summary: 'Connect the own Telegram bot of the network',
    description:
      'Asks Telegram for the bot and enters its webhook. Messages to guests of the network go by it from then on; guests ' +
      'who shared their phone with another bot share it again. 503 `no_message_channel` where the installation has no ' +
      'bot or no `PUBLIC_URL`.',
    ok: dto.networkBotSchema,
    problems: ['no_message_channel', 'bot_token_refused', 'bot_taken', 'telegram_unreachable'],
  })
  async connect(
    @Context() context: RequestContext,
    @Body({ schema: dto.connectBotSchema }) { token }: dto.ConnectBotBody,
  ): Promise<dto.NetworkBotAnswer> {
    return dto.networkBotAnswer(await this.commands.execute(new ConnectBot(context, { messenger: 'TELEGRAM', token })));
  }

  @Route('DELETE', {
    id: 'disconnectBot',
    permission: 'settings.manage',
    summary: 'Disconnect the own Telegram bot',
    description: 'With the chats that it knew. The bot of the installation writes to guests again.',
    ok: dto.networkBotSchema,
  })
  async disconnect(@Context() context: RequestContext): Promise<dto.NetworkBotAnswer> {
    await this.commands.execute(new DisconnectBot(context, { messenger: 'TELEGRAM' }));
    return dto.networkBotAnswer(null);
  }
}
