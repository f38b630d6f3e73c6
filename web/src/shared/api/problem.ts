/** The server's problem answer: RFC 9457 with our stable code (api.md, "Conventions"). */
export interface ProblemDocument {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly requestId?: string;
  readonly errors?: readonly Mistake[];
  readonly [beside: string]: unknown;
}

/** A fault at one path of a body, in the reader's language. */
export interface Mistake {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** The server answered, and the answer is no. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;

  constructor(
    readonly document: ProblemDocument,
    readonly retryAfterSeconds: number | null,
  ) {
    super(document.code);
    this.name = 'ApiProblem';
    this.code = document.code;
    this.status = document.status;
  }

  /** A number that stands beside the code, such as `available` or `max`; null when it is not there. */
  numberBeside(name: string): number | null {
    const value = this.document[name];
    return typeof value === 'number' ? value : null;
  }

  textBeside(name: string): string | null {
    const value = this.document[name];
    return typeof value === 'string' ? value : null;
  }
}

/** The server's fault at a field or within it, shown by the field; undefined without one. */
export function mistakeAt(error: unknown, field: string): string | undefined {
  return mistakesAt(error, field)[0]?.message;
}

/** All that it found wrong within a field of many parts. */
export function mistakesAt(error: unknown, field: string): readonly Mistake[] {
  return mistakesOf(error).filter(({ path }) => isWithin(path, field));
}

/** The server's faults outside these fields. */
export function mistakesBeside(error: unknown, fields: readonly string[]): readonly Mistake[] {
  return mistakesOf(error).filter(({ path }) => !fields.some((field) => isWithin(path, field)));
}

function mistakesOf(error: unknown): readonly Mistake[] {
  return error instanceof ApiProblem ? (error.document.errors ?? []) : [];
}

function isWithin(path: string, field: string): boolean {
  return path.startsWith(field) && ['', '.', '['].includes(path.charAt(field.length));
}

/** No answer came: nobody knows whether the act was done, so it is asked again under the same key. */
export class ConnectionLost extends Error {
  constructor() {
    super('connection_lost');
    this.name = 'ConnectionLost';
  }
}

/**
 * True when the outcome of an act is not known, so that only the same key may be used to ask again: no answer, an answer
 * of something between us and the server, a failure of the server, or a first try that still runs.
 */
export function leavesOutcomeOpen(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof ApiProblem && (error.status >= 500 || error.code === 'request_in_progress');
}

/** Reads the problem out of an answer; one that is not ours (a proxy's page) keeps its status and says so. */
export function parseProblem(body: unknown, response: Response): ApiProblem {
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
  if (isProblemDocument(body)) return new ApiProblem(body, retryAfter);
  const code = response.status >= 500 ? 'unavailable' : 'unreadable_answer';
  return new ApiProblem({ title: '', status: response.status, code }, retryAfter);
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
