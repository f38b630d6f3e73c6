import { z } from 'zod';
import { line, objectNamed, uuid } from '../../platform/http/schemas';
import { refreshCookie } from '../sign-in/auth.dto';
import { PIN_FORM } from './pin.rules';
import { parseTillCode } from './till-key.rules';

const CARD_MIN = 8;
const CARD_MAX = 64;
const NAME_MAX = 100;
const PIN_MAX = 6;

const pin = z.string().max(PIN_MAX).regex(PIN_FORM).describe('PIN of four to six digits');
const card = line(CARD_MAX)
  .min(CARD_MIN)
  .describe('Card of a member of staff, as its reader types it: 8 to 64 characters');
const password = z
  .string()
  .min(1)
  .max(1_000)
  .describe('Present password of the caller; left out within ten minutes of a sign-in at the provider');
const tillName = line(NAME_MAX).describe('Name of the till, by which managers know the device');

/** `POST /api/bound-tills`. */
export const bindTillSchema = objectNamed('BindTill', {
  code: z
    .string()
    .max(40)
    .refine((typed) => parseTillCode(typed) !== undefined, { params: { code: 'not_allowed' } })
    .describe('Code that the till shows: eight letters and digits, in any case, with or without a dash'),
  restaurantId: uuid.describe('Restaurant in which the till stands'),
  name: tillName,
});
export type BindTillBody = z.infer<typeof bindTillSchema>;

/** `PATCH /api/bound-tills/{id}`. */
export const renameTillSchema = objectNamed('RenameBoundTill', { name: tillName });
export type RenameTillBody = z.infer<typeof renameTillSchema>;

export const boundTillsQuery = z.strictObject({
  restaurantId: uuid.describe('Restaurant whose tills are asked for'),
});
export type BoundTillsQuery = z.infer<typeof boundTillsQuery>;

const lockedPerson = z.object({
  userId: z.uuid().describe('Member of staff who is locked at this till'),
  name: z.string().describe('Name of the person; empty if none was given'),
  lockedAt: z.iso.datetime().describe('Moment of the tenth wrong PIN (RFC 3339)'),
});

export const boundTillSchema = z
  .object({
    id: z.uuid().describe('Bound till'),
    restaurantId: z.uuid().describe('Restaurant in which the till stands'),
    name: z.string().describe('Name of the till, by which managers know the device'),
    boundAt: z.iso
      .datetime()
      .nullable()
      .describe('Moment at which the till came with its key for the first time (RFC 3339); null: it has not come yet'),
    waitsUntil: z.iso
      .datetime()
      .nullable()
      .describe('Moment until which the binding waits for the till (RFC 3339); null: the till has come'),
    lastSeenAt: z.iso
      .datetime()
      .nullable()
      .describe('Moment at which the till last came with its key, to about a minute (RFC 3339); null: never'),
    locked: z.array(lockedPerson).describe('People whom ten wrong PINs locked at this till'),
  })
  .meta({ id: 'BoundTill', description: 'A till that knows its cashiers by a PIN or a card.' });
export type BoundTillAnswer = z.infer<typeof boundTillSchema>;
export const boundTillListSchema = z
  .strictObject({ items: z.array(boundTillSchema).describe('Up to 100 bound tills, the newest first') })
  .meta({
    id: 'BoundTillList',
    description: 'The bound tills of a restaurant, those that wait for the till among them.',
  });
export type BoundTillListAnswer = z.infer<typeof boundTillListSchema>;

const person = z.object({
  id: z.uuid().describe('Member of staff'),
  name: z.string().describe('Name of the person; empty if none was given'),
  hasPin: z.boolean().describe('Whether the person has a PIN; false: a card alone'),
  isLocked: z.boolean().describe('Whether ten wrong PINs locked the person at this till'),
});
const till = z.object({
  id: z.uuid().describe('Bound till'),
  name: z.string().describe('Name of the till, by which managers know the device'),
  restaurantId: z.uuid().describe('Restaurant in which the till stands'),
  restaurantName: z.string().describe('Name of the restaurant'),
  networkName: z.string().describe('Name of the network'),
});
export const ownTillSchema = z
  .object({
    code: z
      .string()
      .nullable()
      .describe('Code that the till has to show, for a manager to enter; null: the till is bound'),
    till: till.nullable().describe('The till and its restaurant; null: it is not bound yet'),
    people: z
      .array(person)
      .describe(
        'Up to 200 people by name who may sell in the restaurant and have a PIN or a card; empty: not bound yet',
      ),
  })
  .meta({ id: 'OwnTill', description: 'The screen of a till before a person signs in.' });
export type OwnTillAnswer = z.infer<typeof ownTillSchema>;

/** `POST /api/tills/own/sign-in`. */
export const tillSignInSchema = z
  .strictObject({
    userId: uuid.optional().describe('Member of staff, with `pin`'),
    pin: pin.optional(),
    card: card.optional(),
    refreshCookie: refreshCookie.optional(),
  })
  .refine(
    ({ userId, pin: typed, card: read }) => (read === undefined) === (userId !== undefined && typed !== undefined),
    {
      path: ['pin'],
      params: { code: 'required' },
    },
  )
  .refine(({ userId, card: read }) => read === undefined || userId === undefined, {
    path: ['card'],
    params: { code: 'not_allowed' },
  })
  .meta({ id: 'TillSignIn', description: 'Either `userId` and `pin`, or `card`.' });
export type TillSignInBody = z.infer<typeof tillSignInSchema>;

/** `PUT /api/auth/till-sign-in/pin`. */
export const putPinSchema = objectNamed('PutPin', { pin, password: password.optional() });
export type PutPinBody = z.infer<typeof putPinSchema>;

/** `PUT /api/auth/till-sign-in/card`. */
export const putCardSchema = objectNamed('PutCard', { card, password: password.optional() });
export type PutCardBody = z.infer<typeof putCardSchema>;

export const ownWaysSchema = z
  .object({
    pinSetAt: z.iso
      .datetime()
      .nullable()
      .describe('Moment at which the caller set the PIN (RFC 3339); null: there is none'),
    cardSetAt: z.iso
      .datetime()
      .nullable()
      .describe('Moment at which the caller set the card (RFC 3339); null: there is none'),
  })
  .meta({
    id: 'OwnTillSignIn',
    description: 'Whether the caller can sign in at bound tills. PIN and card themselves are shown to nobody.',
  });
export type OwnWaysAnswer = z.infer<typeof ownWaysSchema>;
