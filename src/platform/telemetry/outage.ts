import { isNativeError } from 'node:util/types';

/** Classes and states (PostgreSQL, appendix A) of a server that is unreachable, stopping, starting or full. */
const STATES = /^(?:(?:08|53|58)[0-9A-Z]{3}|57P0[0-9A-Z]|25006)$/;

/** Failures of the connection itself have no SQLSTATE. */
const NETWORK_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);
const CONNECTION_WORDS =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** Prisma's codes for an unreachable database: not reached, no answer in time, closed, pool or transaction timed out. */
const PRISMA_OUTAGES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** Whether an error or a cause of it means that a server is unreachable; the stack of such an error is of no use. */
export function isOutage(thrown: unknown): boolean {
  return causesOf(thrown).some(saysOutage);
}

/** Whether this error means that, without its causes. */
export function saysOutage(error: Error): boolean {
  const code = codeOf(error);
  if (code === null) return CONNECTION_WORDS.test(error.message);
  return NETWORK_ERRORS.has(code) || PRISMA_OUTAGES.has(code) || STATES.test(code);
}

/**
 * The error and its causes: Prisma wraps the driver's error, which wraps the server's, and any of them may hold the code. Socket errors come from
 * another realm than tests, where `instanceof` would miss them.
 */
export function causesOf(thrown: unknown): Error[] {
  const causes: Error[] = [];
  let at: unknown = thrown;
  while (isNativeError(at) && causes.length < 5) {
    causes.push(at);
    at = at.cause ?? (at as { readonly meta?: { readonly driverAdapterError?: unknown } }).meta?.driverAdapterError;
  }
  return causes;
}

/** Prisma's driver reports the server's error as a plain object. */
export function codeOf(error: Error): string | null {
  const { cause } = error;
  if (typeof cause === 'object' && cause !== null && !isNativeError(cause)) return codeOf(cause as Error);
  for (const name of ['originalCode', 'code'] as const) {
    if (name in error) {
      const code = (error as unknown as Record<string, unknown>)[name];
      if (typeof code === 'string') return code;
    }
  }
  return null;
}
