import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Networks } from '../../../configuration';
import { Guests } from '../../../identity';
import { judge } from '../../../platform/http/failure';
import { ProblemError } from '../../../platform/problems/problem';
import { GiftPayments, type ReceiptDto } from '../../../transactions';
import { type Connection, placeOf, principalOfConnection } from '../../connections/connection';
import { isOfKind } from '../../connections/connections';
import { EventHandlers } from '../../inbox/event-handlers';
import { type EventResult, Inbox, type InboxEvent } from '../../inbox/inbox';
import { TillActs } from '../../till-acts/till-acts';
import { idOf, IikoActs } from '../acts/iiko-acts';
import { Products } from '../menu/products';
import { PLUGIN_CHECK } from '../plugin/plugin.dto';
import { PluginChecks } from '../plugin/plugin-checks';
import { isOutside } from '../wire/iiko-directory';
import { iikoEventSchema, iikoOrderSchema, type IikoOrder } from './iiko-event.schema';
import { instantOfIiko, paidLinesOf, stateOf } from './iiko-order.rules';

const DELIVERY = 'DeliveryOrderUpdate';
const ORDER_EVENTS = new Set(['TableOrderUpdate', DELIVERY]);

/** One change of an order, as iiko reports it. */
interface ChangedOrder {
  readonly id: string;
  readonly organizationId: string;
  readonly timestamp: number;
  readonly order: IikoOrder;
  /** Whether the order is a delivery or a pickup, and not a check of the hall. */
  readonly isDelivery: boolean;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/**
 * Handles iiko's events. A closed order is a receipt, and its guest is the one with the order's phone. A cancelled order is refunded, and money of
 * gift cards goes back. A receipt that a plugin or an earlier event reported stays unchanged.
 */
@Injectable()
export class IikoOrders implements OnModuleInit {
  constructor(
    private readonly handlers: EventHandlers,
    private readonly inbox: Inbox,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly acts: IikoActs,
    private readonly tillActs: TillActs,
    private readonly checks: PluginChecks,
    private readonly products: Products,
    private readonly gifts: GiftPayments,
  ) {}

  onModuleInit(): void {
    this.handlers.register('IIKO', (event, connection) => this.handle(event, connection));
  }

  private async handle(event: InboxEvent, connection: Connection): Promise<EventResult> {
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
    if (await this.isOutdated(connection, event, changed)) return { status: 'IGNORED', reason: 'order_changed_since' };
    return state === 'CLOSED' ? this.record(connection, changed) : this.cancel(connection, changed);
  }

  private async record(connection: Connection<'IIKO'>, changed: ChangedOrder): Promise<EventResult> {
    const { id: orderId, order } = changed;
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
      externalOrderId: orderId,
      occurredAt: new Date(occurredAt).toISOString(),
      amount: paid.amount,
      items: paid.lines.length === 0 ? null : await this.products.know(connection, paid.lines),
      guestCount: guestCountOf(order),
      printedNumber: order.number == null ? null : String(order.number),
      paymentMethod: order.payments?.[0]?.paymentType?.kind ?? null,
    } satisfies ReceiptDto;
    const channel = changed.isDelivery || isFromOutside(connection, order) ? 'API' : 'TILL';
    const recorded = await this.recordOnce(connection, orderId, body, channel);
    const guest = order.phone == null ? undefined : await this.guests.findByPhone(network, order.phone);
    if (guest === undefined || guest.erased) return { status: 'DONE', ...recorded };
    return { status: 'DONE', ...recorded, transactionId: await this.acts.attach(connection, orderId, guest.id) };
  }

  /** Records an order as an anonymous receipt: it is already paid, so no discount is given. */
  private async recordOnce(
    connection: Connection,
    orderId: string,
    body: ReceiptDto,
    channel: 'TILL' | 'API',
  ): Promise<{ readonly transactionId: string; readonly reason?: string }> {
    try {
      const outcome = await this.tillActs.recordSale(connection, null, body, { key: `receipt ${orderId}`, channel });
      return { transactionId: idOf(outcome) };
    } catch (error) {
      // A later event may describe the order differently; the first record stays.
      const isKnown =
        error instanceof ProblemError &&
        (error.code === 'receipt_already_recorded' || error.code === 'idempotency_key_reused');
      const sale = isKnown ? await this.acts.findSale(connection, orderId) : undefined;
      if (sale === undefined) throw error;
      return {
        transactionId: sale.id,
        reason: sale.amount === body.amount ? 'already_recorded' : 'changed_after_closing',
      };
    }
  }

  private async cancel(connection: Connection<'IIKO'>, { id }: ChangedOrder): Promise<EventResult> {
    const giftMoney = await this.gifts.giveBack(principalOfConnection(connection), id);
    const transactionId = await this.acts.refund(connection, id, { why: 'cancelled' }, `cancel ${id}`);
    if (transactionId === undefined && giftMoney > 0) return { status: 'DONE', transactionId: null };
    return transactionId === undefined
      ? { status: 'IGNORED', reason: 'order_not_recorded' }
      : { status: 'DONE', transactionId };
  }

  /** Whether a later change of the order has already come. */
  private async isOutdated(connection: Connection, event: InboxEvent, { timestamp }: ChangedOrder): Promise<boolean> {
    const others = event.subject === null ? [] : await this.inbox.listBySubject(connection, event.subject);
    return others.some((other) => (readOrder(other)?.timestamp ?? 0) > timestamp);
  }
}

/** Null: the event has no order, such as a failed creation; undefined: the event is not in iiko's form. */
function readOrder(event: InboxEvent): ChangedOrder | null | undefined {
  if (!ORDER_EVENTS.has(event.kind)) return null;
  const envelope = iikoEventSchema.safeParse(JSON.parse(event.body.toString('utf8')));
  if (!envelope.success) return undefined;
  const info = iikoOrderSchema.safeParse(envelope.data.eventInfo);
  if (!info.success) return undefined;
  const { id, organizationId, timestamp, creationStatus, order } = info.data;
  if (order == null || (creationStatus != null && creationStatus !== 'Success')) return null;
  const changedAt = instantOfIiko(envelope.data.eventTime, 'UTC') ?? event.receivedAt.getTime();
  return { id, organizationId, timestamp, order, changedAt, isDelivery: event.kind === DELIVERY };
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
