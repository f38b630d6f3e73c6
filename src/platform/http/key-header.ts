import { ProblemError } from '../problems/problem';

const KEY_HEADER = 'idempotency-key';
export const REPLAYED_HEADER = 'Idempotent-Replayed';

export const MAX_KEY_LENGTH = 255;

/** The request's idempotency key, or null when it has none. @throws ProblemError `idempotency_key_invalid` */
export function keyOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | null {
  const given = headers[KEY_HEADER];
  if (given === undefined) return null;
  if (typeof given !== 'string' || given.length < 1 || given.length > MAX_KEY_LENGTH) {
    throw new ProblemError('idempotency_key_invalid');
  }
  return given;
}

/**
 * The request's idempotency key, which the call requires. @throws ProblemError `idempotency_key_required`,
 * `idempotency_key_invalid`
 */
export function requiredKeyOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const key = keyOf(headers);
  if (key === null) throw new ProblemError('idempotency_key_required');
  return key;
}
