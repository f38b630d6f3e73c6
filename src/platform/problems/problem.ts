import { PROBLEM_STATUS, type ProblemCode } from './problem-codes';

/** One place in a body that does not fit: JSON path, stable code, and words. */
export interface BodyFault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** Named arguments of the message, not part of the answer. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/**
 * An operating failure that a caller can react to: thrown anywhere, rendered once as RFC 9457 problem+json.
 * `data` holds what stands beside the code (docs/errors.md), never personal data.
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
    super(code);
    this.status = PROBLEM_STATUS[code];
  }
}

/** A refusal that was given before under the same key: told again, to the byte, with the id of the first request. */
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
