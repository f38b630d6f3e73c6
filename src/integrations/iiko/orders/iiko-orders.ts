import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../../configuration';
import { Guests } from '../../../identity';
import { judge } from '../../../platform/http/failure';
import { ProblemError } from '../../../platform/problems/problem';
import { parsePhone } from '../../../typed/phone';
import { closingId, GiftPayments, itemsOf, type ReceiptDto, type RecordedClosing } from '../../../transactions';
import { type Connection, placeOf, principalOfConnection } from '../../connections/connection';
import { isOfKind } from '../../connections/connections';
import { type EventHandler, EventHandlers } from '../../inbox/event-handlers';
import type { EventResult, InboxEvent } from '../../inbox/inbox';
import { ShadowDoor, toldItems } from '../../shadow-receipts';
import { TillActs } from '../../till-acts/till-acts';
import { idOf, IikoActs, receiptKey } from '../acts/iiko-acts';
import { Products } from '../menu/products';
import { PLUGIN_CHECK } from '../plugin/plugin.dto';
import { PluginChecks } from '../plugin/plugin-checks';
import { isOutside } from '../wire/iiko-directory';
import type { IikoOrder } from '../wire/iiko-event.schema';
import { instantOfIiko, paidLinesOf, stateOf } from '../wire/iiko-order.rules';
import { type ChangedOrder, ORDER_EVENTS, OrderChanges, readOrder } from '../closings/order-changes';
import { closedBy, compareLines, isOutdated, judgeClosing, type OrderChange } from '../closings/order-closing.rules';

/** Another channel may record a closing meanwhile, so it is judged again. */
const MOST_TRIES = 3;

/**
 * Handles iiko's events. A closed order is a receipt, and its guest is the one with the order's phone. A cancelled order is refunded, and money of
 * gift cards goes back. An order that was opened and
 * closed again is a new receipt in place of the refunded one. A receipt that a plugin reported stays unchanged.
 */
@Injectable()
export class IikoOrders implements EventHandler, OnModuleInit {
  constructor(
    private readonly handlers: EventHandlers,
    private readonly changes: OrderChanges,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly acts: IikoActs,
    private readonly tillActs: TillActs,
    private readonly checks: PluginChecks,
    private readonly products: Products,
    private readonly gifts: GiftPayments,
    private readonly shadow: ShadowDoor,
  ) {}

  onModuleInit(): void {
    this.handlers.register('IIKO', this);
  }

  async handle(event: InboxEvent, connection: Connection): Promise<EventResult> {
    if (!isOfKind(connection, 'IIKO')) throw new Error('an event of another till system came to iiko');
    try {
      if (event.kind === PLUGIN_CHECK) return await this.checks.finishKept(connection, event);
      if (!ORDER_EVENTS.has(event.kind)) return { status: 'IGNORED', reason: 'not_an_order' };
      return await this.takeOrder(connection, event);
    } catch (error) {
      const { problem, log } = judge(error);
      // An outage or a bug may be over at the next try; a refusal by the business stays.
      if (problem.status >= 500 || problem.status === 429 || problem.code === 'request_in_progress' || log === 'error')
        throw error;
      return { status: 'REFUSED', reason: problem.code };
    }
  }

  private async takeOrder(connection: Connection<'IIKO'>, event: InboxEvent): Promise<EventResult> {
    const changed = readOrder(event);
    if (changed === undefined) return { status: 'REFUSED', reason: 'order_not_readable' };
    if (changed === null) return { status: 'IGNORED', reason: 'not_an_order' };
    const state = stateOf(changed.order);
    if (state === 'OPEN') return { status: 'IGNORED', reason: 'order_open' };
    const changes = await this.changes.list(connection, changed.id);
    if (isOutdated(changed.timestamp, changes)) return { status: 'IGNORED', reason: 'order_changed_since' };
    return state === 'CLOSED' ? this.record(connection, changed, changes) : this.cancel(connection, changed);
  }

  private async record(
    connection: Connection<'IIKO'>,
    changed: ChangedOrder,
    changes: readonly OrderChange[],
  ): Promise<EventResult> {
    const { order } = changed;
    const pointOfSaleId = placeOf(connection, changed.organizationId, order.terminalGroupId ?? null);
    if (pointOfSaleId === undefined) return { status: 'REFUSED', reason: 'place_not_mapped' };
    const network = await this.networks.getProfile(connection.networkId);
    const { pointsPaymentTypeId = null, timeZone } = connection.options;
    const paid = paidLinesOf(order, { digits: network.currencyDigits, pointsPaymentTypeId });
    if (paid === undefined) return { status: 'REFUSED', reason: 'money_not_valid' };
    const closedAt = instantOfIiko(order.whenClosed, timeZone ?? network.timeZone);
    // A terminal's clock that is ahead must not date a check in the future.
    const occurredAt = Math.min(closedAt ?? changed.changedAt, changed.changedAt);
    const body = {
      type: 'SALE' as const,
      pointOfSaleId,
      occurredAt: new Date(occurredAt).toISOString(),
      amount: paid.amount,
      items: paid.lines.length === 0 ? null : await this.products.know(connection, paid.lines),
      guestCount: guestCountOf(order),
      printedNumber: order.number == null ? null : String(order.number),
      paymentMethod: order.payments?.[0]?.paymentType?.kind ?? null,
    } satisfies ReceiptDto;
    const channel = changed.isDelivery || isFromOutside(connection, order) ? 'API' : 'TILL';
    if (await this.shadow.isInShadow(connection.networkId, pointOfSaleId))
      return this.shadowed(connection, changed, network, body);
    const { sale, reason } = await this.recordClosing(connection, changed, { body, channel, changes });
    const result = { status: 'DONE' as const, reason: reason ?? (paid.bySum ? 'lines_differ' : undefined) };
    const guest = order.phone == null ? undefined : await this.guests.findByPhone(network, order.phone);
    if (guest === undefined || guest.erased || reason === 'order_returned')
      return { ...result, transactionId: sale.id };
    return { ...result, transactionId: await this.acts.attach(connection, sale, guest.id) };
  }

