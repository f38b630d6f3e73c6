/** The event `pos.transaction` of the event stream, as it stands there, and the answers to it. */
import { z } from 'zod';
import { newestFirst } from '../../platform/http/list-query';
import type { Problem } from '../../platform/http/problem.renderer';
import { instant, line, pageOf, problemSchema, objectOf, objectNamed, listOf } from '../../platform/http/schemas';
import { customerIdSchema } from '../customers/customer.dto';
import { eventIdSchema } from './envelope.rules';

export const POS_TRANSACTION = 'pos.transaction';
export const MAX_EVENTS = 1_000;
export const EVENTS_BODY_BYTES = 8 * 1024 * 1024;
/** As many lines as a receipt may have, less one for the part that no item covers. */
export const MAX_ITEMS = 499;
export const MAX_QUANTITY = 1_000_000;

export const eventMoney = z.number().min(0);

export const eventItemSchema = z.strictObject({
  sku: line(200).nullish().describe('Article number'),
  name: line(200).nullish().describe('Name of the item'),
  quantity: z.number().positive().max(MAX_QUANTITY).describe('Units, or a weight, with at most three decimals'),
  unit_price: eventMoney.nullish().describe('Price of one unit, as a decimal of the currency'),
  total_price: eventMoney.describe('Price of the line, as a decimal of the currency'),
  category: line(200).nullish().describe('Category of the item, which the programme may name'),
});

/** The example from the event stream's own documentation, unchanged. */
export const posEventExample = {
  event_id: 'evt_123456789',
  event_type: POS_TRANSACTION,
  org_id: 'brand123',
  location_id: 'store001',
  customer_id: 'cust_789',
  timestamp: '2025-01-20T15:30:00Z',
  payload: {
    transaction_id: 'txn_abc123',
    amount: 25.5,
    items: [
      {
        sku: 'COFFEE001',
        name: 'Large Coffee',
        quantity: 1,
        unit_price: 4.5,
        total_price: 4.5,
        category: 'beverages',
      },
    ],
    payment_method: 'credit_card',
    receipt_number: 'RCP001234',
    cashier: 'emp_456',
  },
};

export const posEventSchema = z
  .strictObject({
    event_id: eventIdSchema.describe("The source's own id of the event; an event counts once"),
    event_type: z.literal(POS_TRANSACTION).describe('Always `pos.transaction`'),
    org_id: line(100).describe("Code of the network, which is the caller's own"),
    location_id: line(100).describe('Code or id of a till, or of a restaurant, whose first till stands for it'),
    customer_id: customerIdSchema,
    timestamp: instant.describe('When it was sold (RFC 3339)'),
    payload: objectOf('The sale', {
      transaction_id: line(100).describe("The source's own id of the sale, by which its receipt counts once"),
      amount: eventMoney.describe('Gross amount, as a decimal of the currency'),
      items: z
        .array(eventItemSchema)
        .max(MAX_ITEMS)
        .nullish()
        .describe('Lines; what they fall short of `amount` becomes a line of the category `unlisted`'),
      payment_method: line(50).nullish().describe('How it was paid, such as `credit_card`'),
      receipt_number: line(100)
        .nullish()
        .describe('Number that the till printed; a name of the receipt only where `location_id` is a till'),
      loyalty: objectOf('Points of the earlier system that decides while the restaurant is in a shadow run', {
        earned: z.int().min(0).describe('Points that it gave'),
        spent: z.int().min(0).describe('Points that it took'),
        balance: z.int().nullish().describe('Points of the customer there after the sale; null: not known'),
      })
        .nullish()
        .describe('Points of the earlier system for the sale; read only in a shadow run'),
      cashier: line(100).nullish().describe('Member of staff in the words of the source; it is not kept'),
    }),
  })
  .meta({
    id: 'PosTransactionEvent',
    description: 'A sale at a point of sale. The names of the envelope may also be written in camelCase.',
    example: posEventExample,
  });

