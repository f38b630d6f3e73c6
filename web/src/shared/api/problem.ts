import { ApiProblem, type FieldProblem as Mistake } from '@loyalty-platform/client';

export { ApiProblem, ConnectionLost, leavesOutcomeOpen } from '@loyalty-platform/client';

/** The server's fault at a field or within it, to be shown at the field; undefined: none. */
export function mistakeAt(error: unknown, field: string): string | undefined {
  return mistakesAt(error, field)[0]?.message;
}

/** All of the server's faults within a field of many parts. */
export function mistakesAt(error: unknown, field: string): readonly Mistake[] {
  return mistakesOf(error).filter(({ path }) => isWithin(path, field));
}

/** The server's faults outside these fields. */
export function mistakesBeside(error: unknown, fields: readonly string[]): readonly Mistake[] {
  return mistakesOf(error).filter(({ path }) => !fields.some((field) => isWithin(path, field)));
}

/** The faults of fields that the server reported with an error; empty for any other error. */
export function mistakesOf(error: unknown): readonly Mistake[] {
  return error instanceof ApiProblem ? (error.document.errors ?? []) : [];
}

function isWithin(path: string, field: string): boolean {
  return path.startsWith(field) && ['', '.', '['].includes(path.charAt(field.length));
}
