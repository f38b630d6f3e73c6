import { z } from 'zod';
import { programDocumentSchema } from '../../../configuration';
import { newestFirst } from '../../../platform/http/list-query';
import { instant, listOf, objectNamed, objectOf, pageOf } from '../../../platform/http/schemas';
import { runAnswer, runFields } from '../runs/backtest.dto';
import type { ReportedSearch } from '../runs/run-rows';
import {
  FIGURE_NAMES,
  FIGURE_UNITS,
  type FigureName,
  figureOf,
  MOST_VALUE,
  type ProgramFigure,
} from '../search/figures.rules';
import { MOST_MOVES, type SearchGoals } from '../search/goal-search.rules';

const MILLION = 1_000_000;
const LEAST_VARIANTS = 8;
const MOST_VARIANTS = 96;
const USUAL_VARIANTS = 48;

const moveShape = {
  figure: z
    .enum(FIGURE_NAMES as [FigureName, ...FigureName[]])
    .describe(
      "Figure that may move: `EARNING_RATE` (worth of the base's points in what is paid, in parts per million), `TIER_SPEND` (minor units), " +
        '`TIER_VISITS`, `TIER_POINTS`, `TIER_DISCOUNT` and `TIER_MULTIPLIER` (parts per million), `POINTS_SHARE` (the share of a receipt that ' +
        'points may pay, in parts per million), `EXPIRY` (days or months until points end, as the programme counts them)',
    ),
  tier: z
    .string()
    .max(40)
    .nullable()
    .default(null)
    .describe('Code of the tier; null where the figure is of the whole programme'),
  from: z.int().min(0).max(MOST_VALUE).describe('The least value that is tried'),
  to: z.int().min(0).max(MOST_VALUE).describe('The greatest value that is tried'),
};

/** A move as an answer tells it. */
const toldMove = {
  ...moveShape,
  tier: moveShape.tier.unwrap().describe('Code of the tier whose figure it is; null: of the whole programme'),
  unit: z
    .enum(FIGURE_UNITS)
    .describe('`PER_CENT` and `TIMES` are parts per million, `MONEY` is minor units, `COUNT` is a number'),
};

const move = z.strictObject(moveShape).superRefine((move, context) => {
  const refuse = (path: string): void =>
    context.addIssue({ code: 'custom', path: [path], params: { code: 'not_allowed' } });
  if (move.from > move.to) refuse('to');
  if (figureOf(move).isOfTier !== (move.tier !== null)) refuse('tier');
});

const share = z.int().min(0).max(MILLION).nullable();
const goals = z
  .strictObject({
    costAtMostPpm: share
      .default(null)
      .describe('The most that the programme may give in gross sales, in parts per million; null: any'),
    losersAtMostPpm: share
      .default(null)
      .describe('The most guests who may get less than they did, in parts per million of the guests; null: any'),
    keepsVisit: z.boolean().default(false).describe('Guests pay on average no less for a receipt than they did'),
  })
  .describe('The programmes have to keep these') satisfies z.ZodType<SearchGoals>;

export const askSearchSchema = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('Version of the programme from which the search begins; null: the one in force'),
    moves: z
      .array(move)
      .min(1)
      .max(MOST_MOVES)
      .superRefine((moves, context) => {
        const seen = new Set<string>();
        for (const [at, { figure, tier }] of moves.entries()) {
          const key = `${figure} ${tier ?? ''}`;
          if (seen.has(key)) context.addIssue({ code: 'custom', path: [at], params: { code: 'not_allowed' } });
          seen.add(key);
        }
      })
      .describe('Figures that may move, each once for a tier'),
    goals,
    variants: z
      .int()
      .min(LEAST_VARIANTS)
      .max(MOST_VARIANTS)
      .default(USUAL_VARIANTS)
      .describe('How many programmes are tried'),
    from: instant
      .optional()
      .describe('From when the programmes decide, RFC 3339 with zone, not in the future. Left out: from the first act'),
    to: instant.optional().describe('End of the past to look at, RFC 3339 with zone; now when left out'),
  })
  .meta({
    id: 'AskProgramSearch',
    description: 'Goals, and the figures of a programme that may move to reach them.',
    examples: [
      {
        moves: [
          { figure: 'EARNING_RATE', from: 20_000, to: 80_000 },
          { figure: 'TIER_DISCOUNT', tier: 'SILVER', from: 20_000, to: 100_000 },
        ],
        goals: { costAtMostPpm: 60_000, keepsVisit: true },
      },
    ],
  });

