import { z } from 'zod';
import { openListOf } from '../../../platform/http/schemas';

export const ledgerAccountsSchema = z
  .object({
    sealNumber: z
      .int()
      .nullable()
      .describe('Seal from whose totals the balances are counted on; null: there is no seal yet'),
    items: openListOf('The accounts', {
      kind: z
        .string()
        .describe('Kind of account, such as `RESTAURANT_ISSUED`, `RESTAURANT_REDEEMED` or `NETWORK_EXPIRY`'),
      ownerId: z.uuid().describe('Restaurant, network or partner whose account it is'),
      unit: z.uuid().nullable().describe('Stamp card whose stamps are counted; null: points'),
      balance: z
        .int()
        .describe('Credits less debits, in points or stamps: accounts of issue are below zero, of redemption above it'),
    }),
  })
  .meta({ id: 'LedgerAccounts', description: 'Accounts of the ledger that belong to no guest, with their balances.' });
export type LedgerAccounts = z.infer<typeof ledgerAccountsSchema>;
