/** Interface of `answers.cjs` to the tests. */
export interface Answers {
  describeBy(write: () => string): void;
  check(answer: SentAnswer): void;
  takeFaults(): string[];
  /** A validator of the schema at a path of the document. */
  validatorOf(pointer: readonly string[]): ((value: unknown) => boolean) & { readonly errors?: unknown };
}

interface SentAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly type: string;
  readonly text: string | undefined;
  readonly request: unknown;
}

/** The `Answers` of this process; undefined in projects without an application. */
export const answersOfProcess = (): Answers | undefined => (globalThis as { answers?: Answers }).answers;
