import { z } from 'zod';
import { CONSENT_BASES, consentKind, consentVersion } from '../../configuration';
import { databaseNowMs } from '../../platform/clock/database-time';
import { instant, line, localDate, uuid, objectNamed, listOf } from '../../platform/http/schemas';
import { MAX_TYPED_CODE } from '../referral-codes/referral-code.rules';

const FURTHEST_ZONE_MS = 14 * 3_600_000;

/** The outcome of the referral code of a new guest. */
export const referralResult = z
  .enum(['REGISTERED', 'CODE_UNKNOWN', 'SELF'])
  .nullable()
  .describe(
    'Outcome of `referralCode`: kept for the first sale, refused because no guest has the code, or refused because it is of the same person; null: none was sent',
  );

export const phone = z
  .string()
  .min(1)
  .max(40)
  .describe("Phone number as a person types it; without a leading `+` it is read as a number of the network's country");
const email = z.email().max(254).describe('E-mail address');
const externalId = line(200).describe("Id of the guest in the caller's own system, unique in the network");
const name = line(200).describe('Name by which staff address the guest');
const note = z.string().trim().max(1_000).describe('Note of staff about the guest, which the guest does not see');
const locale = z.enum(['ru', 'en']).describe('Language of messages to the guest');
const cardNumber = z
  .string()
  .min(1)
  .max(64)
  .describe('Permanent card number of 16 digits; spaces and hyphens are ignored');
/** Not after today's date in the easternmost time zone, which is ahead of UTC. */
export const birthDate = localDate
  .refine((date) => date <= new Date(databaseNowMs() + FURTHEST_ZONE_MS).toISOString().slice(0, 10), {
    params: { code: 'not_allowed' },
  })
  .describe('Date of birth, `YYYY-MM-DD`, not after today');

/** A consent with the version of the text that the person saw. */
export const consentGivenSchema = z.strictObject({
  kind: consentKind,
  version: consentVersion.describe('Version of the text that the guest saw'),
});
export const consentsGiven = z
  .array(consentGivenSchema)
  .max(20)
  .describe('Consents that the guest gives, each with the version of its text');

/** Where a guest agreed who is registered by a manager or a service. */
export const consentBasis = z
  .enum(CONSENT_BASES)
  .describe(
    'Where the guest agreed, where the law of the country asks for a consent that `consents` lacks: PAPER_FORM on paper, CONTRACT by a contract, ' +
      'FORMER_SYSTEM in an earlier system, OWN_SERVICE in a service of the network that keeps the answer. A cashier shows the text instead',
  );

/** `POST /api/guests`. */
export const createGuestSchema = z
  .strictObject({
    phone: phone.optional(),
    name: name.optional(),
    email: email.optional(),
    birthDate: birthDate.optional(),
    externalId: externalId.optional(),
    restaurantId: uuid
      .optional()
      .describe(
        'Restaurant that registers the guest; left out for an employee of one restaurant: that restaurant, else none',
      ),
    locale: locale.optional(),
    note: note.optional(),
    consents: consentsGiven.optional(),
    consentBasis: consentBasis.optional(),
    referralCode: line(MAX_TYPED_CODE)
      .optional()
      .describe(
        'Code of the guest who brought this one, for a new guest alone; hyphens, spaces and small letters are ignored. A code that no guest has is kept as refused, and the guest is registered',
      ),
  })
  .refine((body) => body.phone !== undefined || body.externalId !== undefined, {
    params: { code: 'one_required', fields: 'phone, externalId' },
  })
  .meta({ id: 'CreateGuest', description: 'At least one of `phone` and `externalId` is required.' });

/** `PATCH /api/guests/{id}`. */
export const changeGuestSchema = z
  .strictObject({
    phone: phone.nullable(),
    name: name.nullable(),
    email: email.nullable(),
    birthDate: birthDate.nullable(),
    externalId: externalId.nullable(),
    locale: locale.nullable(),
    note: note.nullable(),
  })
  .partial()
  .meta({ id: 'ChangeGuest', description: 'Fields that are left out stay as they are; null empties a field.' });

/** `POST /api/guests/lookup`. */
export const lookupGuestSchema = z
  .union([
    z.strictObject({
      qr: z.string().min(1).max(400).describe('Digits of the scanned QR, from a live card or a printed one'),
    }),
    z.strictObject({
      code: z
        .string()
        .min(1)
        .max(20)
        .describe('Six digits that the card shows beside its QR; spaces and hyphens are ignored'),
    }),
    z.strictObject({ phone }),
    z.strictObject({ card: cardNumber }),
  ])
  .meta({ id: 'LookupGuest', description: 'Exactly one of `qr`, `code`, `phone` and `card`.' });

export const limitedShape = {
  points: z.int().describe('How many points'),
  restaurantIds: z.array(z.uuid()).describe('Restaurants, in any of which they can be spent; empty: in all'),
  categories: z
    .array(z.string())
    .describe('Menu categories, on goods of any of which they can be spent; empty: on all goods'),
  endsAt: z.iso.datetime().nullable().describe('When the first of them end (RFC 3339); null: at no date'),
};

/** Points that are limited to some restaurants or goods; few guests have them. */
const limitedPoints = z
  .array(
    z.strictObject(limitedShape).meta({
      id: 'LimitedPoints',
      description: 'Points that can be spent in some restaurants or on some menu categories alone.',
    }),
  )
  .optional()
  .describe(
    'The part of `available` that can be spent in some restaurants or on some menu categories alone, the most first; left out: none',
  );

