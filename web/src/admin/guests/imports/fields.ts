import type { GuestFileMapping } from '../../../entities/guest-file/guest-file.api';

export type GuestFileField = keyof GuestFileMapping['columns'];
/** Fields of a guest in the order of the form. */
export const FIELDS = [
  'phone',
  'otherPhone',
  'externalId',
  'cards',
  'name',
  'lastName',
  'email',
  'birthDate',
  'language',
  'note',
  'children',
  'points',
  'pointsEnd',
  'lots',
  'tier',
  'tierUntil',
  'stamps',
  'spend',
  'visits',
  'consent',
  'consentAt',
  'consentVersion',
  'consents',
] as const satisfies readonly GuestFileField[];
