import { z } from 'zod';
import { spendableIn } from '../../../configuration';
import { line, localDate, uuid, objectNamed, objectOf, objectOrNull } from '../../../platform/http/schemas';
import { guestRuleSchema } from '../../segments/guest-rule.schema';

const MAX_STEPS = 100;
const MAX_BRANCHES = 10;
const MAX_CONDITIONS = 20;
const MAX_LISTED = 100;
const MAX_TEXT = 1_000;
const MAX_POINTS = 1_000_000;
const MAX_DAYS = 365;
const MAX_VALID_DAYS = 3_650;
const MAX_ENTRIES = 10_000_000;
const MAX_GUEST_ENTRIES_PER_DAY = 100;
/** A guest enters an automation of the mode EVENT so often in a local day, where its document does not say. */
export const USUAL_GUEST_ENTRIES_PER_DAY = 3;
export const MILLION = 1_000_000;

const hour = z
  .string()
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)
  .describe('Local time of the network, `HH:MM`');
const days = z.int().min(1).max(MAX_DAYS);
const stepName = line(40).regex(/^[a-z][A-Za-z0-9_-]*$/);
const next = stepName.nullable().describe('Name of the step after it; null: the run ends');
const named = stepName.describe('Name of the step, unique in the automation; guests inside are moved by it');
const amount = z.int().min(1).max(1_000_000);
const unit = z.enum(['MINUTES', 'HOURS', 'DAYS']).describe('Unit; days are local days of the network');

/** Fields of an event that a condition may ask for, and whether each is a number. */
export const EVENT_FIELDS = {
  amount: 'NUMBER',
  discount: 'NUMBER',
  payable: 'NUMBER',
  pointsEarned: 'NUMBER',
  pointsRedeemed: 'NUMBER',
  /** 1 for the first sale of the guest. */
  visit: 'NUMBER',
  score: 'NUMBER',
  channel: 'TEXT',
  restaurantId: 'TEXT',
  tier: 'TEXT',
  tierBefore: 'TEXT',
  /** Code of an activity, of a reason, or of a campaign that paid. */
  reason: 'TEXT',
  reward: 'TEXT',
  segment: 'TEXT',
  source: 'TEXT',
} as const;
export type EventField = keyof typeof EVENT_FIELDS;

const eventCondition = z.strictObject({
  field: z
    .enum(Object.keys(EVENT_FIELDS) as [EventField, ...EventField[]])
    .describe(
      'Field of the event. Numbers: `amount`, `discount`, `payable` (minor units), `pointsEarned`, `pointsRedeemed`, `visit` ' +
        '(of a sale: 1 for the first), `score` (of an answer). Texts: `channel`, `restaurantId`, `tier`, `tierBefore`, `reason` ' +
        '(an activity of an award), `reward` (code), `segment` (code), `source` (of a registration). A field that the event has not fits no condition',
    ),
  operator: z
    .enum(['=', '!=', '<', '<=', '>', '>=', 'in'])
    .describe('Comparison; texts take `=`, `!=` and `in`, numbers all but `in`'),
  value: z
    .union([z.int(), z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1).max(MAX_LISTED)])
    .describe('Value to compare with; a list of texts for `in`'),
});

const eventName = z
  .string()
  .max(60)
  .regex(/^[a-z_]+(\.[a-z_]+)+$/);

const eventMatchSchema = objectNamed('AutomationEvent', 'Events of a guest, by type and content.', {
  event: eventName.describe(
    'Type of an event of the network, such as `transaction.sale`, `transaction.award`, `segment.left`, `feedback.answered`',
  ),
  conditions: z
    .array(eventCondition)
    .max(MAX_CONDITIONS)
    .describe('All of them have to hold; empty: every event of the type'),
});

