import { isNativeError } from 'node:util/types';
import { CONFLICT_RETRY_SECONDS, UNAVAILABLE_RETRY_SECONDS } from '../problems/limits';
import { ProblemError } from '../problems/problem';

/** SQLSTATEs (PostgreSQL, appendix A) of transactions that conflicted with others and may be tried again. */
const COLLISIONS = new Set(['40001', '40P01', '55P03', '57014', '25P03', '25P04']);

/** Classes and states of a server that is unreachable, stopping, starting or full. */
const OUTAGES = /^(?:08|53|58|57P0|25006)/;

/** Values that the database can't hold but that passed our schemas: the client's mistake, and a check of ours is missing. */
const BAD_VALUES = '22';

const DISK_FULL = '53100';
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

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
const PRISMA_COLLISION = 'P2034';
const PRISMA_UNIQUE_VIOLATION = 'P2002';
const PRISMA_NOT_FOUND = 'P2025';

/**
 * The problem that a caller sees when the database fails. Null for other errors, and for a broken rule of our own (an append-only table, a missing
 * version, a check), which is a bug.
 */
export function asDatabaseProblem(thrown: unknown): { problem: ProblemError; log: 'error' | 'warn' | null } | null {
  for (const cause of causesOf(thrown)) {
    const found = judgeCause(cause);
    if (found !== null) return found;
  }
  return null;
}

/** Whether the database refused the values of a statement (a bad value, a deleted parent): a retry would fail too. */
export function isRefusedByData(error: unknown): boolean {
  const code = error instanceof Error ? codeOf(error) : null;
  return code !== null && (code.startsWith(BAD_VALUES) || /^23[0-9A-Z]{3}$/.test(code));
}

function judgeCause(cause: Error): { problem: ProblemError; log: 'error' | 'warn' | null } | null {
  const code = codeOf(cause);
  if (code === null) return CONNECTION_WORDS.test(cause.message) ? unavailable(UNAVAILABLE_RETRY_SECONDS) : null;
  if (NETWORK_ERRORS.has(code) || PRISMA_OUTAGES.has(code)) return unavailable(UNAVAILABLE_RETRY_SECONDS);
  if (COLLISIONS.has(code) || code === PRISMA_COLLISION) return unavailable(CONFLICT_RETRY_SECONDS);
  if (
    code === UNIQUE_VIOLATION ||
    code === FOREIGN_KEY_VIOLATION ||
    code === PRISMA_UNIQUE_VIOLATION ||
    code === PRISMA_NOT_FOUND
  ) {
    // Two callers inserted at once, or the parent was deleted meanwhile: the second caller has to read again.
    return { problem: new ProblemError('version_conflict'), log: 'warn' };
  }
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  if (OUTAGES.test(code)) return unavailable(UNAVAILABLE_RETRY_SECONDS);
  if (code.startsWith(BAD_VALUES)) return { problem: new ProblemError('invalid_body'), log: 'warn' };
  return null;
}

function unavailable(retrySeconds: number): { problem: ProblemError; log: 'error' } {
  return { problem: new ProblemError('unavailable', {}, [], retrySeconds), log: 'error' };
}

/** Whether no connection came in time: the pool or the server is busy. A server that is away refuses connections. */
export function isWithoutConnection(thrown: unknown): boolean {
  return causesOf(thrown).some(({ message }) => message.startsWith('timeout exceeded when trying to connect'));
}

/** Whether a write failed because the disk is full. */
export function isDiskFull(thrown: unknown): boolean {
  return hasState(thrown, DISK_FULL);
}

/** Whether an error, also one wrapped by Prisma, has this SQLSTATE. */
export function hasState(thrown: unknown, state: string): boolean {
  return causesOf(thrown).some((cause) => codeOf(cause) === state);
}

/** Whether the write conflicts with an existing row, which the caller can then name. */
export function isUniqueViolation(thrown: unknown): boolean {
  return isNativeError(thrown) && [UNIQUE_VIOLATION, PRISMA_UNIQUE_VIOLATION].includes(codeOf(thrown) ?? '');
}

/**
 * The error and its causes: Prisma wraps the driver's error, which wraps the server's, and any of them may hold the code. Socket errors come from
 * another realm than tests, where `instanceof` would miss them.
 */
function causesOf(thrown: unknown): Error[] {
  const causes: Error[] = [];
  let at: unknown = thrown;
  while (isNativeError(at) && causes.length < 5) {
    causes.push(at);
    at = at.cause ?? (at as { readonly meta?: { readonly driverAdapterError?: unknown } }).meta?.driverAdapterError;
  }
  return causes;
}

/** Prisma's driver reports the server's error as a plain object. */
function codeOf(error: Error): string | null {
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
