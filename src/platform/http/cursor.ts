import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { ProblemError } from '../problems/problem';
import { parsedJson } from './parsed-json';

const CHECK_BYTES = 6;

/**
 * Encodes the end of a page, the sort keys of its last row, as an opaque text. Its checksum detects a cursor that was cut, changed or made for
 * another list. A cursor is no secret: row-level security decides which rows a caller sees.
 *
 * @param list the name of the list, which the checksum includes
 */
export function encodeCursor(list: string, position: unknown): string {
  const payload = Buffer.from(JSON.stringify(position), 'utf8');
  return Buffer.concat([checkOf(list, payload), payload]).toString('base64url');
}

/** @throws ProblemError `invalid_query` for a text that `encodeCursor` did not make for this list */
export function decodeCursor<Position>(list: string, cursor: string, schema: z.ZodType<Position>): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  const payload = bytes.subarray(CHECK_BYTES);
  if (bytes.toString('base64url') !== cursor || !checkOf(list, payload).equals(bytes.subarray(0, CHECK_BYTES)))
    throw unfit();
  const parsed = schema.safeParse(parsedJson(payload));
  if (!parsed.success) throw unfit();
  return parsed.data;
}

/** Makes a page from rows that include one more than the page shows: with the cursor after its last row, or null at the end. */
export function pageFrom<Row, Answer = Row>(
  list: string,
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => unknown,
  answerOf: (row: Row) => Answer = (row) => row as unknown as Answer,
): { items: Answer[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map((row) => answerOf(row)), nextCursor: more ? encodeCursor(list, positionOf(last)) : null };
}

function checkOf(list: string, payload: Buffer): Buffer {
  return createHash('sha256').update(list).update('\0').update(payload).digest().subarray(0, CHECK_BYTES);
}

function unfit(): ProblemError {
  return new ProblemError('invalid_query', {}, [{ path: 'cursor', code: 'not_valid', message: '' }]);
}
