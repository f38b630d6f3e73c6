import { z } from 'zod';
import { line, listOf, objectNamed, objectOf, objectOrNull } from '../../platform/http/schemas';
import type { Language } from '../../platform/language/language';
import { nameIn } from '../../platform/language/spoken';
import {
  badgeAnswer,
  badgePictureSchema,
  badgeSchema,
  CAMPAIGN_STATES,
  campaignDocumentSchema,
  payoutOfGuestSchema,
  pictureAnswer,
  pictureSchema,
} from '../../configuration';
import type { CampaignResults } from '../results/campaign-results.query';
import type { GroupComparison, ComparedFigure } from '../results/compared.rules';
import type { ArmSums } from '../results/campaign-results.sql';
import type { Interval } from '../results/intervals.rules';
import { taskUnits } from '../../decision';
import { isoDateOf } from '../../platform/clock/calendar';
import type { CampaignOfGuest, EarnedBadge } from './guest-campaigns.query';
import { WHY_NOT } from './eligibility.rules';

const codes = (max: number, text: string) => z.array(z.string().min(1).max(40)).max(max).describe(text);

export const audienceSchema = objectNamed('CampaignAudience', {
  segments: codes(100, 'Codes of segments, in one of which the guest is; empty: all'),
  tiers: codes(30, 'Codes of tiers, one of which the guest has; empty: all'),
  controlPpm: z
    .int()
    .min(0)
    .max(500_000)
    .default(0)
    .describe('Share of guests who would get nothing, in parts per million'),
});

export const audienceEstimateSchema = objectNamed('CampaignAudienceEstimate', {
  guests: z.int().describe('Guests whom the campaign would mean now'),
  of: z.int().describe('Guests of the network'),
  consenting: z.int().describe('Guests among them who agreed to messages (consent `marketing`)'),
  control: z.int().describe('Guests among them who would be in the control group and get nothing'),
  meanSpend: z.int().describe("Mean of a guest's payments in the last 30 days, in minor units"),
  smallestEffect: z
    .int()
    .nullable()
    .describe(
      'Smallest difference per guest in 30 days that could be seen, in minor units; null: without a control group',
    ),
});

const interval = objectOrNull('Difference with its bounds; null: too few guests', {
  estimate: z.number().describe('Difference, treated less control'),
  low: z
    .number()
    .describe('Lower bound, with 95 % confidence however often one looks and however many variants there are'),
  high: z
    .number()
    .describe('Upper bound, with 95 % confidence however often one looks and however many variants there are'),
});

const verdict = objectOf('The statement that the figures support', {
  kind: z
    .enum(['MORE', 'LESS', 'NO_EFFECT', 'NOT_YET'])
    .describe(
      'MORE, LESS: the interval leaves 0 out. NO_EFFECT: none beyond `bound`. NOT_YET: for the reason `because`',
    ),
  bound: z.number().nullable().describe('Largest effect that is still possible; null unless NO_EFFECT'),
  because: z
    .enum(['ARMS_OFF', 'TOO_FEW', 'TOO_SKEWED', 'TOO_WIDE'])
    .nullable()
    .describe('ARMS_OFF: guests did not fall to the groups as planned. The others: more guests are needed'),
  guests: z.int().nullable().describe('Guests that the smaller group would need; null where that is no question'),
});

export const comparedFigureSchema = z.strictObject({
  treated: z.number().describe('Per guest who gets it'),
  control: z.number().describe('Per guest of the control group'),
  interval,
  removed: z
    .number()
    .describe("Part of the variance that the guests' payments of the 90 days before took out, from 0 to 1; 0: none"),
  matters: z.number().describe('Smallest difference that matters: a twentieth of the figure of the control group'),
  verdict,
});

