import { askAll } from '../../shared/api/calls';
import type { Schemas } from '../../shared/api/schemas';

export type ApiKey = Schemas['ApiKey'];
export type KeyScope = ApiKey['scopes'][number];

/** The ways in which the system of a key names a guest. */
export const IDENTIFICATIONS = ['TILL_SYSTEM', 'PHONE', 'CARD', 'CODE', 'QR'] as const;
export type IssuedKey = Schemas['CreatedApiKey'] | Schemas['ChangeRequest'];

/** Rights that include both of their parts, as a person chooses them. */
export const KEY_RIGHTS = [
  'till',
  'membership',
  'loyalty',
  'manage',
  'report',
  'ledger',
  'events',
  'import',
] as const satisfies readonly KeyScope[];
export type KeyRight = (typeof KEY_RIGHTS)[number];

/** Rights of which only the reading half can be given. */
export const READABLE_RIGHTS: readonly KeyRight[] = ['till', 'membership', 'loyalty', 'manage'];

/** A key with one of these can give points or take over guests, so a second person approves it. */
export const NEEDS_SECOND_PERSON: readonly KeyScope[] = [
  'loyalty',
  'loyalty:write',
  'manage',
  'manage:write',
  'membership',
  'membership:write',
  'ledger',
  'events',
  'events:write',
  'partner',
];

/** A key with one of these credits and debits points by hand, within the limits of the network. */
export const GIVES_BY_HAND: readonly KeyScope[] = ['loyalty', 'loyalty:write', 'ledger'];

export const apiKeysQuery = askAll('/api/api-keys', {});
