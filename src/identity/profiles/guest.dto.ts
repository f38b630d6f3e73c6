import { z } from 'zod';
import { databaseNowMs } from '../../platform/clock/database-time';
import { instant, line, localDate, pageFields, pageOf, uuid, uuidList } from '../../platform/http/schemas';

const FURTHEST_ZONE_MS = 14 * 3_600_000;

/** As typed; what it means depends on the network's country. */
const phone = z.string().min(1).max(40);
const email = z.email().max(254);
const externalId = line(200);
const note = z.string().trim().max(1_000);
/** Not after today anywhere on earth: who is born after midnight in the east has a date that UTC has not yet. */
export const birthDate = localDate.refine(
  (date) => date <= new Date(databaseNowMs() + FURTHEST_ZONE_MS).toISOString().slice(0, 10),
  {
    params: { code: 'not_allowed' },
  },
);

/** A consent with the version of the text that the person saw. */
export const consentGivenSchema = z.strictObject({
  kind: z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,49}$/),
  version: z
    .string()
    .min(1)
    .max(50)
    .regex(/^\P{Cc}+$/u),
});
export const consentsGiven = z.array(consentGivenSchema).max(20);

/** `POST /api/guests`. */
export const createGuestSchema = z
  .strictObject({
    phone: phone.optional(),
    name: line(200).optional(),
    email: email.optional(),
    birthDate: birthDate.optional(),
    externalId: externalId.optional(),
    restaurantId: uuid.optional(),
    locale: z.enum(['ru', 'en']).optional(),
    note: note.optional(),
    consents: consentsGiven.optional(),
  })
  .refine((body) => body.phone !== undefined || body.externalId !== undefined, {
    params: { code: 'one_required', fields: 'phone, externalId' },
  })
  .meta({ id: 'CreateGuest' });

/** `PATCH /api/guests/{id}`: what is left out stays, null takes away. */
export const changeGuestSchema = z
  .strictObject({
    phone: phone.nullable(),
    name: line(200).nullable(),
    email: email.nullable(),
    birthDate: birthDate.nullable(),
    externalId: externalId.nullable(),
    locale: z.enum(['ru', 'en']).nullable(),
    note: note.nullable(),
  })
  .partial()
  .meta({ id: 'ChangeGuest' });

export const listGuestsQuerySchema = z.strictObject({
  ...pageFields,
  externalId: externalId.optional(),
  card: z.string().min(1).max(64).optional(),
  ids: uuidList.optional(),
});

export const searchGuestsSchema = z.strictObject({ query: line(200) }).meta({ id: 'SearchGuests' });

/** `POST /api/guests/lookup`: one way of being known. */
export const lookupGuestSchema = z
  .union([
    z.strictObject({ qr: z.string().min(1).max(400) }),
    z.strictObject({ code: z.string().min(1).max(20) }),
    z.strictObject({ phone }),
    z.strictObject({ card: z.string().min(1).max(64) }),
  ])
  .meta({ id: 'LookupGuest' });

export const balanceSchema = z
  .strictObject({
    available: z.int(),
    pending: z.int(),
    held: z.int(),
    inReview: z.int(),
    receivable: z.int(),
  })
  .meta({ id: 'GuestPoints' });

export const tierSchema = z
  .strictObject({
    code: z.string().nullable(),
    next: z.string().nullable(),
    amountToNext: z.int().nullable(),
    visitsToNext: z.int().nullable(),
  })
  .meta({ id: 'GuestTier' });

const guestShape = {
  id: uuid,
  externalId: z.string().nullable(),
  name: z.string().nullable(),
  /** Whole, or all but the country and the last four digits as `•`, by who asks. */
  phone: z.string().nullable(),
  email: z.string().nullable(),
  birthDate: z.string().nullable(),
  birthdayToday: z.boolean(),
  locale: z.enum(['ru', 'en']).nullable(),
  note: z.string().nullable(),
  cardNumber: z.string(),
  restaurantId: uuid.nullable(),
  source: z.enum(['STAFF', 'SELF', 'IMPORT', 'API']),
  blocked: z.boolean(),
  /** The guest that this one is: their cards were merged, and what is rung up here is that guest's. */
  mergedInto: uuid.nullable(),
  balance: balanceSchema,
  tier: tierSchema,
  createdAt: instant,
};
export const guestSchema = z.strictObject(guestShape).meta({ id: 'Guest' });
export const guestPageSchema = pageOf(guestSchema).meta({ id: 'GuestPage' });

/** The answer of a registration by staff: the one time that they see the guest's live code; null in a replay to a colleague. */
export const registeredGuestSchema = z
  .strictObject({ ...guestShape, cardCode: z.string().nullable(), qr: z.string().nullable(), expiresAt: instant })
  .meta({ id: 'RegisteredGuest' });

/** A reward that the guest could have now. */
const rewardSchema = z.strictObject({ id: uuid, name: z.string(), points: z.int() });
export const foundGuestSchema = z
  .strictObject({ ...guestShape, rewards: z.array(rewardSchema) })
  .meta({ id: 'FoundGuest' });

export type ConsentGiven = z.infer<typeof consentGivenSchema>;
export type CreateGuestBody = z.infer<typeof createGuestSchema>;
export type ChangeGuestBody = z.infer<typeof changeGuestSchema>;
export type ListGuestsQuery = z.infer<typeof listGuestsQuerySchema>;
export type SearchGuestsBody = z.infer<typeof searchGuestsSchema>;
export type LookupGuestBody = z.infer<typeof lookupGuestSchema>;
export type GuestAnswer = z.infer<typeof guestSchema>;
export type RegisteredGuestAnswer = z.infer<typeof registeredGuestSchema>;
export type FoundGuestAnswer = z.infer<typeof foundGuestSchema>;
