import { z } from 'zod';
import { messages } from '../../../generated/words/messages';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import type { Permission } from '../../../security';
import { DAY_TABLES } from './day-tables';
import { type AlertRule, type Figure, type LetterLine, type Stock, type Sums, valueOf } from './figure';

export const permission = 'reports.read';

type Keys<Group extends string> = keyof (typeof messages)['en'] extends infer Key
  ? Key extends `figure.${Group}.${infer Code}`
    ? Code
    : never
  : never;

export const wordsOf = (code: Keys<'names'>) => ({
  name: (language: Language): string => messages[language][`figure.names.${code}`](FORMATTERS, {}),
});

type UnnamedFigure = Omit<Figure, 'permission' | 'words'> & { readonly permission?: Permission };

/** Adds to each figure its name from `words/messages` and, if it has none, the permission for reports. */
function figuresOfReports<const Of extends Readonly<Partial<Record<Keys<'names'>, UnnamedFigure>>>>(
  figures: Of,
): { readonly [Code in keyof Of]: Of[Code] & Pick<Figure, 'permission' | 'words'> } {
  const named = Object.entries(figures).map(([code, figure]) => [
    code,
    { permission, ...figure, words: wordsOf(code as Keys<'names'>) },
  ]);
  return Object.fromEntries(named) as never;
}

const letter = (code: string, tab: string, meaning: Keys<'meanings'>): LetterLine => ({
  code,
  tab,
  meaning: (change, language) => messages[language][`figure.meanings.${meaning}`](FORMATTERS, change),
});

const alert = (
  code: Keys<'alerts'> extends `${infer Code}.${string}` ? Code : never,
  rule: Omit<AlertRule, 'code' | 'subject' | 'intro'>,
): AlertRule => ({
  code,
  ...rule,
  subject: (language) => messages[language][`figure.alerts.${code}.subject`](FORMATTERS, {}),
  intro: (crossing, language) => messages[language][`figure.alerts.${code}.intro`](FORMATTERS, crossing),
});

const ofCampaigns = <const One extends Omit<UnnamedFigure, 'permission'>>(figure: One) =>
  ({ ...figure, permission: 'campaigns.read' }) as const;

/** Figures by campaign. A sale with gifts of two campaigns counts for both. */
const OF_CAMPAIGNS = {
  campaignUses: ofCampaigns({
    unit: 'count',
    of: ['campaignUses'],
    about: 'Uses of campaigns by sales and payouts, less those that refunds took back',
    isSigned: true,
  }),
  campaignSales: ofCampaigns({
    unit: 'count',
    of: ['campaignSales'],
    about: 'Sales that used a campaign; a sale that used two counts for both',
  }),
  campaignAmount: ofCampaigns({
    unit: 'money',
    of: ['campaignAmount'],
    about: 'Gross amount of the sales that used a campaign, in minor units; a sale that used two counts for both',
  }),
  campaignPoints: ofCampaigns({
    unit: 'points',
    of: ['campaignPoints'],
    about: 'Points that campaigns gave, less those that refunds took back',
    isSigned: true,
  }),
  campaignMoneyOff: ofCampaigns({
    unit: 'money',
    of: ['campaignMoneyOff'],
    about: 'Money that campaigns took off sales, less what refunds took back of it, in minor units',
  }),
  campaignMoneyOffPpm: ofCampaigns({
    unit: 'share',
    of: ['campaignMoneyOff'],
    per: ['campaignAmount'],
    about: '`campaignMoneyOff` as a share of `campaignAmount`, in parts per million; null: no sale used a campaign',
  }),
};

type Wait = 30 | 60 | 90;

const cameAgain = <const Days extends Wait>(days: Days) =>
  ({
    unit: 'count',
    of: [`cameAgain${days}`],
    about: `Guests who were registered and had visits on two days up to ${String(days)} days later; null: the days of some guest are not over`,
    knownAfterDays: days,
    isOfWholeNetwork: true,
  }) as const;

const cameAgainPpm = <const Days extends Wait>(days: Days) =>
  ({
    ...cameAgain(days),
    unit: 'share',
    per: ['registeredGuests'],
    about: `\`cameAgain${String(days)}\` as a share of \`registeredGuests\`, in parts per million; null: the days of some guest are not over, or no guest`,
  }) as const;

