import { isSupportedCountry } from 'libphonenumber-js';
import { asAnswer } from '../../platform/http/as-answer';
import { z } from 'zod';
import { changeOf, line, objectOf, openObjectOf, openObjectOrNull, pageOf } from '../../platform/http/schemas';
import { type ChangeRequestAnswer, passwordLinkSchema, type Principal } from '../../security';
import { presetChoiceShape } from '../programs/drafts/program.dto';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import type { NetworkProfile } from '../network-profile/network-profile';
import {
  networkSettingsChangeSchema,
  networkSettingsSchema,
  tillSettingsOf,
  tillSettingsSchema,
} from '../network-profile/network-settings.rules';
import { GIFT_CARD_LAWS, giftCardLawOf } from '../network-profile/gift-card-law.rules';
import { asksPersonalDataConsent } from '../network-profile/personal-data-consent.rules';

const name = line(200).describe('Name of the network, which guests and staff read');
const currency = z
  .string()
  .refine((code) => findCurrencyDigits(code) !== undefined)
  .describe('ISO 4217 code of the currency of all amounts; fixed once the network has a transaction');
const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone)
  .describe("IANA name of the time zone of the network's days, such as `Europe/Rome`");
const language = z
  .enum(['ru', 'en'])
  .describe('Language of messages, and of answers to requests that ask for no other');
const country = z
  .string()
  .refine(isSupportedCountry)
  .describe('ISO 3166-1 code of two letters of the country in which phone numbers without `+` are read');

/** The restaurant that a network begins with. */
export const firstRestaurantSchema = z.strictObject({
  name: line(200).describe('Name of the restaurant, which guests and staff read'),
  address: line(500).nullable().optional().describe('Postal address on one line; null or left out: none'),
  pointOfSale: line(200).describe('Name of its first till, which staff read'),
});