const compared = z.strictObject({
  armsAsPlanned: z.boolean().describe('False: the groups are not as planned, and nothing may be compared'),
  probability: z.number().nullable().describe('Probability of groups so uneven by chance; null: too few guests'),
  look: z
    .enum(['BEFORE_END', 'AT_END', 'NO_END'])
    .describe(
      'BEFORE_END: the planned end is ahead, so only a clear difference counts. AT_END: it is over. NO_END: none is ' +
        'planned',
    ),
  money: comparedFigureSchema.describe('Money per guest in minor units, the highest thousandth capped'),
  margin: z
    .strictObject({
      ...comparedFigureSchema.shape,
      costedPpm: z
        .int()
        .describe('Part of the sold money whose food cost is known, in parts per million; the rest counts as free'),
    })
    .nullable()
    .describe('Money per guest less the cost of the goods, as the menu says it now; null: the menu has no costs'),
  visits: comparedFigureSchema.describe('Visits per guest'),
  came: interval.describe('Difference of the shares of guests who came'),
});

const groupShape = {
  guests: z.int().describe('Guests whom the campaign met when it started'),
  told: z.int().describe('Guests among them who got its message'),
  waiting: z.int().describe("Guests among them whose message waits for the end of the network's quiet hours"),
  capped: z
    .int()
    .describe('Guests among them who were not told because they had as many messages as the network allows'),
  came: z.int().describe('Guests among them who bought since'),
  visits: z.int().describe('Their sales since, less those that were refunded'),
  money: z.int().describe('Their payments since, less refunds, in minor units'),
  points: z.int().describe('Points that the campaign gave them, less those that refunds took back'),
  moneyOff: z.int().describe('Money that the campaign took off for them, less refunds, in minor units'),
  checks: z.int().describe('Their checks of which it took money off'),
};

export const campaignResultsSchema = objectNamed('CampaignResults', {
  since: z.string().describe('From when it counts (RFC 3339)'),
  until: z.string().describe('Up to when it counts (RFC 3339)'),
  isOver: z.boolean().describe('Whether the campaign has ended, so that the figures stay'),
  arms: listOf('Groups of guests as they were divided at the start', {
    arm: z
      .enum(['TREATED', 'CONTROL', 'HELD_OUT'])
      .describe("TREATED gets it; CONTROL: the campaign's control group; HELD_OUT: the network's"),
    ...groupShape,
  }),
  budgets: listOf('Budgets of the version that decides', {
    unit: z.enum(['POINTS', 'MONEY', 'USES']).describe('Unit of the budget'),
    restaurantId: z.uuid().nullable().describe('Restaurant of the budget; null: the whole network'),
    limit: z.int().describe('The most that it gives'),
    used: z.int().describe('Amount given from it, less the amount that refunds gave back'),
  }),
  isAnnounced: z
    .boolean()
    .nullable()
    .describe(
      'False: it started too long before its guests were looked at, so no message was sent; null: no message, or not yet',
    ),
  pointsWorth: z
    .int()
    .describe(
      'Worth of all points that the campaign gave by the journal, also to guests in no group, less those that refunds took back, in minor units',
    ),
  moneyOff: objectOrNull('Money off by the campaign; null: it takes none off', {
    amount: z
      .int()
      .describe('Money off in all by the journal, also for guests in no group, less refunds, in minor units'),
    checks: z.int().describe('Checks of which it took money off'),
    withoutGuest: z
      .strictObject({
        amount: z.int().describe('Money off them, less refunds, in minor units'),
        checks: z.int().describe('Checks without a guest of which it took money off'),
      })
      .describe('The part of checks without a guest; of receipts that were claimed since, the guest has it'),
  }),
  compared: compared.nullable().describe('Guests who get it beside the control group; null: there is none'),
  variants: listOf('Variants with the guests who have and get them; each interval is by itself. Empty: it has none', {
    variant: z.string().describe('Name of the variant'),
    ...groupShape,
    againstControl: compared
      .nullable()
      .describe('Its guests beside the control group; null: there is no control group'),
    against: listOf('Its guests beside those of each variant after it', {
      variant: z.string().describe('Name of the other variant'),
      compared: compared.describe('Its guests as `treated` beside those of the other variant as `control`'),
    }),
  }),
});

