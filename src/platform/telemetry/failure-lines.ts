/** Each kind of failure has at most one line in this time. */
const WINDOW_MS = 1_000;
/** Kinds of failures above this number share one window, so that messages that always differ can't fill the memory. */
const KINDS_AT_MOST = 100;
const FURTHER_KINDS = 'further';
const MESSAGE_CHARACTERS = 100;
/** Room for the numbers and ids that are left out. */
const READ_CHARACTERS = 1_000;
const CAUSES_AT_MOST = 4;

interface QuietWindow<Line> {
  /** The last line that was held back. */
  latest: Line | undefined;
  /** Lines that were held back before it. */
  leftOut: number;
}

/**
 * Lines of failures, one a second for each kind: the first one at once, and the last one of each second after it with the
 * number of those before it. In an outage every request fails, and a stack for each would fill the disk.
 */
export class FailureLines<Line> {
  private readonly windows = new Map<string, QuietWindow<Line>>();

  /** @param write writes a line; `leftOut` failures of its kind since the line before have none of their own */
  constructor(private readonly write: (line: Line, leftOut: number) => void) {}

  add(kind: string, line: Line): void {
    const key = this.windows.has(kind) || this.windows.size < KINDS_AT_MOST ? kind : FURTHER_KINDS;
    const window = this.windows.get(key);
    if (window === undefined) {
      this.write(line, 0);
      this.open(key);
      return;
    }
    if (window.latest !== undefined) window.leftOut += 1;
    window.latest = line;
  }

  /** Writes what is held back, before the process ends. */
  flush(): void {
    for (const window of this.windows.values()) this.end(window);
  }

  private open(kind: string): void {
    const window: QuietWindow<Line> = { latest: undefined, leftOut: 0 };
    this.windows.set(kind, window);
    setTimeout(() => {
      this.windows.delete(kind);
      if (this.end(window)) this.open(kind);
    }, WINDOW_MS).unref();
  }

  /** Whether there was a line to write. */
  private end(window: QuietWindow<Line>): boolean {
    const { latest, leftOut } = window;
    if (latest === undefined) return false;
    Object.assign(window, { latest: undefined, leftOut: 0 });
    this.write(latest, leftOut);
    return true;
  }
}

/** Failures of one kind have the same classes and codes down to the cause; without a code the message tells them apart. */
export function kindOfFailure(failure: unknown): string {
  const parts: string[] = [];
  for (let error = failure; error instanceof Error && parts.length < CAUSES_AT_MOST; error = error.cause) {
    const { code } = error as { code?: unknown };
    parts.push(`${error.name}:${typeof code === 'string' ? code : shapeOf(error.message)}`);
  }
  return parts.join(' ') || typeof failure;
}

/** A message without the numbers and ids in it, which differ from request to request. */
function shapeOf(message: string): string {
  return message
    .slice(0, READ_CHARACTERS)
    .replace(/[\da-f-]+/gi, (part) => (/\d/.test(part) ? '#' : part))
    .slice(0, MESSAGE_CHARACTERS);
}
