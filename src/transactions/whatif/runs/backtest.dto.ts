import { z } from 'zod';
import { asAnswer } from '../../../platform/http/as-answer';
import { programDocumentSchema } from '../../../configuration';
import { newestFirst } from '../../../platform/http/list-query';
import { instant, pageOf, uuid, objectNamed, objectOf, listOf, objectOrNull } from '../../../platform/http/schemas';
import type { BacktestRow, ReportedBacktest, RunRow } from './run-rows';

const to = instant.optional().describe('End of the past to look at, RFC 3339 with zone; now when left out');
const period = {
  from: instant
    .optional()
    .describe(
      'From when the programme decides, RFC 3339 with zone, not in the future; acts before it stay as they were. ' +
        'Left out: from the first act',
    ),
  to,
};

export const backtestPeriodSchema = z
  .strictObject(period)
  .meta({ id: 'BacktestPeriod', description: 'The past to look at; `from` lies before `to`.' });

export const askBacktestSchema = z
  .union([
    z.strictObject({
      document: programDocumentSchema.describe('Programme to try on the past; it need not be saved'),
      ...period,
    }),
    z.strictObject({
      mode: z.literal('REPRODUCE').describe('Decide every act again by the version that decided it'),
      to,
    }),
  ])
  .meta({
    id: 'AskBacktest',
    description: 'Either a `document` that need not be saved, or `mode` `REPRODUCE`; not both.',
  });

const time = z.iso.datetime();
const figure = z.int();

const side = objectNamed('BacktestSide', 'Figures of one programme over the past, refunds taken off.', {
  sales: figure.describe('Number of sales'),
  amount: figure.describe('Gross amount in minor units'),
  discount: figure.describe('Discounts in minor units'),
  payable: figure.describe('Amount that guests paid, in minor units'),
  pointsIssued: figure.describe('Points that guests got'),
  issuedValue: figure.describe('Worth of these points in minor units'),
  pointsRedeemed: figure.describe('Points that guests spent'),
  redeemedValue: figure.describe('Worth of these points in minor units'),
  pointsExpired: figure.describe('Points that expired'),
  pointsAdjusted: figure.describe('Points by hand: credits less debits'),
  cost: figure.describe('`discount` and `redeemedValue` together, in minor units'),
  tierUps: figure.describe('How often a guest went up a tier'),
  tierDowns: figure.describe('How often a guest went down a tier'),
});

const compared = { actual: side.describe('The real past'), draft: side.describe('The past under the programme') };
const owed = z.strictObject({
  points: figure.describe('Points'),
  value: figure.describe('Their worth in minor units'),
});
const month = z.string().meta({ description: 'Calendar month (`YYYY-MM`)', example: '2026-10' });
const tierCode = z.string().describe('Code of the tier by which acts were decided');
const restaurantId = z.string().nullable().describe('Restaurant; null: the network itself');
/** Reports from before 0.3.0 do not have these figures. */
const since3 = figure.optional();
const outcome = z.strictObject({
  guestId: z.string().describe('The guest'),
  actual: figure.describe('Discounts and worth of points given less points expired, in minor units, as it happened'),
  draft: figure.describe('The same as it would have happened'),
  actualDiscount: since3.describe('Discounts in minor units, as it happened; left out in old reports'),
  draftDiscount: since3.describe('The same as it would have happened; left out in old reports'),
  actualPoints: since3.describe('Points given less points expired, as it happened; left out in old reports'),
  draftPoints: since3.describe('The same as it would have happened; left out in old reports'),
  tier: z.string().describe('Code of the tier that the guest holds'),
  draftTier: z.string().describe('Code of the tier that the guest would hold'),
});

const draftReport = objectNamed('BacktestReport', 'The real past beside the past under the programme.', {
  acts: figure.describe('Acts that were decided again'),
  guests: figure.describe('Guests whose acts they are'),
  total: z.strictObject(compared).describe('The whole period'),
  months: listOf('By month', {
    ...compared,
    month,
    liability: objectOf('Points owed to guests at the end of the month', {
      actual: owed.describe('As it happened'),
      draft: owed.describe('As it would have happened'),
    }),
  }),
  restaurants: z.array(z.strictObject({ ...compared, restaurantId })).describe('By restaurant'),
  tiers: z.array(z.strictObject({ ...compared, tier: tierCode })).describe('By tier'),
  moves: listOf('Guests by the tier that they hold and would hold', {
    tier: z.string().describe('Code of the tier that they hold'),
    draftTier: z.string().describe('Code of the tier that they would hold'),
    guests: figure.describe('Number of guests'),
  }),
  gaining: figure.describe('Guests who would have got more'),
  losing: figure.describe('Guests who would have got less'),
  gainers: z.array(outcome).describe('Guests who would have gained most'),
  losers: z.array(outcome).describe('Guests who would have lost most'),
  noRegret: objectOf('What a no-regret change would have cost, if it had lasted for the whole period', {
    receipts: figure.describe('Receipts for which the version in force at the end of the period would have counted'),
    cost: figure.describe('How much more it would have given than the draft, in minor units, without the budget'),
  })
    .optional()
    .describe('Cost of the no-regret change of the programme that is tried; absent: it has none'),
  unread: figure.describe('Acts that could not be read; 0 unless the ledger is damaged'),
  firstUnread: objectOrNull('The first act that could not be read; null: none', {
    transactionId: z.string().describe('The transaction'),
    reason: z.string().describe('Why it could not be read'),
  }),
  cannotKnow: z
    .array(z.string())
    .describe(
      'Limits of every backtest, as codes: other behaviour of guests, warnings, gifts, and segments as they are now',
    ),
});

