import { z } from 'zod';
import { line } from '../../platform/http/schemas';

/** Accounts that the journal of a month posts to. Codes and names are the network's own; these are the roles behind them. */
export const ACCOUNT_ROLES = [
  'POINTS_LIABILITY',
  'EXPECTED_BREAKAGE',
  'GUEST_DEBT',
  'DEFERRED_REVENUE',
  'REDEMPTION_REVENUE',
  'BREAKAGE_REVENUE',
  'ADJUSTMENTS',
  'OFFLINE_LOSS',
  'PARTNERS',
  'REVALUATION',
  'ROUNDING',
] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];

const account = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$/),
  // No formula in a spreadsheet.
  name: line(200).regex(/^[^=+@-]/),
});
export type LedgerAccountName = z.infer<typeof account>;

const accountsShape = {
  POINTS_LIABILITY: account,
  EXPECTED_BREAKAGE: account,
  GUEST_DEBT: account,
  DEFERRED_REVENUE: account,
  REDEMPTION_REVENUE: account,
  BREAKAGE_REVENUE: account,
  ADJUSTMENTS: account,
  OFFLINE_LOSS: account,
  PARTNERS: account,
  REVALUATION: account,
  ROUNDING: account,
} satisfies Record<AccountRole, typeof account>;

/** Points in a million that are expected to be redeemed; the rest is not deferred. 1,000,000: all of them. */
const expectedRedemptionPpm = z.number().int().min(0).max(1_000_000);

export const accountingSchema = z.strictObject({ expectedRedemptionPpm, accounts: z.strictObject(accountsShape) });
export const accountingChangeSchema = z
  .strictObject({ expectedRedemptionPpm, accounts: z.strictObject(accountsShape).partial() })
  .partial();
export type Accounting = z.infer<typeof accountingSchema>;
export type AccountingChange = z.infer<typeof accountingChangeSchema>;

/** Until the network has named its own, and everything that is issued is deferred at its full worth. */
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
