import { normalizeEmail, type Pii } from '../../security';
import type { GuestInsert } from './guest.sql';
import { lastFourOf } from './phone.rules';

export type PhoneColumns = Pick<GuestInsert, 'phoneEncrypted' | 'phoneIndex' | 'phoneLastFourIndex'>;
type EmailColumns = Pick<GuestInsert, 'emailEncrypted' | 'emailIndex'>;

/** The columns for a phone (E.164): the encrypted phone, and blind indexes of the phone and of its last four digits. */
export function phoneColumns(pii: Pii, networkId: string, phone: string | null): PhoneColumns {
  if (phone === null) return { phoneEncrypted: null, phoneIndex: null, phoneLastFourIndex: null };
  return {
    phoneEncrypted: pii.encrypt(networkId, 'phone', phone),
    phoneIndex: pii.blindIndex(networkId, 'phone', phone),
    phoneLastFourIndex: pii.blindIndex(networkId, 'phone_last4', lastFourOf(phone)),
  };
}

export function emailColumns(pii: Pii, networkId: string, email: string | null): EmailColumns {
  if (email === null) return { emailEncrypted: null, emailIndex: null };
  const normalized = normalizeEmail(email);
  return {
    emailEncrypted: pii.encrypt(networkId, 'email', normalized),
    emailIndex: pii.blindIndex(networkId, 'email', normalized),
  };
}
