/** The shapes of the membership service's customers: its names and its case. */
import { z } from 'zod';
import {
  type ChangeGuestBody,
  consentBasis,
  consentsGiven,
  type CreateGuestBody,
  type GuestAnswer,
} from '../../../identity';
import { line, localDate, pageFields, uuid, objectNamed } from '../../../platform/http/schemas';

const orgId = line(100).describe("Code of the network, which is the caller's own");
const externalId = line(200).describe("Id of the customer in the caller's own system, unique in the network");
const name = line(200).describe('Name of the customer');
const phone = line(40).describe(
  "Phone of the customer; without a leading `+` it is read as a number of the network's country",
);
const email = z.email().max(254).describe('E-mail address of the customer');
const birthDate = localDate.describe('Date of birth, `YYYY-MM-DD`');
const language = z.enum(['ru', 'en']).describe('Language of messages to the customer');

export const createCustomerSchema = z
  .strictObject({
    org_id: orgId,
    external_id: externalId.optional(),
    name: name.optional(),
    phone: phone.optional(),
    email: email.optional(),
    birth_date: birthDate.optional(),
    language: language.optional(),
    location_id: uuid.optional().describe('Restaurant that registers the customer; left out: none'),
    consents: consentsGiven.optional(),
    consent_basis: consentBasis.optional(),
  })
  .refine((body) => body.phone !== undefined || body.external_id !== undefined, {
    params: { code: 'one_required', fields: 'phone, external_id' },
  })
  .meta({
    id: 'CreateCustomer',
    description: 'At least one of `phone` and `external_id` is required.',
    example: { org_id: 'brand123', external_id: 'cust_789', name: 'Alice', phone: '+14155550123' },
  });

export const changeCustomerSchema = z
  .strictObject({
    external_id: externalId.nullable(),
    name: name.nullable(),
    phone: phone.nullable(),
    email: email.nullable(),
    birth_date: birthDate.nullable(),
    language: language.nullable(),
  })
  .partial()
  .meta({ id: 'ChangeCustomer', description: 'Fields that are left out stay as they are; null empties a field.' });

export const customerListQuery = z.strictObject({ org_id: orgId, ...pageFields });

export const customerSchema = objectNamed('Customer', 'A customer in the form of the membership service.', {
  id: z.uuid().describe('Id of the customer, which is that of the guest'),
  org_id: z.string().describe('Code of the network'),
  external_id: z.string().nullable().describe("Id in the caller's own system; null: none"),
  name: z.string().nullable().describe('Name; null: none'),
  phone: z
    .string()
    .nullable()
    .describe('Phone in E.164, with `•` for most digits where the key has no `membership:read`; null: none'),
  email: z.string().nullable().describe('E-mail address; null also for a key without `membership:read`'),
  birth_date: z
    .string()
    .nullable()
    .describe('Date of birth, `YYYY-MM-DD`; null also for a key without `membership:read`'),
  language: z.enum(['ru', 'en']).nullable().describe('Language of messages; null: that of the network'),
  location_id: z.uuid().nullable().describe('Restaurant that registered the customer; null: none'),
  tier: z.string().nullable().describe('Code of the tier that the customer holds, in small letters; null: none'),
  points_balance: z.int().describe('Points that may be spent'),
  created_at: z.string().describe('When the customer was registered (RFC 3339)'),
});

export const customerPageSchema = objectNamed('CustomerPage', {
  customers: z.array(customerSchema).describe('Customers of this page, the newest first'),
  next_cursor: z.string().nullable().describe('`cursor` of the next page; null: this is the last one'),
});

export type CreateCustomerBody = z.infer<typeof createCustomerSchema>;
export type ChangeCustomerBody = z.infer<typeof changeCustomerSchema>;
export type Customer = z.infer<typeof customerSchema>;
export type CustomerPage = z.infer<typeof customerPageSchema>;

export function newGuestBodyOf(body: CreateCustomerBody): CreateGuestBody {
  const { name, phone, email, external_id, birth_date, language, location_id, consents, consent_basis } = body;
  return withoutMissing({
    consents,
    consentBasis: consent_basis,
    name,
    phone,
    email,
    externalId: external_id,
    birthDate: birth_date,
    locale: language,
    restaurantId: location_id,
  });
}

export function guestChangeOf(body: ChangeCustomerBody): ChangeGuestBody {
  const { name, phone, email, external_id, birth_date, language } = body;
  return withoutMissing({ name, phone, email, externalId: external_id, birthDate: birth_date, locale: language });
}

type SeenGuest = Pick<
  GuestAnswer,
  | 'id'
  | 'externalId'
  | 'name'
  | 'phone'
  | 'email'
  | 'birthDate'
  | 'locale'
  | 'restaurantId'
  | 'tier'
  | 'balance'
  | 'createdAt'
>;

export function customerOf(guest: SeenGuest, networkCode: string): Customer {
  return {
    id: guest.id,
    org_id: networkCode,
    external_id: guest.externalId,
    name: guest.name,
    phone: guest.phone,
    email: guest.email,
    birth_date: guest.birthDate,
    language: guest.locale,
    location_id: guest.restaurantId,
    tier: guest.tier.code?.toLowerCase() ?? null,
    points_balance: guest.balance.available,
    created_at: guest.createdAt,
  };
}

/** Drops undefined members, because a member that is present changes the guest. */
function withoutMissing<Body extends object>(body: Body): { [Name in keyof Body]: Exclude<Body[Name], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Body]: Exclude<Body[Name], undefined>;
  };
}
