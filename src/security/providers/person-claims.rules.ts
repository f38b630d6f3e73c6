import { withoutUnseen } from '../../typed/marks';

/** A person whom a provider has authenticated. */
export interface ProvenPerson {
  readonly subject: string;
  readonly email: string | null;
  /** Null: the provider does not say. */
  readonly emailVerified: boolean | null;
  readonly name: string | null;
  readonly groups: readonly string[];
  /** Whether the provider says that a second factor was used. */
  readonly secondFactor: boolean;
}

type Claims = Readonly<Record<string, unknown>>;

const NAME_MAX = 200;
const EMAIL_MAX = 320;
/** The most groups of a person that are read. */
const GROUPS_MAX = 1_000;

/** Authentication methods of RFC 8176 other than password and PIN. */
const SECOND_FACTORS = new Set(['mfa', 'otp', 'hwk', 'sc', 'sms', 'tel', 'fpt', 'face', 'iris', 'retina', 'vbm']);
/** Authentication levels that mean two factors. */
const TWO_FACTOR_LEVELS = new Set([
  'phr',
  'phrh',
  'https://refeds.org/profile/mfa',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
]);

/** The person in the claims of an ID token and of the provider's user info. */
export function personOf(claims: Claims, groupsClaim: string): ProvenPerson {
  const { sub, email, name, amr, acr } = claims;
  return {
    subject: typeof sub === 'string' ? sub : '',
    email: typeof email === 'string' && email.length <= EMAIL_MAX && email.includes('@') ? email : null,
    emailVerified: verifiedOf(claims['email_verified']),
    name: typeof name === 'string' && name.trim() !== '' ? oneLine(name) : null,
    groups: groupsOf(claims, groupsClaim) ?? [],
    secondFactor:
      listOf(amr).some((method) => SECOND_FACTORS.has(method)) ||
      (typeof acr === 'string' && TWO_FACTOR_LEVELS.has(acr)),
  };
}

/** Undefined where the claims contain no groups. A name with dots is tried as a whole, then as a path. */
export function groupsOf(claims: Claims, groupsClaim: string): string[] | undefined {
  const value = Object.hasOwn(claims, groupsClaim) ? claims[groupsClaim] : valueAt(claims, groupsClaim.split('.'));
  return value === undefined || value === null ? undefined : listOf(value);
}

/** Whether an e-mail address is trustworthy enough to identify an account. */
export function isConfirmed({ email, emailVerified }: ProvenPerson, domains: readonly string[]): boolean {
  if (email === null || emailVerified === false) return false;
  return emailVerified === true || domains.includes(domainOf(email));
}

export function domainOf(email: string): string {
  return email
    .slice(email.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

function verifiedOf(value: unknown): boolean | null {
  if (value === true || value === 'true') return true;
  return value === undefined || value === null ? null : false;
}

function listOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is string => typeof one === 'string').slice(0, GROUPS_MAX);
}

function valueAt(claims: Claims, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined || !Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (rest.length === 0) return value;
  return typeof value === 'object' && value !== null ? valueAt(value as Claims, rest) : undefined;
}

function oneLine(text: string): string {
  return withoutUnseen(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, NAME_MAX);
}
