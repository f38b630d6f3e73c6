import type { ProblemCode } from '../../../platform/problems/problem-codes';

/** The reason for refusing an act, with its data. */
export interface RefusalReason {
  readonly refused: ProblemCode;
  readonly data: Readonly<Record<string, unknown>>;
}

export function refusing(refused: ProblemCode, data: Readonly<Record<string, unknown>> = {}): RefusalReason {
  return { refused, data };
}