const value = z.union([z.string(), z.number(), z.null()]);

const reproductionReport = z
  .strictObject({
    reproduces: z.boolean().describe('Whether every act came out as it is stored'),
    acts: figure.describe('Acts that were decided again'),
    guests: figure.describe('Guests whose acts they are'),
    types: z.record(z.string(), figure).describe('Number of acts by type'),
    differing: figure.describe('Acts that came out differently'),
    first: objectOrNull('The first difference; null: none', {
      transactionId: z.string().describe('The transaction'),
      type: z.string().describe('Its type'),
      where: z.string().describe('Path of the figure'),
      stored: value.describe('Value in the ledger'),
      decided: value.describe('Value of the decision made again'),
    }),
  })
  .meta({
    id: 'ReproductionReport',
    description: 'Whether the versions that decided the past lead to the ledger again.',
  });

/** The progress and end of a run. */
export const runFields = {
  id: uuid.describe('Id of the run'),
  programVersion: z
    .int()
    .nullable()
    .describe('Version of the programme that is tried; null: a document of its own, or the ledger reproduced'),
  documentHash: z.string().nullable().describe('Hash of the document that is tried; null: the ledger reproduced'),
  status: z
    .enum(['WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'])
    .describe('State of the run; the last three are final'),
  progress: objectOf('How far the run is', {
    guests: figure.describe('Guests in all'),
    guestsDone: figure.describe('Guests that are done'),
  }),
  failure: z
    .string()
    .nullable()
    .describe(
      'Why it failed: `CUT_OFF` (interrupted too often) or `ERROR` (the log of the server has it); null: it did not',
    ),
  createdBy: uuid.nullable().describe('Member of staff who asked for it; null: a command or service'),
  createdAt: time.describe('When it was asked for (RFC 3339)'),
  startedAt: time.nullable().describe('When it began to run (RFC 3339); null: not yet'),
  endedAt: time.nullable().describe('When it ended (RFC 3339); null: not yet'),
};

const backtest = z.strictObject({
  ...runFields,
  mode: z.enum(['DRAFT', 'REPRODUCE']).describe('Whether a programme is tried, or the ledger reproduced'),
  from: time.nullable().describe('From when the programme decides (RFC 3339); null: from the first act'),
  to: time.describe('End of the past that is looked at (RFC 3339)'),
});

export const backtestSchema = backtest.meta({ id: 'Backtest', description: 'A backtest and how far it is.' });
export const backtestListQuery = z.strictObject({
  ...newestFirst,
  status: z
    .enum(['WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'])
    .optional()
    .describe('Only backtests in this state'),
});
export const backtestPageSchema = pageOf(backtestSchema).meta({
  id: 'BacktestPage',
  description: 'A page of backtests, newest first.',
});
export const reportedBacktestSchema = backtest
  .extend({
    report: z
      .union([draftReport, reproductionReport])
      .nullable()
      .describe('The result, by `mode`; null until the status is `DONE`'),
  })
  .meta({ id: 'ReportedBacktest', description: 'A backtest with its report.' });

export const compareQuerySchema = z.strictObject({ with: uuid.describe('The other backtest') });

const difference = {
  one: side.describe('By the programme of the backtest in the path'),
  other: side.describe('By the programme of the other backtest'),
  difference: side.describe('The other less the one'),
};
export const backtestComparisonSchema = objectNamed('BacktestComparison', 'Two programmes on the past, side by side.', {
  one: uuid.describe('The backtest in the path'),
  other: uuid.describe('The other backtest'),
  samePast: z.boolean().describe('Whether both looked at the same acts; if not, part of a difference is of time'),
  total: z.strictObject(difference).describe('The whole period'),
  months: listOf('By month', {
    ...difference,
    month,
    liability: owed.describe('Points owed to guests at the end of the month, the other less the one'),
  }),
  restaurants: z.array(z.strictObject({ ...difference, restaurantId })).describe('By restaurant'),
  tiers: z.array(z.strictObject({ ...difference, tier: tierCode })).describe('By tier'),
});

export type BacktestPeriodBody = z.infer<typeof backtestPeriodSchema>;
export type AskBacktestBody = z.infer<typeof askBacktestSchema>;
export type BacktestAnswer = z.infer<typeof backtestSchema>;
export type RunAnswer = ReturnType<typeof runAnswer>;
export type ReportedBacktestAnswer = z.infer<typeof reportedBacktestSchema>;

export const backtestAnswer = (row: BacktestRow): BacktestAnswer =>
  asAnswer(backtestSchema, { ...row, progress: row, to: row.until });

const runSchema = z.object(runFields);

export const runAnswer = (row: RunRow) => asAnswer(runSchema, { ...row, progress: row });

/** The platform made and stored the report, so it has the form of its schema. */
export function reportedBacktestAnswer(row: ReportedBacktest): ReportedBacktestAnswer {
  return { ...backtestAnswer(row), report: row.report as ReportedBacktestAnswer['report'] };
}
