import { z } from 'zod';
import { programDocumentSchema } from '../../../configuration';
import { instant, pageOf, uuid } from '../../../platform/http/schemas';
import type { BacktestRow, ReportedBacktest, RunRow } from './backtests.sql';

/** Left out: from the first act, and to now. From `from` on the draft decides; what was before that is as it was. */
const period = { from: instant.optional(), to: instant.optional() };

export const backtestPeriodSchema = z.strictObject(period).meta({ id: 'BacktestPeriod' });

/** A document that is no version, or the ledger itself reproduced by the versions that decided it. */
export const askBacktestSchema = z
  .union([
    z.strictObject({ document: programDocumentSchema, ...period }),
    z.strictObject({ mode: z.literal('REPRODUCE'), to: instant.optional() }),
  ])
  .meta({ id: 'AskBacktest' });

const time = z.iso.datetime();
const figure = z.int();

const side = z
  .strictObject({
    sales: figure,
    amount: figure,
    discount: figure,
    payable: figure,
    pointsIssued: figure,
    issuedValue: figure,
    pointsRedeemed: figure,
    redeemedValue: figure,
    pointsExpired: figure,
    pointsAdjusted: figure,
    cost: figure,
    tierUps: figure,
    tierDowns: figure,
  })
  .meta({
    id: 'BacktestSide',
    description: 'Money in minor units, refunds taken off; cost: discounts and the worth of redeemed points',
  });

const compared = { actual: side, draft: side };
const owed = z.strictObject({ points: figure, value: figure });
const month = z.string().meta({ example: '2026-10' });
/** Optional: reports that were kept before 0.3.0 do not have it. */
const since3 = figure.optional();
const outcome = z.strictObject({
  guestId: z.string(),
  actual: figure.meta({ description: 'Discounts and points given less points expired, in money.' }),
  draft: figure,
  actualDiscount: since3,
  draftDiscount: since3,
  actualPoints: since3.meta({ description: 'Points given less points expired.' }),
  draftPoints: since3,
  tier: z.string(),
  draftTier: z.string(),
});

const draftReport = z
  .strictObject({
    acts: figure,
    guests: figure,
    total: z.strictObject(compared),
    months: z.array(z.strictObject({ ...compared, month, liability: z.strictObject({ actual: owed, draft: owed }) })),
    restaurants: z.array(z.strictObject({ ...compared, restaurantId: z.string().nullable() })),
    tiers: z.array(z.strictObject({ ...compared, tier: z.string() })),
    moves: z.array(z.strictObject({ tier: z.string(), draftTier: z.string(), guests: figure })),
    gaining: figure,
    losing: figure,
    gainers: z.array(outcome),
    losers: z.array(outcome),
    unread: figure,
    firstUnread: z.strictObject({ transactionId: z.string(), reason: z.string() }).nullable(),
    cannotKnow: z.array(z.string()),
  })
  .meta({ id: 'BacktestReport', description: 'What happened beside what the draft would have done' });

const value = z.union([z.string(), z.number(), z.null()]);

const reproductionReport = z
  .strictObject({
    reproduces: z.boolean(),
    acts: figure,
    guests: figure,
    types: z.record(z.string(), figure),
    differing: figure,
    first: z
      .strictObject({ transactionId: z.string(), type: z.string(), where: z.string(), stored: value, decided: value })
      .nullable(),
  })
  .meta({ id: 'ReproductionReport', description: 'Whether the versions that decided lead to the ledger again' });

/** How far a run is, and how it ended. */
export const runFields = {
  id: uuid,
  programVersion: z.int().nullable(),
  documentHash: z.string().nullable(),
  status: z.enum(['WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED']),
  progress: z.strictObject({ guests: figure, guestsDone: figure }),
  /** `CUT_OFF`: its runs were cut off again and again; `ERROR`: the log says what happened. */
  failure: z.string().nullable(),
  createdBy: uuid.nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
};

const backtest = z.strictObject({
  ...runFields,
  mode: z.enum(['DRAFT', 'REPRODUCE']),
  from: time.nullable(),
  to: time,
});

export const backtestSchema = backtest.meta({ id: 'Backtest' });
export const backtestPageSchema = pageOf(backtestSchema).meta({ id: 'BacktestPage' });
export const reportedBacktestSchema = backtest
  .extend({ report: z.union([draftReport, reproductionReport]).nullable() })
  .meta({ id: 'ReportedBacktest' });

export const compareQuerySchema = z.strictObject({ with: uuid });

const difference = { one: side, other: side, difference: side };
export const backtestComparisonSchema = z
  .strictObject({
    one: uuid,
    other: uuid,
    samePast: z.boolean(),
    total: z.strictObject(difference),
    months: z.array(z.strictObject({ ...difference, month, liability: owed })),
    restaurants: z.array(z.strictObject({ ...difference, restaurantId: z.string().nullable() })),
    tiers: z.array(z.strictObject({ ...difference, tier: z.string() })),
  })
  .meta({ id: 'BacktestComparison' });

export type BacktestPeriodBody = z.infer<typeof backtestPeriodSchema>;
export type AskBacktestBody = z.infer<typeof askBacktestSchema>;
export type BacktestAnswer = z.infer<typeof backtestSchema>;
export type ReportedBacktestAnswer = z.infer<typeof reportedBacktestSchema>;

export function backtestAnswer(row: BacktestRow): BacktestAnswer {
  const { mode, from, until } = row;
  return { ...runAnswer(row), mode, from: from?.toISOString() ?? null, to: until.toISOString() };
}

export function runAnswer(row: RunRow) {
  const { id, programVersion, documentHash, status, failure, createdBy } = row;
  return {
    id,
    programVersion,
    documentHash,
    status,
    progress: { guests: row.guests, guestsDone: row.guestsDone },
    failure,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** The report was made here and kept as it is, so it is what its schema says. */
export function reportedBacktestAnswer(row: ReportedBacktest): ReportedBacktestAnswer {
  return { ...backtestAnswer(row), report: row.report as ReportedBacktestAnswer['report'] };
}
