import { z } from 'zod';
import { DATE_FORMATS } from '../rows/day.rules';
import { column, mappingParts } from './mapping-parts';

/** Fields of a balance that a file's column may contain. */
export const BALANCE_FIELDS = ['guest', 'card', 'phone', 'date', 'balance'] as const;
export type BalanceField = (typeof BALANCE_FIELDS)[number];

/** How a file's columns become balances of guests in an earlier system: a JSON document that the network stores under a name. */
export const balanceMappingSchema = z.strictObject({
  ...mappingParts,
  kind: z.literal('BALANCES'),
  /** How the column `date` is written; a time after the date is ignored, as a balance is one of the end of its day. */
  dateFormat: z.enum(DATE_FORMATS).default('ISO'),
  /** Whether points with decimals are rounded down; otherwise their rows are refused. */
  roundPointsDown: z.boolean().default(false),
  columns: z.strictObject({
    /** The guest's id in the earlier system, card and phone, as the receipts name the guest; the surest counts. */
    guest: column.optional(),
    card: column.optional(),
    phone: column.optional(),
    /** Left out: all balances of the file are of one day, which is said with the file. */
    date: column.optional(),
    balance: column,
  }),
});

export type BalanceMapping = z.infer<typeof balanceMappingSchema>;
