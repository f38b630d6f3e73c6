import { PROBLEM_STATUS, type ProblemCode } from './problem-codes';

/** One invalid place in a body: JSON path, stable code, and words. */
export interface BodyFault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Named arguments of the message, not part of the answer. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/**
 * An operating failure that a caller can react to: thrown anywhere, rendered once as RFC 9457 problem+json.
 * `data` has the further members of the answer (docs/errors.md), never personal data.
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
    // The mistakes of clients are many and not ours: a stack would cost more than all else of the answer.
    const { stackTraceLimit } = Error;
    if (status < 500) Error.stackTraceLimit = 0;
    super(code);
    Error.stackTraceLimit = stackTraceLimit;
    this.status = status;
  }
}

/** A refusal that is stored under the same key: the same bytes again, with the id of the first request. */
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
