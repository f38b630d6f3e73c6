/** The largest body of a route without a limit of its own (`@BodyLimit`). */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Seconds of `Retry-After` while a part is down that every sale needs. */
export const UNAVAILABLE_RETRY_SECONDS = 5;

/** Seconds of `Retry-After` after a conflict with other work. */
export const CONFLICT_RETRY_SECONDS = 1;

/** Seconds of `Retry-After` while a network is being moved to another cell. */
export const MOVING_RETRY_SECONDS = 1;
