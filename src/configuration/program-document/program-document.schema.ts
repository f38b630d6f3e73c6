import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { line, objectOf } from '../../platform/http/schemas';
import { ruleGroupSchema } from './conditions/rule-group.schema';
import { type Contradiction, twice } from './contradiction';
import { giftDays, MILLION, money, multiplier, pointCount, rate, segmentCode } from './document-numbers.schema';
import { earningMistakes, MAX_QUANTITY_MILLI } from './earning-limits.rules';
import { families, familyContradictions } from './families.schema';
import { activitiesOf } from './activities-of.rules';
import {
  itemTypes,
  limitContradictions,
  pointLimits,
  restrictionContradictions,
  restrictions,
} from './restrictions.schema';
import { placeFaults, spendableIn } from './spendable-in.schema';
import { stampCards, stampContradictions } from './stamp-cards.schema';
import {
  counterCode,
  MAX_COUNT,
  tier,
  tierContradictions,
  tierCounters,
  tierKeep,
  tierWindow,
} from './program-tiers.schema';

const when = ruleGroupSchema
  .nullable()
  .describe('Condition of the rule; null: the rule acts on every line that something is paid for');

/** Limits of the points that a rule, the programme or a campaign gives. */
export const capsShape = {
  perSale: pointCount(1).nullable().describe('The most points by one sale; null: no limit'),
  perDay: pointCount(1)
    .nullable()
    .describe('The most points of a guest in one business day of the network; null: no limit'),
  perWeek: pointCount(1)
    .nullable()
    .describe('The most points of a guest in one week of business days, which begins on Monday; null: no limit'),
  perGuest: pointCount(1).nullable().describe('The most points of a guest for ever; null: no limit'),
};

export const gain = z
  .discriminatedUnion('kind', [
    objectOf('Multiplies what its lines earn by the base. Multipliers that meet on a line multiply one another', {
      kind: z.literal('MULTIPLIER').describe('Form of the gain'),
      multiplierPpm: multiplier().describe(
        'Factor on what a line earns by the base, in parts per million: 2,000,000 doubles, 0 takes all. ' +
          'Not 1,000,000, and not so near to it that no sale changes by a point',
      ),
    }),
    objectOf('Adds points once for a sale, however many of its lines meet the condition', {
      kind: z.literal('POINTS').describe('Form of the gain'),
      points: pointCount(1).describe('Points for each sale that has such a line'),
    }),
    objectOf('Adds points for each full step of what is paid for its lines together', {
      kind: z.literal('PER_STEP').describe('Form of the gain'),
      step: money(1).describe('Amount paid for these lines together that gives the points once, in minor units'),
      points: pointCount(1).describe('Points for each full step'),
    }),
    objectOf('Adds points for each full quantity of its lines together', {
      kind: z.literal('PER_QUANTITY').describe('Form of the gain'),
      quantityMilli: z
        .int()
        .min(1)
        .max(MAX_QUANTITY_MILLI)
        .describe('Quantity of these lines together that gives the points once, in thousandths: 1,000 is one piece'),
      points: pointCount(1).describe('Points for each full quantity'),
    }),
  ])
  .describe(
    'Points that the rule gives. Multipliers change the points of the base; the points of all other kinds are added ' +
      'to the sale and multiplied by nothing, not by the tier either',
  );

const earningRule = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .describe('Name of the rule, unique in the document; the trace of a sale says `earning.rule.` and this id'),
  when,
  gain,
  caps: z
    .strictObject(capsShape)
    .nullable()
    .describe('Limits of the points of this rule alone, applied before those of the programme; null: none'),
});

const receiptsPerDay = z.int().min(1).max(1_000).optional();

