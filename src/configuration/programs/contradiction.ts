/** What each member of a document allows by itself but not together with others. */
export interface Contradiction {
  readonly path: (string | number)[];
  /** Of docs/errors.md; left out: `not_valid`. */
  readonly code?: string;
  readonly message: string;
}
