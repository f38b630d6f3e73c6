import { z } from 'zod';
import { line, objectNamed, openListOf, openObjectNamed, openObjectOf, uuid } from '../../platform/http/schemas';
import { settings } from '../../platform/settings/settings';
import { STAFF_ROLES } from '../staff/staff.rules';
import { REFUSED_REASONS, UNREACHABLE_REASONS } from './provider-failure.rules';

const GROUPS_MAX = 200;
const DOMAINS_MAX = 20;
const RESTAURANTS_MAX = 1_000;
const SECRET_MAX = 1_000;
const ISSUER_MAX = 500;

/** An address without user name, password, query or anchor. */
const issuer = z
  .url({ protocol: settings.privateAddresses !== 'off' ? /^https?$/ : /^https$/ })
  .max(ISSUER_MAX)
  .refine((text) => !URL.canParse(text) || isPlain(new URL(text)), { params: { code: 'not_allowed' } })
  .describe('Address of the provider (issuer): `https`, on the internet');

const group = z
  .strictObject({
    group: line(300).describe('Group, as the provider names it'),
    role: z.enum(STAFF_ROLES).describe('Role that the group gives'),
    ownRoleId: uuid.nullable().default(null).describe('Own role of the network, with the role `cashier`; null: none'),
    restaurantIds: z
      .array(uuid)
      .max(RESTAURANTS_MAX)
      .default([])
      .describe('Restaurants where people of the group work; ignored where the role works in all'),
  })
  .refine(({ role, ownRoleId }) => ownRoleId === null || role === 'cashier', {
    path: ['ownRoleId'],
    params: { code: 'not_allowed' },
  });

const fields = {
  enabled: z.boolean().describe('Whether people may sign in through the provider'),
  issuer,
  clientId: line(300).describe('Client ID that the provider gave for this platform'),
  groupsClaim: line(200)
    .default('groups')
    .describe("Claim with the person's groups; dots lead into an object: `realm_access.roles`"),
  groups: z
    .array(group)
    .max(GROUPS_MAX)
    .describe('Roles by groups. The first group of this list that a person has decides'),
  domains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .max(253)
        .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,63}$/),
    )
    .max(DOMAINS_MAX)
    .default([])
    .describe(
      "Domains of the company's e-mail addresses: who types one of them is offered this sign-in, once DNS has proven it (`domainProofs`). Domains of public mail services are 400",
    ),
  onlyProvider: z
    .boolean()
    .default(false)
    .describe('Whether passwords open nothing any more, but for the manager of `wayBackUserId`'),
  wayBackUserId: uuid
    .nullable()
    .default(null)
    .describe('Manager with a password whom it lets in whatever the provider does; needed with `onlyProvider`'),
};

export const putProviderSchema = z.strictObject(fields).meta({ id: 'PutIdentityProvider' });
export type PutProviderBody = z.infer<typeof putProviderSchema>;

export const providerSecretSchema = objectNamed('IdentityProviderSecret', {
  secret: z.string().min(1).max(SECRET_MAX).describe('Client secret that the provider gave'),
});
export type ProviderSecretBody = z.infer<typeof providerSecretSchema>;

export const providerSchema = openObjectNamed('IdentityProvider', "The network's sign-in through its own provider.", {
  ...fields,
  issuer: z.string().nullable().describe('Address of the provider (issuer); null: none was entered yet'),
  clientId: z.string().describe('Client ID that the provider gave for this platform; empty: none yet'),
  hasSecret: z.boolean().describe('Whether a client secret is stored; another issuer needs another one'),
  domainProofs: openListOf('Records that the stored domains have to show in DNS before they count', {
    domain: z.string().describe('One of `domains`'),
    isProven: z.boolean().describe('Whether the domain leads people to this sign-in'),
    record: openObjectOf('TXT record that proves the domain', {
      name: z.string().describe('Name of the record'),
      value: z.string().describe('Value of the record'),
    }),
  }),
  returnAddress: z.string().describe('Address to enter at the provider as the redirect URI'),
});
export type ProviderAnswer = z.infer<typeof providerSchema>;

export const providerTestSchema = openObjectNamed('IdentityProviderTest', {
  works: z.boolean().describe('Whether all steps went well'),
  steps: openListOf('Steps that were tried, up to the first that failed', {
    step: z
      .enum(['connection', 'keys', 'client'])
      .describe('The provider answers and is the issuer; it has keys; it knows client ID and secret'),
    failure: z
      .enum([...UNREACHABLE_REASONS, ...REFUSED_REASONS])
      .nullable()
      .describe('Why the step failed; null: it went well'),
  }),
});
export type ProviderTestAnswer = z.infer<typeof providerTestSchema>;

function isPlain({ username, password, search, hash }: URL): boolean {
  return username === '' && password === '' && search === '' && hash === '';
}
