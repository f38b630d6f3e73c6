import { z } from 'zod';
import { CAMPAIGN_TYPES, type CampaignDocument, MEASURES, taskMeasures } from '../../decision';
import { line, localDate, objectOf, objectOrNull } from '../../platform/http/schemas';
import { ruleGroupSchema } from '../program-document/conditions/rule-group.schema';
import { MAX_AMOUNT, MILLION, money, pointCount, rate, segmentCode } from '../program-document/document-numbers.schema';
import { capsShape, gain } from '../program-document/program-document.schema';
import type { Contradiction } from '../program-document/contradiction';
import { spendableIn } from '../program-document/spendable-in.schema';
import { goodsCodes, MAX_GOODS, moneyOffSchema } from './money-off.schema';
import { byLanguage, giftDay, payoutSchema } from './payout-kinds';
import { contradictionsOf, textContradictions } from './campaign-contradictions.rules';
import { campaignTakingOff, type TakingOff } from './taking-off.rules';

const MAX_NAMED = 100;
const MAX_TASKS = 20;
const MAX_STEPS = 5;
const MAX_FREEZES = 10;
const MAX_BUDGETS = 50;
const MAX_EXCEPTIONS = 400;
const MAX_TEXT = 1_000;
const MAX_VARIANTS = 5;
const railGuests = z
  .int()
  .min(30)
  .max(1_000_000)
  .describe('Guests that each of the two groups has before the effect is judged');

/** The largest control group: at least half of the guests have to get what the campaign gives. */
const MAX_CONTROL_PPM = 500_000;

const moneyOff = moneyOffSchema();

const localTime = z
  .string()
  .regex(/^2[0-9]{3}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$/)
  .refine((text) => localDate.safeParse(text.slice(0, 10)).success, { params: { code: 'not_valid', reason: 'date' } })
  .meta({ description: 'Local time of the network, `YYYY-MM-DDTHH:MM`', example: '2026-12-05T10:00' });

const hour = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/);
const hours = {
  from: hour.describe('Time of day at which an occurrence begins, `HH:MM`'),
  to: z
    .string()
    .regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/)
    .describe(
      'Time of its last day at which it ends, `HH:MM` up to `24:00`, excluded itself. With one day and a time that is ' +
        'not after `from` it ends on the day after',
    ),
  days: z.int().min(1).max(28).describe('Days of an occurrence, the first and the last included'),
};
const weekday = z.int().min(1).max(7);

const recurrence = z
  .discriminatedUnion('by', [
    objectOf('Every week', {
      by: z.literal('WEEK').describe('Form of the recurrence'),
      weekdays: z.array(weekday).min(1).max(7).describe('Days of the week on which an occurrence begins; 1 is Monday'),
      ...hours,
    }),
    objectOf('Every month on a day', {
      by: z.literal('MONTH_DAY').describe('Form of the recurrence'),
      day: z.int().min(1).max(31).describe("Day of the month; one that the month lacks is the month's last"),
      ...hours,
    }),
    objectOf('Every month on a weekday', {
      by: z.literal('MONTH_WEEKDAY').describe('Form of the recurrence'),
      nth: z
        .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(-1)])
        .describe('Which of these weekdays of the month; -1: the last'),
      weekday: weekday.describe('Day of the week; 1 is Monday'),
      ...hours,
    }),
  ])
  .describe('Occurrences, each named by the local day it begins on; they do not overlap');

