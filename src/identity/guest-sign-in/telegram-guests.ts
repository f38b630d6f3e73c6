import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { type ShownCard, ShowCard } from '../cards/show-card.query';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { TelegramChats } from '../one-time-codes/telegram-chats';
import { findGuestBy } from '../profiles/guest.sql';
import { listGuestsOfAccount } from './own-networks.sql';

/** A guest of one network, as the bot shows them to themselves. */
export interface TelegramGuest {
  /** Name of the network. */
  readonly network: string;
  readonly available: number;
  readonly card: ShownCard;
}

/** The memberships of the person of a Telegram chat: points and the live code in each network. */
@Injectable()
export class TelegramGuests {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly chats: TelegramChats,
    private readonly cards: ShowCard,
    private readonly ports: LedgerPorts,
  ) {}

  /** Null: the person has not shared a phone. At most `limit` networks, the oldest membership first. */
  async list(chatId: string, limit: number): Promise<TelegramGuest[] | null> {
    const accountId = await this.chats.findAccountId(chatId);
    if (accountId === null) return null;
    const guests = await this.database.asPlatform((tx) => listGuestsOfAccount(tx, accountId));
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
}
