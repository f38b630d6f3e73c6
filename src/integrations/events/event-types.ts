import { z } from 'zod';
import { objectOf, objectNamed } from '../../platform/http/schemas';
import { TransactionType } from '../../generated/prisma/enums';

/** The version of the schemas below. It rises with any change that could break a receiver. */
export const EVENT_VERSION = 1;

const id = z.uuid();
const moment = z.string();
const guestId = id.nullable().describe('Guest; null: without a guest');

const transactionData = objectNamed('TransactionEventData', 'A transaction of the journal.', {
  transactionId: id.describe('Transaction of the journal'),
  guestId,
  restaurantId: id.nullable().describe('Restaurant; null: none'),
  pointOfSaleId: id.nullable().describe('Till; null: none'),
  channel: z.string().describe('How it came, such as `TILL` or `API`'),
  relatedId: id.nullable().describe('Transaction to which it belongs, such as the sale of a refund; null: none'),
  receiptNumber: z.string().nullable().describe('Receipt number; null: none'),
  businessDate: z.string().nullable().describe('Business date, `YYYY-MM-DD`; null: none'),
  occurredAt: moment.describe('When it happened (RFC 3339)'),
  recordedAt: moment.describe('When it was recorded (RFC 3339)'),
  amount: z.int().describe('Amount before discount and points, in minor units'),
  discount: z.int().describe('Discount in minor units'),
  payable: z.int().describe('Amount paid with money, in minor units'),
  pointsRedeemed: z.int().describe('Points used'),
  pointsEarned: z.int().describe('Points earned; for an expiry, points that expired'),
  balance: objectOf('Points of the guest after it; zeros without a guest', {
    available: z.int().describe('Points that can be used'),
    pending: z.int().describe('Points that become active later'),
    held: z.int().describe('Points on hold'),
    inReview: z.int().describe('Points that wait for a review'),
  }),
  tierBefore: z.string().nullable().describe('Tier before it; null: none'),
  tier: z.string().nullable().describe('Tier after it; null: none'),
});

const seenData = objectNamed('SaleSeenEventData', 'A sale that came again by another way and was recognised.', {
  transactionId: id.describe('Transaction of the journal'),
  guestId,
});

const guestData = objectNamed('GuestEventData', 'A new guest, without personal data.', {
  guestId: id.describe('Guest'),
  restaurantId: id.nullable().describe('Restaurant of the registration; null: none'),
  source: z.string().nullable().describe('How the guest came, such as `STAFF`; null: unknown'),
  registeredAt: moment.describe('When (RFC 3339)'),
});

const segmentData = objectNamed('SegmentEventData', 'A guest who joined or left a segment.', {
  segmentId: id.describe('Segment'),
  guestId: id.describe('Guest'),
});

const calledData = objectNamed('AutomationEventData', 'A step of an automation that calls a webhook.', {
  automationId: id.describe('Automation'),
  runId: id.describe('Way of the guest through it'),
  step: z.string().describe('Name of the step'),
  topic: z.string().describe('Word by which the receiver knows what it is about'),
  guestId: id.describe('Guest'),
});
const feedbackData = objectNamed('FeedbackEventData', "A guest's answer about a visit, without words.", {
  saleId: id.describe('Sale of the visit'),
  guestId: id.describe('Guest'),
  restaurantId: id.nullable().describe('Restaurant; null: none'),
  score: z.int().nullable().describe('The answer as it is now, from 1, bad, to 5, very good'),
});

const pingData = objectNamed('PingEventData', 'A test that a manager asked for.', {
  webhookId: id.describe('Webhook that is tested'),
});

type TransactionEventType = `transaction.${Lowercase<TransactionType>}`;
type EventType =
  | TransactionEventType
  | 'sale.seen'
  | 'guest.registered'
  | 'segment.entered'
  | 'segment.left'
  | 'automation.called'
  | 'feedback.answered';

export const PING = 'webhook.ping';

interface TypeOfEvent {
  readonly summary: string;
  readonly data: z.ZodType;
}

const SUMMARIES: Readonly<Record<TransactionType, string>> = {
  SALE: 'A sale was recorded',
  REDEMPTION: 'Points were used',
  MANUAL: 'Points were adjusted by staff',
  REFUND: 'A sale was refunded, in part or in full',
  AWARD: 'Points were given for an activity or a campaign',
  EXPIRY: 'Points expired',
  TRANSFER: 'Points went to another guest',
  HOLD: 'Points were put on hold',
  RELEASE: 'A hold ended',
  ACTIVATION: 'Pending points became active',
  TIER: 'A tier changed',
  COUNT: 'A counter of a guest changed',
  WARNING: 'A guest was warned of an expiry',
  EXTENSION: 'An expiry was put off',
  BLOCK: 'A guest was blocked or unblocked',
  JOIN: 'A guest joined or left a campaign',
  FREEZE: 'A guest was forgiven a missed week of a streak',
  OPENING: 'A balance was brought from an earlier system, or taken back',
};

const transactionTypes = Object.fromEntries(
  Object.values(TransactionType).map((type) => [
    `transaction.${type.toLowerCase()}`,
    { summary: SUMMARIES[type], data: transactionData },
  ]),
) as unknown as Record<TransactionEventType, TypeOfEvent>;

/** All types of event that others receive. A type that is missing here belongs to a later version of the program, and is left out. */
export const EVENT_TYPES: Readonly<Record<EventType, TypeOfEvent>> = {
  ...transactionTypes,
  'sale.seen': { summary: 'A recorded sale came again by another way', data: seenData },
  'guest.registered': { summary: 'A guest registered', data: guestData },
  'segment.entered': { summary: 'A guest joined a segment', data: segmentData },
  'segment.left': { summary: 'A guest left a segment', data: segmentData },
  'automation.called': { summary: 'An automation called for a guest', data: calledData },
  'feedback.answered': { summary: 'A guest answered about a visit', data: feedbackData },
};

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_TYPES, type);
}

const envelope = {
  id: id.describe('Id of the event. An event may come more than once: compare this id'),
  version: z.literal(EVENT_VERSION).describe('Version of the schema of this type'),
  timestamp: moment.describe('When it was made (RFC 3339)'),
  position: z.string().nullable().describe('Position in the event log, which grows; null for a test'),
  sequence: z
    .int()
    .nullable()
    .describe('Version of the guest after it, which grows with each change; null: without a guest or without a change'),
};

/** The schema of one type of event, as a webhook receives it. */
export function schemaOfEvent(type: string, data: z.ZodType): z.ZodType {
  return z.strictObject({ ...envelope, type: z.literal(type).describe('Type of the event'), data });
}

export const pingSchema = schemaOfEvent(PING, pingData);

export const eventSchema = objectNamed('NetworkEvent', 'An event of the network, without personal data.', {
  ...envelope,
  type: z.string().describe('Type of the event'),
  data: z
    .union([transactionData, guestData, segmentData, feedbackData, seenData, calledData])
    .describe('Its content, by `type`'),
});

export type NetworkEvent = z.infer<typeof eventSchema>;
export type TransactionData = z.infer<typeof transactionData>;
export type GuestData = z.infer<typeof guestData>;
export type CalledData = z.infer<typeof calledData>;
