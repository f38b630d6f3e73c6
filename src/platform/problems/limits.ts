/** The largest body that any route takes, unless it says another (`@BodyLimit`). */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Of `Retry-After` when a part that matters is down. */
export const UNAVAILABLE_RETRY_SECONDS = 5;

/** Of `Retry-After` when the work met other work and only has to be done again. */
export const CONFLICT_RETRY_SECONDS = 1;