const earning = z
  .strictObject({
    base: z
      .strictObject({
        step: money(1).describe('Amount paid that gives the points once, in minor units; a part of it gives nothing'),
        points: pointCount(1).describe('Points for each full step'),
      })
      .nullable()
      .describe(
        'Points for each full step of what is paid with money after discount and points; null: a sale earns only by ' +
          'rules. Null with the model DISCOUNT; with BONUS and HYBRID null only beside a rule that is no MULTIPLIER',
      ),
    rules: z
      .array(earningRule)
      .max(200)
      .describe(
        'Rules beside the base, at most 200; empty with the model DISCOUNT. They have no priority: another order ' +
          'changes nothing. Each acts on the lines that something is paid for, that no exclusion names and that meet its condition',
      ),
    exclusions: z
      .strictObject({
        categories: z
          .array(line(200))
          .max(1_000)
          .describe('Categories whose lines earn nothing, compared without case; at most 1,000'),
        skus: z.array(line(200)).max(1_000).describe('Articles whose lines earn nothing; at most 1,000'),
        types: itemTypes.optional().describe('Types of items whose lines earn nothing; left out: none'),
        segments: z
          .array(segmentCode)
          .max(50)
          .optional()
          .describe('Codes of segments whose guests earn nothing by sales; at most 50; left out: none'),
      })
      .describe('Lines that earn nothing by base and rules; one of the lists is enough. Empty lists name no lines'),
    caps: z
      .strictObject(capsShape)
      .describe('Limits of the points that base and rules give together, applied after those of the single rules'),
    receiptsPerDay: receiptsPerDay.describe(
      'How many receipts of a guest earn points by base, rules and campaigns in one business day; later ones earn none, and a receipt that is ' +
        'refunded whole counts no more. Left out: any number',
    ),
  })
  .describe(
    'Points that sales earn: round(tier multiplier × points of the base × (full steps + Σ paid for the line ÷ step × ' +
      '(multiplier of the line − 1))), then the points that rules add, then the limits. Refused is a document by ' +
      'which the largest sale would earn more than 10,000,000,000,000 points',
  );

const activityPoints = pointCount(1).describe('Points of the award');
const validity = z
  .strictObject({
    from: giftDays.nullable().describe('First day on which the points may be spent; null: as the programme says'),
    until: giftDays.describe('Last day on which the points may be spent'),
  })
  .optional()
  .describe('Begin and end of its points. Left out: as the programme says');
const places = spendableIn
  .optional()
  .describe('Where alone, and on what, its points may be spent; it then has `validity` too. Left out: everywhere');
const activity = z.strictObject({ points: activityPoints, validity, spendableIn: places }).nullable();

const times = z.int().min(1).max(1_000_000).nullable();
const reportedActivity = z.strictObject({
  code: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,29}$/)
    .describe('Name by which a service reports it, unique, and none of `registration`, `firstSale`, `birthday`'),
  points: pointCount(0).describe('Points of the award; 0 only where `counts` raises a counter'),
  times: objectOf('How many times a guest gets it in each period; a report beyond is recorded and gives nothing', {
    perDay: times.describe('In one business day; null: no limit'),
    perWeek: times.describe('In one week, which begins on Monday; null: no limit'),
    perGuest: times.describe('For ever; null: no limit'),
  }),
  validity,
  spendableIn: places,
  counts: z
    .strictObject({
      counter: counterCode.describe('Code of a counter in `tierCounters`'),
      count: z.int().min(1).max(MAX_COUNT).describe('How much the counter rises with each award'),
    })
    .optional()
    .describe('Counter of the tiers that the activity raises; left out: none'),
});

/**
 * A programme's document from outside: a file, a form, or the database. Reports the path of each mistake. A valid document can be decided for any
 * act within the till's limits in exact integers.
 */
/** The longest no-regret change: a year. */
const MOST_DAYS_WITHOUT_REGRET = 366;

