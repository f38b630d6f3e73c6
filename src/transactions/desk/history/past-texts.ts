import { randomUUID } from 'node:crypto';
import type { Statements } from '../../../platform/database/database';
import { GenerationCache } from '../../../platform/memory/generation-cache';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import type { NamingReader, ShownNames } from '../../till/responses/shown-names';
import type { AnswerReader } from '../../till/responses/transaction-answer';
import { pastAnswerOf } from './past-answer';

/** Half of the bytes that a process keeps; a transaction has some 1,300. */
const KEPT_HALF_BYTES = 24 * 1_024 * 1_024;

/** Stands in a text for each value that may change. No text of a person has it. */
const HOLE = randomUUID();
const IN_TEXT = JSON.stringify(HOLE);

/** The JSON of a transaction around its holes: the reason of a refund in a person's words, the actor, the restaurant's name. */
export type PastText = readonly Buffer[];

/**
 * The JSON of recorded transactions. A journal row never changes, and what its sentences name is of the network's configuration, so the texts of a
 * configuration are kept for each language and for guests apart. Other values come from the database with each page.
 */
export class PastTexts {
  private readonly kept = new GenerationCache<PastText>(KEPT_HALF_BYTES, lengthOf);
  /** Numbers of the names that a configuration has for a reader: other names, other texts. */
  private readonly numbers = new WeakMap<ShownNames, number>();
  private readers = 0;

  /** The texts of these transactions of a network, in their order. Reads the rows of those that are not kept. */
  async of(tx: Statements, networkId: string, ids: readonly string[], reader: NamingReader): Promise<PastText[]> {
    const number = this.numberOf(reader.names);
    const known = ids.map((id) => this.kept.get(keyOf(number, id)));
    const missing = ids.filter((_, i) => known[i] === undefined);
    if (missing.length === 0) return known as PastText[];
    const rows = new Map((await findJournalRows(tx, networkId, missing)).map((row) => [row.id, row]));
    return ids.map((id, i) => {
      const text = known[i] ?? textOf(rows.get(id), reader);
      if (known[i] === undefined) this.kept.set(keyOf(number, id), text);
      return text;
    });
  }

  private numberOf(names: ShownNames): number {
    let number = this.numbers.get(names);
    if (number === undefined) this.numbers.set(names, (number = this.readers += 1));
    return number;
  }
}

function keyOf(reader: number, id: string): string {
  return `${String(reader)} ${id}`;
}

function lengthOf(text: PastText): number {
  return text.reduce((sum, { length }) => sum + length, 0);
}

function textOf(row: JournalRow | undefined, reader: AnswerReader): PastText {
  if (row === undefined) throw new Error('a transaction that was listed is gone');
  const answer = pastAnswerOf(row, { ...reader, refundReason: () => HOLE }, { actor: HOLE, restaurantName: HOLE });
  return JSON.stringify(answer)
    .split(IN_TEXT)
    .map((piece) => Buffer.from(piece));
}

/** The JSON of a page of texts, each with the values for its holes. */
export function writePage(
  texts: readonly { readonly text: PastText; readonly values: readonly unknown[] }[],
  nextCursor: string | null,
): Buffer {
  const pieces: Buffer[] = [BEGIN];
  texts.forEach(({ text, values }, n) => {
    if (n > 0) pieces.push(COMMA);
    text.forEach((piece, i) => {
      if (i > 0) pieces.push(Buffer.from(JSON.stringify(values[values.length - text.length + i])));
      pieces.push(piece);
    });
  });
  pieces.push(Buffer.from(`],"nextCursor":${JSON.stringify(nextCursor)}}`));
  return Buffer.concat(pieces);
}

const BEGIN = Buffer.from('{"items":[');
const COMMA = Buffer.from(',');