/** `POST /api/networks`: the preset becomes the network's first programme, in force at once. */
export const createNetworkSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
      .describe('Short name in lower case, unique in the installation; it names topics and files and never changes'),
    name,
    currency,
    timeZone,
    country,
    language,
    ...presetChoiceShape,
    settings: networkSettingsChangeSchema.optional().describe('Settings that differ from the defaults; left out: none'),
    manager: objectOf('The first manager, who then adds everybody else', {
      email: z.email().max(320).describe('E-mail address by which the manager signs in'),
      name: line(200).describe('Name of the manager'),
    }),
    personalDataConsent: z
      .boolean()
      .optional()
      .describe(
        'Whether the network begins with a text of the consent `personal_data`, which new guests have to give where the law of the country asks for it; left out: no',
      ),
    restaurant: firstRestaurantSchema
      .optional()
      .describe('The first restaurant and its till, so that the network can sell at once; left out: none yet'),
  })
  .meta({
    id: 'CreateNetwork',
    description:
      'A network with its first programme, which is a preset in the minor units of `currency`, in force at once, and ' +
      "with the preset's rewards.",
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

/** `PATCH /api/networks/{id}`: members left out stay unchanged. */
export const changeNetworkSchema = changeOf('ChangeNetwork', {
  name,
  currency,
  timeZone,
  language,
  country,
  settings: networkSettingsChangeSchema.describe('Settings to change; those that are left out stay'),
});

const NETWORK_STATES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
export type NetworkState = (typeof NETWORK_STATES)[number];

/** `POST /api/networks/{id}/state`. The reason is shown in audits, so it must not name a guest. */
export const setNetworkStateSchema = z
  .strictObject({
    state: z
      .enum(NETWORK_STATES)
      .describe(
        '`SUSPENDED`: sales go on, and managers and analysts only read; `CLOSED`: signing in is not possible, API keys and jobs rest, the plan ends, and all data stays; `ACTIVE`: everything works again',
      ),
    reason: line(500).describe('Why the state changes; the audits of the network and of the installation show it'),
    confirmName: z
      .string()
      .max(200)
      .optional()
      .describe('Name of the network, typed once more; needed for `SUSPENDED` and `CLOSED`'),
  })
  .meta({
    id: 'SetNetworkState',
    example: { state: 'SUSPENDED', reason: 'The invoice of October is not paid', confirmName: 'Osteria' },
  });
export type SetNetworkStateBody = z.infer<typeof setNetworkStateSchema>;

const network = z.strictObject({
  id: z.uuid().describe('Id of the network'),
  code: z.string().describe('Short name in lower case, which never changes'),
  name: z.string().describe('Name of the network, which guests and staff read'),
  currency: z.string().describe('ISO 4217 code of the currency of all amounts'),
  currencyDigits: z
    .number()
    .int()
    .describe('Decimals of the currency: with 2, an amount of 155000 minor units is 1,550.00; with 0 it is 155,000'),
  timeZone: z.string().describe("IANA name of the time zone of the network's days"),
  language,
  country: z
    .string()
    .describe('ISO 3166-1 code of two letters of the country in which phone numbers without `+` are read'),
  asksPersonalDataConsent: z
    .boolean()
    .describe('Whether the law of the country asks for the consent `personal_data` of each new guest'),
  giftCardLaw: objectOf('The end of gift cards by the law of the country', {
    law: z.enum(GIFT_CARD_LAWS).describe('Country whose law it is; OTHER: the platform knows no law of this country'),
    leastMonths: z
      .number()
      .int()
      .nullable()
      .describe('The fewest months from the last payment into a card to its end; null: a card never ends'),
  }),
  settings: networkSettingsSchema,
  rulesVersion: z.number().int().describe('Number that rises with every change of the configuration of the network'),
  createdAt: z.string().describe('When the network was opened (RFC 3339)'),
  closedAt: z.string().nullable().describe('When the network was closed (RFC 3339); null: it is open'),
  suspendedAt: z
    .string()
    .nullable()
    .describe('When the network was suspended (RFC 3339): sales go on, and managers change nothing; null: it is not'),
  sandboxOf: z.uuid().nullable().describe('Network whose sandbox or shadow this is; null: it is neither'),
  isShadow: z.boolean().describe('Whether it is the shadow of that network, and not its sandbox'),
});
export const networkSchema = network.meta({ id: 'Network', description: 'A network with all of its settings.' });
/** A network as cashiers and API keys of a till see it. */
const tillNetworkSchema = network.extend({ settings: tillSettingsSchema }).meta({
  id: 'TillNetwork',
  description: 'A network as cashiers and API keys see it: only with the settings that a till needs.',
});
export const seenNetworkSchema = z.union([networkSchema, tillNetworkSchema]);
export const createdNetworkSchema = network
  .extend({
    manager: openObjectOf('The first manager', {
      id: z.uuid().describe('User id of the manager'),
      email: z.string().describe('E-mail address by which the manager signs in'),
      name: z.string().describe('Name of the manager'),
    }),
    passwordLink: passwordLinkSchema,
    restaurant: openObjectOrNull('The first restaurant with its till; null: the network has none yet', {
      id: z.uuid().describe('Id of the restaurant'),
      pointOfSaleId: z.uuid().describe('Id of its till, which acts of the till name'),
    }),
  })
  .meta({
    id: 'CreatedNetwork',
    description: 'A new network with the link by which its first manager sets a password.',
  });
export const networkPageSchema = pageOf(seenNetworkSchema).meta({ id: 'NetworkPage' });

export type CreateNetworkBody = z.infer<typeof createNetworkSchema>;
export type ChangeNetworkBody = z.infer<typeof changeNetworkSchema>;
export type NetworkAnswer = z.infer<typeof networkSchema>;
export type SeenNetworkAnswer = z.infer<typeof seenNetworkSchema>;
export type CreatedNetworkAnswer = z.infer<typeof createdNetworkSchema>;

export function stateOf({ closedAt, suspendedAt }: Pick<NetworkProfile, 'closedAt' | 'suspendedAt'>): NetworkState {
  if (closedAt !== null) return 'CLOSED';
  return suspendedAt === null ? 'ACTIVE' : 'SUSPENDED';
}

export const networkAnswer = (from: NetworkProfile): NetworkAnswer =>
  asAnswer(networkSchema, {
    ...from,
    language: from.locale,
    asksPersonalDataConsent: asksPersonalDataConsent(from.country),
    giftCardLaw: giftCardLawOf(from.country),
  });

/** The fields that `changeNetworkSchema` can change, if the reader sees them. */
export const changeableOfNetwork = (answer: SeenNetworkAnswer | ChangeRequestAnswer): object | null => {
  if ('kind' in answer) return null;
  const { name, currency, timeZone, language, country, settings } = answer;
  return { name, currency, timeZone, language, country, settings };
};

/** The network's answer, with the parts that the reader may see. */
export function networkAnswerFor(principal: Principal, profile: NetworkProfile): SeenNetworkAnswer {
  const answer = networkAnswer(profile);
  const isTill = principal.kind === 'key' || (principal.kind === 'user' && principal.role === 'cashier');
  return isTill ? { ...answer, settings: tillSettingsOf(profile.settings) } : answer;
}

/** Whether a text is a time zone of the IANA database. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(zone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
