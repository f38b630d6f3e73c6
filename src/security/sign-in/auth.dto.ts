import { z } from 'zod';
import { objectNamed, uuid } from '../../platform/http/schemas';
import { USER_ROLES } from '../principal/principal';
import { COOKIE_LIVES } from './refresh-cookies';

const email = z.string().trim().min(1).max(320).describe('E-mail address of the user');
/** A wide bound: the rules for passwords are checked where a password is set. */
const password = z.string().min(1).max(1_000).describe('Present password of the user');
const newPassword = password.describe(
  'New password: at least 10 characters, at most 72 bytes in UTF-8, and not a common one',
);
const totp = z
  .string()
  .regex(/^\d{6}$/)
  .describe('Six digits that the authenticator application shows now');
const refreshToken = z.string().min(1).max(200).describe('Refresh token of the last pair of tokens');

/** How a page asks for its refresh token as a cookie. */
export const refreshCookie = z
  .enum(COOKIE_LIVES)
  .describe(
    'For pages of the same origin: the refresh token comes as a cookie that scripts cannot read, kept until the browser is closed (`SESSION`) or for seven days (`PERSISTENT`)',
  );

export const loginSchema = objectNamed('Login', {
  email,
  password,
  totp: totp.optional(),
  refreshCookie: refreshCookie.optional(),
});
export type LoginBody = z.infer<typeof loginSchema>;

const ofCookie = uuid.describe('Session whose refresh token is in a cookie');

export const refreshSchema = z
  .strictObject({ refreshToken: refreshToken.optional(), sessionId: ofCookie.optional() })
  .refine(({ refreshToken, sessionId }) => (refreshToken === undefined) !== (sessionId === undefined), {
    path: ['refreshToken'],
    params: { code: 'required' },
  })
  .meta({ id: 'Refresh', description: 'Exactly one of `refreshToken` and `sessionId`.' });
export type RefreshBody = z.infer<typeof refreshSchema>;

export const endSessionSchema = objectNamed('EndSession', { sessionId: ofCookie });
export type EndSessionBody = z.infer<typeof endSessionSchema>;

export const logoutSchema = z
  .strictObject({
    refreshToken: refreshToken
      .optional()
      .describe('May be named, without effect: the session of the access token ends'),
  })
  .optional()
  .meta({ id: 'Logout' });
export type LogoutBody = z.infer<typeof logoutSchema>;

export const setPasswordSchema = objectNamed('SetPassword', {
  token: z.string().min(1).max(200).describe('Token of the password link, good once'),
  password: newPassword,
});
export type SetPasswordBody = z.infer<typeof setPasswordSchema>;

export const requestPasswordLinkSchema = objectNamed('RequestPasswordLink', { email });
export type RequestPasswordLinkBody = z.infer<typeof requestPasswordLinkSchema>;

export const changePasswordSchema = objectNamed('ChangePassword', { currentPassword: password, newPassword });
export type ChangePasswordBody = z.infer<typeof changePasswordSchema>;

export const enrolSchema = objectNamed('EnrolSecondFactor', {
  password: password.optional().describe('Present password; left out within ten minutes of a sign-in at the provider'),
});
export type EnrolBody = z.infer<typeof enrolSchema>;

export const totpSchema = objectNamed('OneTimeCode', { totp });
export type TotpBody = z.infer<typeof totpSchema>;

export const tokenPairFields = {
  accessToken: z.string().describe('Token for the header `Authorization: Bearer …`'),
  refreshToken: z
    .string()
    .nullable()
    .describe('Token that is exchanged once for the next pair of tokens; null where it is in a cookie'),
  expiresIn: z.int().describe('Seconds until the access token ends'),
  sessionId: z.uuid().describe('Session'),
};
const tokenPair = z.object(tokenPairFields);
export const tokenPairSchema = tokenPair.meta({ id: 'TokenPair', description: 'The tokens of a session.' });

const signedInUser = z.object({
  id: z.uuid().describe('User'),
  role: z.enum(USER_ROLES).describe('Role of the user'),
  networkId: z.uuid().nullable().describe('Network of the user; null for an owner of the installation'),
  restaurantIds: z
    .array(z.uuid())
    .describe('Restaurants where a cashier works; for other roles all restaurants of the network'),
});
export const signedInSchema = tokenPair
  .extend({ user: signedInUser.describe('User who signed in') })
  .meta({ id: 'SignedIn', description: 'The tokens of the new session, and the user.' });