const taskId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
const task = z.discriminatedUnion('kind', [
  objectOf('Buys so much of these goods over any number of sales; naming none, of all goods', {
    id: taskId.describe('Name of the task, unique in the campaign; progress is kept under it'),
    kind: z.literal('BUY').describe('Form of the task'),
    skus: goodsCodes.describe('Articles that count; at most 1,000'),
    categories: goodsCodes.describe('Categories that count, compared without case; at most 1,000'),
    measure: z.enum(taskMeasures()).describe(
      taskMeasures()
        .map((name) => `${name}: ${MEASURES[name].text}`)
        .join('. '),
    ),
    target: z
      .int()
      .min(1)
      .max(MAX_AMOUNT)
      .describe('How much of it, in the unit of `measure`; at most 100 different restaurants, categories or weeks'),
    freezes: z
      .int()
      .min(0)
      .max(MAX_FREEZES)
      .optional()
      .describe('How many weeks a streak of the measure WEEKS may miss without ending, at most 10; left out: none'),
  }),
  objectOf('Does an activity so many times', {
    id: taskId.describe('Name of the task, unique in the campaign; progress is kept under it'),
    kind: z.literal('ACTIVITY').describe('Form of the task'),
    code: z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,29}$/)
      .describe('Code of an activity that the programme in force knows'),
    target: z.int().min(1).max(MILLION).describe('How many times'),
  }),
]);

const announcement = byLanguage(
  z.strictObject({
    title: line(100).describe('Title of the message; names no variable that tells of the guest'),
    text: z
      .string()
      .trim()
      .min(1)
      .max(MAX_TEXT)
      .describe('Text of the message, with variables as `{{ guest.firstName }}`; at most 1,000 characters'),
  }),
);

const variant = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,19}$/)
    .describe('Name of the variant in traces and results: capital letters, digits and `_`; unique in the campaign'),
  sharePpm: rate(1, MILLION).describe(
    'Share of guests who have this variant, in parts per million; the shares of all variants add up to 1,000,000',
  ),
  offer: gain.nullable().describe("Gain instead of the campaign's `offer`; null: the same"),
  announcement: announcement
    .nullable()
    .describe("Message instead of the campaign's `announcement`, by language code of two letters; null: the same"),
});

