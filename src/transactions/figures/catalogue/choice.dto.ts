import { z } from 'zod';
import { dayOfIsoDate } from '../../../platform/clock/calendar';
import type { FaultReason } from '../../../platform/http/catalogue/catalogue';
import { localDate, uuidList } from '../../../platform/http/schemas';

const date = z.iso.date();

const PERIODS = [
  'YESTERDAY',
  'LAST_7_DAYS',
  'LAST_28_DAYS',
  'THIS_MONTH',
  'LAST_MONTH',
  'LAST_3_MONTHS',
  'LAST_12_MONTHS',
  'THIS_YEAR',
] as const;
export type PeriodName = (typeof PERIODS)[number];
export const DEFAULT_PERIOD: PeriodName = 'LAST_28_DAYS';

export const STEPS = ['DAY', 'WEEK', 'MONTH'] as const;
export type TimeStep = (typeof STEPS)[number];

export const COMPARED = ['previous', 'year'] as const;
export type Comparison = (typeof COMPARED)[number];

export function choiceShape(atMost: string) {
  return {
    period: z
      .enum(PERIODS)
      .optional()
      .describe(
        'Business dates up to the last whole day; left out: `from` and `to`, or `LAST_28_DAYS` where these are left out too',
      ),
    from: localDate.optional().describe('First business date (`YYYY-MM-DD`), with `to`'),
    to: localDate.optional().describe(`Last business date (\`YYYY-MM-DD\`), with \`from\`; at most ${atMost} in all`),
    restaurantIds: uuidList
      .optional()
      .describe('Only these restaurants: up to 200 UUIDs, separated by commas; left out: all where the caller works'),
  };
}

export interface ScopeChoice {
  readonly period?: PeriodName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly restaurantIds?: readonly string[] | undefined;
}

export const compare = z
  .enum(COMPARED)
  .default('previous')
  .describe('The compared period: the one before (`previous`), or the same a year ago (`year`)');

/** Members that name the currency of an answer with amounts of money. */
export const currencyShape = {
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z.int().describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
};

export const commonShape = {
  ...currencyShape,
  businessDate: date.describe('Business date of now (`YYYY-MM-DD`), which is not over'),
  isCounted: z
    .boolean()
    .describe(
      'Whether sales of before the last upgrade are counted by hour and cashier, and so is the money that points paid',
    ),
};

export const spanShape = {
  from: date.describe('First business date'),
  to: date.describe('Last business date'),
};

export const comparedShape = {
  comparedFrom: date.describe('First business date of the compared period'),
  comparedTo: date.describe('Last business date of the compared period'),
};

interface PeriodSpan {
  readonly period?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A query with a named period, with both dates, or with neither. Spans of more than `most` days are refused for `reason`. */
export function inDays<Shape extends z.ZodRawShape>(most: number, reason: FaultReason, shape: Shape) {
  const because = (why: FaultReason) => ({ path: ['to'], params: { code: 'not_valid', reason: why } });
  return z
    .strictObject(shape)
    .refine((query) => isSpan(query as PeriodSpan), because('endsBeforeBegins'))
    .refine((query) => isShort(query as PeriodSpan, most), because(reason));
}

function isSpan({ period, from, to }: PeriodSpan): boolean {
  if (from === undefined || to === undefined) return from === to;
  return period === undefined && from <= to;
}

/** Whether the span has at most `most` days, both ends included. */
function isShort({ from, to }: PeriodSpan, most: number): boolean {
  return from === undefined || to === undefined || dayOfIsoDate(to) - dayOfIsoDate(from) < most;
}
