/** Schemas of the stream's other events, in the form in which the earlier systems send them. */
import { z } from 'zod';
import { instant, line, MAX_ACT_POINTS, objectNamed, objectOf } from '../../platform/http/schemas';
import { customerIdSchema } from '../customers/customer.dto';
import { changeCustomerSchema } from '../customers/customer.dto';
import { eventIdSchema } from './envelope.rules';
import { eventItemSchema, eventMoney, MAX_EVENTS, MAX_ITEMS, MAX_QUANTITY, posEventSchema } from './pos-event.dto';
import { parseTopic } from './topic.rules';

const eventId = eventIdSchema.describe("The source's own id of the event; an event counts once");
const orgId = line(100).describe("Code of the network, which is the caller's own");
const locationId = line(100).describe('Code or id of a restaurant or of a till');

const envelope = {
  event_id: eventId,
  org_id: orgId,
  location_id: locationId.nullish(),
  customer_id: customerIdSchema,
  timestamp: instant.describe('When it happened (RFC 3339)'),
};

export const loyaltyActionSchema = objectNamed('LoyaltyActionEvent', 'Points that are given or taken outside a sale.', {
  ...envelope,
  event_type: z.literal('loyalty.action').describe('Always `loyalty.action`'),
  payload: z
    .strictObject({
      action: z
        .enum(['earn', 'redeem', 'adjust', 'activity'])
        .describe('earn, redeem: points are given or taken. adjust: either, by their sign. activity: as programmed'),
      points: z.int().min(-MAX_ACT_POINTS).max(MAX_ACT_POINTS).nullish().describe('Points; below zero only to adjust'),
      activity: line(30).nullish().describe('Code of an activity that the programme gives points for'),
      reason: line(500).nullish().describe('Why, in words for the journal'),
      reference: line(100).nullish().describe("The source's own name of the act"),
    })
    .check(({ value, issues }) => {
      const refuse = (path: string, code: string) =>
        issues.push({ code: 'custom', input: value, path: [path], message: '', params: { code } });
      const { action, points, activity } = value;
      if (action === 'activity') {
        if (activity == null) refuse('activity', 'required');
        if (points != null) refuse('points', 'not_allowed');
        return;
      }
      if (activity != null) refuse('activity', 'not_allowed');
      if (points == null) refuse('points', 'required');
      else if (points === 0 || (points < 0 && action !== 'adjust')) refuse('points', 'not_valid');
    })
    .describe('The action'),
});

const { external_id: _external, ...profile } = changeCustomerSchema.shape;

export const customerUpdatedSchema = z
  .strictObject({
    ...envelope,
    event_type: z.literal('customer.updated').describe('Always `customer.updated`'),
    payload: z.strictObject(profile).describe('The profile; what is left out stays, null empties a field'),
  })
  .meta({ id: 'CustomerUpdatedEvent', description: 'A profile that was changed, or a new customer.' });

export const buySchema = z
  .strictObject({
    event_id: eventId.optional(),
    tenant: orgId,
    product: line(200).describe('Article or category of the goods'),
    amount: z.number().positive().max(MAX_QUANTITY).describe('Units that were bought'),
    userId: customerIdSchema,
    location_id: locationId.nullish(),
  })
  .meta({
    id: 'BuyEvent',
    description: 'Goods that a customer bought; it counts for tasks and is a sale of no money.',
  });

export const orderCompletedSchema = objectNamed('OrderCompletedEvent', 'An order that was completed.', {
  event_id: eventId.optional(),
  event_type: z.literal('order.completed').optional().describe('Always `order.completed`'),
  org_id: orgId.optional(),
  tenant: orgId.optional(),
  location_id: locationId.nullish(),
  timestamp: instant.optional().describe('When it was completed (RFC 3339); left out: now'),
  data: objectOf('The order', {
    orderId: line(100).describe("The source's own id of the order, by which it counts once"),
    orderNumber: line(100).nullish().describe('Number that people see'),
    customerId: customerIdSchema,
    totalAmount: eventMoney.describe('Gross amount, as a decimal of the currency'),
    items: z.array(eventItemSchema).max(MAX_ITEMS).nullish().describe('Lines'),
  }),
});

export const paymentConfirmedSchema = z
  .strictObject({
    event_id: eventId,
    event_type: z.literal('payment.confirmed').optional().describe('Always `payment.confirmed`'),
    org_id: orgId.optional(),
    tenant: orgId.optional(),
    timestamp: instant.optional().describe('When it was paid (RFC 3339)'),
    reference: line(100).describe('Order id of the sale, or the number of its receipt'),
  })
  .meta({ id: 'PaymentConfirmedEvent', description: 'A sale whose points waited for its payment was paid.' });

export const topicSchema = z
  .string()
  .max(200)
  .transform((text, context) => {
    const topic = parseTopic(text);
    if (topic !== undefined) return topic;
    context.addIssue({ code: 'custom', params: { code: 'not_valid' } });
    return z.NEVER;
  })
  .describe('`<network>.<type>` or the type alone: `brand123.loyalty.action`, `buy`');

export const streamEventSchema = z
  .union([
    posEventSchema,
    loyaltyActionSchema,
    customerUpdatedSchema,
    buySchema,
    orderCompletedSchema,
    paymentConfirmedSchema,
  ])
  .meta({ id: 'StreamEvent', description: 'An event of the topic.' });

/** A batch is not validated as a whole: events are read one by one, so that an invalid event does not refuse the others. */
export const anyEventsSchema = objectNamed('StreamEvents', 'A batch of events of one topic.', {
  events: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(MAX_EVENTS)
    .describe('Events of the topic, each a `StreamEvent`, in their order'),
});

export type LoyaltyAction = z.infer<typeof loyaltyActionSchema>;
export type OrderCompleted = z.infer<typeof orderCompletedSchema>;
export type EventsOfTopic = z.infer<typeof anyEventsSchema>;
