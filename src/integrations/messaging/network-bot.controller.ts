import { Body, Controller, Delete, Get, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NetworkBots } from '../../identity';
import { Operation } from '../../platform/http/operation.decorator';
import {
  Context,
  CurrentPrincipal,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
} from '../../security';
import { ConnectBot } from './connect-bot.command';
import { DisconnectBot } from './disconnect-bot.command';
import * as dto from './network-bot.dto';

/** The own Telegram bot of the caller's network. */
@ApiTags('Look')
@Controller('bot')
export class NetworkBotController {
  constructor(
    private readonly commands: CommandBus,
    private readonly bots: NetworkBots,
  ) {}

  @Get()
  @Operation({ id: 'getBot', summary: 'Get the own Telegram bot of the network' })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.networkBotSchema })
  async read(@CurrentPrincipal() principal: Principal): Promise<dto.NetworkBotAnswer> {
    return dto.networkBotAnswer(await this.bots.find(networkOf(principal)));
  }

  @Put()
  @Operation({
    id: 'connectBot',
    summary: 'Connect the own Telegram bot of the network',
    description:
      'Asks Telegram for the bot and enters its webhook. Messages to guests of the network go by it from then on; guests ' +
      'who shared their phone with another bot share it again. 503 `no_message_channel` where the installation has no ' +
      'bot or no `PUBLIC_URL`.',
    problems: ['no_message_channel', 'bot_token_refused', 'bot_taken', 'telegram_unreachable'],
  })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.networkBotSchema })
  async connect(
    @Context() context: RequestContext,
    @Body({ schema: dto.connectBotSchema }) { token }: dto.ConnectBotBody,
  ): Promise<dto.NetworkBotAnswer> {
    return dto.networkBotAnswer(await this.commands.execute(new ConnectBot(context, { token })));
  }

  @Delete()
  @Operation({
    id: 'disconnectBot',
    summary: 'Disconnect the own Telegram bot',
    description: 'With the chats that it knew. The bot of the installation writes to guests again.',
  })
  @RequirePermission('settings.manage')
  @ApiOkResponse({ standardSchema: dto.networkBotSchema })
  async disconnect(@Context() context: RequestContext): Promise<dto.NetworkBotAnswer> {
    await this.commands.execute(new DisconnectBot(context));
    return dto.networkBotAnswer(null);
  }
}
