import { z } from 'zod';
import { campaignDraftSchema } from '../../../configuration';
import { uuid, objectNamed, listOf } from '../../../platform/http/schemas';
import { runAnswer, runFields } from '../runs/backtest.dto';
import type { ReportedEstimate } from '../runs/run-rows';
import { LEAST_SALES, type CampaignEstimate } from '../reports/estimate-report.rules';
import { MOST_DAYS, USUAL_DAYS } from '../reports/estimate-window.rules';

export const askEstimateSchema = objectNamed('AskCampaignEstimate', 'A campaign to estimate; it need not be saved.', {
  document: campaignDraftSchema,
  campaignId: uuid
    .nullable()
    .default(null)
    .describe('Campaign that the document would change; null: it would be a new one'),
});

const estimateSchema = z
  .strictObject({
    days: z
      .int()
      .describe(
        `Days of the past that were looked at: as many as the campaign has, at most ${String(MOST_DAYS)}; ${String(USUAL_DAYS)} without an end`,
      ),
    sales: z.int().describe('Sales of guests on these days, whether the campaign was for them or not'),
    isEnough: z
      .boolean()
      .describe(`Whether there were at least ${String(LEAST_SALES)} sales; with fewer the figures are chance`),
    reached: z.int().describe('Guests who would have got something'),
    uses: z.int().describe('Sales and payouts that it would have given something for'),
    points: z.int().describe('Points that guests would have got more, before budgets'),
    money: z.int().describe('Worth of these points, with what tiers would discount more, in minor units'),
    rewards: z.int().describe('Rewards that it would have given beside points'),
    budgets: listOf('Budgets of the document', {
      unit: z.enum(['POINTS', 'MONEY', 'USES']).describe('Unit of the budget'),
      restaurantId: z.uuid().nullable().describe('Restaurant of the budget; null: the whole network'),
      limit: z.int().describe('The most that it gives'),
      wanted: z.int().describe('How much these days would have asked of it'),
    }),
  })
  .meta({
    id: 'CampaignEstimate',
    description:
      'The past with the campaign less the same past without it. Guests are taken to buy as they did, and all whom it is for ' +
      'to have joined.',
  }) satisfies z.ZodType<CampaignEstimate>;

export const estimateRunSchema = z
  .strictObject(runFields)
  .meta({ id: 'CampaignEstimateRun', description: 'A run that estimates a campaign, and how far it is.' });
export const reportedEstimateSchema = z
  .strictObject({
    ...runFields,
    estimate: estimateSchema.nullable().describe('The result; null until the status is `DONE`'),
  })
  .meta({ id: 'ReportedCampaignEstimateRun', description: 'A run with the estimate that it found.' });

export type AskEstimateBody = z.infer<typeof askEstimateSchema>;
export type ReportedEstimateAnswer = z.infer<typeof reportedEstimateSchema>;

export function reportedEstimateAnswer(row: ReportedEstimate): ReportedEstimateAnswer {
  return { ...runAnswer(row), estimate: row.report as ReportedEstimateAnswer['estimate'] };
}
