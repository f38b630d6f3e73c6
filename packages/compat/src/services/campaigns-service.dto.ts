/** The shapes of the rewards system's campaigns: its names, its case, its decimals. */
import { z } from 'zod';
import type { NetworkProfile, RunningCampaign } from 'loyalty-platform/configuration';
import { spokenIn } from 'loyalty-platform/platform/language/spoken';
import { type CampaignDocument, MEASURES, sumOfPayouts } from 'loyalty-platform/decision';
import type { CampaignOfGuest } from 'loyalty-platform/marketing';
import { decimalOf } from 'loyalty-platform/platform/http/decimal-money.rules';
import { line, uuid, listOf, objectNamed } from 'loyalty-platform/platform/http/schemas';
import type { Language } from 'loyalty-platform/platform/language/language';
import { customerIdSchema } from './loyalty-status.dto';

type CampaignTask = NonNullable<CampaignDocument['challenge']>['tasks'][number];

const QUANTITY_DIGITS = 3;
const PPM = 1_000_000;

const campaignShape = {
  id: z.uuid().describe('Id of the campaign'),
  code: z.string().describe('Code of the campaign'),
  name: z.string().describe("Name of the campaign, in the reader's language"),
  type: z.string().describe('Kind of the campaign in small letters, such as `points_multiplier`'),
  status: z.literal('active').describe('Only active campaigns are listed'),
  start_date: z.string().describe('Start (RFC 3339)'),
  end_date: z.string().nullable().describe('End (RFC 3339); null: none'),
  target_segments: z
    .array(z.string())
    .describe('Codes of tiers, in small letters, and of segments that it is for; empty: all customers'),
  multiplier: z.number().optional().describe('Factor of the points of a sale; left out for other campaigns'),
  reward_points: z
    .int()
    .optional()
    .describe('Points of a sale, or of all tasks together; left out where it gives no fixed number'),
  participation_required: z.boolean().describe('Whether only customers who participate get it'),
};
const campaignSchema = z.strictObject(campaignShape).meta({ id: 'ServiceCampaign' });

export const activeCampaignsSchema = objectNamed('ServiceActiveCampaigns', {
  campaigns: z.array(campaignSchema).describe('Active campaigns; there are no further pages'),
});

export const eligibleCampaignsSchema = objectNamed('ServiceEligibleCampaigns', {
  customerId: z.string().describe('The customer as the call named it'),
  eligible_campaigns: z
    .array(
      z.strictObject({
        ...campaignShape,
        participating: z.boolean().describe('False: the customer has to participate first'),
      }),
    )
    .describe('Active campaigns that the customer gets or can participate in; there are no further pages'),
});

export const participateSchema = objectNamed('ServiceParticipate', {
  customerId: customerIdSchema,
  campaignId: uuid.describe('Id of the campaign'),
  reference: line(200)
    .nullish()
    .describe("The service's own name of the act; acts with the same reference happen once"),
});

export const participationSchema = objectNamed('ServiceParticipation', {
  campaignId: z.uuid().describe('Id of the campaign'),
  customerId: z.string().describe('The customer as the call named it'),
  status: z.literal('participating').describe('The customer participates'),
});

export const progressSchema = objectNamed('ServiceCampaignProgress', {
  campaignId: z.uuid().describe('Id of the campaign'),
  customerId: z.string().describe('The customer as the call named it'),
  participating: z.boolean().describe('Whether the customer participates, or need not'),
  completed: z.boolean().describe('Whether the customer got the reward of all tasks'),
  tasks: listOf('Tasks of the campaign; empty: it has none', {
    id: z.string().describe('Name of the task'),
    current: z.number().describe('Progress: a decimal of the currency or of a quantity, or a count'),
    target: z.number().describe('Progress at which the task is done, in the same unit'),
  }),
});

export type ParticipateBody = z.infer<typeof participateSchema>;
export type Participation = z.infer<typeof participationSchema>;
export type ServiceCampaign = z.infer<typeof campaignSchema>;
export type ServiceProgress = z.infer<typeof progressSchema>;

export function serviceCampaignOf(
  { id, code, document, startedAt, endsAt }: RunningCampaign,
  language: Language,
  { locale }: NetworkProfile,
): ServiceCampaign {
  const points = fixedPointsOf(document);
  return {
    id,
    code,
    name: spokenIn(document.name, language, locale) ?? code,
    type: document.type.toLowerCase(),
    status: 'active',
    start_date: startedAt.toISOString(),
    end_date: endsAt?.toISOString() ?? null,
    target_segments: [...document.audience.tiers.map((tier) => tier.toLowerCase()), ...document.audience.segments],
    ...(document.offer?.kind === 'MULTIPLIER' ? { multiplier: document.offer.multiplierPpm / PPM } : {}),
    ...(points === 0 ? {} : { reward_points: points }),
    participation_required: document.join === 'JOINED',
  };
}

export function serviceProgressOf(
  { campaign: { id, document }, joined, isPaid, tasks }: CampaignOfGuest,
  customerId: string,
  currencyDigits: number,
): ServiceProgress {
  const digits = new Map(document.challenge?.tasks.map((task) => [task.id, digitsOf(task, currencyDigits)]));
  return {
    campaignId: id,
    customerId,
    participating: joined || document.join === 'ALL',
    completed: isPaid,
    tasks: tasks.map(({ task, collected, target }) => ({
      id: task,
      current: decimalOf(collected, digits.get(task) ?? 0),
      target: decimalOf(target, digits.get(task) ?? 0),
    })),
  };
}

function fixedPointsOf({ offer, challenge }: CampaignDocument): number {
  if (offer?.kind === 'POINTS') return offer.points;
  return sumOfPayouts(challenge?.payouts ?? []).points;
}

function digitsOf(task: CampaignTask, currencyDigits: number): number {
  if (task.kind === 'ACTIVITY') return 0;
  return { CURRENCY: currencyDigits, QUANTITY: QUANTITY_DIGITS, NONE: 0 }[MEASURES[task.measure].digits];
}
