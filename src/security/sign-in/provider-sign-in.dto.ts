import { z } from 'zod';
import { objectNamed, openListOf, openObjectNamed } from '../../platform/http/schemas';
import { COOKIE_LIVES } from './refresh-cookies';

const PARAMETERS_MAX = 8_000;
const network = z.string().trim().min(1).max(100).describe('Code of the network');

export const offerSchema = z
  .strictObject({
    email: z.string().trim().min(3).max(320).optional().describe('E-mail address; only its domain counts'),
    network: network.optional(),
  })
  .refine(({ email, network: code }) => (email === undefined) !== (code === undefined), {
    path: ['email'],
    params: { code: 'required' },
  })
  .meta({ id: 'FindProviderSignIn', description: 'Exactly one of `email` and `network`.' });
export type OfferBody = z.infer<typeof offerSchema>;

export const offersSchema = openObjectNamed('ProviderSignIns', {
  items: openListOf('Networks whose provider signs in people with this address', {
    network: z.string().describe('Code of the network'),
    name: z.string().describe('Name of the network'),
  }),
});
export type OffersAnswer = z.infer<typeof offersSchema>;

export const beginSchema = objectNamed('BeginProviderSignIn', { network });
export type BeginBody = z.infer<typeof beginSchema>;

export const begunSchema = openObjectNamed('BegunProviderSignIn', {
  url: z.string().describe('Address of the provider, to which the page sends the person'),
});
export type BegunAnswer = z.infer<typeof begunSchema>;

export const finishSchema = objectNamed('FinishProviderSignIn', {
  parameters: z
    .string()
    .min(1)
    .max(PARAMETERS_MAX)
    .describe('Query with which the provider sent the person back, without the question mark'),
  totp: z
    .string()
    .regex(/^\d{6}$/)
    .optional()
    .describe('Six digits of the authenticator application, where they were asked for'),
  refreshCookie: z
    .enum(COOKIE_LIVES)
    .describe(
      'How long the browser keeps the session: until it is closed (`SESSION`) or for seven days (`PERSISTENT`)',
    ),
});
export type FinishBody = z.infer<typeof finishSchema>;
