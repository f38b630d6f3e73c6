import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { Pii, type StoppedAddress, StoppedAddresses } from '../../security';
import { BotChats } from '../network-bots/bot-chats';
import { listReachedGuests } from './reached-guest.sql';
import type { StoppedAddressesAnswer } from './stopped-addresses.dto';

type Stop = StoppedAddressesAnswer['items'][number];

/** Telegram's answer to a message for a person who has stopped the bot. */
const BOT_STOPPED = 'telegram 403';

/** The addresses of a guest to which nothing but codes is sent. */
@Injectable()
export class GuestStops {
  constructor(
    private readonly stopped: StoppedAddresses,
    private readonly chats: BotChats,
    private readonly pii: Pii,
  ) {}

  /** Phone number and e-mail address of the guest, as far as they are stopped. */
  async listAddresses(tx: Tx, networkId: string, guestId: string): Promise<StoppedAddress[]> {
    const { phone, email } = await this.contactsOf(tx, networkId, guestId);
    return this.stopped.among(tx, networkId, [
      ...(phone === null ? [] : [{ channel: 'SMS', recipient: phone } as const]),
      ...(email === null ? [] : [{ channel: 'EMAIL', recipient: email } as const]),
    ]);
  }

  /** The same with the chat of the guest; of what the guest stopped themselves only the guest decides. */
  async list(tx: Tx, networkId: string, guestId: string): Promise<Stop[]> {
    const { phone } = await this.contactsOf(tx, networkId, guestId);
    const refusedAt = phone === null ? null : await this.chats.findRefusal(tx, networkId, phone);
    const addresses = await this.listAddresses(tx, networkId, guestId);
    return [
      ...addresses.map(({ channel, reason, failure, stoppedAt }): Stop => ({
        ...{ channel, reason, failure, stoppedAt: stoppedAt.toISOString() },
        mayFree: reason === 'BOUNCED',
      })),
      ...(refusedAt === null
        ? []
        : [
            {
              ...({ channel: 'TELEGRAM', reason: 'BOT_STOPPED', failure: BOT_STOPPED, mayFree: false } as const),
              stoppedAt: refusedAt.toISOString(),
            },
          ]),
    ];
  }

  private async contactsOf(tx: Tx, networkId: string, guestId: string) {
    const [row] = await listReachedGuests(tx, networkId, [guestId]);
    const phone = row?.phone_encrypted ?? null;
    const email = row?.email_encrypted ?? null;
    return {
      phone: phone === null ? null : this.pii.decrypt(networkId, 'phone', phone),
      email: email === null ? null : this.pii.decrypt(networkId, 'email', email),
    };
  }
}
