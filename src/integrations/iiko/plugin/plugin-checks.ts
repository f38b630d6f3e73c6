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

/** Key of the points that a payment sets aside. */
export function reserveKey(transactionId: string): string {
  return `reserve ${transactionId}`;
}

/** Checks that a plugin closes: recorded at once, or kept while the database is away and recorded when it is back. */
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
   * The sale; or that it is on the disk; or that a webhook had recorded it, as while tills go over to a plugin, and it is
   * the guest's now. @throws ProblemError a refusal; `unavailable`: none of these
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

  /** Records a check that was kept. A receipt that a webhook brought meanwhile is given to the guest. */
  async finishKept(connection: Connection<'IIKO'>, event: InboxEvent): Promise<EventResult> {
    const { receivedAt, check } = keptCheckSchema.parse(JSON.parse(event.body.toString('utf8')));
    try {
      return { status: 'DONE', transactionId: idOf(await this.record(connection, check, receivedAt, 'ru')) };
    } catch (error) {
      const transactionId = await this.attachRecorded(connection, check, error);
      return { status: 'DONE', transactionId, reason: 'already_recorded' };
    }
  }

  /** Gives a check that another way recorded to its guest, if it has one; the id of the transaction. @throws the error itself otherwise */
  private async attachRecorded(connection: Connection<'IIKO'>, check: CommitBody, error: unknown): Promise<string> {
    const isRecorded = error instanceof ProblemError && error.code === 'receipt_already_recorded';
    // Points that were set aside for it could not be spent: a manager or the cashier has to know.
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
    } = check;
    const sale = {
      type: 'SALE',
      pointOfSaleId,
      amount,
      items,
      paymentMethod,
      guestCount,
      promoCode,
      holdId,
      receiptNumber,
      externalOrderId: orderId,
    } as const;
    // Named in any case: a call that hung is recorded at its own time, however late it is.
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
      // An act of long ago is history, which the scope of a connection allows.
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
