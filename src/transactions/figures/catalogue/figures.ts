import { z } from 'zod';
import { messages } from '../../../generated/words/messages';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import { DAY_TABLES } from './day-tables';
import { type AlertRule, type Figure, type LetterLine, type Stock, type Sums, valueOf } from './figure';

const permission = 'reports.read';

type Keys<Group extends string> = keyof (typeof messages)['en'] extends infer Key
  ? Key extends `figure.${Group}.${infer Code}`
    ? Code
    : never
  : never;

const named = (code: Keys<'names'>) => ({
  name: (language: Language): string => messages[language][`figure.names.${code}`](FORMATTERS, {}),
});

const letter = (code: string, tab: string, meaning: Keys<'meanings'>): LetterLine => ({
  code,
  tab,
  meaning: (change, language) => messages[language][`figure.meanings.${meaning}`](FORMATTERS, change),
});

const alert = (
  code: 'GUEST_SHARE' | 'REFUNDS' | 'LIABILITY',
  rule: Omit<AlertRule, 'code' | 'subject' | 'intro'>,
): AlertRule => ({
  code,
  ...rule,
  subject: (language) => messages[language][`figure.alerts.${code}.subject`](FORMATTERS, {}),
  intro: (crossing, language) => messages[language][`figure.alerts.${code}.intro`](FORMATTERS, crossing),
});

/** Every figure that is a sum of days, or a quotient of two. A new one is an object here, and its words. */
export const FIGURES = {
  sales: {
    unit: 'count',
    of: ['sales'],
    permission,
    about: 'Sales, with and without a guest',
    words: named('sales'),
    letter: letter('sales', '/hours', 'sales'),
  },
  guestSales: {
    unit: 'count',
    of: ['guestSales'],
    permission,
    about: 'Sales of guests, receipts that were claimed later included',
    words: named('guestSales'),
  },
  amount: {
    unit: 'money',
    of: ['amount'],
    permission,
    about: 'Gross amount of all sales, in minor units',
    words: named('amount'),
  },
  guestAmount: {
    unit: 'money',
    of: ['guestAmount'],
    permission,
    about: 'Gross amount of the sales of guests, in minor units',
    words: named('guestAmount'),
  },
  discount: {
    unit: 'money',
    of: ['discount'],
    permission,
    about: 'Discounts in minor units',
    words: named('discount'),
  },
  payable: {
    unit: 'money',
    of: ['payable'],
    permission,
    about: 'Amount paid for sales, in minor units',
    words: named('payable'),
  },
  refunds: {
    unit: 'count',
    of: ['refunds'],
    permission,
    about: 'Refunds',
    words: named('refunds'),
    alert: alert('REFUNDS', {
      rule: 'ABOVE_USUAL',
      about: 'refunds of a date rise above `threshold` times the mean of the 28 days before',
      explained: { day: '', hour: '' },
    }),
  },
  refunded: {
    unit: 'money',
    of: ['refunded'],
    permission,
    about: 'Gross amount of the refunded lines, in minor units',
    words: named('refunded'),
  },
  refundedPayable: {
    unit: 'money',
    of: ['refundedPayable'],
    permission,
    about: 'Money handed back by refunds, in minor units',
    words: named('refundedPayable'),
  },
  guestPayable: {
    unit: 'money',
    of: ['guestPayable'],
    permission,
    about: 'Amount paid for sales of guests, in minor units',
    words: named('guestPayable'),
  },
  guestRefundedPayable: {
    unit: 'money',
    of: ['guestRefundedPayable'],
    permission,
    about: 'Money handed back to guests by refunds, in minor units',
    words: named('guestRefundedPayable'),
  },
  pointsEarned: {
    unit: 'points',
    of: ['pointsEarned'],
    permission,
    about: 'Points that guests earned',
    words: named('pointsEarned'),
  },
  pointsRedeemed: {
    unit: 'points',
    of: ['pointsRedeemed'],
    permission,
    about: 'Points that guests spent',
    words: named('pointsRedeemed'),
  },
  pointsExpired: {
    unit: 'points',
    of: ['pointsExpired'],
    permission,
    about: 'Points that expired less those that came back; below zero when more came back',
    isSigned: true,
    words: named('pointsExpired'),
  },
  newGuests: {
    unit: 'count',
    of: ['newGuests'],
    permission,
    about: 'Guests who were registered',
    words: named('newGuests'),
    letter: letter('newGuests', '/new-guests', 'newGuests'),
  },
  net: {
    unit: 'money',
    of: ['payable', '-refundedPayable'],
    permission,
    about: 'Net sales in minor units: `payable` less `refundedPayable`',
    words: named('net'),
    letter: letter('net', '', 'net'),
  },
  guestNet: {
    unit: 'money',
    of: ['guestPayable', '-guestRefundedPayable'],
    permission,
    about: 'Net sales to guests in minor units: `guestPayable` less `guestRefundedPayable`',
    words: named('guestNet'),
  },
  guestSharePpm: {
    unit: 'share',
    of: ['guestSales'],
    per: ['sales'],
    none: 0,
    permission,
    about: 'Share of the sales of guests in all sales, in parts per million',
    words: named('guestSharePpm'),
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
    permission,
    about: 'Average gross amount of a sale in minor units; null: no sale',
    words: named('averageCheck'),
  },
  averageCheckWithGuest: {
    unit: 'money',
    of: ['guestAmount'],
    per: ['guestSales'],
    permission,
    about: 'Average gross amount of a sale of a guest in minor units; null: no such sale',
    words: named('averageCheckWithGuest'),
    letter: letter('checkWith', '', 'averageCheckWithGuest'),
  },
  averageCheckWithoutGuest: {
    unit: 'money',
    of: ['amount', '-guestAmount'],
    per: ['sales', '-guestSales'],
    permission,
    about: 'Average gross amount of a sale without a guest in minor units; null: no such sale',
    words: named('averageCheckWithoutGuest'),
  },
  pointsValue: {
    unit: 'money',
    of: ['pointsValue'],
    permission,
    about: 'Money that points paid in sales, in minor units',
    words: named('pointsValue'),
  },
  programCost: {
    unit: 'money',
    of: ['discount', 'pointsValue'],
    permission,
    about: 'Discounts and the money that points paid, in minor units',
    words: named('programCost'),
  },
  programCostPpm: {
    unit: 'share',
    of: ['discount', 'pointsValue'],
    per: ['amount'],
    permission,
    about: '`programCost` as a share of `amount`, in parts per million; null: no sale',
    words: named('programCostPpm'),
    letter: letter('costShare', '', 'programCostPpm'),
  },
  namedSales: {
    unit: 'count',
    of: ['namedSales'],
    permission,
    about: 'Sales with a guest who was named at the till',
    words: named('namedSales'),
  },
  namedSharePpm: {
    unit: 'share',
    of: ['namedSales'],
    per: ['sales'],
    permission,
    about: 'Share of sales with a guest who was named at the till, in parts per million; null: no sale',
    words: named('namedSharePpm'),
  },
  namedAmount: {
    unit: 'money',
    of: ['namedAmount'],
    permission,
    about: 'Gross amount of the sales with a guest who was named at the till, in minor units',
    words: named('namedAmount'),
  },
  claimedSales: {
    unit: 'count',
    of: ['claimedSales'],
    permission,
    about: 'Sales without a guest, which a guest claimed later by the receipt',
    words: named('claimedSales'),
  },
  quantityMilli: {
    unit: 'quantity',
    of: ['quantityMilli'],
    permission,
    about: 'Items sold less handed back, in thousandths of a unit',
    isSigned: true,
    words: named('quantityMilli'),
  },
  itemAmount: {
    unit: 'money',
    of: ['itemAmount'],
    permission,
    about: 'Menu prices of items sold, less those handed back, in minor units',
    words: named('itemAmount'),
  },
  pointsQuantityMilli: {
    unit: 'quantity',
    of: ['pointsQuantityMilli'],
    permission,
    about: 'Items that points paid, wholly or in part, in thousandths of a unit',
    isSigned: true,
    words: named('pointsQuantityMilli'),
  },
  pointsAmount: {
    unit: 'money',
    of: ['pointsAmount'],
    permission,
    about: 'Menu prices of items that points paid, wholly or in part, in minor units',
    words: named('pointsAmount'),
  },
  pointsItemSharePpm: {
    unit: 'share',
    of: ['pointsAmount'],
    per: ['itemAmount'],
    permission,
    about: '`pointsAmount` as a share of `itemAmount`, in parts per million; null: nothing was sold',
    words: named('pointsItemSharePpm'),
  },
  tierMoves: {
    unit: 'count',
    of: ['tierMoves'],
    permission,
    about: 'Moves of guests from one tier to another; by tier: into it',
    words: named('tierMoves'),
  },
} as const satisfies Readonly<Record<string, Figure>>;

