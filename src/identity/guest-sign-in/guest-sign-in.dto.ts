import { z } from 'zod';
import { instant, uuid, objectNamed, listOf } from '../../platform/http/schemas';
import { CODE_CHANNELS, refreshCookie, tokenPairFields } from '../../security';
import { consentsGiven, referralResult, registrationTermsSchema } from '../profiles/guest.dto';
import type { EnteredGuest } from '../registration/registration';
import { verifySchema } from '../registration/registration.dto';

const MAX_INIT_DATA = 4_096;
const MAX_NETWORK_CODE = 50;

export const networkCodeSchema = z.string().min(1).max(MAX_NETWORK_CODE).describe('Code of the network');

export const guestNetworkSchema = objectNamed('GuestNetwork', 'A network as its guests see it before they sign in.', {
  networkId: uuid.describe('Network'),
  code: z.string().describe('Short code of the network'),
  name: z.string().describe('Name of the network'),
  locale: z.enum(['ru', 'en']).describe('Language of the network'),
  byTelegram: z.boolean().describe('Whether guests can sign in from Telegram'),
  telegramBot: z
    .string()
    .nullable()
    .describe('Username, without `@`, of the bot whose Mini App is the guest page; null: none is known'),
  byMax: z.boolean().describe('Whether guests can sign in from MAX'),
  maxBot: z
    .string()
    .nullable()
    .describe('Public name of the bot in MAX whose mini app is the guest page; null: there is none'),
  codeChannel: z
    .enum(CODE_CHANNELS)
    .nullable()
    .describe(
      'How the code for registration or sign-in comes; null: no channel is set up, so only staff can register guests',
    ),
  transfersAllowed: z.boolean().describe('Whether guests can give points to each other'),
  registration: registrationTermsSchema.describe(
    'Consents that the network asks for, and the points of a registration',
  ),
});
export type GuestNetwork = z.infer<typeof guestNetworkSchema>;

export const guestVerifySchema = objectNamed('VerifyOnPage', {
  ...verifySchema.shape,
  refreshCookie: refreshCookie.optional(),
});
export type GuestVerifyBody = z.infer<typeof guestVerifySchema>;

export const telegramSignInSchema = objectNamed('SignInByTelegram', {
  networkId: uuid.describe('Network whose guest signs in'),
  initData: z
    .string()
    .min(1)
    .max(MAX_INIT_DATA)
    .describe('`Telegram.WebApp.initData` as the Mini App received it, at most an hour old'),
  consents: consentsGiven
    .optional()
    .describe('Consents of a new guest, with which the guest is registered; left out: only a known guest signs in'),
  refreshCookie: refreshCookie.optional(),
});
export type TelegramSignInBody = z.infer<typeof telegramSignInSchema>;

const maxInitData = z
  .string()
  .min(1)
  .max(MAX_INIT_DATA)
  .describe('`WebApp.initData` as the mini app received it from MAX, at most an hour old, good once');

export const maxSignInSchema = objectNamed('SignInByMax', {
  networkId: uuid.describe('Network whose guest signs in'),
  initData: maxInitData,
  consents: consentsGiven
    .optional()
    .describe('Consents of a new guest, with which the guest is registered; left out: only a known guest signs in'),
  refreshCookie: refreshCookie.optional(),
});
export type MaxSignInBody = z.infer<typeof maxSignInSchema>;

export const connectMaxSchema = objectNamed('ConnectMax', { initData: maxInitData });
export type ConnectMaxBody = z.infer<typeof connectMaxSchema>;

export const maxLinkSchema = objectNamed('MaxLink', "A link that opens the guest's own card in MAX.", {
  url: z.string().describe('Address that opens the mini app in MAX; it is good once, and only for this guest'),
  expiresAt: instant.describe('Until when'),
});
export type MaxLink = z.infer<typeof maxLinkSchema>;

export const openNetworkSchema = objectNamed('OpenGuestNetwork', { refreshCookie: refreshCookie.optional() });
export type OpenNetworkBody = z.infer<typeof openNetworkSchema>;

export const guestSessionSchema = objectNamed('GuestSession', 'The tokens of the new session of a guest.', {
  ...tokenPairFields,
  guestId: uuid.describe('Guest who has signed in'),
  networkId: uuid.describe('Network of the guest'),
  isNew: z.boolean().describe('Whether the guest was registered by this call'),
  referral: referralResult,
});
export type GuestSession = z.infer<typeof guestSessionSchema>;

export const ownNetworksSchema = objectNamed('OwnNetworks', {
  items: listOf('Networks in which the caller has signed in with the same phone, at most 100', {
    networkId: uuid.describe('Network'),
    code: z.string().describe('Short code of the network'),
    name: z.string().describe('Name of the network'),
    isCurrent: z.boolean().describe('Whether it is the network of the session'),
  }),
});
export type OwnNetworks = z.infer<typeof ownNetworksSchema>;

export function sessionOf({ networkId, session, guest, isNew, referral }: EnteredGuest): GuestSession {
  return { ...session, guestId: guest.id, networkId, isNew, referral };
}
