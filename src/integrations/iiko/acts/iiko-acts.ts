import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { messages } from '../../../generated/words/messages';
import { Database } from '../../../platform/database/database';
import { requestHashOf } from '../../../platform/http/idempotency/request-hash';
import { FORMATTERS } from '../../../platform/language/formatters';
import { DEFAULT_LANGUAGE, type Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import type { RequestContext } from '../../../security';
import { ClaimReceipt, findRowOfOrder, type Outcome, requirePosted } from '../../../transactions';
import type { Connection } from '../../connections/connection';
import { TillActs } from '../../till-acts/till-acts';

/** Records acts in the ledger for a connection; each act has a key of its own, so it is recorded once. */
@Injectable()
export class IikoActs {
  constructor(
    private readonly database: Database,
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

  /** The sale of an order, whether a webhook or a plugin reported it; undefined: not recorded. */
  findSale({ networkId }: Connection, orderId: string) {
    return findRowOfOrder(this.database.readsOf(networkId), networkId, orderId);
  }

  /** The transaction that a call with this key recorded; undefined: none. */
  findByKey(connection: Connection, key: string) {
    return this.acts.findByKey(connection, key);
  }

  /**
   * Gives a recorded receipt to a guest, as of the receipt's time; does nothing if it already belongs to the guest.
   * @throws ProblemError `receipt_belongs_to_another_guest`, and refusals of the claim
   */
  async attach(connection: Connection, orderId: string, guestId: string): Promise<string> {
    const sale = await this.findSale(connection, orderId);
    if (sale === undefined) throw new ProblemError('not_found');
    if (sale.guestId === guestId) return sale.id;
    if (sale.guestId !== null) throw new ProblemError('receipt_belongs_to_another_guest', { transactionId: sale.id });
    const input = { receiptId: sale.id, guestId };
    const context = this.contextOf(connection, `claim ${orderId}`, input);
    // A receipt of the hall keeps the channel `TILL`, because programmes distinguish channels.
    const channel = sale.channel === 'TILL' ? ({ channel: 'TILL' } as const) : {};
    return idOf(await this.commands.execute(new ClaimReceipt(context, { ...input, ...channel })));
  }

  /**
   * Refunds an order's sale: the remaining amount, or a part of the gross amount, with a reason in the network's language. Undefined: the order was
   * never recorded.
   * @throws ProblemError the refusal of the business
   */
  async refund(
    connection: Connection,
    orderId: string,
    { why, amount }: { readonly why: 'cancelled' | 'refunded'; readonly amount?: number | undefined },
    key: string,
  ): Promise<string | undefined> {
    const sale = await this.findSale(connection, orderId);
    const { locale } = await this.networks.getProfile(connection.networkId);
    const body = { reason: messages[locale][`plugin.${why}`](FORMATTERS, {}), amount };
    return sale && idOf(await this.acts.refund(connection, sale.id, body, key));
  }
}

/** @throws ProblemError the refusal of the business */
export function idOf(outcome: Outcome): string {
  requirePosted(outcome);
  if (outcome.kind !== 'POSTED') throw new ProblemError('idempotency_key_reused');
  return outcome.row.id;
}