const OF_GUESTS = {
  registeredGuests: {
    unit: 'count',
    of: ['registeredGuests'],
    about: 'Guests who were registered, without those who were merged into another one since',
  },
  boughtGuests: {
    unit: 'count',
    of: ['boughtGuests'],
    about: 'Guests who were registered and have had a visit so far',
    isOfWholeNetwork: true,
  },
  cameAgain30: cameAgain(30),
  cameAgain60: cameAgain(60),
  cameAgain90: cameAgain(90),
  cameAgain30Ppm: cameAgainPpm(30),
  cameAgain60Ppm: cameAgainPpm(60),
  cameAgain90Ppm: cameAgainPpm(90),
} as const;

/** A sale in which two rewards were used counts for both. */
const OF_REWARDS = {
  rewardsRedeemed: {
    unit: 'count',
    of: ['rewardsRedeemed'],
    about: 'Rewards that were redeemed or came by a coupon and were not taken back',
  },
  rewardsByCoupon: {
    unit: 'count',
    of: ['rewardsByCoupon'],
    about: 'Rewards that came by a coupon and were not taken back',
  },
  rewardPoints: { unit: 'points', of: ['rewardPoints'], about: 'Points that guests paid for rewards' },
  rewardSales: {
    unit: 'count',
    of: ['rewardSales'],
    about: 'Sales in which rewards were used, by the date of the redemption',
  },
  rewardSalesAmount: {
    unit: 'money',
    of: ['rewardSalesAmount'],
    about: 'Gross amount of the sales in which rewards were used, in minor units',
  },
  rewardMoneyOff: {
    unit: 'money',
    of: ['rewardMoneyOff'],
    about: 'Money that rewards took off sales, in minor units; refunds are not taken back from it',
  },
} as const;

