import { z } from 'zod';
import { pageOf } from '../../../platform/http/schemas';

const money = z.int();
const points = z.int();
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

const kind = z.enum([
  'ISSUE',
  'TAKE_BACK',
  'REDEMPTION',
  'GIVE_BACK',
  'EXPIRY',
  'RESTORE',
  'ADJUSTMENT',
  'OFFLINE_LOSS',
  'PARTNER',
  'SETTLEMENT',
  'REVALUATION',
  'ROUNDING',
  'BREAKAGE',
]);
const account = z.object({ code: z.string(), name: z.string() });
const balances = {
  /** Open points at their full worth. */
  liability: money,
  /** What of it is expected never to be redeemed. */
  expectedBreakage: money,
  /** The difference: what the balance sheet shows. */
  net: money,
  guestDebt: money,
};

export const ledgerPeriodSchema = z
  .object({
    month: monthSchema,
    currency: z.string(),
    currencyDigits: z.int(),
    timeZone: z.string(),
    /** The first instant after the month. */
    until: z.iso.datetime(),
    /** Where the ledger was cut: what is behind falls into the next month. */
    cut: z.object({ epoch: z.int(), xid: z.int(), id: z.uuid() }),
    policy: z.object({
      pointValue: z.int(),
      programVersion: z.int().nullable(),
      expectedRedemptionPpm: z.int(),
      accounts: z.record(z.string(), account),
    }),
    opening: z.object({ points, ...balances }),
    /** Opening and movements add up to closing, in points and in each amount. */
    movements: z.array(z.object({ kind, points, liability: money, expectedBreakage: money, guestDebt: money })),
    closing: z.object({ points, ...balances }),
    entries: z.array(
      z.object({
        number: z.int(),
        kind,
        points,
        /** Imported for this month when it was closed already; left out for what is of the period. */
        closedMonth: monthSchema.optional(),
        lines: z.array(z.object({ role: z.string(), ...account.shape, debit: money, credit: money })),
      }),
    ),
    totals: z.object({ debit: money, credit: money }),
  })
  .meta({ id: 'LedgerPeriod' });
export type LedgerPeriod = z.infer<typeof ledgerPeriodSchema>;

export const ledgerPeriodPageSchema = pageOf(
  z.object({ month: monthSchema, closedAt: z.iso.datetime(), ...balances }),
).meta({ id: 'LedgerPeriodPage' });
export type LedgerPeriodPage = z.infer<typeof ledgerPeriodPageSchema>;

export const journalQuerySchema = z.strictObject({ format: z.enum(['json', 'csv']).default('json') });
export type JournalQuery = z.infer<typeof journalQuerySchema>;
