import { z } from 'zod';
import { openListOf, openObjectNamed, openObjectOf, pageOf } from '../../../platform/http/schemas';
import { ENTRY_KINDS } from './journal.rules';

const money = z.int();
const points = z.int();
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

const kind = z.enum(ENTRY_KINDS);
const account = z.object({
  code: z.string().describe('Code of the account in the chart of accounts of the network'),
  name: z.string().describe('Name of the account'),
});
const balances = {
  liability: money.describe('Open points at their full worth, in minor units'),
  expectedBreakage: money.describe('Part of it that is expected never to be redeemed, in minor units'),
  net: money.describe('`liability` less `expectedBreakage`, as the balance sheet shows it, in minor units'),
  guestDebt: money.describe('Worth of the points that guests owe, in minor units'),
};
const openPoints = points.describe('Open points');
const kindText = 'Kind of movement or entry; docs/liability.md says what each books';

export const ledgerPeriodSchema = openObjectNamed('LedgerPeriod', 'The journal of a closed month. It never changes.', {
  month: monthSchema.describe('The month (`YYYY-MM`)'),
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z.int().describe('Decimals of the currency: an amount divided by 10 to this power is in major units'),
  timeZone: z.string().describe('Time zone of the network, IANA'),
  until: z.iso.datetime().describe('First moment after the month (RFC 3339)'),
  cut: openObjectOf('Position up to which the ledger was read; what was written later falls into the next month', {
    epoch: z.int().describe('Epoch of the network'),
    xid: z.int().describe('Transaction id of PostgreSQL'),
    id: z.uuid().describe('Transaction of the ledger'),
  }),
  policy: openObjectOf('Settings by which the month was booked', {
    pointValue: z.int().describe('Worth of a point at the end of the month, in millionths of a minor unit'),
    programVersion: z.int().nullable().describe('Version of the programme at the end of the month; null: none'),
    expectedRedemptionPpm: z
      .int()
      .describe('Share of points that is expected to be redeemed, a setting of the network, in parts per million'),
    accounts: z.record(z.string(), account).describe('Accounts by their role'),
  }),
  opening: z.object({ points: openPoints, ...balances }).describe('Balances at the beginning of the month'),
  movements: openListOf('Changes by kind; opening and movements add up to closing in each column', {
    kind: kind.describe(kindText),
    points: points.describe('Change of open points'),
    liability: money.describe('Change of the liability in minor units'),
    expectedBreakage: money.describe('Change of expected breakage in minor units'),
    guestDebt: money.describe('Change of the worth that guests owe, in minor units'),
  }),
  closing: z.object({ points: openPoints, ...balances }).describe('Balances at the end of the month'),
  entries: openListOf('Journal entries of the month', {
    number: z.int().describe('Number of the entry within the month, from 1'),
    kind: kind.describe(kindText),
    points: points.describe('Points that the entry books'),
    closedMonth: monthSchema
      .optional()
      .describe('Closed month (`YYYY-MM`) to which imported acts belong; left out: acts of this month'),
    lines: openListOf('Lines of the entry; debits are credits', {
      role: z.string().describe('Role of the account'),
      ...account.shape,
      debit: money.describe('Debit in minor units; 0: none'),
      credit: money.describe('Credit in minor units; 0: none'),
    }),
  }),
  totals: openObjectOf('Sums of all lines', {
    debit: money.describe('Sum of all debits in minor units'),
    credit: money.describe('Sum of all credits in minor units'),
  }),
});
export type LedgerPeriod = z.infer<typeof ledgerPeriodSchema>;

export const ledgerPeriodPageSchema = pageOf(
  z.object({
    month: monthSchema.describe('The month (`YYYY-MM`)'),
    closedAt: z.iso.datetime().describe('When it was closed (RFC 3339)'),
    ...balances,
  }),
).meta({ id: 'LedgerPeriodPage', description: 'A page of closed months with their closing balances, newest first.' });
export type LedgerPeriodPage = z.infer<typeof ledgerPeriodPageSchema>;

export const journalQuerySchema = z.strictObject({
  format: z.enum(['json', 'csv']).default('json').describe('JSON, or a CSV table with a row for each line of an entry'),
});
export type JournalQuery = z.infer<typeof journalQuerySchema>;
