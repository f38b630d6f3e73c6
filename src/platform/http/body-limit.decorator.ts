import { extendRoute } from './route-config';

/** The members that `BodyLimit` sets on a route. */
export interface BodyLimitConfig {
  readonly bodyLimitBytes?: number;
  /** The caller proves itself by what stands in the body or in the path, so the body has to be read first. */
  readonly isOfStrangers?: boolean;
}

/**
 * Sets the largest body of one route, where it differs from the common limit. A body above the common limit is read only
 * after the caller is known by a token or a key, unless the route is for `strangers`.
 */
export const BodyLimit = (bytes: number, callers: 'known' | 'strangers' = 'known'): MethodDecorator =>
  extendRoute({ bodyLimitBytes: bytes, isOfStrangers: callers === 'strangers' } satisfies BodyLimitConfig);
