import { z } from 'zod';
import { parseSafeInteger } from '../database/type-parsers';

/**
 * A value of a row that becomes this value of an answer: an instant becomes RFC 3339 and a `bigint` a number. The constraints of the
 * tables and the schemas of the bodies guarantee codes and JSON, so any text and any object is taken for them.
 */
type StoredValue<Value> = Value extends null | undefined | boolean
  ? Value
  : Value extends string
    ? string | Date
    : Value extends number
      ? number | bigint
      : Value extends readonly (infer Item)[]
        ? readonly StoredValue<Item>[]
        : unknown;

/** A row with the members of an answer, which may have others too. */
export type StoredAs<Answer> = { readonly [Member in keyof Answer]: StoredValue<Answer[Member]> };

/**
 * The members of the schema from a row that has them under the same names; the row's other columns stay inside.
 * @throws RangeError for a `bigint` beyond ±(2^53 − 1)
 */
export function asAnswer<Schema extends z.ZodObject>(
  schema: Schema,
  row: StoredAs<z.output<Schema>>,
): z.output<Schema> {
  return membersOf(schema, row) as z.output<Schema>;
}

function membersOf(schema: z.ZodObject, row: object): Record<string, unknown> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const members = Object.entries(row).filter(([name, value]) => name in shape && value !== undefined);
  return Object.fromEntries(members.map(([name, value]) => [name, plainValue(value, shape[name])]));
}

/** The value as JSON holds it, with the members of its schema where that is an object's. */
export function plainValue(value: unknown, schema?: z.core.$ZodType): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return parseSafeInteger(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return plainValue(value, schema.unwrap());
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item: unknown) => plainValue(item, schema.element));
  return schema instanceof z.ZodObject && !isOpen(schema) ? membersOf(schema, value) : value;
}

/** Whether the object may have members that the schema does not name, such as the rules of a document. */
const isOpen = ({ def: { catchall } }: z.ZodObject): boolean =>
  catchall !== undefined && !(catchall instanceof z.ZodNever);