const figure = z.int();
const figures = {
  sales: figure.describe('Number of sales'),
  amount: figure.describe('Gross sales in minor units, refunds taken off'),
  payable: figure.describe('Amount that guests paid, in minor units'),
  given: figure.describe('Discounts and the worth of points given less points expired, in minor units'),
  spent: figure.describe('Discounts and the worth of points that guests spent, in minor units'),
  costPpm: figure.describe('`given` in gross sales, in parts per million'),
  visit: figure.describe('Average amount that guests paid for a receipt, in minor units'),
  gaining: figure.describe('Guests who would have got more than they did'),
  losing: figure.describe('Guests who would have got less than they did'),
  lost: figure.describe('How much less the losing guests together would have got, in minor units'),
};

const report = objectNamed('ProgramSearchReport', 'Programmes that were tried over the past.', {
  acts: figure.describe('Acts that were decided again by each programme'),
  guests: figure.describe('Guests whose acts they are'),
  unread: figure.describe('Acts that could not be read; 0 unless the ledger is damaged'),
  actual: objectOf('What really happened', figures),
  variants: z
    .array(
      z.strictObject({
        ...figures,
        values: z.array(z.int()).describe('The value of each figure that moves, in the order of the question'),
        meets: z.boolean().describe('Whether it keeps all goals'),
        isBest: z
          .boolean()
          .describe(
            'No other one gives less and makes fewer guests lose, among those that keep the goals, or among all if none does',
          ),
        document: programDocumentSchema
          .nullable()
          .describe('The programme, to be saved as a draft; null: another one is better'),
      }),
    )
    .describe('In the order in which they were tried; the first is the programme that was asked about'),
  cannotKnow: z
    .array(z.string())
    .describe(
      'Limits of every search, as codes: other behaviour of guests, warnings, gifts, and segments as they are now',
    ),
});

export const programFiguresSchema = objectNamed(
  'ProgramFigures',
  'The figures of the programme in force that a search may move, with bounds around their values.',
  {
    items: listOf('In the order of their kinds', {
      ...toldMove,
      value: z.int().describe('The value in force'),
    }),
  },
);

export const searchRunSchema = z
  .strictObject(runFields)
  .meta({ id: 'ProgramSearch', description: 'A search for programmes that meet goals, and how far it is.' });
export const searchPageSchema = pageOf(searchRunSchema).meta({
  id: 'ProgramSearchPage',
  description: 'A page of searches, newest first.',
});
export const searchListQuery = z.strictObject(newestFirst);
export const reportedSearchSchema = z
  .strictObject({
    ...runFields,
    program: programDocumentSchema.describe('The programme from which the search began'),
    moves: listOf('Figures that may move', toldMove),
    goals,
    report: report.nullable().describe('The result; null until the status is `DONE`'),
  })
  .meta({ id: 'ReportedProgramSearch', description: 'A search with its question and what it found.' });

export type AskSearchBody = z.infer<typeof askSearchSchema>;
export type ReportedSearchAnswer = z.infer<typeof reportedSearchSchema>;

export function programFiguresAnswer(items: readonly ProgramFigure[]): z.infer<typeof programFiguresSchema> {
  return { items: [...items] };
}

/** The platform made and stored question and report, so they have the form of their schemas. */
export function reportedSearchAnswer(row: ReportedSearch): ReportedSearchAnswer {
  const { program, moves, goals } = row.document as Pick<ReportedSearchAnswer, 'program' | 'moves' | 'goals'>;
  const told = moves.map((one) => ({ ...one, unit: figureOf(one).unit }));
  return { ...runAnswer(row), program, moves: told, goals, report: row.report as ReportedSearchAnswer['report'] };
}
