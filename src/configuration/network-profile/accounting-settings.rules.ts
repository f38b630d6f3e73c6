import { z } from 'zod';
import { line } from '../../platform/http/schemas';

/** Roles of the accounts in a month's journal. Codes and names of the accounts are the network's own. */
const ACCOUNT_ROLES = [
  'POINTS_LIABILITY',
  'EXPECTED_BREAKAGE',
  'GUEST_DEBT',
  'DEFERRED_REVENUE',
  'REDEMPTION_REVENUE',
  'BREAKAGE_REVENUE',
  'ADJUSTMENTS',
  'OPENING_BALANCES',
  'OFFLINE_LOSS',
  'PARTNERS',
  'REVALUATION',
  'ROUNDING',
] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

const account = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$/)
    .describe("Number of the account in the network's own chart of accounts"),
  // Written into a spreadsheet, where it must not be a formula.
  name: line(200)
    .regex(/^[^=+@-]/)
    .describe('Name of the account; it does not begin with =, +, @ or -'),
});
export type LedgerAccountName = z.infer<typeof account>;

const accountsShape = {
  POINTS_LIABILITY: account.describe('Contract liability for open points at their worth; by default 2400'),
  EXPECTED_BREAKAGE: account.describe('Part of the liability that is expected never to be redeemed; by default 2401'),
  GUEST_DEBT: account.describe('Debts of guests after refunds of points that they had spent; by default 1400'),
  DEFERRED_REVENUE: account.describe('Revenue of sales that is deferred for the points they earned; by default 4000'),
  REDEMPTION_REVENUE: account.describe('Revenue from points that were redeemed; by default 4010'),
  BREAKAGE_REVENUE: account.describe('Revenue from points that expired or are expected to; by default 4020'),
  ADJUSTMENTS: account.describe('Points credited and debited by hand; by default 6400'),
  OPENING_BALANCES: account.describe('Points that guests brought from an earlier system; by default 3400'),
  OFFLINE_LOSS: account.describe('Points that tills let be spent offline beyond the balance; by default 6410'),
  PARTNERS: account.describe('Points settled with partners; by default 1410'),
  REVALUATION: account.describe('Change of the liability by another worth of a point; by default 4030'),
  ROUNDING: account.describe('Fractions of a minor unit; by default 6490'),
} satisfies Record<AccountRole, typeof account>;

const ACCOUNTS = 'Accounts that the journal of a month posts to, by their role';

const expectedRedemptionPpm = z
  .number()
  .int()
  .min(0)
  .max(1_000_000)
  .describe(
    'Share of the points that is expected to be redeemed, in parts per million; the rest is breakage. By default ' +
      '1,000,000: everything is deferred at its full worth',
  );

export const accountingSchema = z.strictObject({
  expectedRedemptionPpm,
  accounts: z.strictObject(accountsShape).describe(ACCOUNTS),
});
export const accountingChangeSchema = z
  .strictObject({ expectedRedemptionPpm, accounts: z.strictObject(accountsShape).partial().describe(ACCOUNTS) })
  .partial();
export type Accounting = z.infer<typeof accountingSchema>;
export type AccountingChange = z.infer<typeof accountingChangeSchema>;

/** The accounts until the network has named its own; all issued points are then deferred at their full worth. */
export const DEFAULT_ACCOUNTING: Accounting = {
  expectedRedemptionPpm: 1_000_000,
  accounts: {
    POINTS_LIABILITY: { code: '2400', name: 'Contract liability: points' },
    EXPECTED_BREAKAGE: { code: '2401', name: 'Contract liability: expected breakage' },
    GUEST_DEBT: { code: '1400', name: 'Points owed by guests' },
    DEFERRED_REVENUE: { code: '4000', name: 'Revenue deferred for points' },
    REDEMPTION_REVENUE: { code: '4010', name: 'Revenue from redeemed points' },
    BREAKAGE_REVENUE: { code: '4020', name: 'Revenue from breakage' },
    ADJUSTMENTS: { code: '6400', name: 'Points given and taken by hand' },
    OPENING_BALANCES: { code: '3400', name: 'Points brought from an earlier system' },
    OFFLINE_LOSS: { code: '6410', name: 'Points spent offline beyond the balance' },
    PARTNERS: { code: '1410', name: 'Partners: points' },
    REVALUATION: { code: '4030', name: 'Change in the worth of a point' },
    ROUNDING: { code: '6490', name: 'Fractions of a minor unit' },
  },
};

export function mergeAccounting(
  chosen: AccountingChange | undefined,
  change: AccountingChange | undefined,
): AccountingChange {
  return { ...chosen, ...change, accounts: { ...chosen?.accounts, ...change?.accounts } };
}

export function accountingInForce(chosen: AccountingChange | undefined): Accounting {
  return { ...DEFAULT_ACCOUNTING, ...chosen, accounts: { ...DEFAULT_ACCOUNTING.accounts, ...chosen?.accounts } };
}
