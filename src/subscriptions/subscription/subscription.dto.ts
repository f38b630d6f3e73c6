import { z } from 'zod';
import { pageFields, pageOf, openObjectNamed } from '../../platform/http/schemas';
import { invoiceLineSchema, payerBodySchema, payerSchema } from '../invoices/invoice.dto';
import { STATES } from '../life/life.rules';
import { FEATURES } from '../life/terms';
import type { Usage } from '../limits/plan-in-force';
import { conditions, planCode, planSchema, termsSchema } from '../plans/plan.dto';
import type { SubscriptionRow } from './subscription.sql';

const MAX_TRIAL_DAYS = 90;

/** Texts of a change that the routes of owners and of managers share. */
export const PREVIEW_DESCRIPTION =
  'The sum to pay now with its lines, and the limits and features that the network would miss.';
export const PREVIEW_PROBLEMS = [
  'subscription_missing',
  'plan_unchanged',
  'plan_not_offered',
  'subscription_past_due',
  'currency_differs',
  'seller_missing',
] as const;
export const CHANGE_PROBLEMS = [...PREVIEW_PROBLEMS, 'version_conflict'] as const;

const custom = z
  .strictObject(conditions)
  .optional()
  .describe('Conditions agreed with the network; with CUSTOM alone, and required there');

/** `POST /api/networks/{id}/subscription`. */
export const beginSubscriptionSchema = z
  .strictObject({
    planCode,
    trialDays: z
      .int()
      .min(0)
      .max(MAX_TRIAL_DAYS)
      .default(0)
      .describe('Days that cost nothing; the first paid period begins after them'),
    payer: payerBodySchema.describe('Company that pays'),
    custom,
  })
  .meta({
    id: 'BeginSubscription',
    example: {
      planCode: 'PRO',
      trialDays: 14,
      payer: {
        name: 'ООО «Хинкальная»',
        taxId: '7801234564',
        kpp: '780101001',
        address: 'Санкт-Петербург, Невский пр., 1',
      },
    },
  });
export type BeginSubscriptionBody = z.infer<typeof beginSubscriptionSchema>;

/** `PATCH /api/networks/{id}/subscription`. */
export const changeSubscriptionSchema = z
  .strictObject({
    planCode: planCode.optional().describe('Plan to change to; left out: the same'),
    custom,
    payer: payerBodySchema.optional().describe('Company that pays from the next invoice on; left out: the same'),
    sequence: z
      .int()
      .optional()
      .describe('`sequence` of the subscription as it was read: after another change `version_conflict`'),
  })
  .meta({ id: 'ChangeSubscription', example: { planCode: 'ULTIMA', sequence: 3 } });
export type ChangeSubscriptionBody = z.infer<typeof changeSubscriptionSchema>;

export const previewSubscriptionSchema = z
  .strictObject({
    planCode,
    custom,
    trialDays: z
      .int()
      .min(0)
      .max(MAX_TRIAL_DAYS)
      .default(0)
      .describe('Days that cost nothing, of a network that has no plan'),
  })
  .meta({ id: 'PreviewSubscription', example: { planCode: 'ULTIMA' } });
export type PreviewSubscriptionBody = z.infer<typeof previewSubscriptionSchema>;

/** `POST /api/subscription/preview`, for managers. */
export const previewOwnSubscriptionSchema = z
  .strictObject({ planCode })
  .meta({ id: 'PreviewOwnSubscription', example: { planCode: 'ULTIMA' } });

/** `POST /api/subscription/changes`, for managers. */
export const changeOwnSubscriptionSchema = z
  .strictObject({
    planCode,
    sequence: z.int().describe('`sequence` of the preview'),
    total: z.int().describe('`total` of the preview, in minor units: if another sum is due by now, `version_conflict`'),
  })
  .meta({ id: 'ChangeOwnSubscription', example: { planCode: 'ULTIMA', sequence: 3, total: 1_595_000 } });
export type ChangeOwnSubscriptionBody = z.infer<typeof changeOwnSubscriptionSchema>;

const usageSchema = z.object({
  restaurants: z.int().describe('Open restaurants'),
  guests: z.int().describe('Registered guests'),
});