export const programDocumentSchema = z
  .strictObject({
    schema: z.literal(1).describe('Form of the document: 1'),
    name: line(200).describe('Name of the programme, which guests and staff read'),
    model: z
      .enum(['DISCOUNT', 'BONUS', 'HYBRID', 'STAMPS'])
      .describe(
        'DISCOUNT: tiers give discounts, and sales earn no points. BONUS: sales earn points, and no tier has a ' +
          'discount. HYBRID: both. STAMPS: at least one stamp card, beside it whatever the document says',
      ),
    rounding: z
      .enum(['FLOOR', 'HALF_UP', 'HALF_EVEN'])
      .describe(
        'How a discount and the points of a sale become whole numbers: down, to the nearest with halves up, or to ' +
          'the nearest with halves to the even number. The worth of points is always rounded down',
      ),
    // At least 100: below it, the points of the largest order would not be a safe integer.
    pointValue: z
      .int()
      .min(100)
      .max(1_000_000_000_000_000)
      .describe(
        'Worth of one point in millionths of a minor unit: 100,000,000 makes a point worth 1.00 of a currency with ' +
          'two decimals, 1,000,000 worth 0.01',
      ),
    tiers: z
      .array(tier)
      .min(1)
      .max(30)
      .describe(
        'Tiers from the lowest to the highest. The first needs nothing; a guest who meets the needs of a tier meets ' +
          'those of the tier below, and not the other way round. A tier gives no less than the tier below it',
      ),
    tierCounters: tierCounters.describe('Counters that tiers may need besides spend, visits and points; at most 10'),
    tierWindow,
    tierKeep,
    earning,
    activities: objectOf('Points for what a guest does besides buying', {
      registration: activity.describe('Award of a registration, in its own transaction; null: nothing'),
      firstSale: activity.describe("Award of the guest's first sale with something to pay; null: nothing"),
      birthday: activity.describe("Award on the guest's birthday, once a year; null: nothing"),
      birthdayKnownDays: z
        .int()
        .min(1)
        .max(365)
        .optional()
        .describe(
          'Local days for which a birthday has to be known before it counts, for points, discounts, conditions, segments ' +
            'and automations alike. Applied to dates that are told or changed while the version is in force; left out: a birthday counts at once',
        ),
      reported: z
        .array(reportedActivity)
        .max(100)
        .describe('Activities that a service reports by `POST /api/guests/{id}/activities`; at most 100'),
      referral: z
        .strictObject({
          referrerPoints: activityPoints.describe('Points for the guest who brought the friend'),
          friendPoints: pointCount(0).describe('Points for the friend; 0: nothing'),
          times: z
            .strictObject({
              perMonth: times.describe('In one calendar month of business days; null: no limit'),
              perGuest: times.describe('For ever; null: no limit'),
            })
            .describe('For how many friends a guest gets points in each period; a friend beyond gives the guest none'),
          leastSale: money(1)
            .optional()
            .describe(
              "Least to pay of a sale that counts as the friend's first, in minor units; a smaller one is passed over. Left out: any sale with something to pay",
            ),
          withinDays: z
            .int()
            .min(1)
            .max(366)
            .optional()
            .describe("Days of 24 hours after the friend's registration in which the sale counts. Left out: no end"),
          validity,
          spendableIn: places,
        })
        .optional()
        .describe(
          "Points for both sides once a friend's first sale with something to pay is recorded; a refund of the whole sale takes them back. Left out: nothing",
        ),
    }),
    stampCards,
    families,
    restrictions,
    redemption: z
      .strictObject({
        minPoints: pointCount(1).describe(
          'The fewest points that may be redeemed on one receipt; they are worth at least one minor unit, and an order can take them',
        ),
        maxSharePpm: rate(1, MILLION)
          .nullable()
          .describe(
            'The most of an order that points may pay, in parts per million of what they may pay for after the ' +
              'discount: 500,000 is half; null: no limit',
          ),
        leaveAtLeast: money(0).describe(
          'The least of what points may pay for, after the discount, that is paid with money all the same, in minor units; 0: nothing',
        ),
        waiveRestBelow: money(1)
          .optional()
          .describe(
            'A rest below this amount, in minor units, is taken off as a discount where points pay the whole order and ' +
              'the rest is worth less than one point; left out: the guest pays every rest',
          ),
        earns: z
          .enum(['ON_MONEY', 'NOTHING'])
          .optional()
          .describe(
            'Points that a receipt earns when points pay a part of it. ON_MONEY: points for what is paid with money. NOTHING: no points by ' +
              'base, rules and campaigns; stamps, tasks and the bonus of a first sale stay. Left out: ON_MONEY',
          ),
        limits: pointLimits,
        receiptsPerDay: receiptsPerDay.describe(
          'How many receipts of a guest points may pay for in one business day; a receipt that is refunded whole counts no more. Left out: any number',
        ),
        notWith: z
          .strictObject({
            campaigns: z
              .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/))
              .max(100)
              .describe('Codes of campaigns, also of later ones; empty: all campaigns'),
          })
          .optional()
          .describe(
            'Campaigns that do not go together with points: a receipt that points pay a part of gets neither their points nor their money off; their tasks go on. The guest chooses: a receipt ' +
              'without points gets the campaigns, one with points does not. Left out: points and campaigns go together',
          ),
      })
      .nullable()
      .describe(
        'How points pay for an order; the points of one receipt count together. Null: points buy nothing at the till',
      ),
    expiry: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('NEVER').describe('Form of the rule') }).describe('Points never end'),
        objectOf('Each lot ends by itself, so many days after it was earned', {
          kind: z.literal('DAYS').describe('Form of the rule'),
          count: z
            .int()
            .min(1)
            .max(36_500)
            .describe('Whole local days after the day of earning, the last one included'),
        }),
        objectOf('Each lot ends by itself, so many months after it was earned', {
          kind: z.literal('MONTHS').describe('Form of the rule'),
          count: z
            .int()
            .min(1)
            .max(1_200)
            .describe("Calendar months after the day of earning; a day that the month lacks is the month's last"),
        }),
        z
          .strictObject({
            kind: z.literal('INACTIVITY').describe('Form of the rule'),
            unit: z.enum(['DAYS', 'MONTHS']).describe('Unit of `count`'),
            count: z.int().min(1).max(1_200).describe('How long without a purchase, a redemption or new points'),
          })
          .describe(
            "All lots of a guest end at once, so long after the guest's last purchase or redemption, or the last points given",
          ),
        objectOf('Lots end with one day of the year, the first on which each is old enough', {
          kind: z.literal('YEARLY').describe('Form of the rule'),
          month: z.int().min(1).max(12).describe('Month of the day: 1 to 12'),
          day: z
            .int()
            .min(1)
            .max(31)
            .describe(
              'Day of the month on which points end; one that the month has. 29 February is the 28th in other years',
            ),
          afterMonths: z
            .int()
            .min(0)
            .max(120)
            .describe('Age in months that a lot has at least on the day that ends it'),
        }),
      ])
      .describe(
        'When the points of a new lot end: at 00:00 of the local day after the last. A lot keeps the rule by which it was earned',
      ),
    warning: z
      .strictObject({
        days: z.int().min(1).max(365).describe('Local days between the warning and the end of the points'),
      })
      .nullable()
      .describe(
        'Warning before points end, in the inbox of the guest. Points whose warning was not opened live on for 30 ' +
          'days, at most three times. Null: points end unannounced',
      ),
    pending: z
      .discriminatedUnion('kind', [
        objectOf('Points may be spent at once', { kind: z.literal('NONE').describe('Form of the wait') }),
        objectOf('Points wait for some days', {
          kind: z.literal('DELAY').describe('Form of the wait'),
          days: z
            .int()
            .min(1)
            .max(365)
            .describe(
              'Whole local days after which points may be spent, from the start of the day; no more than `expiry` gives',
            ),
        }),
        objectOf('Points of a sale wait until its payment is confirmed; other points may be spent at once', {
          kind: z.literal('PAYMENT').describe('Form of the wait'),
          voidAfterDays: z
            .int()
            .min(1)
            .max(3_650)
            .nullable()
            .describe('Local days after the sale at whose end unconfirmed points are void; null: they wait for ever'),
        }),
      ])
      .describe('How long points wait, as `pending` of the balance, before they may be spent'),
    refundPolicy: z
      .enum(['DEBT', 'NEGATIVE', 'FORGIVE'])
      .describe(
        'Treatment of points of a refunded sale that the guest has spent. DEBT: the guest owes them ' +
          '(`receivable` of the balance), and the next points settle the debt. NEGATIVE: the available balance goes ' +
          'below zero. FORGIVE: they are not taken. Points that had expired are never owed',
      ),
    noRegret: z
      .strictObject({
        days: z
          .int()
          .min(1)
          .max(MOST_DAYS_WITHOUT_REGRET)
          .describe('Local days for which both versions decide, the day of the effect included'),
        budget: money(1).describe('The most that the earlier version may give more, in minor units, over all receipts'),
      })
      .optional()
      .describe(
        'For a time, the version that this one replaced decides each receipt too, and the better for the guest counts by what is paid and ' +
          'earned, points at their worth in this version; a tie is this version’s. Refunds follow the version that counted. Left out: this ' +
          'version alone decides',
      ),
  })
  .check((context) => {
    // The checks below need members that are each valid, for example no step of 0.
    if (context.issues.length > 0) return;
    for (const { path, code = 'not_valid', reason } of contradictionsOf(context.value)) {
      // Where a body may have several forms, zod reports the path only for issues after which checking may continue.
      context.issues.push({
        code: 'custom',
        input: context.value,
        path,
        message: reason ?? code,
        params: { code, reason },
        continue: true,
      });
    }
  })
  .meta({
    id: 'ProgramDocument',
    description:
      "A network's programme: what guests get and by which rules. Money is in minor units of the network's currency, " +
      'rates and multipliers in parts per million (50,000 is 5 %; a multiplier of 1,000,000 is once), points and visits ' +
      "are whole numbers, days are the network's local days. A member that may be left out says so; every other one is " +
      'required, and an unknown one is refused.',
  });

