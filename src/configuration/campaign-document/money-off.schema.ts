import { z } from 'zod';
import type { MoneyOff } from '../../decision';
import { line, objectOf } from '../../platform/http/schemas';
import { MILLION, money, rate } from '../program-document/document-numbers.schema';

export const MAX_GOODS = 1_000;
const MAX_PIECES = 100;
const MAX_COMBO_PARTS = 10;

export const goodsCodes = z.array(line(200)).max(MAX_GOODS);
const pieces = z.int().min(1).max(MAX_PIECES);
const ratePpm = rate(1, MILLION).describe('Part of the price that is taken off, in parts per million: 500,000 is half');

const goodsPart = (means: string) =>
  objectOf(means, {
    skus: goodsCodes.describe('Articles; at most 1,000'),
    categories: goodsCodes.describe('Categories, compared without case; at most 1,000'),
    pieces: pieces.describe('Pieces of them, each time'),
  });

/** The arguments of each kind of money off, in the order of the documentation. */
export const MONEY_OFF_FORMS = {
  SHARE: objectOf('A part of the price of its lines together', {
    kind: z.literal('SHARE').describe('Form of the discount'),
    ratePpm,
  }),
  AMOUNT: objectOf('An amount off its lines together, once a sale', {
    kind: z.literal('AMOUNT').describe('Form of the discount'),
    amount: money(1).describe('Amount in minor units; never more than the lines cost'),
  }),
  CHEAPEST: objectOf('A part of the price of the cheapest piece; with one piece and the whole price it is a gift', {
    kind: z.literal('CHEAPEST').describe('Form of the discount'),
    of: pieces.describe('Least number of pieces that the lines have to have'),
    ratePpm,
  }),
  EVERY_NTH: objectOf('A part of the price of every n-th piece: 2 and 1,000,000 is two for the price of one', {
    kind: z.literal('EVERY_NTH').describe('Form of the discount'),
    every: z.int().min(2).max(MAX_PIECES).describe('Pieces of a group, the dearest first; the last gets it'),
    ratePpm,
    times: pieces.nullable().describe('Most pieces of a sale that get it; null: no limit'),
  }),
  COMBO: objectOf('A set of goods at a price; sets that would cost less without it are left alone', {
    kind: z.literal('COMBO').describe('Form of the discount'),
    price: money(1).describe('Price of a set in minor units'),
    parts: z
      .array(
        z.strictObject({
          skus: goodsCodes.describe('Articles of the part; at most 1,000'),
          categories: goodsCodes.describe('Categories of the part, compared without case; at most 1,000'),
          pieces: pieces.describe('Pieces of the part in a set'),
        }),
      )
      .min(1)
      .max(MAX_COMBO_PARTS)
      .describe('Parts of a set, 1 to 10; a line counts for the first that names it'),
    times: pieces.describe('Most sets of a sale'),
  }),
  BUY_X_GET_Y: objectOf('A part of the price of goods, where other goods of the sale were bought for it', {
    kind: z.literal('BUY_X_GET_Y').describe('Form of the discount'),
    buy: goodsPart('Goods that have to be bought; a line that `get` names too counts here'),
    get: goodsPart('Goods that get cheaper, the cheapest of them first'),
    off: z
      .enum(['GET', 'CHEAPER'])
      .describe(
        'GET: the price of the goods of `get` is lowered. CHEAPER: of those of `buy` or `get` that cost less together',
      ),
    ratePpm,
    times: pieces.nullable().describe('How many times in a sale at most; null: no limit'),
  }),
  FREE_DELIVERY: objectOf('All that lines of the type `DELIVERY` cost, but for a least price', {
    kind: z.literal('FREE_DELIVERY').describe('Form of the discount'),
  }),
} satisfies { readonly [Kind in MoneyOff['kind']]: z.ZodType<Extract<MoneyOff, { readonly kind: Kind }>> };

type Form = (typeof MONEY_OFF_FORMS)[keyof typeof MONEY_OFF_FORMS];

export const moneyOffSchema = () =>
  z
    .discriminatedUnion('kind', Object.values(MONEY_OFF_FORMS) as [Form, ...Form[]])
    .describe(
      'Money off the lines that `when` names, counted from what the discount of the tier and campaigns before it left of ' +
        'them. A piece is a whole one of a line; a line of less than one piece is one',
    );
