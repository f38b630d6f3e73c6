import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent as PlainAgent, type ClientRequest, request as requestPlain, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-addresses.rules';

/**
 * The non-public addresses that may be called: all (`on`), this machine's (`loopback`), or none (`off`). Unless `off`, calls without TLS are
 * allowed too.
 */
export type PrivateAddresses = 'on' | 'loopback' | 'off';

export type Resolve = (
  name: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[] | undefined) => void,
) => void;

/** The code of the error that a call to a forbidden address ends with. */
export const NOT_ALLOWED = 'ADDRESS_NOT_ALLOWED';

/** Why a call failed: the address is not public, the certificate is not valid, or nothing answered. */
export type ConnectionFailure = 'address_not_allowed' | 'certificate' | 'no_connection';

/**
 * Connections to addresses that people of a network enter. Each connection resolves the name once, checks all its addresses and connects to one of
 * them, so later DNS answers have no effect. Redirects are not followed.
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

  /** Opens a request; the caller must end it. @throws Error with the code `ADDRESS_NOT_ALLOWED` */
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
 * Whether the URL has an allowed protocol, and a host name or an allowed address. The addresses of a host name are checked at the call; an address
 * in the URL must be checked here, because no resolver sees it.
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
