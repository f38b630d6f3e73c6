import type { Principal } from './principal';

/** Parts of a Fastify request that the guards read and write. */
export interface AuthenticatedRequest {
  readonly id: string;
  readonly ip: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly routeOptions?: { readonly url?: string | undefined };
  /** Set by the guard; where passport and the request's log look for it. */
  user?: Principal;
  /** The caller was admitted as last known, because the database is away; left out: the guard knows. */
  isUnchecked?: true;
}

/** The origin of a request, which the audit records beside the actor. */
export interface Origin {
  readonly address: string | null;
  readonly requestId: string | null;
  /** The user agent, of a request. */
  readonly device?: string | null;
}

const MAX_DEVICE = 300;

/** The origin of commands and jobs, which have no request. */
export const NO_ORIGIN: Origin = { address: null, requestId: null };

/** The caller of a route with a permission. A public route has none, so asking there is a bug of the route. */
export function principalOf({ user }: AuthenticatedRequest): Principal {
  if (user === undefined) throw new Error('a public route asked for its principal');
  return user;
}

/** The origin of the request, for the audit and for limits by address. */
export function originOf({ ip, id, headers }: AuthenticatedRequest): Origin {
  const agent = headers['user-agent'];
  return { address: ip, requestId: id, device: typeof agent === 'string' ? agent.slice(0, MAX_DEVICE) : null };
}