export const campaignOfGuestSchema = objectNamed('CampaignOfGuest', {
  campaignId: z.uuid().describe('Id of the campaign'),
  code: z.string().describe('Code of the campaign'),
  name: campaignDocumentSchema.shape.name,
  type: campaignDocumentSchema.shape.type,
  state: z.enum(CAMPAIGN_STATES).describe('State of the campaign'),
  startsAt: z.string().describe('Begin, or the moment at which it was started where that is later (RFC 3339)'),
  endsAt: z.string().nullable().describe('End (RFC 3339); null: none'),
  restaurants: z.array(z.string()).describe('Names of the restaurants where it counts; empty: all'),
  offer: campaignDocumentSchema.shape.offer,
  eligible: z.boolean().describe('Whether the guest gets it'),
  whyNot: z.enum(WHY_NOT).nullable().describe('The first reason why the guest cannot get it; null: the guest can'),
  join: campaignDocumentSchema.shape.join,
  joined: z.boolean().describe('Whether the guest joined it'),
  isOn: z.boolean().describe('Whether it runs at this moment'),
  tasks: listOf('How far the tasks of this occurrence are; empty: it has none', {
    task: z.string().describe('Name of the task'),
    collected: z.int().describe('How much was done of it: thousandths, minor units, visits or times'),
    target: z.int().describe('How much of it has to be done'),
    unit: z
      .enum(taskUnits())
      .describe('QUANTITY: thousandths of pieces. AMOUNT: minor units. VISITS: sales. TIMES: activities'),
    categories: z
      .array(z.string())
      .describe('Categories that count; empty: all goods, or goods that the task names by article'),
    freezes: objectOrNull('Missed weeks that a streak forgives; null: the task counts no weeks', {
      ofCampaign: z.int().describe('By the campaign, to every guest'),
      ofGuest: z.int().describe('By managers, to this guest beside them'),
    }),
  }),
  payouts: z.array(payoutOfGuestSchema()).describe('All that is given once the tasks are done; empty: it has none'),
  steps: listOf('Points on the way, by rising share; empty: none', {
    sharePpm: z.int().describe('Part of its target that each task has to reach, in parts per million'),
    points: z.int().describe('How many points'),
    isPaid: z.boolean().describe('Whether they were given in this occurrence'),
  }),
  isPaid: z.boolean().describe('Whether the tasks of this occurrence were paid'),
  moneyOff: campaignDocumentSchema.shape.moneyOff.unwrap().nullable().describe('Money off the sale; null: none'),
  picture: pictureSchema.nullable().describe('Picture of the campaign; null: none'),
});
export const campaignsOfGuestSchema = objectNamed('CampaignsOfGuest', {
  guestId: z.uuid().describe('Id of the guest'),
  items: z
    .array(campaignOfGuestSchema)
    .describe('All campaigns that are scheduled, active or paused; there are no further pages'),
  badges: listOf('Badges that campaigns gave to the guest, the last one first; at most 200', {
    campaignId: z.uuid().describe('Id of the campaign that gave it; the campaign may be over'),
    campaignCode: z.string().describe('Code of that campaign, as reasons of sales name it: `campaign.CODE.badge`'),
    badge: badgeSchema,
    picture: badgePictureSchema,
    day: z.iso.date().describe('Local day on which the guest got it the last time'),
    times: z.int().describe('How often the guest got it'),
  }),
});

export const forgiveWeekSchema = objectNamed(
  'ForgiveWeek',
  'One more missed week that a streak of the guest forgives.',
  {
    task: z.string().min(1).max(40).describe('Name of the task, which counts weeks in a row'),
    reason: line(200).describe('Why, for colleagues; the audit shows it'),
  },
);
export type ForgiveWeekBody = z.infer<typeof forgiveWeekSchema>;

export const campaignJoinedSchema = objectNamed('CampaignJoined', 'The membership of a guest in a campaign.', {
  guestId: z.uuid().describe('Id of the guest'),
  campaignId: z.uuid().describe('Id of the campaign'),
  joined: z.literal(true).describe('The guest is a member of the campaign'),
});
export type CampaignJoinedAnswer = z.infer<typeof campaignJoinedSchema>;

export const campaignLeftSchema = objectNamed('CampaignLeft', 'The end of the membership of a guest in a campaign.', {
  guestId: z.uuid().describe('Id of the guest'),
  campaignId: z.uuid().describe('Id of the campaign'),
  joined: z.literal(false).describe('The guest is no member of the campaign'),
});
export type CampaignLeftAnswer = z.infer<typeof campaignLeftSchema>;

