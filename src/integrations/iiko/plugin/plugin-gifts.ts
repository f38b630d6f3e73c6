import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { GiftPayments } from '../../../transactions';
import { type Connection, placeOf, principalOfConnection } from '../../connections/connection';
import { IikoActs } from '../acts/iiko-acts';
import { okAnswer } from './plugin-answer';
import type * as dto from './plugin.dto';

/** Gift cards as a payment type of iikoFront. A payment is identified by its order and the plugin's `transactionId`. */
@Injectable()
export class PluginGifts {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly gifts: GiftPayments,
    private readonly acts: IikoActs,
  ) {}

  /** @throws ProblemError `gift_card_unknown`, `gift_card_state`, `locked_out` */
  async balance(connection: Connection<'IIKO'>, { code, pin }: dto.GiftBalanceBody): Promise<dto.PluginAnswer> {
    return okAnswer({ giftBalance: await this.gifts.balance(principalOfConnection(connection), code, pin) });
  }

  /**
   * @throws ProblemError `gift_card_unknown`, `gift_card_state`, `gift_card_short`, `locked_out`; `idempotency_key_reused` for a payment that was
   * cancelled before it arrived
   */
  async pay(connection: Connection<'IIKO'>, body: dto.GiftPayBody, language: Language): Promise<dto.PluginAnswer> {
    const { organizationId, terminalGroupId, orderId, transactionId, code, pin, amount } = body;
    const pointOfSaleId = placeOf(connection, organizationId, terminalGroupId ?? null);
    if (pointOfSaleId === undefined) throw new ProblemError('not_found');
    const context = this.acts.contextOf(connection, payKey(transactionId), body, language);
    const order = { orderId, paymentId: transactionId, pointOfSaleId, receiptNumber: null };
    return okAnswer({ giftBalance: await this.gifts.pay(context, order, [{ code, pin, amount }]) });
  }

  /**
   * Gives back a part of a payment, or all that remains of it. A payment that never arrived is cancelled for good.
   * @throws ProblemError `not_found` for a part of an unknown payment, `gift_refund_exceeds`
   */
  async giveBack(
    connection: Connection<'IIKO'>,
    body: dto.GiftReturnBody,
    language: Language,
  ): Promise<dto.PluginAnswer> {
    const { orderId, transactionId, refundId, amount } = body;
    if (amount == null) {
      await this.refuseLatePayment(connection, transactionId);
      await this.gifts.giveBack(principalOfConnection(connection), orderId, transactionId);
    } else {
      const context = this.acts.contextOf(connection, `gift-return ${transactionId} ${refundId ?? ''}`, body, language);
      await this.gifts.giveBackPart(context, { orderId, paymentId: transactionId }, amount);
    }
    return okAnswer({});
  }

  /** Takes the key of a payment that has not arrived, so that it is refused if it arrives late. A payment that arrived already has the key. */
  private async refuseLatePayment(connection: Connection<'IIKO'>, transactionId: string): Promise<void> {
    const { call, networkId } = this.acts.contextOf(connection, payKey(transactionId), { isCancelled: true });
    try {
      await this.keyed.run(networkId, call, 200, () => Promise.resolve({}));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'idempotency_key_reused') throw error;
    }
  }
}

function payKey(transactionId: string): string {
  return `gift-pay ${transactionId}`;
}
