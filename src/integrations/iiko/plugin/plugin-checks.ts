import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { canonicalJson } from '../../../platform/http/canonical-json';
import { Guests } from '../../../identity';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import {
  ActIntake,
  actKeyOf,
  closingId,
  itemsOf,
  listErasedGuests,
  type Outcome,
  receiptOf,
  recordPastRefusals,
  RecordTransaction,
  requirePosted,
  respond,
  saleBodyOf,
  type TransactionAnswer,
  withoutGuest,
} from '../../../transactions';
import { type CallingConnection, type Connection, placeOf } from '../../connections/connection';
import { type ArrivedEvent, type EventResult, type InboxEvent, WITHOUT_PROMO_CODE } from '../../inbox/inbox';
import { KeptEvents } from '../../inbox/kept-events';
import { ShadowDoor, toldItems, type ToldReceipt } from '../../shadow-receipts';
import { idOf, IikoActs } from '../acts/iiko-acts';
import { OrderChanges } from '../closings/order-changes';
import { compareLines, isCancelledAfter, judgeCheck } from '../closings/order-closing.rules';
import { type CommitBody, keptCheckSchema, PLUGIN_CHECK } from './plugin.dto';

const RECENT_MS = 3_600_000;
/** A check that comes so much later than it was closed may have been cancelled meanwhile. */
const LATE_MS = 60_000;

type ClosingResult =
  | { readonly kind: 'RECORDED'; readonly outcome: Outcome }
  /** Another channel, or the same check, had recorded the closing. */
  | { readonly kind: 'ATTACHED'; readonly transactionId: string }
  /** The order was closed or cancelled later. */
  | { readonly kind: 'OUTDATED' }
  /** An earlier system decides at this till, and the check was compared in the shadow. */
  | { readonly kind: 'SHADOWED' };

/** How a kept check is recorded. */
interface KeptCheck {
  readonly isOfErased: boolean;
  readonly withoutPromoCode: boolean;
}

interface ClosingCall {
  readonly closedAt: number;
  readonly language: Language;
  /** Undefined: the till waits for the answer. */
  readonly kept: KeptCheck | undefined;
}

