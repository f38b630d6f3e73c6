import type { FaultReason } from '../../platform/http/catalogue/catalogue';
/** A contradiction between members of a document that are each valid alone. */
export interface Contradiction {
  readonly path: (string | number)[];
  /** A code of docs/errors.md; left out: `not_valid`. */
  readonly code?: string;
  /** A reason, where the code alone is not enough. */
  readonly reason?: FaultReason;
  /** Arguments for the code's words. */
  readonly details?: object;
}

type DocumentPath = readonly (string | number)[];

/** A contradiction for each value that is in the list twice. */
export function* twice(
  values: readonly (string | number)[],
  path: DocumentPath,
  reason: 'valueTwice' | 'taskIdTwice' | 'budgetTwice' | 'variantIdTwice' = 'valueTwice',
): Generator<Omit<Contradiction, 'details'>> {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index) yield { path: [...path, index], reason };
}
