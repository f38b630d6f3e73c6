import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { NetworkBots } from '../../identity';
import { UseCase } from '../../security';
import { ConfiguredProviders } from './configured-providers';

/** Disconnects the own bot of a network, which forgets its chats. The bot of the installation writes again. */
export class DisconnectBot extends UseCase<void> {}

@CommandHandler(DisconnectBot)
export class DisconnectBotHandler implements ICommandHandler<DisconnectBot> {
  constructor(
    private readonly bots: NetworkBots,
    private readonly providers: ConfiguredProviders,
  ) {}

  async execute({ context: { networkId, author } }: DisconnectBot): Promise<void> {
    const before = await this.bots.find(networkId);
    await this.bots.remove(networkId, author);
    // The bot may be gone already; updates of a bot that is not connected are refused.
    if (before !== null) await this.providers.telegram?.removeWebhook(before.token);
  }
}
