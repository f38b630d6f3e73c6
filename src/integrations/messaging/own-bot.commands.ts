import { Networks } from '../../configuration';
import { type NetworkBot, NetworkBots } from '../../identity';
import { ProblemError } from '../../platform/problems/problem';
import { type ChatChannel, UseCase } from '../../security';
import { ConfiguredProviders } from './configured-providers';
import { hookUrl } from './hook-url';
import { Injectable } from '@nestjs/common';
import { Handles } from '../../platform/http/handlers-of';

/** Connects the own bot of a network in a messenger: from then on its messages and what its guests write go by it. */
export class ConnectBot extends UseCase<NetworkBot, { messenger: ChatChannel; token: string }> {}

/** Disconnects a network's own bot and deletes its chats. The installation's bot takes over again, where there is one. */
export class DisconnectBot extends UseCase<void, { messenger: ChatChannel }> {}

@Injectable()
export class OwnBotHandlers {
  constructor(
    private readonly networks: Networks,
    private readonly bots: NetworkBots,
    private readonly providers: ConfiguredProviders,
  ) {}

  /**
   * A repeated token sets the same webhook again, so a lost call may be repeated.
   * @throws ProblemError `forbidden` in a sandbox; `no_message_channel` where the installation has no bot or no address; `bot_token_refused`,
   * `bot_taken`, `telegram_unreachable`, or the same of another messenger
   */
  @Handles(ConnectBot)
  async connectBot({ context: { networkId, author }, input: { messenger, token } }: ConnectBot): Promise<NetworkBot> {
    // A bot belongs to one network, so a sandbox would take it from the real network.
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (sandboxOf !== null) throw new ProblemError('forbidden');
    const calls = this.providers.messenger(messenger);
    const url = webhookUrl(messenger, networkId);
    if (calls === undefined || url === undefined) throw new ProblemError('no_message_channel');
    if (calls.isOfInstallation(token)) throw new ProblemError('bot_taken');
    const known = await calls.identify(token);
    await this.bots.requireFree(messenger, networkId, known.botId);
    const before = await this.bots.find(messenger, networkId);
    await calls.setWebhook(token, url, this.bots.webhookSecretOf(networkId, token));
    const bot = await this.bots.put(messenger, networkId, { ...known, token }, author);
    if (before !== null && before.botId !== bot.botId) await calls.removeWebhook(before.token, url);
    return bot;
  }

  @Handles(DisconnectBot)
  async disconnectBot({ context: { networkId, author }, input: { messenger } }: DisconnectBot): Promise<void> {
    const before = await this.bots.find(messenger, networkId);
    await this.bots.remove(messenger, networkId, author);
    const url = webhookUrl(messenger, networkId);
    // The bot may already be deleted; updates of a bot that is not connected are refused.
    if (before !== null && url !== undefined)
      await this.providers.messenger(messenger)?.removeWebhook(before.token, url);
  }
}

/** Our address for the updates of a network's own bot; undefined without `PUBLIC_URL`. */
export function webhookUrl(messenger: ChatChannel, networkId: string): string | undefined {
  return hookUrl(`${messenger.toLowerCase()}/${networkId}`);
}