export type SignedInAnswer = z.infer<typeof signedInSchema>;

const network = z.object({
  id: z.uuid().describe('Network'),
  code: z.string().describe('Short code of the network'),
  name: z.string().describe('Name of the network'),
  currency: z.string().describe('Currency of all amounts, ISO 4217'),
  currencyDigits: z
    .int()
    .describe('Decimal places of the currency: an amount in minor units divided by 10 to this power is in major units'),
  timeZone: z.string().describe('Time zone of the network, an IANA name'),
  locale: z.enum(['ru', 'en']).describe('Language of the network'),
  country: z.string().describe('Country of the network, ISO 3166-1 alpha-2'),
  suspended: z.boolean().describe('Whether the network is suspended: tills sell on, and managers only read'),
  sandbox: z.boolean().describe('Whether the network is a sandbox, which pages have to say'),
});

/** `PUT /api/auth/me/language`. */
export const ownLanguageSchema = objectNamed('OwnLanguage', {
  language: z.enum(['ru', 'en']).describe('Language of pages and messages for the caller'),
});
export type OwnLanguageBody = z.infer<typeof ownLanguageSchema>;

/** The signed-in user or guest. Members that only staff have are null or empty for a guest. */
export const meSchema = z
  .object({
    kind: z.enum(['user', 'guest']).describe('Employee or owner (`user`), or guest'),
    id: z.uuid().describe('User or guest'),
    role: z.enum([...USER_ROLES, 'guest']).describe('Role of the user; `guest` for a guest'),
    networkId: z
      .uuid()
      .nullable()
      .describe('Network of the session, or the one for which an owner acts; null for an owner who acts for none'),
    restaurantIds: z
      .array(z.uuid())
      .describe('Restaurants where a cashier works; for other roles all restaurants of the network; empty for a guest'),
    restaurantGroupId: z
      .uuid()
      .nullable()
      .describe('Group of restaurants of a district manager; null: none, and for a guest'),
    name: z.string().nullable().describe('Name of the user or guest; null: none is known'),
    email: z.string().nullable().describe('E-mail address to sign in with; null for a guest'),
    locale: z.enum(['ru', 'en']).nullable().describe('Language that the user or guest chose; null: none'),
    guestId: z
      .uuid()
      .nullable()
      .describe('Guest record of this employee, for which they may not record operations themselves; null: none'),
    secondFactor: z.boolean().describe('Whether a second factor is in force for the user'),
    permissions: z
      .array(z.string())
      .describe('Everything that the user may do; pages show their parts by it. Empty for a guest'),
    ownRoleId: z.uuid().nullable().describe('Own role of the network that the user has; null: none'),
    byProvider: z.boolean().describe("Whether the session began at the network's provider"),
    boundTillId: z.uuid().nullable().describe('Bound till at which the session was opened by PIN or card; null: none'),
    mustEnrol: z
      .boolean()
      .describe('True: the network demands a second factor and the user has none, so only the own account is open'),
    accountOpened: z
      .array(
        z.object({
          way: z
            .enum(['LINK', 'SECOND_FACTOR'])
            .describe('Took a link to set the password of this user, or removed the second factor'),
          by: z.string().nullable().describe('Name of the colleague; null: none is known'),
          at: z.iso.datetime().describe('When it was done the last time (RFC 3339)'),
        }),
      )
      .describe(
        'Colleagues who could have signed in as this user in the last 30 days, the latest first; empty for a guest',
      ),
    network: network.nullable().describe('Network of the session; null for an owner who acts for none'),
  })
  .meta({
    id: 'Me',
    description:
      'The signed-in user or guest, with the network. Fields that only staff have are null, empty or false for a guest.',
  });
export type MeAnswer = z.infer<typeof meSchema>;

export const enrolmentSchema = z
  .object({
    secret: z.string().describe('Secret of the authenticator application, in Base32'),
    uri: z.string().describe('The same secret as an `otpauth://` address, for a QR code'),
  })
  .meta({ id: 'SecondFactorEnrolment', description: 'Shown once; in force after it was confirmed with a code.' });
