import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Pii } from '../../security';
import { findGuestBy } from '../profiles/guest.sql';
import { BotChats } from './bot-chats';
import type { Bot } from './messengers';
import { TakenOnce } from './taken-once';

/** Short, because a person follows the link of a page immediately. */
const LINK_SECONDS = 600;
const LINK = /^link_([\w-]{40,500})$/;
const RADIX = 36;

/**
 * Links by which a guest who is signed in connects a chat to the own card: a token for the address of the bot. The token is encrypted, good for ten
 * minutes and once.
 */
@Injectable()
export class ChatLinks {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly clock: Clock,
    private readonly chats: BotChats,
    private readonly taken: TakenOnce,
  ) {}

  make(networkId: string, guestId: string): { readonly token: string; readonly expiresAt: Date } {
    const expiresAt = new Date(this.clock.now().getTime() + LINK_SECONDS * 1_000);
    const text = `${guestId.replaceAll('-', '')}${Math.floor(expiresAt.getTime() / 1_000).toString(RADIX)}`;
    const token = `link_${this.pii.encrypt(networkId, 'verification', text).toString('base64url')}`;
    return { token, expiresAt };
  }

  /**
   * Connects the chat to the phone of the guest who made the link. False: the text is no link that is good now, or the chat belongs to another phone
   * already. That one has to be disconnected first: a link that a stranger sends must not put another person's card into the chat.
   */
  async use(bot: Bot & { readonly owner: string }, chatId: string, text: string): Promise<boolean> {
    const guestId = this.guestOf(bot.owner, text);
    if (guestId === null) return false;
    const phone = await this.phoneOf(bot.owner, guestId);
    const known = await this.chats.findPhone(bot, chatId);
    if (phone === null || (known !== null && known !== phone)) return false;
    return this.taken.once(`${bot.messenger}:${bot.owner}`, text, () => this.chats.link(bot, phone, chatId));
  }

  /** The phone of a guest (E.164). @throws ProblemError `max_phone_unknown` for a guest without one */
  async requirePhone(networkId: string, guestId: string): Promise<string> {
    const phone = await this.phoneOf(networkId, guestId);
    if (phone === null) throw new ProblemError('max_phone_unknown');
    return phone;
  }

  private guestOf(networkId: string, text: string): string | null {
    const sealed = LINK.exec(text)?.[1];
    if (sealed === undefined) return null;
    const opened = this.open(networkId, Buffer.from(sealed, 'base64url'));
    const [, id, ends] = /^([0-9a-f]{32})([0-9a-z]+)$/.exec(opened) ?? [];
    if (id === undefined || ends === undefined) return null;
    if (Number.parseInt(ends, RADIX) * 1_000 <= this.clock.now().getTime()) return null;
    return id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** Empty for anything that we did not encrypt for this network. */
  private open(networkId: string, sealed: Buffer): string {
    try {
      return this.pii.decrypt(networkId, 'verification', sealed);
    } catch {
      return '';
    }
  }

  private async phoneOf(networkId: string, guestId: string): Promise<string | null> {
    const guest = await this.database.inNetwork(networkId, (tx) => findGuestBy(tx, networkId, 'id', guestId));
    const phone = guest?.phone_encrypted ?? null;
    return phone === null ? null : this.pii.decrypt(networkId, 'phone', phone);
  }
}
