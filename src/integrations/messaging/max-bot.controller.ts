import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Context, type MessageKind, NetworkId, type RequestContext, Route } from '../../security';
import { ChangeMaxBot, MaxSettings, RecordMaxContract, RemoveMaxContract } from './max-settings';
import * as dto from './max-bot.dto';
import { ConnectBot, DisconnectBot } from './own-bot.commands';

const RULES =
  'The rules of MAX forbid authorization, transactional, service, advertising and mass messages by its API without a contract (Requirements for bots, 1.5, edition of 16 December 2025). Each kind is off until the network records its contract; who recorded what stands in the audit.';

/** The caller's network's bot in MAX, and the contracts by which it may send messages. */
@ApiTags('Look')
@Controller('max-bot')
export class MaxBotController {
  constructor(
    private readonly commands: CommandBus,
    private readonly settings: MaxSettings,
  ) {}

  @Route('GET', {
    id: 'getMaxBot',
    permission: 'settings.manage',
    summary: 'Get the bot of the network in MAX',
    ok: dto.maxBotSchema,
  })
  async read(@NetworkId() networkId: string): Promise<dto.MaxBotAnswer> {
    return dto.maxBotAnswer(await this.settings.read(networkId));
  }

  @Route('PUT', {
    id: 'connectMaxBot',
    permission: 'settings.manage',
    summary: 'Connect the bot of the network in MAX',
    description:
      'Asks MAX for the bot and subscribes to what people do in the dialog with it. The bot answers them from then on, and its mini app is the guest page; messages of other kinds need a contract. 503 `no_message_channel` where the installation has no `MAX_URL` or no `PUBLIC_URL`.',
    ok: dto.maxBotSchema,
    problems: ['no_message_channel', 'max_token_refused', 'bot_taken', 'max_unreachable', 'forbidden'],
  })
  async connect(
    @Context() context: RequestContext,
    @Body({ schema: dto.connectMaxBotSchema }) { token }: dto.ConnectMaxBotBody,
  ): Promise<dto.MaxBotAnswer> {
    await this.commands.execute(new ConnectBot(context, { messenger: 'MAX', token }));
    return dto.maxBotAnswer(await this.settings.noteConnected(context.networkId));
  }

  @Route('DELETE', {
    id: 'disconnectMaxBot',
    permission: 'settings.manage',
    summary: 'Disconnect the bot in MAX',
    description: 'With the chats that it knew. Recorded contracts stay.',
    ok: dto.maxBotSchema,
  })
  async disconnect(@Context() context: RequestContext): Promise<dto.MaxBotAnswer> {
    await this.commands.execute(new DisconnectBot(context, { messenger: 'MAX' }));
    return dto.maxBotAnswer(await this.settings.read(context.networkId));
  }

  @Route('PATCH', {
    id: 'changeMaxBot',
    permission: 'settings.manage',
    summary: 'Change what the bot in MAX believes',
    description: 'Off at first: a phone is confirmed by SMS in the mini app.',
    ok: dto.maxBotSchema,
    problems: ['not_found'],
  })
  async change(
    @Context() context: RequestContext,
    @Body({ schema: dto.changeMaxBotSchema }) body: dto.ChangeMaxBotBody,
  ): Promise<dto.MaxBotAnswer> {
    return dto.maxBotAnswer(await this.commands.execute(new ChangeMaxBot(context, body)));
  }

  @Route('PUT contracts/:kind', {
    id: 'recordMaxContract',
    permission: 'settings.manage',
    summary: 'Record a contract with MAX',
    description: `Allows messages of one kind. ${RULES}`,
    ok: dto.maxBotSchema,
    problems: ['invalid_body'],
  })
  async record(
    @Context() context: RequestContext,
    @Param('kind', { schema: dto.messageKindSchema }) kind: MessageKind,
    @Body({ schema: dto.recordContractSchema }) contract: dto.RecordContractBody,
  ): Promise<dto.MaxBotAnswer> {
    return dto.maxBotAnswer(await this.commands.execute(new RecordMaxContract(context, { kind, contract })));
  }

  @Route('DELETE contracts/:kind', {
    id: 'removeMaxContract',
    permission: 'settings.manage',
    summary: 'Remove a contract with MAX',
    description: 'Ends messages of its kind. Those that wait to be sent go by another channel, or not at all.',
    ok: dto.maxBotSchema,
  })
  async remove(
    @Context() context: RequestContext,
    @Param('kind', { schema: dto.messageKindSchema }) kind: MessageKind,
  ): Promise<dto.MaxBotAnswer> {
    return dto.maxBotAnswer(await this.commands.execute(new RemoveMaxContract(context, { kind })));
  }
}