/** Contradictions between members that are each valid alone. */
function contradictionsOf(document: ProgramDocument): Contradiction[] {
  return [
    ...tierContradictions(document),
    ...modelContradictions(document),
    ...earningMistakes(document),
    ...activityContradictions(document),
    ...expiryContradictions(document),
    ...stampContradictions(document),
    ...familyContradictions(document),
    ...restrictionContradictions(document),
    ...limitContradictions(document),
    ...twice(document.redemption?.notWith?.campaigns ?? [], ['redemption', 'notWith', 'campaigns']),
  ];
}

function* modelContradictions({ model, tiers, earning: { base, rules } }: ProgramDocument): Generator<Contradiction> {
  if (model === 'DISCOUNT' && base !== null) yield { path: ['earning', 'base'], reason: 'discountWithEarning' };
  if (model === 'DISCOUNT' && rules.length > 0) yield { path: ['earning', 'rules'], reason: 'discountWithEarning' };
  if (
    (model === 'BONUS' || model === 'HYBRID') &&
    base === null &&
    rules.every((rule) => rule.gain.kind === 'MULTIPLIER')
  ) {
    yield { path: ['earning', 'base'], reason: 'pointsModelWithoutEarning' };
  }
  for (const [index, { discountPpm }] of tiers.entries()) {
    if (model === 'BONUS' && discountPpm > 0)
      yield { path: ['tiers', index, 'discountPpm'], reason: 'bonusWithDiscount' };
  }
}

