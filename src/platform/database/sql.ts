/** A value of a parameter. JSON is given as a text. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null | readonly SqlValue[];

/** A part of a statement: words of SQL with their parameters. */
export class Sql {
  constructor(
    readonly words: TemplateStringsArray,
    readonly parts: readonly (SqlValue | Sql)[],
  ) {}
}

/** Makes a part of a statement, for `${…}` in a template: a list of columns, a condition, an order. */
export function sql(words: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  return new Sql(words, parts);
}

const NOTHING = sql``;

/** The part if the condition holds, else an empty part: `WHERE a ${when(b !== null, sql`AND b = ${b}`)}`. */
export const when = (holds: boolean, part: Sql): Sql => (holds ? part : NOTHING);

/** How a statement is given: as a template, or as text with its values. */
export type StatementSource =
  | readonly [words: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]]
  | readonly [text: string, values?: readonly unknown[]];

export interface WrittenStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether the statement is a template, whose columns are renamed to members (`memberOf`). */
  readonly isTemplate: boolean;
}

/** A statement as PostgreSQL takes it. The values of a template are numbered in the order of their places. */
export function statementOf(source: StatementSource): WrittenStatement {
  const [first, ...rest] = source;
  if (typeof first === 'string') {
    const [values = []] = rest as [(readonly unknown[])?];
    return { text: first, values, isTemplate: false };
  }
  const values: SqlValue[] = [];
  const text = collect(first, rest as Sql['parts'], values);
  return { text, values, isTemplate: true };
}

/** The text of a part without values, for a statement that is given as text. */
export const textOf = ({ words, parts }: Sql): string => statementOf([words, ...parts]).text;

function collect(words: TemplateStringsArray, parts: Sql['parts'], values: SqlValue[]): string {
  return words.reduce((text, word, at) => {
    const part = parts[at - 1] as SqlValue | Sql;
    if (part instanceof Sql) return text + collect(part.words, part.parts, values) + word;
    return `${text}$${String(values.push(part))}${word}`;
  });
}

/** The member of a row for a column of a template: `sold_at` is `soldAt`. A `!` at the end, which is a mark for `scripts/lint/sql-rows.mjs`, is removed. */
export function memberOf(column: string): string {
  return column.replace(/!$/, '').replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