/** A figure of this moment, which no table of days has: its value is counted where it is owed. */
export const STOCKS = {
  liability: {
    unit: 'money',
    permission,
    about: 'Money that the points of all guests would pay now, in minor units',
    words: named('liability'),
    alert: alert('LIABILITY', {
      rule: 'ABOVE',
      about: 'the money that points would pay rises above `threshold`',
      explained: { page: '/admin/liability' },
    }),
  },
} as const satisfies Readonly<Record<string, Stock>>;

export type FigureCode = keyof typeof FIGURES;

/** The figures by their code, as a question names them. */
export const figureOf = (code: string): Figure | undefined =>
  Object.hasOwn(FIGURES, code) ? FIGURES[code as FigureCode] : undefined;

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

/** The members of an answer that has these figures, each described as the figure is. */
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

/** The figures that reports have of each date, and those that analytics add to them. */
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
export const FIGURES_OF_ANALYTICS = [
  ...FIGURES_OF_DAY,
  'pointsValue',
  'programCost',
  'programCostPpm',
] as const satisfies readonly FigureCode[];

/** The sums of a date that these figures need. */
export type SumsOfDay = Readonly<Record<keyof (typeof DAY_TABLES)['daily_figures']['sums'], number>>;
export const SUMS_OF_DAY = Object.keys(DAY_TABLES.daily_figures.sums) as readonly (keyof SumsOfDay)[];

/** Sums of several dates together. */
export function addUp(days: readonly Sums[]): SumsOfDay {
  return Object.fromEntries(
    SUMS_OF_DAY.map((name) => [name, days.reduce((sum, day) => sum + (day[name] ?? 0), 0)]),
  ) as SumsOfDay;
}

type Alerted = (Figure & { readonly alert: AlertRule }) | Stock;

/** The figures on which staff set thresholds, by the code of the alert. */
export const ALERTED: ReadonlyMap<string, Alerted> = new Map(
  [...Object.values<Figure>(FIGURES), ...Object.values<Stock>(STOCKS)].flatMap((figure) =>
    figure.alert === undefined ? [] : [[figure.alert.code, { ...figure, alert: figure.alert }]],
  ),
);

/** A figure of the catalogue by the code of its alert. */
export function alertedOf(code: string): Alerted {
  const figure = ALERTED.get(code);
  if (figure === undefined) throw new Error(`no figure has the alert ${code}`);
  return figure;
}

/** Whether a figure is a sum of days, and no value of now. */
export const isOfDays = (figure: Figure | Stock): figure is Figure => 'of' in figure;
