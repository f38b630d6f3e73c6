/**
 * Twice the usual room for young objects: fewer requests that are still under way are copied by each collection. It
 * costs up to 48 MiB.
 */
export const HEAP_ARGUMENTS = ['--max-semi-space-size=32'];

/** Node's own arguments for a server. */
export const SERVER_ARGUMENTS = [...HEAP_ARGUMENTS, '--enable-source-maps'];
