import { z } from 'zod';
import { localDate, objectNamed } from '../../../platform/http/schemas';
import { LETTER_FIGURES, LETTER_KINDS } from './letter.rules';

const date = z.iso.date();
const value = z.int().nullable();

export const letterQuerySchema = z.strictObject({
  week: localDate
    .optional()
    .describe('Any business date of the week, which is over (`YYYY-MM-DD`); left out: the last whole week'),
});
export type LetterQueryDto = z.infer<typeof letterQuerySchema>;

const letterItemSchema = z.object({
  figure: z
    .enum(LETTER_FIGURES.map(({ letter }) => letter.code))
    .describe('Figure: net sales, receipts, share with a guest, average check of guests, new guests, cost'),
  kind: z.enum(LETTER_KINDS).describe('Unit of the values: minor units, a number, or parts per million of one'),
  now: z.int().describe('Value of the week'),
  before: z.int().describe('Value of the week before'),
  yearAgo: value.describe('Value of the same week a year ago; null: nothing was sold then'),
  change: value.describe(
    'Change against the week before in parts per million: of the earlier value, or for a share the difference; null: it was nothing before',
  ),
  isNotable: z.boolean().describe('Whether the change is at least 10 %, or 3 percentage points of a share'),
  said: z.string().describe('The change as a sentence, in the language of the reader'),
  meaning: z
    .string()
    .nullable()
    .describe('The meaning of a notable change as a sentence; null: the change is not notable'),
  path: z.string().describe('Page of the console that explains the figure, with the week and what it is compared with'),
});
export type LetterItem = z.infer<typeof letterItemSchema>;

export const letterSchema = z
  .object({
    currency: z.string().describe('Currency of all amounts, ISO 4217'),
    from: date.describe('Monday of the week, a business date'),
    to: date.describe('Sunday of the week'),
    comparedFrom: date.describe('Monday of the week before'),
    yearAgoFrom: date.describe('Monday of the same week a year ago, 52 weeks earlier'),
    lastWeek: date.describe('Monday of the last week that is over'),
    isCounted: z.boolean().describe('Whether sales of before the last upgrade are counted'),
    isWanted: z
      .boolean()
      .nullable()
      .describe('Whether the caller gets the letter by e-mail; null: the caller cannot ask for it'),
    items: z
      .array(letterItemSchema)
      .describe('Figures with their comparison, notable changes first; empty: nothing was sold'),
  })
  .meta({
    id: 'WeeklyLetter',
    description: 'The figures of a week beside the week before and the same week a year ago.',
  });
export type Letter = z.infer<typeof letterSchema>;

export const letterWishSchema = objectNamed('LetterWish', 'Whether a person gets the weekly letter.', {
  isWanted: z.boolean().describe('Whether the caller gets the letter by e-mail on Mondays'),
});
export type LetterWish = z.infer<typeof letterWishSchema>;
