import { faultWords, problemWords } from './catalogue/catalogue';
import type { Language } from '../language/language';
import { pageAddress } from './page-address';
import { type BodyFault, type ProblemError, ReplayedProblemError } from '../problems/problem';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The address of the page of this installation that explains a code. */
function problemType(code: string): string {
  return pageAddress(`/api/docs/errors#${code}`);
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly Pick<BodyFault, 'path' | 'code' | 'message'>[];
  readonly [beside: string]: unknown;
}

/** The RFC 9457 body of a problem, in one language. */
export function renderProblem(error: ProblemError, requestId: string, language: Language): Problem {
  const named =
    error.retryAfterSeconds === undefined ? error.data : { ...error.data, seconds: error.retryAfterSeconds };
  const { title, detail } = problemWords(error.code, named, language);
  return {
    ...error.data,
    type: problemType(error.code),
    title,
    status: error.status,
    detail,
    code: error.code,
    requestId: error instanceof ReplayedProblemError ? error.firstRequestId : requestId,
    ...(error.faults.length > 0 && { errors: error.faults.map((fault) => renderFault(fault, language)) }),
  };
}

function renderFault(fault: BodyFault, language: Language): Pick<BodyFault, 'path' | 'code' | 'message'> {
  const message = fault.message === '' ? faultWords(fault.code, fault.arguments ?? {}, language) : fault.message;
  return { path: fault.path, code: fault.code, message };
}
