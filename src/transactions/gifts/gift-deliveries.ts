import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { parsePhone } from '../../typed/phone';
import { dayOfIsoDate, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { formattersFor } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { Messages } from '../../security';
import { calendarOfNetwork } from '../ledger/act/network-calendar';
import type { GiftSendingBody } from './gift.dto';
import { printedGiftCode } from './gift-code.rules';
import { GiftCards } from './gift-cards';

/** The local time at which a card for a later day is sent. */
const MORNING = '10:00';
/** After this long without a provider that accepts the message, the outbox gives up. */
const VALID_SECONDS = 7 * 86_400;
const MAX_DAYS_AHEAD = 366;

/** The recipient of a digital gift card and the instant from which its message may be sent. */
export interface GiftSending {
  readonly channel: 'SMS' | 'EMAIL';
  readonly recipient: string;
  readonly dueAt: Date;
  readonly greeting: string | null;
  readonly language: 'ru' | 'en';
  readonly currency: string;
  readonly currencyDigits: number;
  readonly network: string;
  /** The present business day. */
  readonly today: string;
}

/** Digital gift cards. The message outbox sends code and PIN to a phone or an e-mail address, on the requested day. */
@Injectable()
export class GiftDeliveries {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly messages: Messages,
    private readonly cards: GiftCards,
    private readonly clock: Clock,
  ) {}

  /**
   * Determines where and when a card is sent, by the network's country and clock.
   * @throws ProblemError `phone_invalid`, `invalid_body` for a day that is over or too far ahead
   */
  async plan(networkId: string, { to, on, greeting, language }: GiftSendingBody): Promise<GiftSending> {
    const snapshot = await this.snapshots.current(networkId);
    const { profile } = snapshot;
    const isAddress = to.includes('@');
    const recipient = isAddress ? to : parsePhone(to, profile.country);
    if (recipient === undefined) throw new ProblemError('phone_invalid');
    return {
      channel: isAddress ? 'EMAIL' : 'SMS',
      recipient,
      greeting: greeting ?? null,
      language: language ?? profile.locale,
      currency: profile.currency,
      currencyDigits: profile.currencyDigits,
      network: profile.name,
      ...this.whenDue(snapshot, on ?? null),
    };
  }

  /**
   * Puts a message with a card's code into the outbox, and withdraws an earlier message that was not sent yet.
   * @throws ProblemError `not_found`, `gift_card_state`, `no_message_channel`
   */
  async send(tx: Tx, networkId: string, cardId: string, sending: GiftSending): Promise<void> {
    const { face, balance, endsOn } = await this.cards.beginSending(tx, networkId, cardId);
    const words = messages[sending.language];
    const said = formattersFor(sending.currency, sending.currencyDigits);
    const named = { network: sending.network, amount: balance, code: printedGiftCode(face.code), pin: face.pin };
    const end = endsOn === null ? '' : `\n${words['giftCard.end'](said, { day: dayOfIsoDate(endsOn) })}`;
    const text = `${words['giftCard.body'](said, named)}${end}`;
    const messageId = newId();
    await this.messages.append(tx, networkId, {
      id: messageId,
      guestId: null,
      channel: sending.channel,
      recipient: sending.recipient,
      subject: words['giftCard.subject'](said, { network: sending.network }),
      body: sending.greeting === null ? text : `${sending.greeting}\n\n${text}`,
      secret: true,
      purpose: 'RECEIPT',
      dueAt: sending.dueAt,
      validForSeconds: VALID_SECONDS,
    });
    await tx.query`
      UPDATE gift_cards SET message_id = ${messageId} WHERE network_id = ${networkId} AND id = ${cardId}`;
  }

  private whenDue(snapshot: ConfigurationSnapshot, on: string | null): { dueAt: Date; today: string } {
    const now = this.clock.now().getTime();
    const calendar = calendarOfNetwork(snapshot);
    const today = isoDateOf(calendar.businessDay(now));
    if (on === null) return { dueAt: new Date(now), today };
    const ahead = dayOfIsoDate(on) - calendar.localDay(now);
    if (ahead < 0 || ahead > MAX_DAYS_AHEAD)
      throw new ProblemError('invalid_body', {}, [{ path: 'send.on', code: 'not_valid', message: '' }]);
    return { dueAt: new Date(Math.max(now, calendar.instantOf(`${on}T${MORNING}`))), today };
  }
}
