import { z } from 'zod';
import { instant, line, localDate, pageOf } from '../../../platform/http/schemas';

const whole = z.int();
const tierCode = z.string().regex(/^[A-Z][A-Z0-9_]{0,29}$/);
const counts = z.record(z.string(), whole);

/** By whom and why a tier is set; without `until` until it is ended. */
export const setTierSchema = z
  .strictObject({
    tier: tierCode,
    until: localDate.nullish(),
    reasonCode: line(50),
    comment: line(500).nullish(),
  })
  .meta({ id: 'SetTier', description: 'Held at least at this tier to the end of the day `until`.' });
export type SetTierDto = z.infer<typeof setTierSchema>;

export const raiseCounterSchema = z
  .strictObject({ count: z.int().min(1).max(1_000_000).default(1), occurredAt: instant.nullish() })
  .meta({ id: 'RaiseCounter' });
export type RaiseCounterDto = z.infer<typeof raiseCounterSchema>;

export const counterCode = tierCode;

const benefitSchema = z
  .looseObject({ kind: z.string() })
  .meta({ id: 'TierBenefit', description: 'A benefit by its kind, with what belongs to it.' });

const publishedTierSchema = z
  .object({
    code: z.string(),
    needs: z.object({ spend: whole, visits: whole, points: whole, counters: counts }),
    match: z.enum(['ALL', 'ANY']),
    discountPpm: whole,
    multiplierPpm: whole,
    benefits: z.array(benefitSchema),
  })
  .meta({ id: 'PublishedTier' });

export const publishedTiersSchema = z
  .object({
    programVersion: whole,
    window: z.looseObject({ kind: z.string() }),
    keep: z.object({ grace: z.looseObject({ kind: z.string() }), down: z.enum(['ONE', 'DESERVED']) }),
    counters: z.array(z.string()),
    items: z.array(publishedTierSchema),
  })
  .meta({ id: 'PublishedTiers', description: 'The tiers of the programme in force, from the lowest to the highest.' });
export type PublishedTiers = z.infer<typeof publishedTiersSchema>;

export const guestTierSchema = z
  .object({
    guestId: z.uuid(),
    code: z.string(),
    next: z.string().nullable(),
    amountToNext: whole.nullable(),
    visitsToNext: whole.nullable(),
    pointsToNext: whole.nullable(),
    countersToNext: counts,
    counts: z.object({ spend: whole, visits: whole, points: whole, counters: counts }),
    keptUntil: z.iso.date().nullable(),
    byHand: z
      .object({ tier: z.string(), until: z.iso.date().nullable(), ruleTier: z.string() })
      .nullable()
      .meta({ description: 'A tier that somebody set, and the one by the rule that goes on beneath it.' }),
    discountPpm: whole,
    multiplierPpm: whole,
    benefits: z.array(benefitSchema),
  })
  .meta({ id: 'GuestTier' });
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

const tierChangeSchema = z
  .object({
    transactionId: z.uuid(),
    at: z.iso.datetime(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    cause: z.enum(TIER_CAUSES),
    by: z.object({ kind: z.enum(['user', 'guest', 'key', 'system']), id: z.uuid().nullable() }),
    reasonCode: z.string().nullable(),
    comment: z.string().nullable(),
    keptUntil: z.iso.date().nullable(),
    byHandUntil: z.iso.date().nullable(),
    programVersion: whole.nullable(),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'TierChange', description: 'A change of the tier, or of what it is held by, with its cause.' });

export const tierChangesSchema = pageOf(tierChangeSchema).meta({ id: 'TierChanges' });
export type TierChangeAnswer = z.infer<typeof tierChangeSchema>;
export type TierChanges = z.infer<typeof tierChangesSchema>;
