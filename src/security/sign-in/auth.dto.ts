import { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import { USER_ROLES } from '../principal/principal';
import { COOKIE_LIVES } from './refresh-cookies';

const email = z.string().trim().min(1).max(320);
/** bcrypt's 72 bytes are checked where a password is set; here only what nobody would type is refused. */
const password = z.string().min(1).max(1_000);
const totp = z.string().regex(/^\d{6}$/);
const refreshToken = z.string().min(1).max(200);

const refreshCookie = z.enum(COOKIE_LIVES).meta({
  description:
    'For pages: the refresh token comes as a cookie that scripts cannot read, until the browser is closed or for the life of the session',
});

export const loginSchema = z
  .strictObject({ email, password, totp: totp.optional(), refreshCookie: refreshCookie.optional() })
  .meta({ id: 'Login' });
export type LoginBody = z.infer<typeof loginSchema>;

const ofCookie = uuid.meta({ description: 'The session whose refresh token is in a cookie' });

export const refreshSchema = z
  .strictObject({ refreshToken: refreshToken.optional(), sessionId: ofCookie.optional() })
  .refine(({ refreshToken, sessionId }) => (refreshToken === undefined) !== (sessionId === undefined), {
    path: ['refreshToken'],
    params: { code: 'required' },
  })
  .meta({ id: 'Refresh', description: 'One of the two' });
export type RefreshBody = z.infer<typeof refreshSchema>;

export const endSessionSchema = z.strictObject({ sessionId: ofCookie }).meta({ id: 'EndSession' });
export type EndSessionBody = z.infer<typeof endSessionSchema>;

/** The refresh token may be named; it ends with the session of the access token. */
export const logoutSchema = z.strictObject({ refreshToken: refreshToken.optional() }).optional().meta({ id: 'Logout' });
export type LogoutBody = z.infer<typeof logoutSchema>;

export const setPasswordSchema = z
  .strictObject({ token: z.string().min(1).max(200), password })
  .meta({ id: 'SetPassword' });
export type SetPasswordBody = z.infer<typeof setPasswordSchema>;

export const changePasswordSchema = z
  .strictObject({ currentPassword: password, newPassword: password })
  .meta({ id: 'ChangePassword' });
export type ChangePasswordBody = z.infer<typeof changePasswordSchema>;

export const enrolSchema = z.strictObject({ password }).meta({ id: 'EnrolSecondFactor' });
export type EnrolBody = z.infer<typeof enrolSchema>;

export const totpSchema = z.strictObject({ totp }).meta({ id: 'OneTimeCode' });
export type TotpBody = z.infer<typeof totpSchema>;

const tokenPair = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable().meta({ description: 'Null where it comes as a cookie' }),
  expiresIn: z.int().meta({ description: 'Seconds that the access token lives' }),
  sessionId: z.uuid(),
});
export const tokenPairSchema = tokenPair.meta({ id: 'TokenPair' });

const signedInUser = z.object({
  id: z.uuid(),
  role: z.enum(USER_ROLES),
  networkId: z.uuid().nullable(),
  restaurantIds: z
    .array(z.uuid())
    .meta({ description: 'Where the user works: for all but cashiers, every restaurant of the network' }),
});
export const signedInSchema = tokenPair.extend({ user: signedInUser }).meta({ id: 'SignedIn' });
export type SignedInAnswer = z.infer<typeof signedInSchema>;

const network = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  currency: z.string(),
  currencyDigits: z.int(),
  timeZone: z.string(),
  locale: z.enum(['ru', 'en']),
  country: z.string(),
});

/** The signed-in user. For a guest what only staff have is null or empty. */
export const meSchema = z
  .object({
    kind: z.enum(['user', 'guest']),
    id: z.uuid(),
    role: z.enum([...USER_ROLES, 'guest']),
    networkId: z.uuid().nullable(),
    restaurantIds: z.array(z.uuid()),
    name: z.string().nullable(),
    email: z.string().nullable(),
    locale: z.enum(['ru', 'en']).nullable(),
    guestId: z.uuid().nullable(),
    secondFactor: z.boolean(),
    mustEnrol: z.boolean().meta({ description: 'The network demands a second factor, and this person has none' }),
    network: network.nullable(),
  })
  .meta({ id: 'Me' });
export type MeAnswer = z.infer<typeof meSchema>;

export const enrolmentSchema = z
  .object({ secret: z.string(), uri: z.string() })
  .meta({ id: 'SecondFactorEnrolment', description: 'Shown once; in force after it was confirmed with a code' });
