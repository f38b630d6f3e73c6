import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../configuration';
import { drawOf, isInHoldout } from '../../configuration/pure';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import {
  ADDRESS_CHANNELS,
  CHANNELS,
  CHAT_CHANNELS,
  type AddressOfGuest,
  ChannelContracts,
  type MessageChannel,
  Messages,
  Pii,
  type RoutedMessage,
  RoutedMessages,
  type Routing,
  StoppedAddresses,
} from '../../security';
import { BotChats } from '../network-bots/bot-chats';
import { PushSubscriptions } from '../push-subscriptions/push-subscriptions';
import { quietUntil } from './quiet-hours.rules';
import { listReachedGuests, type ReachedGuestRow } from './reached-guest.sql';
import { type MessageToRoute, type ReachedGuest, routeMessage } from './route-message.rules';

/** A message to a guest before the rules decide; its source has already given it an id. */
export type GuestMessage = Omit<RoutedMessage, 'routing' | 'tried'> & Pick<MessageToRoute, 'withheld'>;

/** All messages to guests go through here: it decides by which channel and when a message is sent, or why it is not. */
@Injectable()
export class GuestMessages {
  constructor(
    private readonly routed: RoutedMessages,
    private readonly messages: Messages,
    private readonly chats: BotChats,
    private readonly devices: PushSubscriptions,
    private readonly stopped: StoppedAddresses,
    private readonly contracts: ChannelContracts,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  /**
   * Decides the messages in order, without writing yet. Several messages to one guest count towards that guest's limit. No other transaction of
   * this network counts campaign messages until this one ends. Guests whom the network holds out of its marketing get no marketing message from any
   * source.
   */
  async route<Wanted extends MessageToRoute & { readonly guestId: string }>(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    wanted: readonly Wanted[],
  ): Promise<(Wanted & { readonly routing: Routing })[]> {
    if (wanted.length === 0) return [];
    const { id: networkId, settings } = snapshot.profile;
    const { marketing, campaignHoldoutPpm } = settings;
    const until = this.quietUntil(snapshot);
    const guestIds = [...new Set(wanted.map(({ guestId }) => guestId))];
    const guests = await this.findGuests(tx, snapshot, guestIds);
    const cap = marketing.messagesPerGuest ?? Infinity;
    const counts = cap !== Infinity && until === null && wanted.some(isNewMarketing);
    const mayGo = await this.contracts.allowedAmong(tx, networkId, marketing.channels);
    const told = counts ? await this.countTold(tx, snapshot, guestIds) : new Map<string, number>();
    return wanted.map((message) => {
      const { guestId } = message;
      const before = told.get(guestId) ?? 0;
      const isCapped = isNewMarketing(message) && before >= cap;
      const channels = marketing.channels.filter((channel) => mayGo(channel, message.purpose));
      const now = { channels, quietUntil: until, isCapped };
      const isHeldOut = isNewMarketing(message) && isInHoldout(drawOf(guestId), networkId, campaignHoldoutPpm);
      const compared = isHeldOut ? { ...message, withheld: 'HELD_OUT' as const } : message;
      const routing = routeMessage(compared, guests.get(guestId), now);
      if (isNewMarketing(message) && routing.outcome !== 'SUPPRESSED') told.set(guestId, before + 1);
      return { ...message, routing };
    });
  }

  /** Writes messages as routed in this transaction, once for each key. */
  async append(
    tx: Tx,
    networkId: string,
    messages: readonly (GuestMessage & { readonly routing: Routing })[],
  ): Promise<void> {
    const rows = messages.map((message) => ({ ...message, tried: [] }));
    await this.routed.append(tx, networkId, rows, this.clock.now());
  }

  /** When the network's quiet hours end; null: they are not now. */
  quietUntil({ profile: { timeZone, settings } }: ConfigurationSnapshot): Date | null {
    return quietUntil(settings.marketing, calendarOf(timeZone, settings.dayStart), this.clock.now().getTime());
  }

  private async countTold(
    tx: Tx,
    { profile: { id: networkId, timeZone, settings } }: ConfigurationSnapshot,
    guestIds: readonly string[],
  ): Promise<Map<string, number>> {
    const calendar = calendarOf(timeZone, settings.dayStart);
    const today = calendar.localDay(this.clock.now().getTime());
    const since = new Date(calendar.startOfDay(today - settings.marketing.messagesDays + 1));
    // Makes transactions of a network that count and send campaign messages wait for each other.
    await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('campaign messages ' || ${networkId}, 0))`;
    return this.routed.countMarketing(tx, networkId, guestIds, since);
  }

  /** In a sandbox, messages reach only the inbox. */
  private async findGuests(
    tx: Tx,
    { profile }: ConfigurationSnapshot,
    guestIds: readonly string[],
  ): Promise<Map<string, ReachedGuest>> {
    const { id: networkId, settings } = profile;
    const rows = await listReachedGuests(tx, networkId, guestIds);
    const open = settings.marketing.channels.filter(
      (channel) => profile.sandboxOf === null && this.messages.reachesPeople(channel),
    );
    const phones = new Map(rows.map((row) => [row.id, this.phoneOf(networkId, row, open)]));
    const isOpen = (address: (typeof CHANNELS)[MessageChannel]['address']) =>
      open.some((channel) => CHANNELS[channel].address === address);
    const known = [...phones.values()].filter((phone) => phone !== undefined);
    const chats = new Map<MessageChannel, ReadonlyMap<string, string>>();
    for (const channel of CHAT_CHANNELS)
      if (open.includes(channel)) chats.set(channel, await this.chats.findChats(tx, channel, networkId, known));
    const withDevice = isOpen('DEVICE') ? await this.devices.listReached(tx, networkId, guestIds) : new Set<string>();
    const reached = rows.map((row) => {
      const phone = phones.get(row.id);
      const addresses = {
        PHONE: phone,
        DEVICE: withDevice.has(row.id) ? row.id : undefined,
        EMAIL:
          isOpen('EMAIL') && row.emailEncrypted !== null
            ? this.pii.decrypt(networkId, 'email', row.emailEncrypted)
            : undefined,
      };
      const recipients: ReachedGuest['recipients'] = Object.fromEntries(
        open.flatMap((channel) => {
          const { address: kind } = CHANNELS[channel];
          const address = kind === 'CHAT' ? phone && chats.get(channel)?.get(phone) : addresses[kind];
          return address === undefined ? [] : [[channel, address]];
        }),
      );
      return { ...row, recipients };
    });
    const stopped = await this.stopped.among(tx, networkId, reached.flatMap(addressesOf));
    const isStopped = new Set(stopped.map(({ channel, recipient }) => `${channel} ${recipient}`));
    return new Map(
      reached.map(({ recipients, ...guest }) => {
        const open = Object.entries(recipients).filter(([channel, to]) => !isStopped.has(`${channel} ${to}`));
        return [guest.id, { ...guest, recipients: Object.fromEntries(open) }];
      }),
    );
  }

  private phoneOf(
    networkId: string,
    { phoneEncrypted: phone }: ReachedGuestRow,
    open: readonly MessageChannel[],
  ): string | undefined {
    const isNeeded = open.some((channel) => ['PHONE', 'CHAT'].includes(CHANNELS[channel].address));
    return phone === null || !isNeeded ? undefined : this.pii.decrypt(networkId, 'phone', phone);
  }
}

function addressesOf({ recipients }: Pick<ReachedGuest, 'recipients'>): AddressOfGuest[] {
  return ADDRESS_CHANNELS.flatMap((channel) => {
    const recipient = recipients[channel];
    return recipient === undefined ? [] : [{ channel, recipient }];
  });
}

/** A message counts towards the limit when it is first decided, and not when another channel is chosen. */
function isNewMarketing({ purpose, isCounted = false }: MessageToRoute): boolean {
  return purpose === 'MARKETING' && !isCounted;
}
