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

const NOT_ALLOWED = 'ADDRESS_NOT_ALLOWED';

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
    this.requireAllowed(url);
    return url.protocol === 'https:'
      ? requestSecure(url, { ...options, agent: this.secure })
      : requestPlain(url, { ...options, agent: this.plain });
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  /** An address in the URL is seen by no resolver. */
  private requireAllowed(url: URL): void {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isAddress = isIP(host) !== 0;
    if ((this.privateAddresses === 'off' && url.protocol !== 'https:') || (isAddress && !this.allows(host)))
      throw notAllowed();
  }

  private allows(address: string): boolean {
    if (this.privateAddresses === 'on' || isPublicAddress(address)) return true;
    return this.privateAddresses === 'loopback' && isLoopbackAddress(address);
  }

  private lookupBy(resolve: Resolve): LookupFunction {
    return (name, options, callback) => {
      resolve(name, { ...options, all: true }, (error, addresses = []) => {
        const [first] = addresses;
        if (error !== null || first === undefined) callback(error ?? new Error('no address'), '', 0);
        else if (!addresses.every(({ address }) => this.allows(address))) callback(notAllowed(), '', 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }
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
