import { isNativeError } from 'node:util/types';
import { CONFLICT_RETRY_SECONDS, UNAVAILABLE_RETRY_SECONDS } from '../problems/limits';
import { ProblemError } from '../problems/problem';
import { causesOf, codeOf, saysOutage } from '../telemetry/outage';

/** SQLSTATEs (PostgreSQL, appendix A) of transactions that conflicted with others and may be tried again. */
const COLLISIONS = new Set(['40001', '40P01', '55P03', '57014', '25P03', '25P04']);

/** Values that the database can't hold but that passed our schemas: the client's mistake, and a check of ours is missing. */
const BAD_VALUES = '22';

const DISK_FULL = '53100';
const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

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
  if (saysOutage(cause)) return unavailable(UNAVAILABLE_RETRY_SECONDS);
  const code = codeOf(cause);
  if (code === null) return null;
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
  const isBadValue = code.startsWith(BAD_VALUES) && /^[0-9A-Z]{5}$/.test(code);
  return isBadValue ? { problem: new ProblemError('invalid_body'), log: 'warn' } : null;
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
