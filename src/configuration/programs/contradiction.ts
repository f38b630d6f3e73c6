/** What each member of a document allows by itself but not together with others. */
export interface Contradiction {
  readonly path: (string | number)[];
  readonly message: string;
}