/** Every figure that is a sum of days, or a quotient of two such sums. A new figure needs an object here and its words. */
export const FIGURES = figuresOfReports({
  sales: {
    unit: 'count',
    of: ['sales'],
    about: 'Sales, with and without a guest',
    letter: letter('sales', '/hours', 'sales'),
    alert: alert('RECEIPTS', {
      rule: 'BELOW_WEEKDAYS',
      about: 'receipts of a date fall below `threshold` times those of its weekday',
      explained: { day: '/hours', hour: '/hours' },
    }),
  },
  guestSales: {
    unit: 'count',
    of: ['guestSales'],
    about: 'Sales of guests, receipts that were claimed later included',
  },
  amount: { unit: 'money', of: ['amount'], about: 'Gross amount of all sales, in minor units' },
  guestAmount: { unit: 'money', of: ['guestAmount'], about: 'Gross amount of the sales of guests, in minor units' },
  discount: { unit: 'money', of: ['discount'], about: 'Discounts in minor units' },
  payable: { unit: 'money', of: ['payable'], about: 'Amount paid for sales, in minor units' },
  refunds: {
    unit: 'count',
    of: ['refunds'],
    about: 'Refunds',
    alert: alert('REFUNDS', {
      rule: 'ABOVE_USUAL',
      about: 'refunds of a date rise above `threshold` times the mean of the 28 days before',
      explained: { day: '', hour: '' },
    }),
  },
  refunded: { unit: 'money', of: ['refunded'], about: 'Gross amount of the refunded lines, in minor units' },
  refundedPayable: { unit: 'money', of: ['refundedPayable'], about: 'Money handed back by refunds, in minor units' },
  guestPayable: { unit: 'money', of: ['guestPayable'], about: 'Amount paid for sales of guests, in minor units' },
  guestRefundedPayable: {
    unit: 'money',
    of: ['guestRefundedPayable'],
    about: 'Money handed back to guests by refunds, in minor units',
  },
  pointsEarned: { unit: 'points', of: ['pointsEarned'], about: 'Points that guests earned' },
  pointsRedeemed: {
    unit: 'points',
    of: ['pointsRedeemed'],
    about: 'Points that guests spent',
    alert: alert('POINTS_REDEEMED', {
      rule: 'ABOVE_WEEKDAYS',
      // One receipt in ten spends points, and some spend many.
      receiptVariance: 30,
      about: 'points that guests spend on a date rise above `threshold` times those of its weekday',
      explained: { day: '', hour: '' },
    }),
  },
  pointsExpired: {
    unit: 'points',
    of: ['pointsExpired'],
    about: 'Points that expired less those that came back; below zero when more came back',
    isSigned: true,
  },
  newGuests: {
    unit: 'count',
    of: ['newGuests'],
    about: 'Guests who were registered',
    letter: letter('newGuests', '/new-guests', 'newGuests'),
  },
  net: {
    unit: 'money',
    of: ['payable', '-refundedPayable'],
    about: 'Net sales in minor units: `payable` less `refundedPayable`',
    letter: letter('net', '', 'net'),
    alert: alert('NET_SALES', {
      rule: 'BELOW_WEEKDAYS',
      receiptVariance: 2,
      about: 'net sales of a date fall below `threshold` times those of its weekday',
      explained: { day: '', hour: '' },
    }),
  },
  guestNet: {
    unit: 'money',
    of: ['guestPayable', '-guestRefundedPayable'],
    about: 'Net sales to guests in minor units: `guestPayable` less `guestRefundedPayable`',
  },
  guestSharePpm: {
    unit: 'share',
    of: ['guestSales'],
    per: ['sales'],
    none: 0,
    about: 'Share of the sales of guests in all sales, in parts per million',
    letter: letter('guestShare', '/staff', 'guestSharePpm'),
    alert: alert('GUEST_SHARE', {
      rule: 'BELOW',
      about: 'the share of receipts with a guest falls below `threshold`',
      explained: { day: '/staff', hour: '/hours' },
    }),
  },
  averageCheck: {
    unit: 'money',
    of: ['amount'],
    per: ['sales'],
    about: 'Average gross amount of a sale in minor units; null: no sale',
    alert: alert('AVERAGE_CHECK', {
      rule: 'BELOW_WEEKDAYS',
      about: 'the average receipt of a date falls below `threshold` times that of its weekday',
      explained: { day: '', hour: '/hours' },
    }),
  },
  averageCheckWithGuest: {
    unit: 'money',
    of: ['guestAmount'],
    per: ['guestSales'],
    about: 'Average gross amount of a sale of a guest in minor units; null: no such sale',
    letter: letter('checkWith', '', 'averageCheckWithGuest'),
  },
  averageCheckWithoutGuest: {
    unit: 'money',
    of: ['amount', '-guestAmount'],
    per: ['sales', '-guestSales'],
    about: 'Average gross amount of a sale without a guest in minor units; null: no such sale',
  },
  pointsValue: { unit: 'money', of: ['pointsValue'], about: 'Money that points paid in sales, in minor units' },
  programCost: {
    unit: 'money',
    of: ['discount', 'pointsValue'],
    about: 'Discounts and the money that points paid, in minor units',
  },
  programCostPpm: {
    unit: 'share',
    of: ['discount', 'pointsValue'],
    per: ['amount'],
    about: '`programCost` as a share of `amount`, in parts per million; null: no sale',
    letter: letter('costShare', '', 'programCostPpm'),
    alert: alert('COST_SHARE', {
      rule: 'ABOVE_WEEKDAYS',
      // Points pay a large part of one receipt in ten, and one in three has a discount.
      receiptVariance: 12,
      about: 'discounts and points of a date rise, as a share of sales, above `threshold` times that of its weekday',
      explained: { day: '', hour: '' },
    }),
  },
  namedSales: { unit: 'count', of: ['namedSales'], about: 'Sales with a guest who was named at the till' },
  namedSharePpm: {
    unit: 'share',
    of: ['namedSales'],
    per: ['sales'],
    about: 'Share of sales with a guest who was named at the till, in parts per million; null: no sale',
  },
  namedAmount: {
    unit: 'money',
    of: ['namedAmount'],
    about: 'Gross amount of the sales with a guest who was named at the till, in minor units',
  },
  claimedSales: {
    unit: 'count',
    of: ['claimedSales'],
    about: 'Sales without a guest, which a guest claimed later by the receipt',
  },
  quantityMilli: {
    unit: 'quantity',
    of: ['quantityMilli'],
    about: 'Items sold less handed back, in thousandths of a unit',
    isSigned: true,
  },
  itemAmount: {
    unit: 'money',
    of: ['itemAmount'],
    about: 'Menu prices of items sold, less those handed back, in minor units',
  },
  pointsQuantityMilli: {
    unit: 'quantity',
    of: ['pointsQuantityMilli'],
    about: 'Items that points paid, wholly or in part, in thousandths of a unit',
    isSigned: true,
  },
  pointsAmount: {
    unit: 'money',
    of: ['pointsAmount'],
    about: 'Menu prices of items that points paid, wholly or in part, in minor units',
  },
  pointsItemSharePpm: {
    unit: 'share',
    of: ['pointsAmount'],
    per: ['itemAmount'],
    about: '`pointsAmount` as a share of `itemAmount`, in parts per million; null: nothing was sold',
  },
  tierMoves: { unit: 'count', of: ['tierMoves'], about: 'Moves of guests from one tier to another; by tier: into it' },
  ...OF_CAMPAIGNS,
  ...OF_GUESTS,
  ...OF_REWARDS,
});

