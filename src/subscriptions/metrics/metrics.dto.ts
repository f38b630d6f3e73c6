import { z } from 'zod';
import { openListOf, openObjectNamed, openObjectOf } from '../../platform/http/schemas';

export const MAX_MONTHS = 60;

const month = z.string().regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/);

export const metricsQuery = z.strictObject({
  from: month.optional().describe('First month, `YYYY-MM`; left out: eleven months before `to`'),
  to: month.optional().describe('Last month, `YYYY-MM`; left out: the current one. At most 60 months'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('RUB')
    .describe('ISO 4217 code: plans and invoices of this currency alone'),
});
export type MetricsQuery = z.infer<typeof metricsQuery>;

const minor = (what: string) => z.int().describe(`${what}, in minor units`);
const customers = (what: string) => z.int().describe(`Paying networks ${what}`);
const share = (what: string) =>
  z.int().nullable().describe(`${what}, in parts per million; null: there was nothing at the start`);

export const metricsSchema = openObjectNamed('PlatformMetrics', 'Figures of the installation as a business.', {
  currency: z.string().describe('ISO 4217 code of the sums'),
  months: openListOf('Months, oldest first', {
    month: z.string().describe('Month, `YYYY-MM`'),
    start: minor('Monthly recurring revenue at the start'),
    new: minor('Gained by networks that pay for the first time'),
    expansion: minor('Gained by larger plans'),
    contraction: minor('Lost by smaller plans'),
    churn: minor('Lost by networks that stopped paying'),
    reactivation: minor('Gained by networks that pay again'),
    end: minor('Monthly recurring revenue at the end: start + new + expansion + reactivation − contraction − churn'),
    customersStart: customers('at the start'),
    customersNew: customers('that came or came back'),
    customersLost: customers('that stopped'),
    customersEnd: customers('at the end'),
    arpu: minor('Revenue of a paying network at the end'),
    churnPpm: share('Networks that stopped, of those at the start'),
    revenueChurnPpm: share('Churn and contraction, of the revenue at the start'),
  }),
  cohorts: openListOf('Networks by the month of their first payment, oldest first', {
    month: z.string().describe('Month in which these networks first paid'),
    customers: z.int().describe('Networks'),
    retained: z
      .array(z.int())
      .describe('Networks of these that pay at the end of that month and of each later one; only months that are over'),
  }),
  receivables: openObjectOf('Unpaid invoices now', {
    total: minor('Unpaid invoices'),
    overdue: minor('Unpaid after their due day'),
    ages: openListOf('By days after the due day', {
      fromDays: z.int().describe('From so many days after the due day; 0: not overdue'),
      toDays: z.int().nullable().describe('To so many days; null: no end'),
      amount: minor('Sum'),
      invoices: z.int().describe('Invoices'),
    }),
  }),
});
export type MetricsAnswer = z.infer<typeof metricsSchema>;
