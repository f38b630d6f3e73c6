import { HttpException } from '@nestjs/common';
import { asDatabaseProblem } from '../database/database-failure';
import { ProblemError } from '../problems/problem';
import type { ProblemCode } from '../problems/problem-codes';

/** The problem that the caller sees, and the level at which the failure is logged. */
export interface Judgement {
  readonly problem: ProblemError;
  /** `error`: a bug, or a part that is down. `warn`: a client's mistake that a check of ours should have refused. Null: not logged. */
  readonly log: 'error' | 'warn' | null;
}

/** Maps an error to its problem. An unexpected error becomes `internal_error`, without its message. */
export function judge(thrown: unknown): Judgement {
  if (thrown instanceof ProblemError) return { problem: thrown, log: null };
  const ofDatabase = asDatabaseProblem(thrown);
  if (ofDatabase !== null) return ofDatabase;
  const ofTransport = asTransportProblem(thrown);
  if (ofTransport !== null) return { problem: ofTransport, log: null };
  return { problem: new ProblemError('internal_error'), log: 'error' };
}

/** Failures that the framework raises before or around a handler: Fastify's by code, Nest's by status. */
function asTransportProblem(thrown: unknown): ProblemError | null {
  if (thrown instanceof HttpException) return ofStatus(thrown.getStatus());
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  if (thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ProblemError('payload_too_large');
  if (thrown.code === 'FST_ERR_BAD_URL' || thrown.code === 'FST_ERR_MAX_PARAM_LENGTH')
    return new ProblemError('not_found');
  if (!thrown.code.startsWith('FST_ERR_')) return null;
  return 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? ofStatus(thrown.statusCode) : null;
}

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid_body',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  414: 'not_found',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

function ofStatus(status: number): ProblemError | null {
  const code = CODE_OF_STATUS[status];
  return code === undefined ? null : new ProblemError(code);
}
