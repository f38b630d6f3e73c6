/**
 * PostgreSQL array literals for `unnest`. Written by hand because the driver's own serializer costs more than the
 * decision itself on a batch of wide rows.
 */

/** Numbers, booleans and UUIDs: values whose text needs no quotes. Null becomes NULL. */
export function plainArray(values: readonly (number | boolean | string | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i += 1) {
    if (i > 0) text += ',';
    const value = values[i];
    text += value === null || value === undefined ? 'NULL' : String(value);
  }
  return text + '}';
}

const NEEDS_ESCAPE = /["\\]/g;

/** Any text: each element quoted, quotes and backslashes escaped. Null becomes NULL. */
export function textArray(values: readonly (string | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i += 1) {
    if (i > 0) text += ',';
    const value = values[i];
    text += value === null || value === undefined ? 'NULL' : `"${value.replace(NEEDS_ESCAPE, '\\$&')}"`;
  }
  return text + '}';
}