/** Figures of the present moment, which no table of days has. The room that owns the value computes it. */
export const STOCKS = {
  liability: {
    unit: 'money',
    permission,
    about: 'Money that the points of all guests would pay now, in minor units',
    words: wordsOf('liability'),
    alert: alert('LIABILITY', {
      rule: 'ABOVE',
      about: 'the money that points would pay rises above `threshold`',
      explained: { page: '/admin/liability' },
    }),
  },
} as const satisfies Readonly<Record<string, Stock>>;

export type FigureCode = keyof typeof FIGURES;

type ValueOf<Of> = Of extends { per: readonly unknown[] }
  ? Of extends { none: number }
    ? number
    : number | null
  : number;

/** The values of some figures by code. */
export type Values<Code extends FigureCode> = { [One in Code]: ValueOf<(typeof FIGURES)[One]> };

export function valuesOf<Code extends FigureCode>(codes: readonly Code[], sums: Sums): Values<Code> {
  return Object.fromEntries(codes.map((code) => [code, valueOf(FIGURES[code], sums)])) as Values<Code>;
}

/** Schemas of these figures as members of an answer, with the descriptions of the figures. */
export function shapeOf<Code extends FigureCode>(
  codes: readonly Code[],
): { [One in Code]: z.ZodType<Values<One>[One], Values<One>[One]> } {
  return Object.fromEntries(
    codes.map((code) => [code, schemaOf(FIGURES[code]).describe(FIGURES[code].about)]),
  ) as never;
}

function schemaOf({ unit, per, none, isSigned }: Figure): z.ZodType {
  const value =
    unit === 'money' || isSigned === true || (unit === 'share' && none === undefined) ? z.int() : z.int().min(0);
  return per === undefined || none !== undefined ? value : value.nullable();
}

/** The figures of a business date in reports. */
export const FIGURES_OF_DAY = [
  'sales',
  'guestSales',
  'amount',
  'guestAmount',
  'discount',
  'payable',
  'refunds',
  'refunded',
  'refundedPayable',
  'guestPayable',
  'guestRefundedPayable',
  'pointsEarned',
  'pointsRedeemed',
  'pointsExpired',
  'newGuests',
  'net',
  'guestNet',
  'guestSharePpm',
  'averageCheck',
  'averageCheckWithGuest',
  'averageCheckWithoutGuest',
] as const satisfies readonly FigureCode[];
/** Analytics shows the figures of reports and three more. */
export const FIGURES_OF_ANALYTICS = [
  ...FIGURES_OF_DAY,
  'pointsValue',
  'programCost',
  'programCostPpm',
] as const satisfies readonly FigureCode[];

/** The figures of guests who were registered in a period. */
export const FIGURES_OF_NEW_GUESTS = Object.keys(OF_GUESTS) as readonly (keyof typeof OF_GUESTS)[];

/** The sums of a business date in `daily_figures`. */
export type SumsOfDay = Readonly<Record<keyof (typeof DAY_TABLES)['daily_figures']['sums'], number>>;
export const SUMS_OF_DAY = Object.keys(DAY_TABLES.daily_figures.sums) as readonly (keyof SumsOfDay)[];
