import { z } from 'zod';
import {
  instant,
  line,
  localDate,
  objectNamed,
  openObjectNamed,
  openObjectOf,
  openObjectOrNull,
  pageOf,
} from '../../../platform/http/schemas';

const whole = z.int();
const tierCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,29}$/);
const counts = z.record(z.string(), whole);
const countsShape = {
  spend: whole.describe('Minor units paid'),
  visits: whole.describe('Visits'),
  points: whole.describe('Points earned'),
  counters: counts.describe('Counters of the programme, by their codes'),
};
const discountPpm = whole.describe('Discount of the tier in parts per million of the amount (50,000 is 5 %)');
const multiplierPpm = whole.describe('Factor on earned points in parts per million (1,250,000 is 1.25 times)');

export const setTierSchema = z
  .strictObject({
    tier: tierCode.describe('Code of the tier that the guest holds at least'),
    until: localDate
      .nullish()
      .describe('Last day of it, a date of the network (`YYYY-MM-DD`), today or later; left out: until it is ended'),
    reasonCode: line(50).describe(
      '`SERVICE_RECOVERY`, `CORRECTION`, `GOODWILL`, `OTHER`, or one that the network added to its `reasonCodes`',
    ),
    comment: line(500).nullish().describe('Remark for colleagues; guests do not see it'),
  })
  .meta({
    id: 'SetTier',
    description: 'A tier that is set by hand. The guest never holds a lower one while it lasts.',
  });
export type SetTierDto = z.infer<typeof setTierSchema>;

export const raiseCounterSchema = objectNamed('RaiseCounter', 'By how much a counter of the guest rises.', {
  count: z.int().min(1).max(1_000_000).default(1).describe('By how much the counter rises'),
  occurredAt: instant.nullish().describe('When it happened, RFC 3339 with zone; now when left out'),
});
export type RaiseCounterDto = z.infer<typeof raiseCounterSchema>;

export const counterCode = tierCode;

const benefitSchema = z
  .looseObject({ kind: z.string().describe('Kind of benefit, such as `FREE_DELIVERY` or `BIRTHDAY_DISCOUNT`') })
  .meta({ id: 'TierBenefit', description: 'A benefit of a tier. Its other fields depend on `kind`.' });

const publishedTierSchema = openObjectNamed('PublishedTier', 'A tier: what it asks for and what it gives.', {
  code: z.string().describe('Code of the tier'),
  needs: z.object(countsShape).describe('Requirements of the tier within the window; 0: nothing'),
  match: z.enum(['ALL', 'ANY']).describe('Whether all of `needs` have to be met, or one of them is enough'),
  discountPpm,
  multiplierPpm,
  benefits: z.array(benefitSchema).describe('Further benefits of the tier'),
});

export const publishedTiersSchema = openObjectNamed('PublishedTiers', 'The tiers of the programme in force.', {
  programVersion: whole.describe('Version of the programme in force'),
  window: z
    .looseObject({ kind: z.string().describe('`LIFETIME`, `ROLLING`, `CALENDAR` or `ANNIVERSARY`') })
    .describe('Time over which spend, visits, points and counters count towards a tier'),
  keep: openObjectOf('How a tier is kept and lost', {
    grace: z
      .looseObject({ kind: z.string().describe('Kind of grace, such as `DAYS`') })
      .describe('How long a guest keeps a tier after the counts fall short'),
    down: z
      .enum(['ONE', 'DESERVED'])
      .describe('Whether the guest then goes down by one tier, or to the tier that the counts deserve'),
  }),
  counters: z.array(z.string()).describe('Codes of the counters that tiers ask for'),
  items: z.array(publishedTierSchema).describe('The tiers, from the lowest to the highest'),
});
export type PublishedTiers = z.infer<typeof publishedTiersSchema>;

