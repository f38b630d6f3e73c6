import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import {
  ActIntake,
  actKeyOf,
  type Outcome,
  receiptOf,
  RecordTransaction,
  requirePosted,
  respond,
  saleBodyOf,
  type TransactionAnswer,
} from '../../../transactions';
import { type Connection, placeOf } from '../../connections/connection';
import type { ArrivedEvent, EventResult, InboxEvent } from '../../inbox/inbox';
import { KeptEvents } from '../../inbox/kept-events';
import { idOf, IikoActs } from '../acts/iiko-acts';
import { type CommitBody, keptCheckSchema, PLUGIN_CHECK } from './plugin.dto';

const RECENT_MS = 3_600_000;

/** The idempotency key of the hold for a payment. */
export function reserveKey(transactionId: string): string {
  return `reserve ${transactionId}`;
}

/** Records checks that a plugin closes: at once, or later if they had to be kept while the database was away. */
@Injectable()
export class PluginChecks {
  constructor(
    private readonly commands: CommandBus,
    private readonly networks: Networks,
    private readonly intake: ActIntake,
    private readonly clock: Clock,
    private readonly kept: KeptEvents,
    private readonly acts: IikoActs,
  ) {}

  /**
   * Records a check and returns the sale, or says that the check is on the disk. If a webhook recorded it first, as happens when tills change to a
   * plugin, gives the sale to the guest.
   * @throws ProblemError a refusal; `unavailable`: none of these happened
   */
  async close(
    connection: Connection<'IIKO'>,
    check: CommitBody,
    language: Language,
  ): Promise<TransactionAnswer | 'kept' | 'attached'> {
    const receivedAt = this.clock.now().toISOString();
    const event: ArrivedEvent = {
      kind: PLUGIN_CHECK,
      key: keyOf(check),
      subject: check.orderId,
      body: Buffer.from(JSON.stringify({ receivedAt, check })),
    };
    const done = await this.kept.doOrKeep(connection, event, check.guestId ?? check.orderId, async () => {
      const outcome = await this.record(connection, check, receivedAt, language).catch((error: unknown) =>
        this.attachRecorded(connection, check, error),
      );
      if (typeof outcome === 'string') return 'attached' as const;
      const network = await this.networks.getProfile(connection.networkId);
      const { call } = this.acts.contextOf(connection, keyOf(check), check);
      return respond(outcome, call, { network, language }) as TransactionAnswer;
    });
    return done === 'kept' ? done : done.done;
  }

  /** Records a kept check. A receipt that a webhook reported meanwhile is given to the guest. */
  async finishKept(connection: Connection<'IIKO'>, event: InboxEvent): Promise<EventResult> {
    const { receivedAt, check } = keptCheckSchema.parse(JSON.parse(event.body.toString('utf8')));
    try {
      return { status: 'DONE', transactionId: idOf(await this.record(connection, check, receivedAt, 'ru')) };
    } catch (error) {
      const transactionId = await this.attachRecorded(connection, check, error);
      return { status: 'DONE', transactionId, reason: 'already_recorded' };
    }
  }

  /**
   * Gives a check that a webhook recorded to its guest, if the check names one, and returns the transaction's id.
   * @throws the given error where no such check is recorded
   */
  private async attachRecorded(connection: Connection<'IIKO'>, check: CommitBody, error: unknown): Promise<string> {
    const isRecorded = error instanceof ProblemError && error.code === 'receipt_already_recorded';
    // The held points of this check could not be spent, so the cashier or a manager has to know.
    if (!isRecorded || check.transactionId != null) throw error;
    if (check.guestId != null) return this.acts.attach(connection, check.orderId, check.guestId);
    const sale = await this.acts.findSale(connection, check.orderId);
    if (sale === undefined) throw error;
    return sale.id;
  }

  private async record(
    connection: Connection<'IIKO'>,
    check: CommitBody,
    receivedAt: string,
    language: Language,
  ): Promise<Outcome> {
    const pointOfSaleId = placeOf(connection, check.organizationId, check.terminalGroupId ?? null);
    if (pointOfSaleId === undefined) throw new ProblemError('not_found');
    const { principal, call, origin } = this.acts.contextOf(connection, keyOf(check), check, language);
    const holdId = check.transactionId == null ? null : await this.holdOf(connection, check.transactionId);
    const {
      orderId,
      guestId = null,
      receiptNumber = null,
      closedAt,
      amount,
      items,
      paymentMethod,
      guestCount,
      promoCode,
      fiscalDocument,
      printedNumber,
    } = check;
    const sale = {
      type: 'SALE',
      pointOfSaleId,
      amount,
      items,
      paymentMethod,
      guestCount,
      promoCode,
      fiscalDocument,
      printedNumber,
      holdId,
      receiptNumber,
      externalOrderId: orderId,
    } as const;
    // Always set, so that a call that was delayed is recorded at its own time.
    const occurredAt = Date.parse(closedAt ?? receivedAt);
    const act = await this.intake.place({
      principal,
      guestId,
      body: saleBodyOf(sale),
      pointOfSaleId,
      receipt: receiptOf(sale),
      occurredAt,
      key: actKeyOf(call),
      requestId: call.requestId,
      origin,
      // An older act counts as history, which a connection may record.
      ...(this.clock.now().getTime() - occurredAt < RECENT_MS ? { channel: 'TILL' as const } : {}),
    });
    const outcome = await this.commands.execute(new RecordTransaction(act));
    requirePosted(outcome);
    return outcome;
  }

  private async holdOf(connection: Connection, transactionId: string): Promise<string> {
    const hold = await this.acts.findByKey(connection, reserveKey(transactionId));
    if (hold === undefined) throw new ProblemError('not_found');
    return hold.id;
  }
}

function keyOf({ orderId, transactionId }: CommitBody): string {
  return `commit ${orderId} ${transactionId ?? ''}`;
}
