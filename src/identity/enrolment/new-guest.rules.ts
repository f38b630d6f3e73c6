import type { NetworkProfile } from '../../configuration';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../../security';
import type { CreateGuestBody } from '../profiles/guest.dto';
import { parsePhone } from '../../typed/phone';
import type { NewGuest } from './guest-enrolment';

/** A guest registered by staff or a service. Throws `phone_invalid`. */
export function newGuestOf(body: CreateGuestBody, network: NetworkProfile, principal: Principal): NewGuest {
  return {
    phone: body.phone === undefined ? null : phoneOf(body.phone, network.country),
    name: body.name ?? null,
    email: body.email ?? null,
    birthDate: body.birthDate ?? null,
    externalId: body.externalId ?? null,
    restaurantId: body.restaurantId ?? onlyRestaurantOf(principal),
    locale: body.locale ?? null,
    note: body.note ?? null,
    consents: body.consents ?? [],
    consentBasis: body.consentBasis ?? null,
    accountId: null,
    referralCode: body.referralCode ?? null,
  };
}

/** Reads a phone as typed in a country. Throws `phone_invalid`. */
export function phoneOf(typed: string, country: string): string {
  const phone = parsePhone(typed, country);
  if (phone === undefined) throw new ProblemError('phone_invalid');
  return phone;
}

/** The restaurant of a caller who works in only one; guests are registered there. */
function onlyRestaurantOf(principal: Principal): string | null {
  if (principal.kind !== 'user' || principal.restaurantIds === 'ALL') return null;
  const [first, ...others] = principal.restaurantIds;
  return first === undefined || others.length > 0 ? null : first;
}
