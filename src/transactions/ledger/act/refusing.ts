import type { ProblemCode } from '../../../platform/problems/problem-codes';

/** What an act is refused for, with what is told beside it. */
export interface Refusing {
  readonly refused: ProblemCode;
  readonly data: Readonly<Record<string, unknown>>;
}

export function refusing(refused: ProblemCode, data: Readonly<Record<string, unknown>> = {}): Refusing {
  return { refused, data };
}
