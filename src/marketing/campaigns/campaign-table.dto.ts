import { z } from 'zod';
import { CAMPAIGN_STATES, campaignDocumentSchema, type ListedCampaign } from '../../configuration';
import { localDate, pageFields, pageOf, objectNamed, uuidList } from '../../platform/http/schemas';
import type { CampaignResults } from '../results/campaign-results.query';
import { returnedOf } from '../results/returned.rules';
import { comparedFigureSchema, figureAnswer } from './campaign-guests.dto';

/** Results are counted from the sales of the guests of each campaign, so that a page has few. */
const MOST = 20;
const USUAL = 10;

export const campaignTableQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST).default(USUAL).describe('Number of campaigns on a page, at most'),
  cursor: pageFields.cursor,
  runsFrom: localDate.optional().describe('Only campaigns that have not ended before this local day'),
  runsTo: localDate.optional().describe('Only campaigns that start on this local day or earlier'),
  ids: uuidList.optional().describe('Only these campaigns, archived ones too; ids separated by commas'),
});
export type CampaignTableQuery = z.infer<typeof campaignTableQuery>;

const rowSchema = objectNamed('CampaignResultsRow', 'A campaign with its use, its cost and what it brought.', {
  campaignId: z.uuid().describe('Id of the campaign'),
  code: z.string().describe('Code of the campaign'),
  name: campaignDocumentSchema.shape.name,
  type: campaignDocumentSchema.shape.type,
  state: z.enum(CAMPAIGN_STATES).describe('State of the campaign'),
  since: z.string().describe('From when it counts (RFC 3339)'),
  until: z.string().describe('Up to when it counts (RFC 3339)'),
  guests: z.int().describe('Guests who get it'),
  control: z.int().nullable().describe('Guests of its control group; null: it has none, or has met nobody'),
  came: z.int().describe('Guests who get it and bought since'),
  visits: z.int().describe('Sales of guests who get it, less those that were refunded'),
  money: z.int().describe('Payments of guests who get it, less refunds, in minor units'),
  points: z.int().describe('Points that it gave by the journal, less those that refunds took back'),
  pointsWorth: z.int().describe('Worth of these points, in minor units'),
  moneyOff: z.int().describe('Money that it took off, checks without a guest included, less refunds, in minor units'),
  checks: z.int().describe('Checks of which it took money off'),
  cost: z.int().describe('`pointsWorth` and `moneyOff` together, in minor units'),
  uplift: comparedFigureSchema
    .nullable()
    .describe('Money per guest who gets it beside the control group, in minor units; null: there is no control group'),
  returned: z
    .strictObject({
      estimate: z.int().describe('The likeliest value'),
      low: z.int().describe('Lower bound of 95 %'),
      high: z.int().describe('Upper bound of 95 %'),
    })
    .nullable()
    .describe(
      'Money that each unit of `cost` brought back, in thousandths: the uplift of all guests who get it over the cost, 1,000 where they are ' +
        'equal; null: without a control group or a cost, or while the uplift cannot be told',
    ),
});

export const campaignTableSchema = pageOf(rowSchema).meta({
  id: 'CampaignResultsPage',
  description: 'Campaigns beside each other, since the start of each.',
});

export function campaignRowAnswer(
  { id, code, state, runningDocument }: ListedCampaign,
  { since, until, arms, points, pointsWorth, moneyOff, compared }: CampaignResults,
): z.infer<typeof rowSchema> {
  const { name, type } = runningDocument;
  const treated = arms.find(({ arm }) => arm === 'TREATED');
  const control = compared === null ? undefined : arms.find(({ arm }) => arm === 'CONTROL');
  const off = moneyOff?.amount ?? 0;
  const cost = pointsWorth + off;
  const uplift = compared === null || compared.money.verdict.kind === 'NOT_YET' ? null : compared.money.interval;
  return {
    campaignId: id,
    code,
    name: { ...name },
    type,
    state,
    since: since.toISOString(),
    until: until.toISOString(),
    guests: treated?.guests ?? 0,
    control: control?.guests ?? null,
    came: treated?.came ?? 0,
    visits: treated?.visits ?? 0,
    money: treated?.wholeMoney ?? 0,
    points,
    pointsWorth,
    moneyOff: off,
    checks: moneyOff?.checks ?? 0,
    cost,
    uplift: compared === null ? null : figureAnswer(compared.money),
    returned: uplift === null ? null : returnedOf(uplift, treated?.guests ?? 0, cost),
  };
}