const balanceSchema = z
  .strictObject({
    available: z
      .int()
      .describe('Points that the guest can spend now; negative where the network lets a refund go below zero'),
    pending: z.int().describe('Points earned that cannot be spent yet'),
    held: z.int().describe('Points set aside for a purchase that is not finished'),
    inReview: z.int().describe('Points kept from being spent until they were reviewed'),
    reviewEndsAt: z
      .string()
      .optional()
      .describe('When the last points in review are free again by themselves (RFC 3339); left out: none are in review'),
    receivable: z.int().describe('Points that the guest owes after a refund; what comes in next settles them first'),
    limited: limitedPoints,
  })
  .meta({ id: 'GuestPoints', description: 'Points of a guest now, with those that expired until now already gone.' });

const tierSchema = objectNamed('TierProgress', 'The tier that a guest holds, and the way to the next one.', {
  code: z.string().nullable().describe('Code of the tier that the guest holds; null before the first one'),
  next: z.string().nullable().describe('Code of the next tier; null at the highest'),
  amountToNext: z
    .int()
    .nullable()
    .describe('Spend still missing to the next tier, in minor units; null where spend does not lead there'),
  visitsToNext: z
    .int()
    .nullable()
    .describe('Number of visits still missing to the next tier; null where visits do not lead there'),
});

export const guestShape = {
  id: uuid.describe('Guest'),
  externalId: z.string().nullable().describe("Id of the guest in the caller's own system"),
  name: z.string().nullable().describe('Name by which staff address the guest'),
  phone: z
    .string()
    .nullable()
    .describe(
      'Phone in E.164. Cashiers, and API keys without `membership:read`, see `•` for each digit between the country and the last four',
    ),
  email: z
    .string()
    .nullable()
    .describe('E-mail address; null also for cashiers and for API keys without `membership:read`'),
  birthDate: z
    .string()
    .nullable()
    .describe('Date of birth, `YYYY-MM-DD`; null also for cashiers and for API keys without `membership:read`'),
  birthdayToday: z.boolean().describe("Whether today, in the network's time zone, is the guest's birthday"),
  locale: z.enum(['ru', 'en']).nullable().describe("Language of messages to the guest; null: the network's language"),
  note: z.string().nullable().describe('Note of staff about the guest; null also where the guest reads the profile'),
  cardNumber: z.string().describe('Permanent card number of 16 digits'),
  referralCode: z.string().describe('Code that a friend names at the registration, such as `K7M2Q-X9RAB`'),
  restaurantId: uuid.nullable().describe('Restaurant that registered the guest; null: none is known'),
  source: z
    .enum(['STAFF', 'SELF', 'IMPORT', 'API'])
    .describe(
      'Registered by an employee (`STAFF`), by the guest (`SELF`), from a file of the earlier system (`IMPORT`), or with an API key (`API`)',
    ),
  blocked: z.boolean().describe('Whether a manager has blocked the guest'),
  mergedInto: uuid
    .nullable()
    .describe(
      "Guest into which this one was merged: sales on this guest's card count for that guest; null: not merged",
    ),
  balance: balanceSchema,
  tier: tierSchema,
  createdAt: instant.describe('Moment of the registration'),
};
export const guestSchema = z
  .strictObject(guestShape)
  .meta({ id: 'Guest', description: 'A guest, with as much personal data as the caller may see.' });

/** The answer to a registration by staff; only here do staff see a guest's valid code. */
export const registeredGuestSchema = objectNamed('RegisteredGuest', 'The new guest, with the live code of the card.', {
  ...guestShape,
  referral: referralResult,
  cardCode: z
    .string()
    .nullable()
    .describe(
      'Six digits that identify the guest at a till until `expiresAt`; null where a colleague repeats the call',
    ),
  qr: z
    .string()
    .nullable()
    .describe('Digits for a QR that identifies the guest until `expiresAt`; null where a colleague repeats the call'),
  expiresAt: instant.describe('Moment at which `cardCode` and `qr` end, two minutes after they were made'),
});

/** The terms of a registration by staff, shown before a guest is asked. */
export const registrationTermsSchema = z
  .strictObject({
    consents: listOf('Consents that the network asks for', {
      kind: consentKind,
      version: consentVersion.describe('Version of the text, to be named with the consent'),
      text: z.string().describe('Sentence to which the guest agrees, in the language of the request'),
      required: z.boolean().describe('Whether a guest who does not agree cannot be registered'),
    }),
    bonus: z.int().describe('Points that the programme gives for a registration now; 0: none'),
    country: z
      .string()
      .describe('ISO 3166-1 code of two letters of the country in which phone numbers without `+` are read'),
  })
  .meta({
    id: 'RegistrationTerms',
    description:
      'The consents and the country of phone numbers that a registration needs, and the points that it gives.',
  });

export type ConsentGiven = z.infer<typeof consentGivenSchema>;
export type CreateGuestBody = z.infer<typeof createGuestSchema>;
export type ChangeGuestBody = z.infer<typeof changeGuestSchema>;
export type RegistrationTerms = z.infer<typeof registrationTermsSchema>;
export type LookupGuestBody = z.infer<typeof lookupGuestSchema>;
export type GuestAnswer = z.infer<typeof guestSchema>;
export type RegisteredGuestAnswer = z.infer<typeof registeredGuestSchema>;

/** The fields that `changeGuestSchema` can change, if the reader sees them. */
export const changeableOfGuest = (answer: GuestAnswer) => {
  const { id, phone, name, email, birthDate, externalId, locale, note } = answer;
  return { id, phone, name, email, birthDate, externalId, locale, note };
};
