export type DocumentPath = readonly (string | number)[];

/** A fault at one path of the document, as the server reports it. */
export interface Mistake {
  readonly path: string;
  readonly code: string;
  readonly message?: string;
}

/** The most steps that a person can undo. */
const MOST_STEPS = 100;

/**
 * A document while it is edited. An incomplete number is stored as the typed text, so that nothing is lost; the page or the server reports it as a
 * mistake. Parts that do not change stay the same objects, so that only the fields of changed parts are drawn again.
 */
export class DocumentStore {
  private mistakes: ReadonlyMap<string, Mistake> = new Map();
  private listed: readonly Mistake[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly drawn = new Map<string, number>();
  private saved: unknown;
  private past: readonly unknown[] = [];
  /** The path of the last change. Consecutive changes at one path are one step for undo. */
  private lastAt: string | null = null;
  private replaced = 0;

  constructor(
    private document: unknown,
    saved: unknown = document,
  ) {
    this.saved = saved;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly whole = (): unknown => this.document;

  get(path: DocumentPath): unknown {
    return partAt(this.document, path);
  }

  set(path: DocumentPath, value: unknown): void {
    if (this.get(path) === value) return;
    const at = path.join('.');
    if (at !== this.lastAt) this.past = [...this.past, this.document].slice(-MOST_STEPS);
    this.lastAt = at;
    this.document = replaced(this.document, path, value);
    this.tell();
  }

  /**
   * Sets a part that the page computes from other parts. The saved document gets the same value, so that the part does not count as an unsaved
   * change, unless the saved document lacks the part.
   */
  follow(path: DocumentPath, value: unknown): void {
    this.document = replaced(this.document, path, value);
    if (isContainer(partAt(this.saved, path))) this.saved = replaced(this.saved, path, value);
    this.tell();
  }

  replaceWhole(document: unknown): void {
    this.past = [];
    this.begin(document);
  }

  /** Replaces the edited document by the document that the server has stored now. */
  readonly goOnFrom = (saved: unknown): void => {
    this.saved = saved;
    this.replaceWhole(saved);
  };

  /** Takes over a later version of the document from the server, and keeps the unsaved changes. */
  readonly rebase = (now: unknown): void => {
    const next = merged(this.document, this.saved, now);
    this.saved = now;
    if (saysTheSame(next, this.document)) this.tell();
    else this.replaceWhole(next);
  };

  /** Marks the edited document as saved. */
  readonly keep = (): void => {
    this.saved = this.document;
    this.tell();
  };

  readonly undo = (): void => {
    const before = this.past.at(-1);
    if (before === undefined) return;
    this.past = this.past.slice(0, -1);
    this.begin(before);
  };

  readonly canUndo = (): boolean => this.past.length > 0;

  readonly savedDocument = (): unknown => this.saved;

  readonly isChanged = (): boolean => !saysTheSame(this.document, this.saved);

  /**
   * A number that rises when the whole document is replaced. Inputs that keep a state of their own use the number as their React key, so that they
   * begin with the new document.
   */
  readonly generation = (): number => this.replaced;

  setMistakes(mistakes: readonly Mistake[]): void {
    if (JSON.stringify(mistakes) === JSON.stringify(this.listed)) return;
    this.listed = mistakes;
    this.mistakes = new Map(mistakes.map((mistake) => [stepsOf(mistake.path), mistake]));
    this.tell();
  }

  readonly allMistakes = (): readonly Mistake[] => this.listed;

  /** Registers an input that shows the mistakes at this path, until the returned function is called. */
  draws(path: DocumentPath): () => void {
    const key = pathText(path);
    this.drawn.set(key, (this.drawn.get(key) ?? 0) + 1);
    return () => {
      const left = (this.drawn.get(key) ?? 1) - 1;
      if (left === 0) this.drawn.delete(key);
      else this.drawn.set(key, left);
    };
  }

  /** The paths at which an input shows the mistakes. */
  drawnPaths(): readonly string[] {
    return [...this.drawn.keys()];
  }

  /** The mistake at a path; `within`: if there is none, the first mistake below the path. */
  mistakeAt(path: DocumentPath, within: boolean): Mistake | undefined {
    const key = path.join('.');
    const exact = this.mistakes.get(key);
    if (exact !== undefined || !within) return exact;
    for (const [place, mistake] of this.mistakes) if (place.startsWith(`${key}.`)) return mistake;
    return undefined;
  }

  private begin(document: unknown): void {
    this.document = document;
    this.listed = [];
    this.mistakes = new Map();
    this.lastAt = null;
    this.replaced += 1;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Whether two documents say the same. The order of members makes no difference, and a missing member is the same as undefined. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  if (!isContainer(one) || !isContainer(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].every((member) => saysTheSame(one[member], other[member]));
}

/** Applies the changes between `before` and `mine` to `now`. A changed list replaces the whole list. */
function merged(mine: unknown, before: unknown, now: unknown): unknown {
  if (saysTheSame(mine, before)) return now;
  if (!isGroup(mine) || !isGroup(before) || !isGroup(now)) return mine;
  const names = [...new Set([...Object.keys(mine), ...Object.keys(now)])];
  return Object.fromEntries(names.map((name) => [name, merged(mine[name], before[name], now[name])]));
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return isContainer(value) && !Array.isArray(value);
}

/** The path as the server writes it: `tiers[0].needs`. */
function pathText(path: DocumentPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Converts a path of the server to a path with dots only: `tiers[0].needs` becomes `tiers.0.needs`. */
function stepsOf(path: string): string {
  return path.replace(/\[(\d+)\]/g, '.$1');
}

function partAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((at, step) => (isContainer(at) ? at[step] : undefined), document);
}

function isContainer(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

function replaced(at: unknown, path: DocumentPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(at)) return at.map((one, index): unknown => (index === step ? replaced(one, rest, value) : one));
  const object = isContainer(at) ? at : {};
  return { ...object, [step]: replaced(object[step], rest, value) };
}
