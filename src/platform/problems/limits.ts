/** The largest body of routes without a limit of their own (`@BodyLimit`). */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Seconds of `Retry-After` when a part without which nothing can be sold is down. */
export const UNAVAILABLE_RETRY_SECONDS = 5;

/** Seconds of `Retry-After` after a conflict with other work. */
export const CONFLICT_RETRY_SECONDS = 1;

/** Seconds of `Retry-After` while a network moves to another installation. */
export const MOVING_RETRY_SECONDS = 1;
