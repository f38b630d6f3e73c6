/** A guest in the form of other systems: a customer whose fields have names in lower case. */
import { z } from 'zod';
import type { ChangeGuestBody } from '../../identity';
import { line, localDate } from '../../platform/http/schemas';

export const customerIdSchema = line(200).describe("A guest's id, or the `externalId` that the client gave the guest");

const externalId = line(200).describe("Id of the customer in the caller's own system, unique in the network");
const name = line(200).describe('Name of the customer');
const phone = line(40).describe(
  "Phone of the customer; without a leading `+` it is read as a number of the network's country",
);
const email = z.email().max(254).describe('E-mail address of the customer');
const birthDate = localDate.describe('Date of birth, `YYYY-MM-DD`');
const language = z.enum(['ru', 'en']).describe('Language of messages to the customer');

/** Fields of a customer that the other system may set. */
export const customerFields = { external_id: externalId, name, phone, email, birth_date: birthDate, language };

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

export type ChangeCustomerBody = z.infer<typeof changeCustomerSchema>;

export function guestChangeOf(body: ChangeCustomerBody): ChangeGuestBody {
  const { name, phone, email, external_id, birth_date, language } = body;
  return withoutMissing({ name, phone, email, externalId: external_id, birthDate: birth_date, locale: language });
}

/** Drops undefined members, because a member that is present changes the guest. */
export function withoutMissing<Body extends object>(
  body: Body,
): { [Name in keyof Body]: Exclude<Body[Name], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Body]: Exclude<Body[Name], undefined>;
  };
}
