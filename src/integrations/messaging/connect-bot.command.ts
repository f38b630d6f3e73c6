import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { type NetworkBot, NetworkBots } from '../../identity';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { UseCase } from '../../security';
import { ConfiguredProviders } from './configured-providers';

/** Connects the own Telegram bot of a network: from then on its messages and what its guests write go by it. */
export class ConnectBot extends UseCase<NetworkBot, { readonly token: string }> {}

@CommandHandler(ConnectBot)
export class ConnectBotHandler implements ICommandHandler<ConnectBot> {
  constructor(
    private readonly networks: Networks,
    private readonly bots: NetworkBots,
    private readonly providers: ConfiguredProviders,
  ) {}

  /**
   * The same token again enters the same webhook, so a call that was lost may be repeated.
   * @throws ProblemError `forbidden` in a sandbox; `no_message_channel` where the installation has no bot or no address; `bot_token_refused`,
   *   `bot_taken`, `telegram_unreachable`
   */
  async execute({ context: { networkId, author }, input: { token } }: ConnectBot): Promise<NetworkBot> {
    // A sandbox is made anew with each clearing, and would keep the bot from the network itself.
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (sandboxOf !== null) throw new ProblemError('forbidden');
    const { telegram } = this.providers;
    const { publicUrl, telegramBotToken } = settings;
    if (telegram === undefined || publicUrl === undefined) throw new ProblemError('no_message_channel');
    if (token.split(':')[0] === telegramBotToken?.split(':')[0]) throw new ProblemError('bot_taken');
    const known = await telegram.identify(token);
    await this.bots.requireFree(networkId, known.botId);
    const before = await this.bots.find(networkId);
    const url = `${publicUrl.replace(/\/$/, '')}/api/hooks/telegram/${networkId}`;
    await telegram.setWebhook(token, url, this.bots.webhookSecretOf(networkId, token));
    const bot = await this.bots.put(networkId, { ...known, token }, author);
    if (before !== null && before.botId !== bot.botId) await telegram.removeWebhook(before.token);
    return bot;
  }
}
