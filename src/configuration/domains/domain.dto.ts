import { z } from 'zod';
import { objectOf, objectOrNull, objectNamed } from '../../platform/http/schemas';
import { settings } from '../../platform/settings/settings';

const MOST_CHARACTERS = 253;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

export const setDomainSchema = z
  .strictObject({
    domain: z
      .string()
      .trim()
      .toLowerCase()
      .max(MOST_CHARACTERS)
      .regex(DOMAIN)
      .refine((domain) => !isOfInstallation(domain))
      .describe('Domain without scheme and port, such as `club.example.org`; letters of other scripts in punycode'),
  })
  .meta({ id: 'SetDomain', example: { domain: 'club.osteria.example' } });
export type SetDomainBody = z.infer<typeof setDomainSchema>;

export const domainSchema = objectNamed('NetworkDomain', 'The own domain of a network for the pages of its guests.', {
  domain: z.string().nullable().describe('Domain of the network; null: none'),
  verifiedAt: z.iso
    .datetime()
    .nullable()
    .describe('When the domain showed its token last (RFC 3339); null: it does not lead to the network'),
  proof: objectOrNull('Either of these proves the domain; null: no domain', {
    record: objectOf('TXT record that proves the domain', {
      name: z.string().describe('Name of the record'),
      value: z.string().describe('Value of the record'),
    }),
    file: objectOf('File that proves it in place of the record, as long as the domain leads to a server of yours', {
      url: z.string().describe('Address of the file'),
      content: z.string().describe('Content of the file, on one line'),
    }),
  }),
  pages: objectOrNull('Pages of guests on the domain; null: it is not verified', {
    cabinet: z.string().describe('Address of the cabinet'),
    join: z.string().describe('Begin of the links by which friends are invited'),
  }),
});
export type DomainAnswer = z.infer<typeof domainSchema>;

/** A domain's row. */
export interface DomainRow {
  readonly domain: string;
  readonly token: string;
  readonly verifiedAt: Date | null;
}

const RECORD = '_loyalty';
const FILE = '/.well-known/loyalty-verification.txt';

/** Name and value of the TXT record that proves a domain. */
export function recordOf({ domain, token }: Pick<DomainRow, 'domain' | 'token'>) {
  return { name: `${RECORD}.${domain}`, value: `loyalty-verification=${token}` };
}

/** Address and content of the file that proves a domain. */
export function fileOf({ domain, token }: Pick<DomainRow, 'domain' | 'token'>) {
  return { url: `https://${domain}${FILE}`, content: token };
}

export function domainAnswer(row: DomainRow | null): DomainAnswer {
  if (row === null) return { domain: null, verifiedAt: null, proof: null, pages: null };
  const { domain, verifiedAt } = row;
  return {
    domain,
    verifiedAt: verifiedAt?.toISOString() ?? null,
    proof: { record: recordOf(row), file: fileOf(row) },
    pages: verifiedAt === null ? null : { cabinet: `https://${domain}/cabinet`, join: `https://${domain}/join/` },
  };
}

/** Whether a domain is the installation's own, or below it, so that no network can have it. */
function isOfInstallation(domain: string): boolean {
  if (settings.publicUrl === undefined) return false;
  const { hostname } = new URL(settings.publicUrl);
  return domain === hostname || domain.endsWith(`.${hostname}`);
}