const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('FIRST_SALE').describe('Kind') }).describe('The first sale of a guest'),
  objectOf('A sale by its number; refunded ones count', {
    kind: z.literal('NTH_VISIT').describe('Kind'),
    visit: z.int().min(1).max(1_000).describe('Which'),
  }),
  objectOf('A guest takes a reward of the catalogue', {
    kind: z.literal('REWARD_TAKEN').describe('Kind'),
    rewards: z.array(line(100)).max(MAX_LISTED).describe('Codes of the rewards; empty: any'),
  }),
  objectOf('The tier of a guest changes', {
    kind: z.literal('TIER_CHANGED').describe('Kind'),
    tiers: z.array(z.string().min(1).max(30)).max(MAX_LISTED).describe('Codes of the new tier; empty: any'),
  }),
  z.strictObject({ kind: z.literal('JOINED').describe('Kind') }).describe('A guest registers'),
  objectOf('A guest answers the question after the visit with a low score', {
    kind: z.literal('BAD_ANSWER').describe('Kind'),
    maxScore: z.int().min(1).max(4).describe('The best score that counts as bad, of 5'),
  }),
  z.strictObject({ kind: z.literal('EVENT').describe('Kind'), ...eventMatchSchema.shape }).describe('Any other event'),
  objectOf('The birthday of a guest comes', {
    kind: z.literal('BIRTHDAY').describe('Kind'),
    daysBefore: z.int().min(0).max(60).describe('Days before the birthday; 0: on it'),
    at: hour,
  }),
  objectOf('Points of a guest come near their end', {
    kind: z.literal('POINTS_END').describe('Kind'),
    daysBefore: z.int().min(1).max(180).describe('Days before the last day of points'),
    at: hour,
  }),
  objectOf('A guest has not come for so many days', {
    kind: z.literal('ABSENT').describe('Kind'),
    days: days.describe('Local days since the last sale'),
    existing: z
      .boolean()
      .describe('Whether guests enter too who have stayed away for longer already when the automation starts'),
    at: hour,
  }),
  objectOf('A guest comes into a segment', {
    kind: z.literal('SEGMENT').describe('Kind'),
    segment: line(40).describe('Code of the segment'),
    existing: z.boolean().describe('Whether guests enter too who are in it when the automation starts'),
  }),
]);

const message = z.strictObject({
  title: line(100).describe('Title; the subject of a letter. With variables that tell nothing of the guest'),
  text: z
    .string()
    .trim()
    .min(1)
    .max(MAX_TEXT)
    .describe(
      'Text, at most 1,000 characters. With variables of AUTOMATION; `{{ coupon.code }}` is the code that a step of the run gave before',
    ),
});

/** Schema of one kind of step: its own members beside `name` and the others that all kinds have. */
function step<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, description: string, shape: Shape) {
  return z.strictObject({ name: named, kind: z.literal(kind).describe('Kind'), ...shape }).describe(description);
}

const steps = z.discriminatedUnion('kind', [
  step('WAIT', 'Waits for a time', { amount: amount.describe('How long, at most a year'), unit, next }),
  step('WAIT_UNTIL', 'Waits until the next such day and hour', {
    weekdays: z.array(z.int().min(1).max(7)).max(7).describe('Days of the week, 1 is Monday; empty: any'),
    at: hour,
    next,
  }),
  step('WAIT_EVENT', 'Waits for an event, and no longer than a time', {
    until: eventMatchSchema,
    amount: amount.describe('How long at most, up to a year'),
    unit,
    next: next.describe('Step after the event; null: the run ends'),
    otherwise: next.describe('Step after the time without the event; null: the run ends'),
  }),
  step('BRANCH', 'Goes on by what is known of the guest', {
    branches: z
      .array(z.strictObject({ condition: guestRuleSchema, next }))
      .min(1)
      .max(MAX_BRANCHES)
      .describe('The first whose condition holds for the guest counts'),
    otherwise: next.describe('Step where no condition holds; null: the run ends'),
  }),
  step('SPLIT', 'Divides the guests at random', {
    shares: z
      .array(
        z.strictObject({
          sharePpm: z.int().min(1).max(MILLION).describe('Share of the guests in parts per million'),
          next,
        }),
      )
      .min(2)
      .max(MAX_BRANCHES)
      .describe('Their shares add up to 1,000,000. A guest goes the same way each time'),
  }),
  step('POINTS', 'Gives points', {
    points: z.int().min(1).max(MAX_POINTS).describe('Points'),
    validDays: z
      .int()
      .min(1)
      .max(MAX_VALID_DAYS)
      .nullable()
      .describe('Local days after that of the gift on which they are good; null: as the programme says'),
    endsOn: localDate
      .optional()
      .describe('Last local day on which they are good, in place of `validDays`; left out: none'),
    beginsAfterDays: z
      .int()
      .min(1)
      .max(MAX_VALID_DAYS)
      .optional()
      .describe('Local days after that of the gift from which they are good; left out: at once'),
    spendableIn: spendableIn.optional().describe('Where alone, and on what, they may be spent; left out: everywhere'),
    next,
  }),
  step('COUPON', 'Gives a coupon code, which a message tells by `{{ coupon.code }}`', {
    batchId: uuid.describe('Batch of single codes, whose next code the guest gets. Print none of its codes'),
    next,
  }),
  step('REWARD', 'Gives a reward for no points, which then waits for the guest', {
    reward: line(100).describe('Code of a reward of the catalogue'),
    next,
  }),
  step('CAMPAIGN', 'Joins a campaign', {
    campaign: line(50).describe('Code of a campaign that its guests join'),
    next,
  }),
  step('MESSAGE', 'Sends a message, by the rules of messages of campaigns', {
    message: z
      .partialRecord(z.enum(['ru', 'en']), message)
      .nullable()
      .describe('Message by language, at least in that of the network; null: a template'),
    templateId: uuid
      .nullable()
      .describe('Template of AUTOMATION with the purpose MARKETING; null: the message stands here'),
    next,
  }),
  step('LIST', 'Puts the guest on a list or takes the guest off it', {
    segment: line(40).describe('Code of a segment that is a list'),
    isIn: z.boolean().describe('True puts the guest on it, false takes the guest off'),
    next,
  }),
  step('WEBHOOK', 'Sends the event `automation.called` to the webhooks that want it', {
    topic: line(60).describe('Word by which the receiver knows what it is about'),
    next,
  }),
  step('END', 'Ends the run', {}),
]);

