/** A kind of work that one process at a time does: at an interval, on request, or both. A failed run is repeated. */
export interface JobKind {
  readonly name: string;
  /** The interval of scheduled runs; left out: the kind runs only on request. */
  readonly everyMs?: number;
  /** Does the work. A run may stop anywhere and may be repeated, so it must be idempotent. */
  run(run: JobRun): Promise<void>;
}

/** One run of a kind of work. */
export interface JobRun {
  /** The key of the request; `undefined`: a scheduled run over everything. */
  readonly key: string | undefined;
  /** Aborted when the process ends. A requested run that ends after that returns to the queue for another process. */
  readonly signal: AbortSignal;
  /** Shows progress at a requested job in the queue, at most once a second. For a requested or scheduled run it counts as a success. */
  readonly reportProgress: (progress: object) => void;
}
