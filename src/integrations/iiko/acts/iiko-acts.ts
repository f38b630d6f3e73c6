import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { requestHashOf } from '../../../platform/http/idempotency/request-hash';
import { FORMATTERS } from '../../../platform/language/formatters';
import { DEFAULT_LANGUAGE, type Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { ClaimReceipt, type Outcome, type RecordedClosing, requirePosted } from '../../../transactions';
import type { Connection } from '../../connections/connection';
import { type RefundedPart, TillActs } from '../../till-acts/till-acts';
import type { LastSale } from '../closings/order-closing.rules';

/** Records acts in the ledger for a connection; each act has a key of its own, so it is recorded once. */
@Injectable()
export class IikoActs {
  constructor(
    private readonly commands: CommandBus,
    private readonly acts: TillActs,
    private readonly networks: Networks,
  ) {}

  /**
   * @param key names the action and its order, so that a repeated call finds the first one
   * @param body everything that the call says
   */
  contextOf(connection: Connection, key: string, body: object, language: Language = DEFAULT_LANGUAGE): RequestContext {
    const requestHash = requestHashOf('POST', `/iiko/${key.split(' ')[0] ?? ''}`, body);
    return this.acts.contextOf(connection, key, body, { language, requestHash });
  }

  /** The sales of an order, one for each time that it was closed, oldest first, whether a webhook or a plugin reported them. */
  listClosings(connection: Connection, orderId: string): Promise<RecordedClosing[]> {
    return this.acts.listClosings(connection, orderId);
  }

  /** A recorded closing as it is compared with what comes later. */
  async lastSaleOf(connection: Connection, { sale, payableLeft, isReturned }: RecordedClosing): Promise<LastSale> {
    const [ofEvent, byOrder] = await Promise.all([
      this.findByKey(connection, receiptKey(sale.externalOrderId ?? '')),
      isReturned ? this.findByKey(connection, returnKey(sale.id)) : undefined,
    ]);
    const { occurredAt, recordedAt, amount, payable, pointsRedeemed } = sale;
    return {
      occurredAt,
      recordedAt,
      amount,
      payable,
      payableLeft,
      isReturned,
      isReturnedByOrder: byOrder !== undefined,
      isOfEvent: ofEvent !== undefined,
      spentPoints: pointsRedeemed > 0,
    };
  }

  /** The transaction that a call with this key recorded; undefined: none. */
  findByKey(connection: Connection, key: string) {
    return this.acts.findByKey(connection, key);
  }

  /**
   * Gives a recorded receipt to a guest, as of the receipt's time; does nothing if it already belongs to the guest.
   * @throws ProblemError `receipt_belongs_to_another_guest`, and refusals of the claim
   */
  async attach(connection: Connection, sale: RecordedClosing['sale'], guestId: string): Promise<string> {
    if (sale.guestId === guestId) return sale.id;
    if (sale.guestId !== null) throw new ProblemError('receipt_belongs_to_another_guest', { transactionId: sale.id });
    const input = { receiptId: sale.id, guestId };
    const context = this.contextOf(connection, `claim ${sale.externalOrderId ?? sale.id}`, input);
    // A receipt of the hall keeps the channel `TILL`, because programmes distinguish channels.
    const channel = sale.channel === 'TILL' ? ({ channel: 'TILL' } as const) : {};
    return idOf(await this.commands.execute(new ClaimReceipt(context, { ...input, ...channel })));
  }

  /**
   * Refunds a sale: the remaining amount, a part of the gross amount, or some lines, with a reason in the network's language.
   * @throws ProblemError the refusal of the business
   */
  async refund(
    connection: Connection,
    saleId: string,
    { why, ...part }: RefundedPart & { readonly why: 'refunded' },
    key: string,
  ): Promise<string> {
    return idOf(
      await this.acts.refund(connection, saleId, { reason: await this.wordsOf(connection, why), ...part }, key),
    );
  }

  /** Gives back all that is left of a sale, because the order was cancelled or opened again; once for each sale. */
  async giveBack(connection: Connection, saleId: string, why: 'cancelled' | 'reopened'): Promise<string> {
    const reason = await this.wordsOf(connection, why);
    return idOf(await this.acts.refund(connection, saleId, { reason }, returnKey(saleId)));
  }

  private async wordsOf(connection: Connection, why: 'cancelled' | 'reopened' | 'refunded'): Promise<string> {
    const { locale } = await this.networks.getProfile(connection.networkId);
    return messages[locale][`plugin.${why}`](FORMATTERS, {});
  }
}

/** The key of an order's sale that an event of iikoCloud reports. @param externalOrderId that of the closing */
export function receiptKey(externalOrderId: string): string {
  return `receipt ${externalOrderId}`;
}

/** The key of the refund with which an order's cancellation or reopening gives back its sale. */
function returnKey(saleId: string): string {
  return `return ${saleId}`;
}

/** @throws ProblemError the refusal of the business */
export function idOf(outcome: Outcome): string {
  requirePosted(outcome);
  if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
  return outcome.row.id;
}
