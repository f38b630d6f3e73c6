import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { NetworkProfile } from '../../configuration';
import { requirePermission } from '../../security';
import { ConfirmPayment } from '../../transactions';
import { PointsService } from '../customers/points-service';
import { passedIn, contextOf, CustomersOfEvents } from './customers-of-events';
import { nameOfLength, parseEvent } from './envelope.rules';
import type { EventSource, EventResult } from './stream-event';
import { type LoyaltyAction, loyaltyActionSchema, paymentConfirmedSchema } from './stream-event.dto';

/** Records events that are not sales: points given or taken, and confirmed payments. */
@Injectable()
export class LoyaltyActions {
  constructor(
    private readonly points: PointsService,
    private readonly customers: CustomersOfEvents,
    private readonly commands: CommandBus,
  ) {}

  /** @throws ProblemError `invalid_body`, `forbidden`, and the refusals of the act */
  async act(asker: EventSource, network: NetworkProfile, given: unknown): Promise<EventResult> {
    const event = parseEvent(loyaltyActionSchema, given);
    await this.customers.guestOf(asker, network, event.customer_id);
    const seen = { isReplayed: false };
    const onReplay = (): void => void (seen.isReplayed = true);
    const context = contextOf(asker, network, { key: keyOf(asker, event), body: event, onReplay });
    const moved = await this.move(context, event);
    return { status: seen.isReplayed ? 'duplicate' : 'recorded', transactionId: moved.id };
  }

  /** @throws ProblemError `invalid_body`, `not_found`, `payment_not_awaited`, `payment_ambiguous` */
  async confirm(asker: EventSource, network: NetworkProfile, given: unknown): Promise<EventResult> {
    const event = parseEvent(paymentConfirmedSchema, given);
    requirePermission(asker.principal, 'payment.report');
    const seen = { isReplayed: false };
    const onReplay = (): void => void (seen.isReplayed = true);
    const key = keyOf(asker, { event_type: 'payment.confirmed', event_id: event.event_id });
    const context = contextOf(asker, network, { key, body: event, onReplay });
    const body = { reference: event.reference };
    const { transactionId } = await this.commands.execute(new ConfirmPayment(context, { body }));
    return { status: seen.isReplayed ? 'duplicate' : 'recorded', transactionId };
  }

  private move(context: ReturnType<typeof contextOf>, { customer_id: customerId, event_id, payload }: LoyaltyAction) {
    const { action, activity, reference, reason: description } = payload;
    const points = payload.points ?? 0;
    const act = { customerId, reference: reference ?? nameOfLength(event_id), description };
    switch (action) {
      case 'activity':
        return this.points.earn(context, { ...act, activity });
      case 'earn':
        return this.points.earn(context, { ...act, points });
      case 'redeem':
        return this.points.redeem(context, { ...act, points });
      case 'adjust':
        return this.points.adjust(context, { ...act, points });
    }
  }
}

function keyOf(asker: EventSource, event: { readonly event_type: string; readonly event_id: string }): string {
  return `events/${event.event_type}/${event.event_id}${passedIn(asker)}`;
}
