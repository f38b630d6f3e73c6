import { z } from 'zod';
import { line, minorUnits } from '../../../platform/http/schemas';
import { MAX_ITEMS, quantity } from '../intake/act.dto';

const refundedLine = z
  .strictObject({
    line: z.int().min(1).max(MAX_ITEMS),
    quantity: quantity.nullish(),
    total: minorUnits.nullish(),
  })
  .refine((given) => (given.quantity ?? null) === null || (given.total ?? null) === null, {
    path: ['total'],
    params: { code: 'not_both', other: 'quantity' },
  });

export const refundBodySchema = z
  .strictObject({
    reason: line(200),
    amount: minorUnits.min(1).nullish(),
    items: z.array(refundedLine).min(1).max(MAX_ITEMS).nullish(),
  })
  .refine((body) => (body.amount ?? null) === null || (body.items ?? null) === null, {
    path: ['items'],
    params: { code: 'not_both', other: 'amount' },
  })
  .meta({ id: 'RefundBody', description: 'An amount, or lines, or neither: all that is left.' });

export type RefundDto = z.infer<typeof refundBodySchema>;