/** A batch is not validated as a whole: events are read one by one, so that an invalid event does not refuse the others. */
export const posEventsSchema = objectNamed('PosTransactionEvents', 'A batch of events.', {
  events: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(MAX_EVENTS)
    .describe('Events, each a `PosTransactionEvent`; those of one customer are recorded in this order'),
});

const outcomeShape = {
  event_id: z.string().nullable().describe("The source's own id of the event; null: none could be read"),
  status: z
    .enum(['recorded', 'duplicate', 'outdated', 'dead_letter', 'try_again'])
    .describe(
      'recorded: it took effect. duplicate: it had taken effect before. outdated: something newer has set each field of ' +
        'the profile, so it changed nothing. dead_letter: it was set aside with the `problem`. try_again: nothing was decided, so it has to be sent again',
    ),
  transaction_id: z.uuid().nullable().describe('Transaction that it became; null: none, as where it changed a guest'),
  dead_letter_id: z.uuid().nullable().describe('Where it was set aside; null: it was not'),
  problem: problemSchema.nullable().describe('Why it was not recorded; null: it was'),
};
export const posEventOutcomeSchema = z
  .strictObject(outcomeShape)
  .meta({ id: 'PosEventOutcome', description: 'The outcome of an event.' });
export const posEventOutcomesSchema = objectNamed('PosEventOutcomes', {
  items: z.array(posEventOutcomeSchema).describe('One outcome for each event, in the order of the events'),
});

export const deadLetterListQuery = z.strictObject({
  ...newestFirst,
  status: z
    .enum(['WAITING', 'RECORDED'])
    .optional()
    .describe('Only those that wait, or those that were recorded later; left out: all'),
});

const letter = z.strictObject({
  id: z.uuid().describe('Id of the dead letter'),
  topic: z.string().describe('Topic of the event: the code of the network and the type'),
  eventId: z.string().nullable().describe("The source's own id of the event; null: none could be read"),
  status: z
    .enum(['WAITING', 'RECORDED'])
    .describe('WAITING: it is not recorded. RECORDED: it was sent again with success'),
  reason: z.string().describe('Code of the problem that the last attempt met'),
  faults: listOf('Fields that do not fit; empty: it fits, and was refused', {
    path: z.string().describe('Field that does not fit'),
    code: z.string().describe('Stable code of the rule that the field breaks'),
  }),
  attempts: z.int().describe('How often it was tried'),
  bytes: z.int().describe('Length of the event'),
  receivedAt: z.string().describe('When it came first (RFC 3339)'),
  triedAt: z.string().describe('When it was tried last (RFC 3339)'),
  transactionId: z.uuid().nullable().describe('Transaction that it became; null: none, as where it changed a guest'),
});
export const deadLetterSchema = letter.meta({
  id: 'DeadLetter',
  description: 'An event that could not be recorded, without its body.',
});
export const deadLetterPageSchema = pageOf(deadLetterSchema).meta({ id: 'DeadLetterPage' });
export const deadLetterWithBodySchema = letter
  .extend({ body: z.string().describe('The event as JSON') })
  .meta({ id: 'DeadLetterWithBody', description: 'An event that could not be recorded. It may hold personal data.' });

export type PosEvent = z.infer<typeof posEventSchema>;
export type PosEventsBody = z.infer<typeof posEventsSchema>;
export type PosEventOutcome = Omit<z.infer<typeof posEventOutcomeSchema>, 'problem'> & {
  readonly problem: Problem | null;
};
export type DeadLetterListQuery = z.infer<typeof deadLetterListQuery>;
export type DeadLetterAnswer = z.infer<typeof deadLetterSchema>;
export type DeadLetterWithBodyAnswer = z.infer<typeof deadLetterWithBodySchema>;

/** The body of a retry, which may be left out. */
export const retryDeadLetterSchema = z
  .strictObject({
    withoutPromoCode: z
      .boolean()
      .optional()
      .describe(
        'Whether a sale of a till is recorded without the promo code for which it was refused. By default false',
      ),
  })
  .optional()
  .meta({ id: 'RetryDeadLetter', description: 'How an event is sent again. The body may be left out.' });
export type RetryDeadLetter = z.infer<typeof retryDeadLetterSchema>;
