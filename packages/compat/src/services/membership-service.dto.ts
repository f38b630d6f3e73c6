/** The shapes of the membership service's customers: its names and its case. */
import { z } from 'zod';
import { consentBasis, consentsGiven, type CreateGuestBody, type GuestAnswer } from 'loyalty-platform/identity';
import { customerFields, withoutMissing } from 'loyalty-platform/integrations';
import { line, pageFields, uuid, objectNamed } from 'loyalty-platform/platform/http/schemas';

const { external_id: externalId, name, phone, email, birth_date: birthDate, language } = customerFields;
const orgId = line(100).describe("Code of the network, which is the caller's own");

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
