import { PROBLEM_STATUS, type ProblemCode } from './problem-codes';

/** One invalid place in a body: JSON path, stable code, and words. */
export interface BodyFault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Named arguments for the message; they are not part of the response. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/**
 * A failure that a caller can react to: thrown anywhere, rendered once as RFC 9457 problem+json. `data` has the response's further members
 * (docs/errors.md), never personal data.
 */
export class ProblemError extends Error {
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly data: Readonly<Record<string, unknown>> = {},
    readonly faults: readonly BodyFault[] = [],
    /** Seconds for `Retry-After`, with 429 and 503. */
    readonly retryAfterSeconds?: number,
  ) {
    const status = PROBLEM_STATUS[code];
    // Clients make many mistakes that are no bugs of ours, and a stack would cost more than the rest of the response.
    const { stackTraceLimit } = Error;
    if (status < 500) Error.stackTraceLimit = 0;
    super(code);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
  }
}

/** The value that a look-up came back with. @throws ProblemError 404 `not_found` where it found none, as for a row of another network */
export function found<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new ProblemError('not_found');
  return value;
}

/** A refusal that was stored under the same key: the response has the same bytes and the id of the first request. */
export class ReplayedProblemError extends ProblemError {
  constructor(
    code: ProblemCode,
    data: Readonly<Record<string, unknown>>,
    faults: readonly BodyFault[],
    readonly firstRequestId: string,
  ) {
    super(code, data, faults);
  }
}
