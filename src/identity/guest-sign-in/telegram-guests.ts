import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { Pii } from '../../security';
import { type ShownCard, ShowCard } from '../cards/show-card.query';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { BotChats, type BotOwner } from '../network-bots/bot-chats';
import { TelegramChats } from '../network-bots/telegram-chats';
import { findGuestBy } from '../profiles/guest.sql';
import { type GuestOfNetwork, listGuestsOfAccount } from './own-networks.sql';

/** A guest of one network, as the bot shows guests to themselves. */
export interface TelegramGuest {
  /** Name of the network. */
  readonly network: string;
  readonly available: number;
  readonly card: ShownCard;
}

/** The memberships of a Telegram chat's person, with points and valid code in each network. */
@Injectable()
export class TelegramGuests {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly accounts: TelegramChats,
    private readonly chats: BotChats,
    private readonly cards: ShowCard,
    private readonly ports: LedgerPorts,
  ) {}

  /**
   * Null: the person has not shared a phone with this bot. At most `limit` networks, oldest membership first; a network's own bot shows only that
   * network.
   */
  async list(owner: BotOwner, chatId: string, limit: number): Promise<TelegramGuest[] | null> {
    const guests = await this.findOf(owner, chatId);
    if (guests === null) return null;
    const shown: TelegramGuest[] = [];
    for (const { network_id: networkId, id } of guests) {
      const network = await this.networks.getProfile(networkId);
      if (network.closedAt !== null || shown.length === limit) continue;
      const guest = await this.database.inNetwork(networkId, async (tx) => {
        const row = await findGuestBy(tx, networkId, 'id', id);
        const status = (await this.ports.balances.listStatuses(tx, networkId, [id])).get(id);
        if (row === undefined || status === undefined) return undefined;
        const card = await this.cards.show(tx, networkId, row);
        return { network: network.name, available: status.balance.available, card };
      });
      if (guest !== undefined) shown.push(guest);
    }
    return shown;
  }

  /** The person's guests, oldest first; null: the person has not shared a phone with this bot. */
  findOf(owner: BotOwner, chatId: string): Promise<readonly GuestOfNetwork[] | null> {
    return owner === null ? this.findEverywhere(chatId) : this.findIn(owner, chatId);
  }

  private async findEverywhere(chatId: string): Promise<readonly GuestOfNetwork[] | null> {
    const accountId = await this.accounts.findAccountId(chatId);
    return accountId === null ? null : this.database.asPlatform((tx) => listGuestsOfAccount(tx, accountId));
  }

  private async findIn(networkId: string, chatId: string): Promise<readonly GuestOfNetwork[] | null> {
    const phone = await this.chats.findPhone(networkId, chatId);
    if (phone === null) return null;
    const index = this.pii.blindIndex(networkId, 'phone', phone);
    const row = await this.database.inNetwork(networkId, (tx) => findGuestBy(tx, networkId, 'phone_index', index));
    return row === undefined ? [] : [{ network_id: networkId, id: row.id }];
  }
}
