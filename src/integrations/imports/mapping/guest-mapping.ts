import { z } from 'zod';
import { CONSENT_BASES } from '../../../configuration';
import { DATE_FORMATS } from '../rows/day.rules';
import { column, mappingParts } from './mapping-parts';

/** Fields of a guest that a file's column may contain. */
export const GUEST_FIELDS = [
  'phone',
  'otherPhone',
  'name',
  'lastName',
  'email',
  'birthDate',
  'language',
  'externalId',
  'note',
  'cards',
  'children',
  'tier',
  'tierUntil',
  'points',
  'pointsEnd',
  'lots',
  'stamps',
  'spend',
  'visits',
  'consent',
  'consentAt',
  'consentVersion',
  'consents',
] as const;

/** The guest comes without them, or they end as the programme says of points earned now. */
export const ENDED_POINTS = ['LEAVE_OUT', 'PROGRAM'] as const;
export type EndedPoints = (typeof ENDED_POINTS)[number];

/** `PROGRAM`: as if reached today by the programme's rule. `FOREVER`: without an end. A day: held to its end at least. */
export const tierEnd = z.union([z.enum(['PROGRAM', 'FOREVER']), z.iso.date()]);
export type TierEnd = z.infer<typeof tierEnd>;

/** Answers that a file may need. Each file gives them anew, so they are not saved with a mapping. */
export type GuestAnswers = Pick<GuestMapping, 'consentBasis' | 'tierEnd' | 'endedPoints'>;

export type GuestField = (typeof GUEST_FIELDS)[number];

/** How a file's columns become guests: a JSON document that the network stores under a name. */
export const guestMappingSchema = z.strictObject({
  ...mappingParts,
  kind: z.literal('GUESTS'),
  money: z
    .strictObject({ unit: z.enum(['MINOR', 'MAJOR']).default('MAJOR'), decimalMark: z.enum(['.', ',']).default('.') })
    .prefault({}),
  /** `ISO`: 2026-12-31, `DOTTED`: 31.12.2026, `DAY_FIRST`: 31/12/2026, `MONTH_FIRST`: 12/31/2026; a time after the date is ignored. */
  dateFormat: z.enum(DATE_FORMATS).default('ISO'),
  /** The programme's tier codes by the file's tier names; a name that is missing here is itself a code. */
  tiers: z.record(z.string().max(100), z.string().max(100)).default({}),
  /** The kind of consent in the column `consent`, whose values are yes and no. */
  consentKind: z.string().min(1).max(50).default('marketing'),
  /** Where the guests of the file agreed whose row does not say yes to a consent that the law asks for; left out: nowhere. */
  consentBasis: z.enum(CONSENT_BASES).optional(),
  /** Whether points with decimals are rounded down; otherwise their rows are refused. */
  roundPointsDown: z.boolean().default(false),
  /** End of a tier that came without a last day; left out: its row is refused. */
  tierEnd: tierEnd.optional(),
  /** Answer for points whose last day has passed; left out: their row is refused. */
  endedPoints: z.enum(ENDED_POINTS).optional(),
  columns: z.partialRecord(z.enum(GUEST_FIELDS), column),
});

export type GuestMapping = z.infer<typeof guestMappingSchema>;
