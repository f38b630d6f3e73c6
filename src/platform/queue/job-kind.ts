/** A kind of work. A failed run is repeated. */
export interface JobKind {
  readonly name: string;
  /** How often the leader looks for work of the kind; left out: the kind runs only on request. */
  readonly everyMs?: number;
  /** Follows a log: the leader runs it at each interval itself, without the queue. */
  readonly isStream?: boolean;
  /** A run may take minutes: such kinds have workers of their own, so that they take no place of short runs. */
  readonly isLong?: boolean;
  /** The log's message when a run failed. */
  readonly failure?: string;
  /** Where the kind has work, and when it will have some. Left out: each interval adds a run without a key. */
  find?(): Promise<readonly FoundWork[]>;
  /** Called when added runs may be lost: the next `find` names everything again. */
  forget?(): void;
  /** Does the work. A run may stop anywhere and may be repeated, so it must be idempotent. */
  run(run: JobRun): Promise<void>;
}

export interface FoundWork {
  readonly key: string;
  /** Whether there is work now. */
  readonly isDue: boolean;
  /** In how many milliseconds there will be work next; left out: that is not known. */
  readonly inMs?: number;
}

/** How far a run is: pieces of its work that are done. `of` null: nobody knows how many there are. */
export interface JobProgress {
  readonly done: number;
  readonly of: number | null;
}

/** One run of a kind of work. */
export interface JobRun {
  /** The key of the request; `undefined`: a run over everything. */
  readonly key: string | undefined;
  /** Aborted when the process ends. A run that ends after that returns to the queue for another process. */
  readonly signal: AbortSignal;
  /** Shows progress at the job in the queue, at most once a second. Counts as a success of the kind. */
  readonly reportProgress: (progress: JobProgress) => void;
  /** Requests another run of the same key, so many milliseconds after this one and behind the jobs that already wait. */
  readonly repeat: (afterMs: number) => void;
  /** Sets in how many milliseconds the key has its next work, in place of an earlier call; null: no next work. */
  readonly expect: (inMs: number | null) => void;
}
