/** A kind of work that one process at a time does, at an interval, on request or both, and again after a failure. */
export interface JobKind {
  readonly name: string;
  /** The interval of scheduled runs; left out: on request alone. */
  readonly everyMs?: number;
  /** Does the work. It may run twice or stop anywhere, so it must be idempotent. */
  run(run: JobRun): Promise<void>;
}

/** One run of a kind of work. */
export interface JobRun {
  /** The key that was requested; `undefined`: a scheduled run over everything. */
  readonly key: string | undefined;
  /** Aborted when the process ends. A requested run that ends after that goes back to the queue, for another process. */
  readonly signal: AbortSignal;
  /** Shown at a requested job in the queue, at most once a second; counts as a success of either. */
  readonly reportProgress: (progress: object) => void;
}
