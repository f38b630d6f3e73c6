import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import {
  ADDRESS_CHANNELS,
  Audit,
  CHANNELS,
  CHAT_CHANNELS,
  Pii,
  type StoppedAddress,
  StoppedAddresses,
  UseCase,
  wholeNetworkOf,
} from '../../security';
import { BotChats } from '../network-bots/bot-chats';
import { MESSENGERS } from '../network-bots/messengers';
import { listReachedGuests } from './reached-guest.sql';
import type { StoppedAddressesAnswer } from './stopped-addresses.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError, found } from '../../platform/problems/problem';
import { requireGuest } from '../profiles/guest-access';
import type * as dto from './stopped-addresses.dto';
import { Handles } from '../../platform/http/handlers-of';

type Stop = StoppedAddressesAnswer['items'][number];

/** A manager reopens an address that a provider had refused as unknown, for example by mistake. */
export class FreeAddress extends UseCase<
  dto.StoppedAddressesAnswer,
  { guestId: string; channel: dto.Channel; body: dto.FreeAddressBody }
> {}

/** A guest's addresses that get nothing but codes. */
@Injectable()
export class GuestStops {
  constructor(
    private readonly stopped: StoppedAddresses,
    private readonly chats: BotChats,
    private readonly pii: Pii,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `guest_not_found`; `not_found` where the address is not stopped; `stopped_by_guest` */
  @Handles(FreeAddress)
  freeAddress({ context, input: { guestId, channel, body } }: FreeAddress): Promise<dto.StoppedAddressesAnswer> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, guestId);
      const stop = found((await this.list(tx, networkId, guestId)).find((one) => one.channel === channel));
      if (!stop.mayFree) throw new ProblemError('stopped_by_guest');
      for (const address of await this.listAddresses(tx, networkId, guestId))
        if (address.channel === channel) await this.stopped.reopen(tx, networkId, address);
      await this.audit.appendChange(tx, networkId, author, 'guest.address_freed', guestId, {
        before: { channel, reason: stop.reason, failure: stop.failure, stoppedAt: stop.stoppedAt },
        after: { channel, reason: body.reason },
      });
      return { items: await this.list(tx, networkId, guestId) };
    });
  }

  /** The guest's stopped phone number and e-mail address. */
  async listAddresses(tx: Tx, networkId: string, guestId: string): Promise<StoppedAddress[]> {
    const { phone, email } = await this.contactsOf(tx, networkId, guestId);
    return this.stopped.among(tx, networkId, [
      ...ADDRESS_CHANNELS.flatMap((channel) => {
        const recipient = CHANNELS[channel].address === 'PHONE' ? phone : email;
        return recipient === null ? [] : [{ channel, recipient }];
      }),
    ]);
  }

  /** Like `listAddresses`, with the guest's chats. Only guests can reopen what they stopped themselves. */
  async list(tx: Tx, networkId: string, guestId: string): Promise<Stop[]> {
    const { phone } = await this.contactsOf(tx, networkId, guestId);
    const addresses = await this.listAddresses(tx, networkId, guestId);
    return [
      ...addresses.map(({ channel, reason, failure, stoppedAt }): Stop => ({
        channel,
        reason,
        failure,
        stoppedAt: stoppedAt.toISOString(),
        mayFree: reason === 'BOUNCED',
      })),
      ...(phone === null ? [] : await this.listChats(tx, networkId, phone)),
    ];
  }

  /** Chats whose owner stopped the bot. */
  private async listChats(tx: Tx, networkId: string, phone: string): Promise<Stop[]> {
    const stops: Stop[] = [];
    for (const channel of CHAT_CHANNELS) {
      const refusedAt = await this.chats.findRefusal(tx, channel, networkId, phone);
      const stop = { channel, reason: 'BOT_STOPPED', failure: MESSENGERS[channel].stopped, mayFree: false } as const;
      if (refusedAt !== null) stops.push({ ...stop, stoppedAt: refusedAt.toISOString() });
    }
    return stops;
  }

  private async contactsOf(tx: Tx, networkId: string, guestId: string) {
    const [row] = await listReachedGuests(tx, networkId, [guestId]);
    const phone = row?.phoneEncrypted ?? null;
    const email = row?.emailEncrypted ?? null;
    return {
      phone: phone === null ? null : this.pii.decrypt(networkId, 'phone', phone),
      email: email === null ? null : this.pii.decrypt(networkId, 'email', email),
    };
  }
}
