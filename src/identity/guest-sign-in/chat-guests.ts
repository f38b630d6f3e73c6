import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { Database, type NamedStatement, type Tx } from '../../platform/database/database';
import { Pii } from '../../security';
import { type ShownCard, ShowCard } from '../cards/show-card.query';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { BotChats } from '../network-bots/bot-chats';
import type { Bot } from '../network-bots/messengers';
import { TelegramChats } from '../network-bots/telegram-chats';
import { findGuestBy } from '../profiles/guest.sql';
import { type GuestOfNetwork, listGuestsOfAccount } from './own-networks.sql';

/** The guests with a phone in these networks. The phone has an index of its own in each network. `guests_of_phone` sets one network after the other for row-level security. */
const GUESTS_OF_PHONE: NamedStatement = {
  name: 'guests_of_phone',
  text: 'SELECT network_id AS "networkId", id FROM guests_of_phone($1::uuid[], $2::bytea[])',
};

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const NETWORKS_AT_ONCE = 1_000;

/** A guest of one network, as the bot shows guests to themselves. */
export interface ChatGuest {
  /** Name of the network. */
  readonly network: string;
  readonly available: number;
  /** Null: a manager has blocked the guest, and no till takes the card. */
  readonly card: ShownCard | null;
}

/** The memberships of the person of a chat with a bot, with points and valid code in each network. */
@Injectable()
export class ChatGuests {
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
  async list(bot: Bot, chatId: string, limit: number): Promise<ChatGuest[] | null> {
    const guests = await this.findOf(bot, chatId);
    if (guests === null) return null;
    const shown: ChatGuest[] = [];
    for (const { networkId, id } of guests) {
      const network = await this.networks.getProfile(networkId);
      if (network.closedAt !== null || shown.length === limit) continue;
      const guest = await this.database.inNetwork(networkId, async (tx) => {
        const row = await findGuestBy(tx, networkId, 'id', id);
        const status = (await this.ports.balances.listStatuses(tx, networkId, [id])).get(id);
        if (row === undefined || status === undefined) return undefined;
        const card = status.blocked ? null : await this.cards.show(tx, networkId, row);
        return { network: network.name, available: status.balance.available, card };
      });
      if (guest !== undefined) shown.push(guest);
    }
    return shown;
  }

  /** The person's guests, oldest first; null: the person has not shared a phone with this bot. */
  findOf(bot: Bot, chatId: string): Promise<readonly GuestOfNetwork[] | null> {
    return bot.owner === null ? this.findEverywhere(chatId) : this.findIn(bot, bot.owner, chatId);
  }

  /**
   * The guests of the person's account, and those whom staff registered with the phone: these join the account only when the person signs in.
   */
  private async findEverywhere(chatId: string): Promise<readonly GuestOfNetwork[] | null> {
    const account = await this.accounts.findAccount(chatId);
    if (account === null) return null;
    const { id, phone } = account;
    const found = [
      ...(await this.database.asPlatform((tx) => listGuestsOfAccount(tx, id))),
      ...(await this.listOfPhone(phone)),
    ];
    return [...new Map(found.map((guest) => [guest.id, guest])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Each network has an index of phones of its own, so each is asked for the phone by it. */
  private async listOfPhone(phone: string): Promise<GuestOfNetwork[]> {
    const found: GuestOfNetwork[] = [];
    for (let after: string | undefined = FIRST_ID; after !== undefined;) {
      const from = after;
      const ids: string[] = await this.database.asPlatform((tx) => listOpenNetworks(tx, from, NETWORKS_AT_ONCE));
      const indexes = ids.map((networkId) => this.pii.blindIndex(networkId, 'phone', phone));
      found.push(...(await this.database.callInNetwork<GuestOfNetwork>(GUESTS_OF_PHONE, [ids, indexes])));
      after = ids[NETWORKS_AT_ONCE - 1];
    }
    return found;
  }

  private async findIn(bot: Bot, networkId: string, chatId: string): Promise<readonly GuestOfNetwork[] | null> {
    const phone = await this.chats.findPhone(bot, chatId);
    if (phone === null) return null;
    const index = this.pii.blindIndex(networkId, 'phone', phone);
    const row = await this.database.inNetwork(networkId, (tx) => findGuestBy(tx, networkId, 'phone_index', index));
    return row === undefined ? [] : [{ networkId, id: row.id }];
  }
}

/** Open networks after this id, oldest first, without sandboxes. Runs in the platform's role. */
async function listOpenNetworks(tx: Tx, after: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT id FROM networks WHERE id > ${after} AND closed_at IS NULL AND sandbox_of IS NULL ORDER BY id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
