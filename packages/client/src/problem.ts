import type { components } from './generated/api.js';

/** The codes that this version of the API documents (docs/errors.md). A newer server may send a code that is not here. */
export type ProblemCode = components['schemas']['ProblemCode'];

/** A problem as the server sends it: RFC 9457 with a stable code. */
export interface ProblemDocument {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly requestId?: string;
  readonly errors?: readonly FieldProblem[];
  readonly [beside: string]: unknown;
}

/** A fault at one path of a body, in the language of the caller. */
export interface FieldProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** The server refused the call, or something between the client and the server did. */
export class ApiProblem extends Error {
  /** `unreadable_answer` when the body is not one of our server. */
  readonly code: ProblemCode | 'unreadable_answer';
  readonly status: number;

  constructor(
    readonly document: ProblemDocument,
    readonly retryAfterSeconds: number | null,
  ) {
    super(document.detail ?? document.code);
    this.name = 'ApiProblem';
    this.code = document.code as ProblemCode;
    this.status = document.status;
  }

  /** A number of the problem besides its code, such as `available` or `max`; null: it has none of this name. */
  numberBeside(name: string): number | null {
    const value = this.document[name];
    return typeof value === 'number' ? value : null;
  }

  /** A text of the problem besides its code, such as `transactionId`; null: it has none of this name. */
  textBeside(name: string): string | null {
    const value = this.document[name];
    return typeof value === 'string' ? value : null;
  }
}

/** No answer arrived, so the change may have been made or not. Retry with the same key and body. */
export class ConnectionLost extends Error {
  constructor(cause?: unknown) {
    super('connection_lost', { cause });
    this.name = 'ConnectionLost';
  }
}

/**
 * True when the server may or may not have made the change: no answer, a failure of the server or of a proxy, or a first try that still runs. Retry
 * with the same key only.
 */
export function leavesOutcomeOpen(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof ApiProblem && (error.status >= 500 || error.code === 'request_in_progress');
}

/** The problem of an answer. A body that is not ours, such as a proxy's page, keeps its status. */
export function parseProblem(body: unknown, response: Response): ApiProblem {
  const retryAfter = retryAfterSecondsOf(response);
  if (isProblemDocument(body)) return new ApiProblem(body, retryAfter);
  const code = response.status >= 500 ? 'unavailable' : 'unreadable_answer';
  return new ApiProblem({ title: '', status: response.status, code }, retryAfter);
}

/** The code of a problem answer, read from a copy of its body; null of any other answer. */
export async function problemCodeOf(response: Response): Promise<ApiProblem['code'] | null> {
  if (response.ok) return null;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return parseProblem(body, response).code;
}

/** Whole seconds of `Retry-After`; null without one, or where it is a date. */
export function retryAfterSecondsOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

function isProblemDocument(body: unknown): body is ProblemDocument {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'status' in body &&
    typeof body.status === 'number'
  );
}
