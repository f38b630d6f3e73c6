import { extendRoute } from './route-config';

/** The members that `BodyLimit` sets on a route. */
export interface BodyLimitConfig {
  readonly bodyLimitBytes?: number;
  /** The body or path itself proves who calls, so the body is read before the caller is known. */
  readonly isOfStrangers?: boolean;
}

/**
 * Sets the largest body of a route that differs from the common limit. A body above the common limit is read only once a token or a key has shown
 * who calls, except on a route for `strangers`.
 */
export const BodyLimit = (bytes: number, callers: 'known' | 'strangers' = 'known'): MethodDecorator =>
  extendRoute({ bodyLimitBytes: bytes, isOfStrangers: callers === 'strangers' } satisfies BodyLimitConfig);
