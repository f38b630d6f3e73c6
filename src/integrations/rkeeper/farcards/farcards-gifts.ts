import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { formattersFor } from '../../../platform/language/formatters';
import { ProblemError } from '../../../platform/problems/problem';
import { GiftPayments } from '../../../transactions';
import { type Connection, principalOfConnection } from '../../connections/connection';
import { TillActs } from '../../till-acts/till-acts';
import { type Packet, paidByGifts } from '../wire/packet.rules';
import { xmlDocument, xmlElement } from '../wire/xml.rules';
import { problemText } from './till-texts';

type RkeeperConnection = Connection<'RKEEPER'>;

/** Account numbers from here on belong to gift cards, never to guests. */
const GIFT_ACCOUNTS = 2 ** 31;
const NO_FLAGS = { Deleted: 0, Seize: 0, StopDate: 0, Holy: 0, Manager: 0 } as const;

/** Gift cards as a payment type of R-Keeper. A payment is identified by its check and the stored packet. */
@Injectable()
export class FarcardsGifts {
  constructor(
    private readonly gifts: GiftPayments,
    private readonly acts: TillActs,
  ) {}

  /** The answer of GetCardInfoEx for a gift card's code. FarCards has no field for a PIN. */
  async cardInfo(connection: RkeeperConnection, network: NetworkProfile, code: string): Promise<string> {
    try {
      const money = await this.gifts.balance(principalOfConnection(connection), code, null);
      const text = messages[network.locale]['till.gift'](formattersFor(network.currency, network.currencyDigits), {
        amount: money,
      });
      return infoOf(code, { Locked: 0, WhyLock: '', Summa: money, ScrMessage: text, PrnMessage: text });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error;
      const why = problemText(network, error);
      if (error.code !== 'gift_card_state')
        return xmlDocument(xmlElement('GetCardInfoEx', { Result: 1, ScrMessage: why }));
      return infoOf(code, { Locked: 1, WhyLock: why, Summa: 0, ScrMessage: why, PrnMessage: '' });
    }
  }

  /**
   * Charges a packet's gift cards, all or none, once for the packet until the money was given back.
   * @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_short`, `locked_out`, and those of the till
   */
  async pay(connection: RkeeperConnection, packet: Packet, eventId: string, pointOfSaleId: string): Promise<void> {
    if (packet.gifts.length === 0) return;
    const principal = principalOfConnection(connection);
    const payments = (await this.gifts.list(principal, packet.subject)).filter(({ paymentId }) =>
      isOfEvent(paymentId, eventId),
    );
    const isTaken = payments.some(({ left }) => left > 0);
    const earlier = new Set(payments.map(({ paymentId }) => paymentId)).size;
    const paymentId = `${eventId}/${String(isTaken ? earlier - 1 : earlier)}`;
    const receiptNumber = packet.checkNumber === '0' ? null : packet.checkNumber;
    await this.gifts.pay(
      // Without a key refusals are not stored, so the same packet can pay once the card has enough money.
      this.acts.contextOf(connection, null, packet.gifts),
      { orderId: packet.subject, paymentId, pointOfSaleId, receiptNumber },
      packet.gifts.map(({ code, amount }) => ({ code, pin: null, amount })),
    );
  }

  /** Gives back the remaining money of a stored packet's payments. False: it has no payments. */
  async giveBack(connection: RkeeperConnection, { gifts, subject }: Packet, eventId: string): Promise<boolean> {
    if (gifts.length === 0) return false;
    const principal = principalOfConnection(connection);
    const payments = await this.gifts.list(principal, subject);
    const names = new Set(payments.map(({ paymentId }) => paymentId).filter((name) => isOfEvent(name, eventId)));
    for (const name of names) await this.gifts.giveBack(principal, subject, name);
    return names.size > 0;
  }

  /** Gives back the sum of a packet that voids a part of a check, once for the packet. False: no single payment has so much left. */
  async giveBackPart(connection: RkeeperConnection, packet: Packet, eventId: string): Promise<boolean> {
    const amount = paidByGifts(packet);
    const context = this.acts.contextOf(connection, `gift part ${eventId}`, packet.gifts);
    const payments = await this.gifts.list(context.principal, packet.subject);
    const [payment, ...others] = payments.filter(({ left }) => left > 0);
    if (payment === undefined || others.length > 0 || payment.left < amount) return false;
    await this.gifts.giveBackPart(context, { orderId: packet.subject, paymentId: payment.paymentId }, amount);
    return true;
  }
}

function isOfEvent(paymentId: string, eventId: string): boolean {
  return paymentId.startsWith(`${eventId}/`);
}

function infoOf(code: string, members: Readonly<Record<string, string | number>>): string {
  const account = GIFT_ACCOUNTS + Number(BigInt(code) % BigInt(GIFT_ACCOUNTS));
  const number = { PersonID: account, Account: account };
  return xmlDocument(
    xmlElement('GetCardInfoEx', {
      Result: 0,
      ...NO_FLAGS,
      Holder: '',
      ...number,
      Unpay: 0,
      Bonus: 0,
      Discount: 0,
      ...members,
    }),
  );
}
