import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as PlainAgent, type ClientRequest, request as requestPlain, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-addresses.rules';

/** Addresses beside the public ones that may be called: all (`on`), those of this machine, or none. Other than `off`, also without TLS. */
export type PrivateAddresses = 'on' | 'loopback' | 'off';

export type Resolve = (
  name: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[] | undefined) => void,
) => void;

/** Code of the error with which a call to an address that is not allowed ends. */
export const NOT_ALLOWED = 'ADDRESS_NOT_ALLOWED';

/** How a failed call is told: the address is not public, the certificate does not fit, or nothing answered. */
export type ConnectionFailure = 'address_not_allowed' | 'certificate' | 'no_connection';

/**
 * Connections to addresses that people of a network enter. A name is resolved once for a connection, all its addresses
 * are checked, and the connection goes to one of them, so no later answer of the resolver matters. Redirects are not
 * followed.
 */
export class GuardedAgents {
  private readonly plain: PlainAgent;
  private readonly secure: SecureAgent;

  constructor(
    private readonly privateAddresses: PrivateAddresses,
    maxSockets: number,
    resolve: Resolve = resolveName,
  ) {
    const options = { keepAlive: true, maxSockets, lookup: this.lookupBy(resolve) };
    this.plain = new PlainAgent(options);
    this.secure = new SecureAgent(options);
  }

  /** Begins a request, which the caller ends. @throws Error of code `ADDRESS_NOT_ALLOWED` */
  open(url: URL, options: RequestOptions): ClientRequest {
    if (!mayCall(url, this.privateAddresses)) throw notAllowed();
    return url.protocol === 'https:'
      ? requestSecure(url, { ...options, agent: this.secure })
      : requestPlain(url, { ...options, agent: this.plain });
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  private lookupBy(resolve: Resolve): LookupFunction {
    return (name, options, callback) => {
      resolve(name, { ...options, all: true }, (error, addresses = []) => {
        const [first] = addresses;
        if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 0);
        else if (!addresses.every(({ address }) => allows(address, this.privateAddresses)))
          callback(notAllowed(), '', 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }
}

/**
 * Whether the URL has an allowed protocol, and names a host or an allowed address. Addresses of a host are checked when it is
 * called: a resolver sees no address that stands in the URL.
 */
export function mayCall(url: URL, privateAddresses: PrivateAddresses): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (privateAddresses === 'off' && url.protocol !== 'https:') return false;
  return isIP(host) === 0 || allows(host, privateAddresses);
}

function allows(address: string, privateAddresses: PrivateAddresses): boolean {
  if (privateAddresses === 'on' || isPublicAddress(address)) return true;
  return privateAddresses === 'loopback' && isLoopbackAddress(address);
}

/** Why a call got no answer. */
export function connectionFailureOf(error: unknown): ConnectionFailure {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === NOT_ALLOWED) return 'address_not_allowed';
  return code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SIGNED')
    ? 'certificate'
    : 'no_connection';
}

function notAllowed(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address is not public'), { code: NOT_ALLOWED });
}