export type CampaignOfGuestAnswer = z.infer<typeof campaignOfGuestSchema>;
type FigureAnswer = z.infer<typeof comparedFigureSchema>;
type ComparedAnswer = z.infer<typeof compared>;

export function earnedBadgeAnswer({ badge, picture, day, ...earned }: EarnedBadge) {
  return { ...earned, badge: badgeAnswer(badge), picture: pictureAnswer(picture), day: isoDateOf(day) };
}

export function campaignOfGuestAnswer(
  { campaign, whyNot, joined, isOn, tasks, isPaid, restaurants, offer, payouts, steps }: CampaignOfGuest,
  language: Language,
): CampaignOfGuestAnswer {
  return {
    campaignId: campaign.id,
    code: campaign.code,
    name: { ...campaign.document.name },
    type: campaign.document.type,
    state: campaign.state,
    startsAt: campaign.startedAt.toISOString(),
    endsAt: campaign.endsAt?.toISOString() ?? null,
    restaurants: restaurants.map((one) => nameIn(one, language)),
    offer,
    eligible: whyNot === null,
    whyNot,
    join: campaign.document.join,
    joined,
    isOn,
    tasks: tasks.map((task) => ({ ...task, categories: [...task.categories] })),
    payouts: [...payouts],
    steps: [...steps],
    isPaid,
    moneyOff: (campaign.document.moneyOff ?? null) as CampaignOfGuestAnswer['moneyOff'],
    picture: pictureAnswer(campaign.picture),
  };
}

export function campaignResultsAnswer({
  since,
  until,
  isOver,
  arms,
  budgets,
  isAnnounced,
  pointsWorth,
  moneyOff,
  compared: shown,
  variants,
}: CampaignResults): z.infer<typeof campaignResultsSchema> {
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    isOver,
    arms: arms.map((sums) => ({ arm: sums.arm, ...groupAnswer(sums) })),
    budgets: budgets.map((budget) => ({ ...budget })),
    isAnnounced,
    pointsWorth,
    moneyOff: moneyOff === null ? null : { ...moneyOff, withoutGuest: { ...moneyOff.withoutGuest } },
    compared: shown === null ? null : comparedAnswer(shown),
    variants: variants.map(({ variant, sums, againstControl, against }) => ({
      variant,
      ...groupAnswer(sums),
      againstControl: againstControl === null ? null : comparedAnswer(againstControl),
      against: against.map((other) => ({ variant: other.variant, compared: comparedAnswer(other.compared) })),
    })),
  };
}

function groupAnswer(sums: ArmSums) {
  const { guests, told, waiting, capped, came, visits, wholeMoney, points, moneyOff, checks } = sums;
  return { guests, told, waiting, capped, came, visits, money: wholeMoney, points, moneyOff, checks };
}

function comparedAnswer({
  armsAsPlanned,
  probability,
  look,
  money,
  margin,
  visits,
  came,
}: GroupComparison): ComparedAnswer {
  return {
    armsAsPlanned,
    probability,
    look,
    money: figureAnswer(money),
    margin: margin === null ? null : { ...figureAnswer(margin), costedPpm: margin.costedPpm },
    visits: figureAnswer(visits),
    came: intervalAnswer(came),
  };
}

export function figureAnswer({
  treated,
  control,
  interval: bounds,
  removed,
  matters,
  verdict: said,
}: ComparedFigure): FigureAnswer {
  const obstacle = said.kind === 'NOT_YET' ? said.obstacle : null;
  return {
    treated,
    control,
    interval: intervalAnswer(bounds),
    removed,
    matters,
    verdict: {
      kind: said.kind,
      bound: said.kind === 'NO_EFFECT' ? said.bound : null,
      because: obstacle?.kind ?? null,
      guests: obstacle === null || obstacle.kind === 'ARMS_OFF' ? null : obstacle.guests,
    },
  };
}

const intervalAnswer = (bounds: Interval | null): Interval | null => (bounds === null ? null : { ...bounds });