const OUTDATED = { kind: 'OUTDATED' } as const;
const SHADOWED = { kind: 'SHADOWED' } as const;

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
    private readonly changes: OrderChanges,
    private readonly database: Database,
    private readonly shadow: ShadowDoor,
    private readonly guests: Guests,
  ) {}

  /**
   * Records a check and returns the sale, or says that the check is on the disk. If a webhook recorded it first, as happens when tills change to a
   * plugin, gives the sale to the guest. A check that was opened and closed again is a new sale in place of the refunded one. A check whose promo code
   * can be used up is never kept.
   * @throws ProblemError a refusal; `unavailable`: none of these happened
   */
  async close(
    connection: CallingConnection<'IIKO'>,
    check: CommitBody,
    language: Language,
  ): Promise<TransactionAnswer | 'kept' | 'attached'> {
    const receivedAt = this.clock.now().toISOString();
    const event: ArrivedEvent = {
      kind: PLUGIN_CHECK,
      key: closingKeyOf(check),
      subject: check.orderId,
      body: Buffer.from(JSON.stringify({ receivedAt, check })),
    };
    const closedAt = new Date(check.closedAt ?? receivedAt);
    const spends = this.networks.isPromoCodeLimited(connection.networkId, check.promoCode, closedAt);
    const lane = spends ? null : (check.guestId ?? check.orderId);
    const done = await this.kept.doOrKeep(connection, event, lane, async () => {
      const taken = await this.take(connection, check, receivedAt, language);
      if (taken.kind !== 'RECORDED') return 'attached' as const;
      const network = await this.networks.getProfile(connection.networkId);
      const { call } = this.acts.contextOf(connection, keyOf(check), check);
      return respond(taken.outcome, call, { network, language }) as TransactionAnswer;
    });
    return done === 'kept' ? done : done.done;
  }

  /**
   * Records a kept check, of a guest who was erased meanwhile without a guest; past its earlier refusals, and without its promo code where a manager
   * says so. A receipt that a webhook reported meanwhile is given to the guest.
   */
  async finishKept(connection: Connection<'IIKO'>, event: InboxEvent): Promise<EventResult> {
    const { receivedAt, check } = keptCheckSchema.parse(JSON.parse(event.body.toString('utf8')));
    const taken = await this.take(connection, check, receivedAt, 'ru', {
      isOfErased: await this.isOfErased(connection, check),
      withoutPromoCode: event.reason === WITHOUT_PROMO_CODE,
    });
    switch (taken.kind) {
      case 'RECORDED':
        return { status: 'DONE', transactionId: idOf(taken.outcome) };
      case 'ATTACHED':
        return { status: 'DONE', transactionId: taken.transactionId, reason: 'already_recorded' };
      case 'OUTDATED':
        return { status: 'IGNORED', reason: 'order_changed_since' };
      case 'SHADOWED':
        return { status: 'DONE', transactionId: null, reason: 'in_shadow' };
    }
  }

  /**
   * Compares a check in the shadow where an earlier system decides at its till. A check whose points were held is refused as its hold is, because there
   * the earlier system takes points.
   */
  private async isShadowed(connection: Connection<'IIKO'>, check: CommitBody, closedAt: number): Promise<boolean> {
    const { networkId } = connection;
    const place = placeOf(connection, check.organizationId, check.terminalGroupId ?? null);
    if (check.transactionId != null || place === undefined || !(await this.shadow.isInShadow(networkId, place)))
      return false;
    await this.shadow.take(networkId, {
      // A webhook of the closed order names the same number.
      number: check.printedNumber ?? check.orderId,
      occurredAt: new Date(closedAt).toISOString(),
      pointOfSaleId: place,
      amount: check.amount,
      guest: check.guestId == null ? null : await this.keyOfGuest(networkId, check.guestId),
      items: toldItems(check.items ?? []),
      old: null,
    });
    return true;
  }

  /** A guest as closed orders name the guest: by the phone; without one by the id of the earlier system, or our card. */
  private async keyOfGuest(networkId: string, guestId: string): Promise<ToldReceipt['guest']> {
    const phone = await this.guests.findPhone(networkId, guestId);
    if (phone !== undefined) return { phone };
    const guest = await this.guests.findById(networkId, guestId);
    if (guest === undefined) return null;
    return guest.externalId === null ? { card: guest.cardNumber } : { id: guest.externalId };
  }

  /** @throws ProblemError a refusal of the business */
  private async take(
    connection: Connection<'IIKO'>,
    check: CommitBody,
    receivedAt: string,
    language: Language,
    kept?: KeptCheck,
  ): Promise<ClosingResult> {
    const closedAt = Date.parse(check.closedAt ?? receivedAt);
    if (this.clock.now().getTime() - closedAt > LATE_MS) {
      const changes = await this.changes.list(connection, check.orderId);
      if (isCancelledAfter(closedAt, changes)) return OUTDATED;
    }
    if (await this.isShadowed(connection, check, closedAt)) return SHADOWED;
    const first = { key: keyOf(check), externalOrderId: check.orderId, receiptNumber: check.receiptNumber ?? null };
    try {
      const outcome = await this.record(connection, check, { ...first, closedAt, language, kept });
      return { kind: 'RECORDED', outcome };
    } catch (error) {
      const isTaken =
        error instanceof ProblemError &&
        (error.code === 'receipt_already_recorded' ||
          error.code === 'receipt_belongs_to_another_guest' ||
          error.code === 'idempotency_key_reused');
      if (!isTaken) throw error;
      return this.takeAgain(connection, check, { closedAt, language, kept, error });
    }
  }

  /**
   * Takes a check whose order is recorded already: by a webhook, by the same check, or for an earlier closing, whose sale is then refunded.
   * @throws the given error where no such order is recorded
   */
  private async takeAgain(
    connection: Connection<'IIKO'>,
    check: CommitBody,
    { error, ...how }: ClosingCall & { readonly error: unknown },
  ): Promise<ClosingResult> {
    const { closedAt } = how;
    const key = closingKeyOf(check);
    const before = await this.acts.findByKey(connection, key);
    if (before !== undefined)
      return {
        kind: 'RECORDED',
        outcome: await this.record(connection, check, { ...how, ...before, key }),
      };
    const closings = await this.acts.listClosings(connection, check.orderId);
    const last = closings.at(-1);
    if (last === undefined) {
      if (!(error instanceof ProblemError) || error.code !== 'idempotency_key_reused') throw error;
      // The order was refused as it stood before, for example for its promo code.
      const named = { key, externalOrderId: check.orderId, receiptNumber: check.receiptNumber ?? null };
      return { kind: 'RECORDED', outcome: await this.record(connection, check, { ...how, ...named }) };
    }
    const { sale, isReturned } = last;
    // A further call of the payment whose points are spent is no further closing.
    const isOfPayment =
      check.transactionId != null && (await this.acts.findByKey(connection, keyOf(check)))?.id === sale.id;
    const isOthers = !isReturned && sale.guestId !== null && sale.guestId !== (check.guestId ?? null);
    if (isOfPayment || isOthers) throw error;
    const lines = compareLines(itemsOf(sale), check.items ?? []);
    const { amount } = check;
    const spendsPoints = check.transactionId != null;
    const known = await this.acts.lastSaleOf(connection, last);
    switch (judgeCheck(known, { closedAt, amount, lines, spendsPoints })) {
      case 'OUTDATED':
        return OUTDATED;
      case 'SAME': {
        const transactionId = check.guestId == null ? sale.id : await this.acts.attach(connection, sale, check.guestId);
        return { kind: 'ATTACHED', transactionId };
      }
      case 'AGAIN': {
        if (!isReturned) await this.acts.giveBack(connection, sale.id, 'reopened');
        const externalOrderId = closingId(check.orderId, closings.length + 1);
        // The earlier closing keeps its number, since only an undo frees a receipt.
        const isNumberTaken = closings.some((one) => one.sale.receiptNumber === check.receiptNumber);
        const receiptNumber = isNumberTaken ? null : (check.receiptNumber ?? null);
        const named = { key, externalOrderId, receiptNumber };
        return { kind: 'RECORDED', outcome: await this.record(connection, check, { ...how, ...named }) };
      }
    }
  }

  private async record(
    connection: Connection<'IIKO'>,
    check: CommitBody,
    {
      key,
      externalOrderId,
      receiptNumber,
      closedAt: occurredAt,
      language,
      kept,
    }: ClosingCall & {
      readonly key: string;
      readonly externalOrderId: string | null;
      readonly receiptNumber: string | null;
    },
  ): Promise<Outcome> {
    const pointOfSaleId = placeOf(connection, check.organizationId, check.terminalGroupId ?? null);
    if (pointOfSaleId === undefined) throw new ProblemError('not_found');
    const { principal, call, origin } = this.acts.contextOf(connection, key, check, language);
    const holdId = check.transactionId == null ? null : await this.holdOf(connection, check.transactionId);
    const {
      guestId = null,
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
      promoCode: kept?.withoutPromoCode === true ? undefined : promoCode,
      fiscalDocument,
      printedNumber,
      holdId,
      receiptNumber,
      externalOrderId,
    } as const;
    const body = saleBodyOf(sale);
    const act = await this.intake.place({
      principal,
      guestId,
      body,
      pointOfSaleId,
      receipt: receiptOf(sale),
      // Always set, so that a call that was delayed is recorded at its own time.
      occurredAt,
      key: actKeyOf(call),
      requestId: call.requestId,
      origin,
      // An older act counts as history, which a connection may record.
      ...(this.clock.now().getTime() - occurredAt < RECENT_MS ? { channel: 'TILL' as const } : {}),
    });
    const placed = kept?.isOfErased === true ? withoutGuest({ ...act, body }) : act;
    const recordAs = (as: typeof act.key) => this.commands.execute(new RecordTransaction({ ...placed, key: as }));
    const outcome = await (kept === undefined || act.key === null
      ? recordAs(act.key)
      : recordPastRefusals(act.key, recordAs));
    requirePosted(outcome);
    return outcome;
  }

  private async isOfErased({ networkId }: Connection, { guestId }: CommitBody): Promise<boolean> {
    if (guestId == null) return false;
    return (await listErasedGuests(this.database.readsOf(networkId), networkId, [guestId])).has(guestId);
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

/** The key of one closing of an order: a check with other contents is a further closing. */
function closingKeyOf(check: CommitBody): string {
  return `${keyOf(check)} ${hash('sha256', canonicalJson(check), 'hex')}`;
}
