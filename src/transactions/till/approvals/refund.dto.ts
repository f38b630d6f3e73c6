import { z } from 'zod';
import { line, minorUnits } from '../../../platform/http/schemas';
import type { RefundBody } from '../../ledger/act/till-act';
import { MAX_ITEMS, quantity, THOUSANDTHS } from '../intake/act.dto';
import { refundSchema } from '../responses/transaction-answer.dto';

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

/** Lines of a sale to refund. */
export const refundedItems = z
  .array(refundedLine)
  .min(1)
  .max(MAX_ITEMS)
  .nullish()
  .describe('Lines to refund; excludes `amount`');

const refundedShape = {
  amount: minorUnits
    .min(1)
    .nullish()
    .describe(
      'Gross amount to refund, before discount and points, in minor units, spread over what the lines have left; ' +
        'excludes `items`',
    ),
  items: refundedItems,
};

type RefundedFields = z.infer<z.ZodObject<typeof refundedShape>>;

const hasOneOfBoth = (body: RefundedFields) => (body.amount ?? null) === null || (body.items ?? null) === null;
const NOT_BOTH = { path: ['items'], params: { code: 'not_both', other: 'amount' } };
const EITHER = 'An `amount`, or `items`, or neither: all that is left of the sale. Both together are refused.';

export const refundBodySchema = z
  .strictObject({
    reason: line(200).describe('Why it is refunded, for colleagues and the history'),
    ...refundedShape,
  })
  .refine(hasOneOfBoth, NOT_BOTH)
  .meta({ id: 'RefundBody', description: EITHER });

/** The body of a refund without its reason, which does not change the result. */
export const refundQuoteBodySchema = z
  .strictObject(refundedShape)
  .refine(hasOneOfBoth, NOT_BOTH)
  .meta({ id: 'RefundQuoteBody', description: EITHER });

export const refundQuoteSchema = refundSchema
  .extend({
    id: z.null().describe('Always null: a quote is not recorded'),
    recordedAt: z.null().describe('Always null: a quote is not recorded'),
    reason: z.null().describe('Always null: a quote has no reason'),
    status: z.literal('QUOTED').describe('It is computed and not recorded'),
    needsApproval: z
      .boolean()
      .describe('Whether the refund would wait for a manager, as the caller would ask for it now'),
  })
  .meta({ id: 'RefundQuote', description: 'A refund as it would be decided now. No figure is negative.' });

export type RefundDto = z.infer<typeof refundBodySchema>;
export type RefundQuoteDto = z.infer<typeof refundQuoteBodySchema>;
export type RefundQuoteAnswer = z.infer<typeof refundQuoteSchema>;

/** The refunded part of the sale, in the form of the till's act. */
export function whatOf({ amount, items }: RefundedFields): RefundBody['what'] {
  if (amount !== undefined && amount !== null) return { kind: 'AMOUNT', amount };
  if (items === undefined || items === null) return { kind: 'ALL' };
  return {
    kind: 'LINES',
    lines: items.map((item) => ({
      line: item.line,
      quantityMilli:
        item.quantity === undefined || item.quantity === null ? null : Math.round(item.quantity * THOUSANDTHS),
      total: item.total ?? null,
    })),
  };
}
