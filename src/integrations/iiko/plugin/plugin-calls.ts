import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks, TillPlaces } from '../../../configuration';
import { spendableAt } from '../../../identity';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { NO_ORIGIN } from '../../../security';
import { FoundGuests, HoldPoints, type QuoteDto, Quotes, spendableAfter, VoidHold } from '../../../transactions';
import { type Connection, placeOf, principalOfConnection } from '../../connections/connection';
import { IikoActs } from '../acts/iiko-acts';
import { okAnswer, saleAnswer } from './plugin-answer';
import { reserveKey } from './plugin-checks';
import type * as dto from './plugin.dto';

/** A plugin's calls that can't be answered without the database. */
@Injectable()
export class PluginCalls {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly places: TillPlaces,
    private readonly guests: FoundGuests,
    private readonly quotes: Quotes,
    private readonly acts: IikoActs,
  ) {}

  /** Finds a guest and records how the guest was identified, which decides how much may be spent without the guest's consent. */
  async identify(
    connection: Connection<'IIKO'>,
    { by, organizationId, terminalGroupId }: dto.IdentifyBody,
    language: Language,
  ): Promise<dto.PluginAnswer> {
    const network = await this.networks.getProfile(connection.networkId);
    const asker = { principal: principalOfConnection(connection), origin: NO_ORIGIN };
    const guest = await this.guests.find(network, by, asker, language);
    const pointOfSaleId = placeOf(connection, organizationId, terminalGroupId ?? null);
    const place = pointOfSaleId === undefined ? undefined : await this.places.findPlace(network.id, pointOfSaleId);
    return okAnswer({ guestId: guest.id, balance: spendableAt(guest.balance, place?.restaurantId ?? null) });
  }

  async quote(connection: Connection<'IIKO'>, body: dto.QuoteCheckBody, language: Language): Promise<dto.PluginAnswer> {
    const context = this.acts.contextOf(connection, `quote ${body.orderId}`, body, language);
    const { hold: _hold, pointsToRedeem: _points, ...receipt } = quotedOf(connection, body, false);
    if (body.guestId == null) return saleAnswer(await this.quotes.quoteReceipt(context, receipt), language);
    const quote = await this.quotes.quote(context, body.guestId, quotedOf(connection, body, false));
    const maxRedeem = Math.min(quote.redeemable.max, quote.confirmAbove ?? quote.redeemable.max);
    return { ...saleAnswer(quote, language), maxRedeem };
  }

  /** @throws ProblemError `confirmation_required` where the guest first has to agree on a page of the network */
  async reserve(connection: Connection<'IIKO'>, body: dto.ReserveBody, language: Language): Promise<dto.PluginAnswer> {
    const context = this.acts.contextOf(connection, reserveKey(body.transactionId), body, language);
    const input = { guestId: body.guestId, body: quotedOf(connection, body, true) };
    return saleAnswer(await this.commands.execute(new HoldPoints(context, input)), language);
  }

  /** Releases held points. Points that were never held or are already free count as released, as `EmergencyCancelPayment` expects. */
  async cancel(connection: Connection<'IIKO'>, body: dto.CancelBody): Promise<dto.PluginAnswer> {
    const hold = await this.acts.findByKey(connection, reserveKey(body.transactionId));
    if (hold === undefined) return okAnswer({});
    const context = this.acts.contextOf(connection, `cancel ${body.transactionId}`, body);
    try {
      const row = await this.commands.execute(new VoidHold(context, { holdId: hold.id }));
      return okAnswer({ guestId: row.guestId, balance: spendableAfter(row) });
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'hold_expired') return okAnswer({ guestId: hold.guestId });
      throw error;
    }
  }

  /**
   * Refunds an order's last closing. An order of which nothing is left to refund, as after a cancellation that iikoCloud reported, counts as refunded.
   * @throws ProblemError `not_found` for a check that was not recorded
   */
  async refund(connection: Connection<'IIKO'>, body: dto.RefundCheckBody): Promise<dto.PluginAnswer> {
    const { orderId, refundId, amount, items } = body;
    const key = `refund ${orderId} ${refundId}`;
    const [before, closings] = await Promise.all([
      this.acts.findByKey(connection, key),
      this.acts.listClosings(connection, orderId),
    ]);
    const last = closings.at(-1);
    const saleId = before?.relatedId ?? last?.sale.id;
    if (saleId == null) throw new ProblemError('not_found');
    if (before === undefined && last?.isReturned === true) return okAnswer({});
    await this.acts.refund(connection, saleId, { why: 'refunded', amount: amount ?? undefined, items }, key);
    return okAnswer({});
  }
}

/** @throws ProblemError `not_found` for a terminal group without a till */
function quotedOf(
  connection: Connection,
  {
    organizationId,
    terminalGroupId,
    orderId,
    amount,
    items,
    paymentMethod,
    guestCount,
    promoCode,
    points,
  }: dto.QuoteCheckBody,
  hold: boolean,
): QuoteDto {
  const pointOfSaleId = placeOf(connection, organizationId, terminalGroupId ?? null);
  if (pointOfSaleId === undefined) throw new ProblemError('not_found');
  return {
    type: 'SALE',
    pointOfSaleId,
    externalOrderId: orderId,
    amount,
    items,
    paymentMethod,
    guestCount,
    promoCode,
    pointsToRedeem: points ?? null,
    hold,
  };
}
