import { z } from 'zod';
import { line, minorUnits } from '../../../platform/http/schemas';
import { MAX_ITEMS, quantity } from '../intake/act.dto';

const refundedLine = z
  .strictObject({
    line: z.int().min(1).max(MAX_ITEMS).describe('Number of the line on the receipt, from 1'),
    quantity: quantity.nullish().describe('Units of the line to refund; excludes `total`'),
    total: minorUnits
      .nullish()
      .describe(
        'Gross amount of the line to refund, before discount and points, in minor units; excludes `quantity`. ' +
          'Without either, all that is left of the line',
      ),
  })
  .refine((given) => (given.quantity ?? null) === null || (given.total ?? null) === null, {
    path: ['total'],
    params: { code: 'not_both', other: 'quantity' },
  });

export const refundBodySchema = z
  .strictObject({
    reason: line(200).describe('Why it is refunded, for colleagues and the history'),
    amount: minorUnits
      .min(1)
      .nullish()
      .describe(
        'Gross amount to refund, before discount and points, in minor units, spread over what the lines have left; ' +
          'excludes `items`',
      ),
    items: z.array(refundedLine).min(1).max(MAX_ITEMS).nullish().describe('Lines to refund; excludes `amount`'),
  })
  .refine((body) => (body.amount ?? null) === null || (body.items ?? null) === null, {
    path: ['items'],
    params: { code: 'not_both', other: 'amount' },
  })
  .meta({
    id: 'RefundBody',
    description: 'An `amount`, or `items`, or neither: all that is left of the sale. Both together are refused.',
  });

export type RefundDto = z.infer<typeof refundBodySchema>;
