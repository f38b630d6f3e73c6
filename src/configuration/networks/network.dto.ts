import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import { line, pageOf } from '../../platform/http/schemas';
import { passwordLinkSchema, type Principal } from '../../security';
import { presetChoiceShape } from '../programs/program.dto';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import type { NetworkProfile } from '../network-profile/network-profile';
import {
  networkSettingsChangeSchema,
  networkSettingsSchema,
  tillSettingsOf,
  tillSettingsSchema,
} from '../network-profile/network-settings.rules';

const name = line(200);
const currency = z.string().refine((code) => findCurrencyDigits(code) !== undefined);
const timeZone = z.string().max(64).refine(isTimeZone);
const language = z.enum(['ru', 'en']).meta({ description: 'Of messages and answers that ask for no other' });
const country = z.string().refine(isSupportedCountry);

/** `POST /api/networks`: the preset is the network's first programme, in force at once. */
export const createNetworkSchema = z
  .strictObject({
    code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    name,
    currency,
    timeZone,
    country,
    language,
    ...presetChoiceShape,
    settings: networkSettingsChangeSchema.optional(),
    manager: z
      .strictObject({ email: z.email().max(320), name })
      .meta({ description: 'The first manager, who then adds everybody else' }),
  })
  .meta({
    id: 'CreateNetwork',
    example: {
      code: 'osteria',
      name: 'Osteria',
      currency: 'EUR',
      timeZone: 'Europe/Rome',
      country: 'IT',
      language: 'en',
      preset: 'hybrid-5',
      manager: { email: 'anna@osteria.example', name: 'Anna Conti' },
    },
  });

/** `PATCH /api/networks/{id}`: what is left out stays. */
export const changeNetworkSchema = z
  .strictObject({ name, currency, timeZone, language, country, settings: networkSettingsChangeSchema })
  .partial()
  .meta({ id: 'ChangeNetwork' });

const network = z.strictObject({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  currency: z.string(),
  currencyDigits: z.number().int(),
  timeZone: z.string(),
  language,
  country: z.string(),
  settings: networkSettingsSchema,
  rulesVersion: z.number().int(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
});
export const networkSchema = network.meta({ id: 'Network' });
/** The same as a cashier and a till's key see it. */
export const tillNetworkSchema = network
  .extend({ settings: tillSettingsSchema })
  .meta({ id: 'TillNetwork', description: 'For cashiers and keys: only the settings that a till needs' });
export const seenNetworkSchema = z.union([networkSchema, tillNetworkSchema]);
export const createdNetworkSchema = network
  .extend({
    manager: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
    passwordLink: passwordLinkSchema,
  })
  .meta({ id: 'CreatedNetwork', description: 'With the link by which the first manager sets their password' });
export const networkPageSchema = pageOf(seenNetworkSchema).meta({ id: 'NetworkPage' });

export type CreateNetworkBody = z.infer<typeof createNetworkSchema>;
export type ChangeNetworkBody = z.infer<typeof changeNetworkSchema>;
export type NetworkAnswer = z.infer<typeof networkSchema>;
export type SeenNetworkAnswer = z.infer<typeof seenNetworkSchema>;
export type CreatedNetworkAnswer = z.infer<typeof createdNetworkSchema>;

export function networkAnswer({ locale, createdAt, closedAt, ...profile }: NetworkProfile): NetworkAnswer {
  return {
    ...profile,
    language: locale,
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  };
}

/** As far as the reader may see it. */
export function networkAnswerFor(principal: Principal, profile: NetworkProfile): SeenNetworkAnswer {
  const answer = networkAnswer(profile);
  const isTill = principal.kind === 'key' || (principal.kind === 'user' && principal.role === 'cashier');
  return isTill ? { ...answer, settings: tillSettingsOf(profile.settings) } : answer;
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(zone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
