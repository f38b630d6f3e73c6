import { z } from 'zod';
import { openListOf, openObjectNamed, openObjectOf } from '../../../platform/http/schemas';
import { choiceShape, commonShape, COMPARED, inDays, spanShape } from '../catalogue/choice.dto';
import { MAX_DAYS } from '../catalogue/day-tables';
import { DIMENSION_NAMES } from '../catalogue/dimensions';
import { UNITS } from '../catalogue/figure';
import { FIGURES } from '../catalogue/figures';
import { LEVELS } from '../catalogue/levels';

/** The most figures of one question. */
const MOST_FIGURES = 10;
const LONGEST_CODE = 40;
const CODES = [...Object.keys(FIGURES), ...Object.keys(LEVELS)];

export const PARTS_OF_TIME = ['day', 'week', 'month'] as const;

export const figuresQuerySchema = inDays(MAX_DAYS, 'atMost5Years', {
  figures: z
    .string()
    .max(MOST_FIGURES * (LONGEST_CODE + 1))
    .transform((text) => [...new Set(text.split(','))])
    .refine((codes) => codes.length <= MOST_FIGURES, { params: { code: 'too_many', max: MOST_FIGURES } })
    .refine((codes) => codes.every((code) => CODES.includes(code)), {
      params: { code: 'not_allowed', values: CODES.join(', ') },
    })
    .describe(
      `Codes of up to ${String(MOST_FIGURES)} figures, separated by commas; \`GET /api/figures/catalogue\` lists them`,
    ),
  by: z
    .enum([...PARTS_OF_TIME, ...DIMENSION_NAMES])
    .optional()
    .describe('A row for each of these; left out: the figures of the whole period alone. By day: at most 366 days'),
  compare: z
    .enum([...COMPARED, 'none'])
    .default('previous')
    .describe('The compared period: the one before (`previous`), the same a year ago (`year`), or none'),
  ...choiceShape('5 years (366 days of hours, cashiers, items, new guests and rewards)'),
});
export type FiguresQuery = z.infer<typeof figuresQuerySchema>;

const values = (text: string) => z.record(z.string(), z.int().nullable()).describe(text);
const ONE = 'Value by code of the figure; null: it has none, as an average of nothing';
const compared = z
  .record(z.string(), z.int().nullable())
  .nullable()
  .describe('The same in the compared period; null: nothing is compared, or the row has no counterpart');

const namedFigure = {
  code: z.string().describe('Code of the figure'),
  unit: z
    .enum(UNITS)
    .describe(
      '`money`: minor units; `points`; `count`: a number; `quantity`: thousandths of a unit; `share`: parts per million',
    ),
  name: z.string().describe('Name in the language of the call'),
};

export const figuresSchema = openObjectNamed(
  'Figures',
  'Figures of a period, by restaurant, hour, cashier and so on.',
  {
    ...commonShape,
    isCounted: z.boolean().describe('Whether all acts of the past are counted; false: figures are too low'),
    ...spanShape,
    comparedFrom: z.iso.date().nullable().describe('First business date of the compared period; null: none'),
    comparedTo: z.iso.date().nullable().describe('Last business date of the compared period; null: none'),
    figures: openListOf('The figures in the order of the question', namedFigure),
    items: openListOf(
      'Rows, the highest value of the first figure first; days, weeks, months, hours and weekdays in their order. Empty without `by`',
      {
        key: z
          .string()
          .nullable()
          .describe(
            'Id of the restaurant or cashier, hour (0 to 23), weekday (1 is Monday), code of the tier or campaign, number of the article, category, id of the reward, source of the guest, or first ' +
              'date of the day, week or month; null: what has none, such as an expiry, or a sale by a till system',
          ),
        name: z.string().nullable().describe('Name for people; null: the key says it, or none is known'),
        values: values(ONE),
        compared,
      },
    ),
    isCut: z.boolean().describe('Whether there are more rows than the 500 of an answer'),
    total: openObjectOf('All rows together, those beyond the 500 included', { values: values(ONE), compared }),
  },
);
export type FiguresAnswer = z.infer<typeof figuresSchema>;

export const catalogueSchema = openObjectNamed('FigureCatalogue', 'The figures that the caller may read.', {
  items: openListOf('Figures, in the order in which a page may offer them', {
    ...namedFigure,
    description: z.string().describe('Definition of the figure, in English'),
    by: z
      .array(z.enum([...PARTS_OF_TIME, ...DIMENSION_NAMES]))
      .describe('Values of `by` with which a question may ask for the figure'),
    mostDays: z.int().describe('The longest period of a question without `by`, in days'),
    alert: z.string().nullable().describe('Code under which thresholds of the figure are set; null: it has none'),
    isInLetter: z.boolean().describe('Whether the weekly letter compares it'),
  }),
});
export type Catalogue = z.infer<typeof catalogueSchema>;
