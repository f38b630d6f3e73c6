import type { FaultReason } from '../../platform/http/catalogue/catalogue';
/** A contradiction between members of a document that are valid by themselves. */
export interface Contradiction {
  readonly path: (string | number)[];
  /** A code of docs/errors.md; left out: `not_valid`. */
  readonly code?: string;
  /** Details, where the code alone is not enough. */
  readonly reason?: FaultReason;
  /** Arguments of the words of the code. */
  readonly details?: object;
}

type Path = readonly (string | number)[];

/** A contradiction for each value that stands in the list a second time. */
export function* twice(
  values: readonly (string | number)[],
  path: Path,
  reason: 'valueTwice' | 'taskIdTwice' | 'budgetTwice' | 'variantIdTwice' = 'valueTwice',
): Generator<Omit<Contradiction, 'details'>> {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index) yield { path: [...path, index], reason };
}