  /** Hands a closed order to the shadow, with its price before points. iiko does not say in its events what it gave for it. */
  private async shadowed(
    connection: Connection<'IIKO'>,
    { id, order }: ChangedOrder,
    { currencyDigits, country }: NetworkProfile,
    { pointOfSaleId, occurredAt, printedNumber }: ReceiptDto,
  ): Promise<EventResult> {
    const priced = paidLinesOf(order, { digits: currencyDigits, pointsPaymentTypeId: null });
    if (priced === undefined) return { status: 'REFUSED', reason: 'money_not_valid' };
    const phone = order.phone == null ? undefined : parsePhone(order.phone, country);
    await this.shadow.take(connection.networkId, {
      number: printedNumber ?? id,
      occurredAt: occurredAt ?? new Date(0).toISOString(),
      pointOfSaleId,
      amount: priced.amount,
      guest: phone === undefined ? null : { phone },
      items: toldItems(priced.lines),
      old: null,
    });
    return { status: 'DONE', transactionId: null, reason: 'in_shadow' };
  }

  /** The sale of this closing of an order. If an earlier closing is recorded, refunds its sale. */
  private async recordClosing(
    connection: Connection<'IIKO'>,
    { id: orderId, timestamp }: ChangedOrder,
    { body, channel, changes }: { body: ReceiptDto; channel: 'TILL' | 'API'; changes: readonly OrderChange[] },
  ): Promise<{ readonly sale: RecordedClosing['sale']; readonly reason?: string }> {
    for (let tried = 1; ; tried += 1) {
      const closings = await this.acts.listClosings(connection, orderId);
      const last = closings.at(-1);
      if (last !== undefined) {
        const known = await this.acts.lastSaleOf(connection, last);
        const lines = compareLines(itemsOf(last.sale), body.items ?? []);
        const closing = { timestamp, closedAt: Date.parse(body.occurredAt ?? ''), amount: body.amount, lines };
        const verdict = judgeClosing(known, closing, changes);
        if (verdict === 'DIFFERS') return { sale: last.sale, reason: 'changed_after_closing' };
        if (verdict === 'SAME')
          return { sale: last.sale, reason: last.isReturned ? 'order_returned' : 'already_recorded' };
        if (!last.isReturned) await this.acts.giveBack(connection, last.sale.id, 'reopened');
      }
      const externalOrderId = closingId(orderId, closings.length + 1);
      // A sale that was undone frees its receipt, but not its key.
      const key = tried === 1 ? receiptKey(externalOrderId) : `${receiptKey(externalOrderId)} ${String(timestamp)}`;
      try {
        const receipt = { ...body, externalOrderId };
        const outcome = await this.tillActs.recordSale(connection, null, receipt, { key, channel });
        idOf(outcome);
        if (outcome.kind !== 'POSTED') throw new Error('a posted receipt has a row');
        return { sale: outcome.row, ...(last === undefined ? {} : { reason: 'closed_again' }) };
      } catch (error) {
        const isTaken =
          error instanceof ProblemError &&
          (error.code === 'receipt_already_recorded' || error.code === 'idempotency_key_reused');
        if (!isTaken || tried === MOST_TRIES) throw error;
      }
    }
  }

  private async cancel(connection: Connection<'IIKO'>, { id, timestamp }: ChangedOrder): Promise<EventResult> {
    const giftMoney = await this.gifts.giveBack(principalOfConnection(connection), id);
    const last = (await this.acts.listClosings(connection, id)).at(-1);
    if (last === undefined)
      return giftMoney > 0
        ? { status: 'DONE', transactionId: null }
        : { status: 'IGNORED', reason: 'order_not_recorded' };
    if (last.isReturned) return { status: 'IGNORED', reason: 'order_returned' };
    const known = await this.acts.lastSaleOf(connection, last);
    if (!known.isOfEvent && closedBy(known) > timestamp) return { status: 'IGNORED', reason: 'order_changed_since' };
    return { status: 'DONE', transactionId: await this.acts.giveBack(connection, last.sale.id, 'cancelled') };
  }
}

/** Whether an order is a delivery or pickup, by iiko's service type, or because a manager marked the order type so. */
function isFromOutside({ options }: Connection<'IIKO'>, { orderType }: IikoOrder): boolean {
  const { id, orderServiceType } = orderType ?? {};
  return isOutside(orderServiceType) || (id != null && options.outsideOrderTypes?.includes(id) === true);
}

function guestCountOf({ guestsInfo }: IikoOrder): number | null {
  const count = Math.round(guestsInfo?.count ?? 0);
  return count >= 1 && count <= 999 ? count : null;
}