const entry = objectOf('How often guests enter, and how many', {
  mode: z
    .enum(['ONCE', 'AGAIN', 'EVENT'])
    .describe(
      'ONCE: a guest enters once ever. AGAIN: again `afterDays` after the last entry, and never while inside. EVENT: with ' +
        'each event up to `perGuestPerDay`, also while inside',
    ),
  afterDays: days.nullable().describe('Days after the last entry, for AGAIN; otherwise null'),
  perGuestPerDay: z
    .int()
    .min(1)
    .max(MAX_GUEST_ENTRIES_PER_DAY)
    .optional()
    .describe('Most entries of one guest in a local day, for EVENT; left out: 3'),
  perDay: z.int().min(1).max(MAX_ENTRIES).nullable().describe('Most entries of a local day; null: no limit'),
  inAll: z.int().min(1).max(MAX_ENTRIES).nullable().describe('Most entries ever; null: no limit'),
});

/** An automation, as its API takes it and as it is stored. */
export const automationDocumentSchema = z
  .strictObject({
    schema: z.literal(1).describe('Form of the document'),
    name: line(200).describe('Name that staff read'),
    description: z.string().trim().max(1_000).describe('Purpose, for staff; at most 1,000 characters'),
    trigger: trigger.describe('Trigger by which a guest enters'),
    condition: guestRuleSchema.nullable().describe('Condition for those who enter; null: everybody'),
    entry,
    quietHours: objectOrNull("Hours of its own in which its messages wait, beside the network's; null: none", {
      from: hour.describe('Local time from which on no message of it leaves, `HH:MM`'),
      to: hour.describe('Local time from which on messages leave again, `HH:MM`; before `from` it is on the next day'),
    }),
    goal: eventMatchSchema.nullable().describe('Event that ends a run early with success; null: none'),
    steps: z
      .array(steps)
      .min(1)
      .max(MAX_STEPS)
      .describe('The first one is where guests begin. A way back to an earlier step has to pass a waiting step'),
  })
  .meta({ id: 'AutomationDocument', description: 'Way of a guest after an event, step by step.' });

export type AutomationDocument = z.infer<typeof automationDocumentSchema>;
export type AutomationStep = AutomationDocument['steps'][number];
export type StepKind = AutomationStep['kind'];
export type AutomationTrigger = AutomationDocument['trigger'];
export type EventMatch = z.infer<typeof eventMatchSchema>;
export const STEP_KINDS = steps.options.map((option) => option.shape.kind.value) as unknown as readonly [StepKind];
