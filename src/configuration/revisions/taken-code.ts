import { isUniqueViolation } from '../../platform/database/database-failure';
import { ProblemError } from '../../platform/problems/problem';

/** For the `catch` of a write that gives something another code. Throws `code_taken`, or what was thrown. */
export function refuseTakenCode(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('code_taken') : thrown;
}