/** The members of a campaign, for both the API and storage. */
const campaignShape = {
  schema: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .describe(
      'Form of the document: 1, 2 for one that may have `variants`, `validity` or `spendableIn` or give a tier, or 3 for one that may have ' +
        '`moneyOff`, `everybody`, `promoCode` and `leastToPay` too',
    ),
  name: byLanguage(line(200)).describe('Name that guests read, by language code of two letters; at least one'),
  type: z.enum(CAMPAIGN_TYPES).describe('Kind of campaign, by which a form shows it; no decision reads it'),
  audience: objectOf('Guests whom it is for', {
    segments: z
      .array(segmentCode)
      .max(MAX_NAMED)
      .describe('Codes of segments, in one of which the guest is; empty: all'),
    tiers: z
      .array(z.string().min(1).max(30))
      .max(30)
      .describe('Codes of tiers, one of which the guest has; empty: all'),
  }),
  join: z.enum(['ALL', 'JOINED']).describe('ALL: every guest of the audience. JOINED: only those who joined it'),
  where: objectOf('Where sales count', {
    restaurantIds: z.array(z.uuid().lowercase()).max(MAX_GOODS).describe('Restaurants where it counts; empty: all'),
    channels: z
      .array(z.enum(['TILL', 'API', 'OFFLINE']))
      .max(3)
      .describe('Ways of sales that count; empty: all'),
  }),
  schedule: objectOf('When it counts', {
    startsAt: localTime.describe('Begin, local time of the network `YYYY-MM-DDTHH:MM`'),
    endsAt: localTime
      .nullable()
      .describe('End, local time of the network, excluded itself and after the begin; null: none'),
    recurrence: recurrence.nullable().describe('Occurrences between begin and end; null: all the time between them'),
    exceptions: z
      .array(localDate)
      .max(MAX_EXCEPTIONS)
      .describe('Local days on which no occurrence begins; without a recurrence, days that are left out'),
  }),
  when: ruleGroupSchema
    .nullable()
    .describe('Conditions on the sale and its lines, as those of an earning rule; null: every sale, all lines'),
  offer: gain.nullable().describe('The gain of a sale that meets all conditions; null: the sale itself gains nothing'),
  challenge: z
    .strictObject({
      tasks: z.array(task).min(1).max(MAX_TASKS).describe('All tasks that the guest has to do; 1 to 20'),
      payouts: z.array(payoutSchema()).min(1).max(MAX_TASKS).describe('Given once when all tasks are done; 1 to 20'),
      steps: z
        .array(
          z.strictObject({
            sharePpm: rate(1, MILLION - 1).describe(
              'Part of its target that each task has to reach, in parts per million',
            ),
            points: pointCount(1).describe('Points at once'),
          }),
        )
        .min(1)
        .max(MAX_STEPS)
        .optional()
        .describe('Points on the way, each once, by rising share; at most 5. Left out: none'),
    })
    .nullable()
    .describe('Tasks and what is given for them, once, with a recurrence once in each occurrence; null: none'),
  caps: objectOrNull('The most that one guest gets; null: no limit', {
    ...capsShape,
    uses: z.int().min(1).max(MILLION).nullable().describe('Sales and payouts of one guest in all; null: no limit'),
  }),
  budgets: z
    .array(
      z.strictObject({
        unit: z
          .enum(['POINTS', 'MONEY', 'USES'])
          .describe('POINTS; MONEY: their worth, or the money off, in minor units; USES: sales and payouts'),
        restaurantId: z
          .uuid()
          .lowercase()
          .nullable()
          .describe('Restaurant whose sales use it up; null: the whole network'),
        limit: money(1).describe('The most that the campaign gives in all, in the unit'),
      }),
    )
    .max(MAX_BUDGETS)
    .describe(
      'The most that the campaign gives in all; a use needs each that applies. At most 50, one a unit and place',
    ),
  onShortBudget: z
    .enum(['CUT', 'REFUSE'])
    .describe(
      'Whether an offer larger than the rest of a budget gives that rest (CUT) or nothing (REFUSE). Payouts are never cut',
    ),
  group: objectOrNull('Group of campaigns that meet on one sale; null: none', {
    code: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,49}$/)
      .describe('Code of the group; campaigns with the same one belong together'),
    mode: z
      .enum(['EXCLUSIVE', 'STACKABLE'])
      .describe('EXCLUSIVE: only the first of the group gives. STACKABLE: it gives beside the others'),
  }),
  priority: z.int().min(0).max(1_000).describe('The lower comes first, in an exclusive group and for a shared budget'),
  announcement: announcement
    .nullable()
    .describe('Message to eligible guests when it starts, by language code of two letters; null: none'),
  validity: z
    .strictObject({
      from: giftDay.nullable().describe('First day on which the points may be spent; null: as the programme says'),
      until: giftDay.describe('Last day on which the points may be spent'),
    })
    .optional()
    .describe(
      'Begin and end of the points that the campaign gives, instead of what the programme says. Points that wait for a ' +
        'payment begin with it. Left out: as the programme says',
    ),
  spendableIn: spendableIn
    .optional()
    .describe(
      'Where alone, and on what, the points may be spent that the campaign gives; it then has `validity` too. Left ' +
        'out: everywhere',
    ),
  variants: z
    .array(variant)
    .min(2)
    .max(MAX_VARIANTS)
    .optional()
    .describe(
      'Ways of the campaign that are compared, 2 to 5: each guest keeps one of them. They stay as they are, with their ' +
        'shares, once the campaign was started. Left out: one way for all',
    ),
  moneyOff: moneyOff
    .optional()
    .describe(
      'Money off the sale in place of `offer` and `challenge`; `caps` and budgets in `MONEY` then count minor units. ' +
        'Left out: none',
    ),
  everybody: z
    .literal(true)
    .optional()
    .describe(
      'Checks without a guest get the money off too: then there is no audience, joining, control group, limit of one guest or ' +
        'condition on the guest. Left out: only guests',
    ),
  promoCode: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}_-]{2,50}$/u)
    .optional()
    .describe(
      'Word that has to be named in `promoCode` of the sale, compared without case: letters, digits, `-` and `_`. Blanks, dashes and letters of the other alphabet that look the same do not matter. Needs ' +
        '`moneyOff`. Left out: none',
    ),
  rails: z
    .strictObject({
      stopBelow: objectOrNull('Ends it once what guests pay is surely lower by it; null: never', {
        guests: railGuests,
      }),
      shrinkAbove: objectOrNull(
        'Makes the control group smaller once what guests pay is surely higher by it; null: never',
        {
          guests: railGuests,
          sharePpm: rate(1, MAX_CONTROL_PPM).describe('Share of the control group from then on, in parts per million'),
        },
      ),
      visitCost: objectOrNull('Pauses it once a visit costs more; null: never', {
        visits: z.int().min(1).max(1_000_000).describe('Visits of guests who get it before the cost is judged'),
        atMost: money(1).describe('The most that its points and money off may cost a visit, in minor units'),
      }),
    })
    .optional()
    .describe(
      'Bounds by which it is judged once a day while it runs, by the interval of its results, which is right however often one looks. The first ' +
        'two need `control`. Left out: nothing but a person stops it',
    ),
  leastToPay: money(1)
    .optional()
    .describe(
      'Takes money off only where at least that is left to pay after the discount of the tier and the campaigns before it, in minor ' +
        'units; a condition on `amount` in `when` asks for the amount before discounts. Needs `moneyOff`. Left out: however little is left',
    ),
};

