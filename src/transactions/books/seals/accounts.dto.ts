import { z } from 'zod';

export const ledgerAccountsSchema = z
  .object({
    /** The seal whose totals the balances start from; null before the first. */
    sealNumber: z.int().nullable(),
    items: z.array(
      z.object({
        /** RESTAURANT_ISSUED, RESTAURANT_REDEEMED, NETWORK_EXPIRY and so on. */
        kind: z.string(),
        /** The restaurant, network or partner. */
        ownerId: z.uuid(),
        /** Null: points. Else the stamp card. */
        unit: z.uuid().nullable(),
        /** Credits less debits, in the unit: what was issued is below zero, what was redeemed above. */
        balance: z.int(),
      }),
    ),
  })
  .meta({ id: 'LedgerAccounts' });
export type LedgerAccounts = z.infer<typeof ledgerAccountsSchema>;
