import type { Principal } from './principal';

/** Parts of a Fastify request that the guards read and write. */
export interface AuthenticatedRequest {
  readonly id: string;
  readonly ip: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly routeOptions?: { readonly url?: string | undefined };
  /** Set by the guard; passport and the request's log read it here. */
  user?: Principal;
  /** Set when the caller was admitted from memory, because the database is away. */
  isUnchecked?: true;
}

/** Where a request came from; the audit records it beside the actor. */
export interface Origin {
  readonly address: string | null;
  readonly requestId: string | null;
  /** The user agent of a request. */
  readonly device?: string | null;
}

const MAX_DEVICE = 300;

/** The origin of commands and jobs, which belong to no request. */
export const NO_ORIGIN: Origin = { address: null, requestId: null };

/** The caller of a route with a permission. A public route has no caller, so calling this there is a bug. */
export function principalOf({ user }: AuthenticatedRequest): Principal {
  if (user === undefined) throw new Error('a public route asked for its principal');
  return user;
}

/** The origin of the request, for the audit and for limits by address. */
export function originOf({ ip, id, headers }: AuthenticatedRequest): Origin {
  const agent = headers['user-agent'];
  return { address: ip, requestId: id, device: typeof agent === 'string' ? agent.slice(0, MAX_DEVICE) : null };
}