const sharePpm = rate(1, MAX_CONTROL_PPM).describe(
  'Share of guests who get nothing, in parts per million, up to half: 100,000 is 10 %',
);

type DraftOrDocument = CampaignDocument | Omit<CampaignDocument, 'control'>;

function refuseFound<Value>(find: (value: Value) => Iterable<Contradiction>) {
  return (context: z.core.ParsePayload<Value>): void => {
    // Members are compared only when each of them is valid alone.
    if (context.issues.length > 0) return;
    for (const { path, code = 'not_valid', reason, details } of find(context.value))
      context.issues.push({
        code: 'custom',
        input: context.value,
        path,
        message: reason ?? code,
        params: { code, reason, ...details },
        continue: true,
      });
  };
}

const DESCRIPTION =
  "Offer or tasks that a network adds to its programme for a time. Money is in minor units of the network's currency, shares and " +
  'multipliers in parts per million, times and days are local ones of the network.';

/** A campaign in its stored form. */
export const campaignDocumentSchema = z
  .strictObject({
    ...campaignShape,
    control: objectOrNull('Guests who get nothing, so that the effect can be measured; null: none', {
      sharePpm,
      seed: z.string().min(1).max(100).describe('Text by which guests are divided; stays, so no guest changes sides'),
      formerPpm: rate(1, MAX_CONTROL_PPM)
        .optional()
        .describe(
          'The largest share that it had while the campaign ran; guests who left it are not compared. Left out: it never shrank',
        ),
    }),
  })
  .check(refuseFound<DraftOrDocument>(contradictionsOf))
  .meta({ id: 'CampaignDocument', description: DESCRIPTION }) satisfies z.ZodType<CampaignDocument>;

/** A campaign as a person writes it, without the control group's seed, which the server makes and keeps. */
export const campaignDraftSchema = z
  .strictObject({
    ...campaignShape,
    control: objectOrNull('Guests who get nothing, so that the effect can be measured; null: none', { sharePpm }),
  })
  .check(refuseFound<DraftOrDocument>((document) => [...contradictionsOf(document), ...textContradictions(document)]))
  .meta({ id: 'CampaignDraft', description: DESCRIPTION });

export type CampaignDraft = z.infer<typeof campaignDraftSchema>;

/** The part of a campaign that takes money off a sale. */
export const takingOffSchema = z
  .strictObject({
    name: line(200).describe('Name by which the reasons call it'),
    moneyOff,
    when: campaignShape.when,
    caps: campaignShape.caps,
    budgets: campaignShape.budgets,
    onShortBudget: campaignShape.onShortBudget,
    leastToPay: campaignShape.leastToPay,
  })
  .check(refuseFound((parts: TakingOff) => contradictionsOf(campaignTakingOff(parts))))
  .meta({
    id: 'CampaignTakingOff',
    description:
      'The part of a campaign by which it takes money off a sale that it is for. Nothing of its budgets and caps is used yet.',
  });