export const subscriptionSchema = openObjectNamed('Subscription', 'The plan of a network.', {
  id: z.uuid().describe('Subscription'),
  networkId: z.uuid().describe('Network'),
  networkName: z.string().describe('Name of the network'),
  networkCode: z.string().describe('Code of the network'),
  state: z
    .enum(STATES)
    .describe(
      '`PAST_DUE`: an invoice is overdue; `GRACE`: for two weeks or more, and the plan ends soon. The plan works as before in both',
    ),
  terms: termsSchema.describe('Conditions now'),
  startedOn: z.iso.date().describe('First day'),
  trialEndsOn: z.iso.date().nullable().describe('First day after the trial; null: there was none'),
  periodStart: z.iso.date().describe('First day of the period, by the local days of the network'),
  periodEnd: z.iso.date().describe('First day of the next period'),
  nextTerms: termsSchema.nullable().describe('Conditions from the end of the period on; null: the same'),
  endsOn: z.iso.date().nullable().describe('Day on which the plan ends or ended; null: no end is planned'),
  dueOn: z.iso.date().nullable().describe('Day by which the oldest unpaid invoice was to be paid; null: all are paid'),
  receivable: z.int().describe('Unpaid in all, in minor units'),
  usage: usageSchema.describe('How much of the limits is used'),
  mrr: z.int().describe('Monthly recurring revenue in minor units; 0 during the trial and after the end'),
  payer: payerSchema.describe('Company that pays'),
  sequence: z.int().describe('Counts the changes of the subscription'),
});
export type SubscriptionAnswer = z.infer<typeof subscriptionSchema>;
export const subscriptionPageSchema = pageOf(subscriptionSchema).meta({ id: 'SubscriptionPage' });

export const ownSubscriptionSchema = openObjectNamed('OwnSubscription', {
  subscription: subscriptionSchema.nullable().describe('Null: the network has no plan, and nothing is limited'),
  plans: z.array(planSchema).describe('Plans that can be chosen today'),
  paysOnline: z.boolean().describe('Whether invoices can be paid on the page of a payment provider'),
});
export type OwnSubscriptionAnswer = z.infer<typeof ownSubscriptionSchema>;

export const changePreviewSchema = z
  .object({
    kind: z
      .enum(['UPGRADE', 'DOWNGRADE', 'TRIAL_CHANGE', 'WITHDRAWAL', 'RESTART'])
      .describe(
        '`RESTART`: a plan that begins today, the first one or after one that has ended. `UPGRADE` counts at once, `DOWNGRADE` from the end of the period; `WITHDRAWAL` takes back a planned change or end',
      ),
    effectiveOn: z.iso.date().describe('Day from which the new conditions count'),
    sequence: z.int().describe('Send it with the change'),
    total: z.int().describe('To pay now in minor units, VAT included; send it with the change'),
    lines: z.array(invoiceLineSchema).describe('Lines of the invoice that the change makes; none: nothing to pay'),
    terms: termsSchema.describe('Conditions after the change'),
    usage: usageSchema.describe('Restaurants and guests that the network has already'),
    over: z
      .array(z.enum(['restaurants', 'guests']))
      .describe('Limits that the network is over already: all stay, and no new ones are registered'),
    lostFeatures: z
      .array(z.enum(FEATURES))
      .describe('Features that the network has now and then no longer; without a plan it has every one'),
  })
  .meta({ id: 'SubscriptionPreview', description: 'The effect of a change of the plan, before it is made.' });
export type ChangePreviewAnswer = z.infer<typeof changePreviewSchema>;

export const subscriptionListQuery = z.strictObject({
  ...pageFields,
  state: z.enum(STATES).optional().describe('Only those in this state'),
});
export type SubscriptionListQuery = z.infer<typeof subscriptionListQuery>;

/** Facts that an answer has beside the subscription itself. */
export interface SubscriptionFacts {
  readonly network: { readonly name: string; readonly code: string };
  readonly debt: { readonly dueOn: string | null; readonly amount: number };
  readonly usage: Usage;
}

export function subscriptionAnswer(
  row: SubscriptionRow,
  { network, debt, usage }: SubscriptionFacts,
): SubscriptionAnswer {
  const { anchor: _anchor, period: _period, wasPaying: _paying, payer, ...rest } = row;
  return {
    ...rest,
    networkName: network.name,
    networkCode: network.code,
    dueOn: debt.dueOn,
    receivable: debt.amount,
    usage: { ...usage },
    payer: { ...payer, kpp: payer.kpp ?? null },
  };
}
