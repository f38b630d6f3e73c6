export type DocumentPath = readonly (string | number)[];

/** A fault at one path of the document, as the server reports it. */
export interface Mistake {
  readonly path: string;
  readonly code: string;
  readonly message?: string;
}

/**
 * A program's document while it is being typed. Where the schema wants a number, what is no number yet stands as the text
 * that was typed, so that nothing is lost; the server says of it that it does not fit. Parts that were not touched stay
 * the same objects, so that only fields that changed are drawn again.
 */
export class DraftStore {
  private mistakes: ReadonlyMap<string, Mistake> = new Map();
  private readonly listeners = new Set<() => void>();

  constructor(private document: unknown) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly whole = (): unknown => this.document;

  get(path: DocumentPath): unknown {
    return path.reduce<unknown>((at, step) => (isContainer(at) ? at[step] : undefined), this.document);
  }

  set(path: DocumentPath, value: unknown): void {
    if (this.get(path) === value) return;
    this.document = replaced(this.document, path, value);
    this.tell();
  }

  replaceWhole(document: unknown): void {
    this.document = document;
    this.mistakes = new Map();
    this.tell();
  }

  setMistakes(mistakes: readonly Mistake[]): void {
    this.mistakes = new Map(mistakes.map((mistake) => [stepsOf(mistake.path), mistake]));
    this.tell();
  }

  /** The mistake at a place; `within`: or the first at a part of it. */
  mistakeAt(path: DocumentPath, within: boolean): Mistake | undefined {
    const key = path.join('.');
    const exact = this.mistakes.get(key);
    if (exact !== undefined || !within) return exact;
    for (const [place, mistake] of this.mistakes) if (place.startsWith(`${key}.`)) return mistake;
    return undefined;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Whether two documents say the same; the order of their members and what is left out make no difference. */
export function saysTheSame(one: unknown, other: unknown): boolean {
  if (!isContainer(one) || !isContainer(other)) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...members].every((member) => saysTheSame(one[member], other[member]));
}

/** The server writes `tiers[0].needs`. */
function stepsOf(path: string): string {
  return path.replace(/\[(\d+)\]/g, '.$1');
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