const OWN_ACTIVITIES = ['registration', 'firstSale', 'birthday'];

function* activityContradictions({ activities, tierCounters: counters }: ProgramDocument): Generator<Contradiction> {
  const codes = new Set(OWN_ACTIVITIES);
  for (const [index, { code, points, counts }] of activities.reported.entries()) {
    const path = ['activities', 'reported', index];
    if (codes.has(code)) yield { path: [...path, 'code'], reason: 'activityCodeTwice' };
    codes.add(code);
    if (counts === undefined && points === 0)
      yield { path: [...path, 'points'], code: 'gives_nothing', reason: 'activityWithoutEffect' };
    if (counts !== undefined && counters.every((known) => known.code !== counts.counter))
      yield { path: [...path, 'counts', 'counter'], reason: 'noSuchCounter' };
  }
  for (const [place, { points, validity, spendableIn: places }] of activitiesOf({ activities })) {
    const path = [...place, 'validity'];
    if (places !== undefined) {
      if (validity === undefined) yield { path, code: 'required', reason: 'placesWithoutDays' };
      yield* placeFaults(places, [...place, 'spendableIn']);
    }
    if (validity === undefined) continue;
    if (points === 0) yield { path, code: 'not_allowed', reason: 'noPoints' };
    if (validity.from !== null && validity.from.days > validity.until.days)
      yield { path: [...path, 'from'], reason: 'beginsAfterEnd' };
  }
}

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function* expiryContradictions({ expiry }: ProgramDocument): Generator<Contradiction> {
  if (expiry.kind === 'YEARLY' && expiry.day > (LONGEST_MONTHS[expiry.month - 1] as number))
    yield { path: ['expiry', 'day'], reason: 'dayNotInMonth' };
}