export const guestTierSchema = z
  .object({
    guestId: z.uuid().describe('The guest'),
    code: z.string().describe('Code of the tier that the guest holds'),
    next: z.string().nullable().describe('Code of the next higher tier; null at the top'),
    amountToNext: whole
      .nullable()
      .describe('Minor units that are still to be paid for the next tier; null at the top and where it asks for none'),
    visitsToNext: whole
      .nullable()
      .describe('Visits that are still missing for the next tier; null at the top and where it asks for none'),
    pointsToNext: whole
      .nullable()
      .describe('Points that are still to be earned for the next tier; null at the top and where it asks for none'),
    countersToNext: counts.describe('Counts that are missing for the next tier, by code of the counter'),
    counts: z.object(countsShape).describe('Figures that count towards a tier within the window now'),
    keptUntil: z.iso
      .date()
      .nullable()
      .describe(
        'Last day on which the guest keeps a tier for which the counts fall short, in the network (`YYYY-MM-DD`); null: ' +
          'they do not fall short',
      ),
    byHand: openObjectOrNull('The tier that a manager set by hand, or that a campaign gave; null: none', {
      tier: z.string().describe('Code of the tier that was set'),
      until: z.iso.date().nullable().describe('Last day of it (`YYYY-MM-DD`); null: until it is ended'),
      ruleTier: z.string().describe('Code of the tier that the guest would hold by the rule of the programme'),
      campaign: z.string().nullable().describe('Code of the campaign that gave it; null: a manager set it'),
    }),
    discountPpm,
    multiplierPpm,
    benefits: z.array(benefitSchema).describe('Further benefits of the tier'),
  })
  .meta({ id: 'GuestTierStatus', description: "A guest's tier, what it gives, and the way to the next." });
export type GuestTierAnswer = z.infer<typeof guestTierSchema>;

export const TIER_CAUSES = [
  'SALE',
  'AWARD',
  'ACTIVITY',
  'REFUND',
  'REVIEW',
  'BY_HAND',
  'BY_HAND_ENDED',
  'PROGRAM',
  'OTHER',
] as const;

const tierChangeSchema = openObjectNamed('TierChange', 'A change of the tier or of its grace, with its cause.', {
  transactionId: z.uuid().describe('Transaction that changed it'),
  at: z.iso.datetime().describe('When it changed (RFC 3339)'),
  from: z.string().nullable().describe('Code of the tier before; null: none'),
  to: z.string().nullable().describe('Code of the tier after; null: none'),
  cause: z
    .enum(TIER_CAUSES)
    .describe(
      'Sale, award, raised counter (`ACTIVITY`), refund, review by the rule of the programme, set by hand, end of a ' +
        'tier set by hand or given by a campaign, another programme, or something else',
    ),
  by: openObjectOf('The person or system that caused it', {
    kind: z.enum(['user', 'guest', 'key', 'system']).describe('Member of staff, guest, API key or the platform'),
    id: z.uuid().nullable().describe('Its id; null: the platform'),
  }),
  reasonCode: z.string().nullable().describe('Reason code of a tier set by hand; null: another cause'),
  comment: z.string().nullable().describe('Remark for colleagues; null: none, or a guest reads'),
  keptUntil: z.iso
    .date()
    .nullable()
    .describe('Last day of the grace that began with it, in the network (`YYYY-MM-DD`); null: none'),
  byHandUntil: z.iso
    .date()
    .nullable()
    .describe('Last day of a tier set by hand (`YYYY-MM-DD`); null: without an end, or another cause'),
  programVersion: whole.nullable().describe('Version of the programme that decided it; null: there was none'),
  reasons: z.array(z.string()).describe('Why, as sentences in the language of the request'),
});

export const tierChangesSchema = pageOf(tierChangeSchema).meta({
  id: 'TierChanges',
  description: "A page of the changes of a guest's tier, newest first.",
});
export type TierChangeAnswer = z.infer<typeof tierChangeSchema>;
export type TierChanges = z.infer<typeof tierChangesSchema>;
