import { z } from 'zod';

/** A service outside of the platform: where it is, and what signs in there. */
export interface ServiceAddress {
  /** Without credentials and parameters, and without a slash at its end. */
  readonly url: string;
  /** Empty: the address names none. */
  readonly user: string;
  /** Empty: the address names none. */
  readonly password: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Form {
  /** Credentials that the address must have; the other one is optional. */
  readonly needs: readonly ('user' | 'password')[];
  /** Names of the parameters that the address may have, and the form of their values. */
  readonly parameters?: Readonly<Record<string, RegExp>>;
  /** Parameters that it must have. */
  readonly requires?: readonly string[];
}

const EXAMPLE = 'https://user:password@host, with % codes for signs other than letters, digits and . _ -';

/**
 * A setting that is the address of a service with its credentials. A fault names no part of the address, because that could be a secret.
 *
 * @returns a schema of zod; its output has the credentials decoded
 */
export function serviceAddress({ needs, parameters = {}, requires = [] }: Form) {
  return z.string().transform((text, context): ServiceAddress => {
    const read = URL.canParse(text) ? partsOf(new URL(text)) : undefined;
    const fault =
      read === undefined
        ? `is an address like ${EXAMPLE}`
        : (faultOfCredentials(read, needs) ?? faultOfParameters(read, parameters, requires));
    if (read !== undefined && fault === undefined) return read;
    context.addIssue({ code: 'custom', message: fault ?? '' });
    return z.NEVER;
  });
}

/** Undefined: it is no address of HTTP, or its credentials are not encoded. */
function partsOf({ protocol, username, password, host, pathname, searchParams }: URL): ServiceAddress | undefined {
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  try {
    return {
      url: `${protocol}//${host}${pathname.replace(/\/$/, '')}`,
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      parameters: Object.fromEntries(searchParams),
    };
  } catch {
    return undefined;
  }
}

function faultOfCredentials(read: ServiceAddress, needs: Form['needs']): string | undefined {
  const missing = needs.filter((part) => read[part] === '');
  return missing.length === 0 ? undefined : `lacks the ${missing.join(' and the ')} in the address: ${EXAMPLE}`;
}

function faultOfParameters(
  { parameters }: ServiceAddress,
  forms: Readonly<Record<string, RegExp>>,
  requires: readonly string[],
): string | undefined {
  const lacking = requires.find((name) => !(name in parameters));
  if (lacking !== undefined) return `lacks ?${lacking}=… at the end of the address`;
  const unknown = Object.keys(parameters).find((name) => !(name in forms));
  if (unknown !== undefined)
    return `has a parameter that it can't have; known are ${Object.keys(forms).join(', ') || 'none'}`;
  const wrong = Object.entries(parameters).find(([name, value]) => forms[name]?.test(value) === false);
  return wrong && `has a value of ${wrong[0]} that does not fit`;
}
