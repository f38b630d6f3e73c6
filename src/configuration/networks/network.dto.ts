import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import { line, pageOf } from '../../platform/http/schemas';
import { presetChoiceShape } from '../programs/program.dto';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import type { NetworkProfile } from '../network-profile/network-profile';
import { networkSettingsChangeSchema, networkSettingsSchema } from '../network-profile/network-settings.rules';

const name = line(200);
const currency = z.string().refine((code) => findCurrencyDigits(code) !== undefined);
const timeZone = z.string().max(64).refine(isTimeZone);
const locale = z.enum(['ru', 'en']);
const country = z.string().refine(isSupportedCountry);

/** `POST /api/networks`. With `preset` the network starts with that program, in force at once. */
export const createNetworkSchema = z
  .strictObject({
    code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    name,
    currency,
    timeZone,
    locale,
    country,
    settings: networkSettingsChangeSchema.optional(),
    preset: presetChoiceShape.preset.optional(),
    scale: presetChoiceShape.scale,
  })
  .meta({ id: 'CreateNetwork' });

/** `PATCH /api/networks/{id}`: what is left out stays. */
export const changeNetworkSchema = z
  .strictObject({ name, currency, timeZone, locale, country, settings: networkSettingsChangeSchema })
  .partial()
  .meta({ id: 'ChangeNetwork' });

export const networkSchema = z
  .strictObject({
    id: z.uuid(),
    code: z.string(),
    name: z.string(),
    currency: z.string(),
    currencyDigits: z.number().int(),
    timeZone: z.string(),
    locale,
    country: z.string(),
    settings: networkSettingsSchema,
    rulesVersion: z.number().int(),
    createdAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .meta({ id: 'Network' });
export const networkPageSchema = pageOf(networkSchema).meta({ id: 'NetworkPage' });

export type CreateNetworkBody = z.infer<typeof createNetworkSchema>;
export type ChangeNetworkBody = z.infer<typeof changeNetworkSchema>;
export type NetworkAnswer = z.infer<typeof networkSchema>;

export function networkAnswer(profile: NetworkProfile): NetworkAnswer {
  return { ...profile, createdAt: profile.createdAt.toISOString(), closedAt: profile.closedAt?.toISOString() ?? null };
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(zone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
