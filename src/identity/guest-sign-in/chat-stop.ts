import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { NO_ORIGIN } from '../../security';
import { MARKETING_CONSENT } from '../consents/consent-kinds.rules';
import { Consents } from '../consents/consents';
import { BotChats } from '../network-bots/bot-chats';
import type { Bot } from '../network-bots/messengers';
import { NetworkBots } from '../network-bots/network-bots';
import { themselves } from '../profiles/guest-access';
import { ChatGuests } from './chat-guests';

/** Ends all messages to a chat with a bot when its person asks so. */
@Injectable()
export class ChatStop {
  constructor(
    private readonly database: Database,
    private readonly guests: ChatGuests,
    private readonly consents: Consents,
    private readonly chats: BotChats,
    private readonly bots: NetworkBots,
  ) {}

  /**
   * Withdraws the person's consent to campaign messages in all networks that this bot serves, then unlinks the chat. The consent stays withdrawn
   * when the chat is linked again. A repetition changes nothing.
   *
   * @returns whether a consent was withdrawn
   */
  async stop(bot: Bot, chatId: string): Promise<boolean> {
    let hasWithdrawn = false;
    for (const { networkId, id } of (await this.guests.findOf(bot, chatId)) ?? []) {
      if (bot.owner === null && (await this.bots.findKnown(bot.messenger, networkId)) !== null) continue;
      const author = { actor: themselves(networkId, id), origin: NO_ORIGIN };
      const isWithdrawn = await this.database.inNetwork(networkId, (tx) =>
        this.consents.withdraw(tx, networkId, id, MARKETING_CONSENT, bot.messenger, author),
      );
      hasWithdrawn ||= isWithdrawn;
    }
    // The chat leads to its guests, so it is unlinked last: a call that failed earlier can be repeated.
    await this.chats.unlink(bot, chatId);
    return hasWithdrawn;
  }
}
