import { compileFunction } from 'node:vm';
import pg from 'pg';
import { GenerationCache } from '../memory/generation-cache';

/** A column as PostgreSQL describes it. */
export interface ColumnDescription {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Makes an object of a row's fields, which come as text; null: SQL's null. */
export type ReadRow = (fields: readonly (string | null)[]) => object;

type Parser = (text: string) => unknown;

/** By the names and types of the columns. The statements of the code have fewer; those that are put together may have any number. */
const readers = new GenerationCache<ReadRow>(1_000);

/**
 * A function that reads rows of these columns, with the parsers of `pg.types`. It is compiled for the columns, so that an object is made at once
 * with all its members: pg adds them one by one, and copies the object again and again as it grows, which takes five times the memory.
 */
export function rowReaderOf(columns: readonly ColumnDescription[]): ReadRow {
  const shape = JSON.stringify(columns.map(({ name, dataTypeID }) => [name, dataTypeID]));
  const known = readers.get(shape);
  if (known !== undefined) return known;
  const made = compiled(columns);
  readers.set(shape, made);
  return made;
}

function compiled(columns: readonly ColumnDescription[]): ReadRow {
  const parsers = columns.map(({ dataTypeID }) => pg.types.getTypeParser(dataTypeID, 'text') as Parser);
  // The last of several columns with one name counts.
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  const members = [...places].map(([name, at]) => `${memberOf(name)}: ${valueOf(at, parsers[at] === AS_TEXT)}`);
  const make = compileFunction(`return (fields) => ({ ${members.join(', ')} });`, ['parsers']) as (
    parsers: readonly Parser[],
  ) => ReadRow;
  return make(parsers);
}

/** A column's name as a key in the source of an object literal. `"__proto__": x` would set the prototype; in brackets it is a key like any other. */
function memberOf(name: string): string {
  const quoted = JSON.stringify(name);
  return name === '__proto__' ? `[${quoted}]` : quoted;
}

function valueOf(at: number, isText: boolean): string {
  const field = `fields[${String(at)}]`;
  return isText ? field : `${field} === null ? null : parsers[${String(at)}](${field})`;
}

const TEXT = 25;
/** Returns the text as it came. Types without a parser of their own have this one. */
const AS_TEXT = pg.types.getTypeParser(TEXT, 'text') as Parser;
