import { randomUUID } from 'node:crypto';
import { GenerationCache } from '../../../platform/memory/generation-cache';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { ShownNames } from '../../till/responses/shown-names';
import type { AnswerReader } from '../../till/responses/transaction-answer';
import type { Done } from './history.dto';
import { pastAnswerOf } from './past-answer';

/** Half of the bytes that a process keeps; a transaction has some 1,300. */
const KEPT_HALF_BYTES = 24 * 1_024 * 1_024;

/** Stands in a text for each value that may change. No text of a person has it. */
const HOLE = randomUUID();
const IN_TEXT = Buffer.from(JSON.stringify(HOLE));
/** No character of UTF-16 takes more bytes of UTF-8. */
const MAX_BYTES_OF_CHARACTER = 3;

/** The JSON of a transaction with holes for the reason of a refund in a person's words, and for actor and restaurant. */
export interface PastText {
  readonly json: Buffer;
  readonly holes: readonly number[];
}

/** Texts of a guest's rows by their versions. */
export type TextsOfGuest = ReadonlyMap<number, PastText>;

/** The values that a transaction's text has no place for, because they may change. */
export interface ChangingValues {
  readonly reason: string | null;
  readonly actor: Done['actor'];
  readonly restaurantName: string | null;
}

/**
 * The texts of the first page of guests' histories. A journal row never changes, and what its sentences name is of the network's configuration, so
 * the texts of a configuration are kept for each language and for guests apart.
 */
export class PastTexts {
  private readonly kept = new GenerationCache<TextsOfGuest>(KEPT_HALF_BYTES, bytesOf);
  /** Numbers of the names that a configuration has for a reader: other names, other texts. */
  private readonly numbers = new WeakMap<ShownNames, number>();
  private readers = 0;

  of(guestId: string, names: ShownNames): TextsOfGuest {
    return this.kept.get(this.keyOf(guestId, names)) ?? NO_TEXTS;
  }

  keep(guestId: string, names: ShownNames, texts: TextsOfGuest): void {
    this.kept.set(this.keyOf(guestId, names), texts);
  }

  private keyOf(guestId: string, names: ShownNames): string {
    let number = this.numbers.get(names);
    if (number === undefined) this.numbers.set(names, (number = this.readers += 1));
    return `${String(number)} ${guestId}`;
  }
}

/** The name of the restaurant is written with the actor, into the same hole. */
const CHANGING = { actor: HOLE, restaurantName: undefined };

export const NO_TEXTS: TextsOfGuest = new Map();

function bytesOf(texts: TextsOfGuest): number {
  let bytes = 0;
  for (const { json } of texts.values()) bytes += json.length;
  return bytes;
}

/** The reader for whom texts are made: with holes where values may change. */
export function leavingHoles(reader: AnswerReader): AnswerReader {
  return { ...reader, refundReason: () => HOLE };
}

/** @param reader one of `leavingHoles` */
export function textOf(row: JournalRow, reader: AnswerReader): PastText {
  const json = Buffer.from(JSON.stringify(pastAnswerOf(row, reader, CHANGING)));
  const holes: number[] = [];
  for (let at = json.indexOf(IN_TEXT); at >= 0; at = json.indexOf(IN_TEXT, at + IN_TEXT.length)) holes.push(at);
  return { json, holes };
}

/** The JSON of a page of transactions. */
export function writePage(
  items: readonly { readonly text: PastText; readonly values: ChangingValues }[],
  nextCursor: string | null,
): Buffer {
  const filled = items.map(({ text, values: { reason, actor, restaurantName } }) => {
    const done = `${JSON.stringify(actor)},"restaurantName":${JSON.stringify(restaurantName)}`;
    return { text, values: text.holes.length > 1 ? [JSON.stringify(reason), done] : [done] };
  });
  const end = `],"nextCursor":${JSON.stringify(nextCursor)}}`;
  const page = Buffer.allocUnsafe(
    filled.reduce(
      (sum, { text, values }) =>
        values.reduce((most, value) => most + value.length * MAX_BYTES_OF_CHARACTER, sum + text.json.length + 1),
      BEGIN.length + end.length,
    ),
  );
  let at = page.write(BEGIN);
  filled.forEach(({ text: { json, holes }, values }, n) => {
    if (n > 0) at += page.write(',', at);
    let from = 0;
    holes.forEach((hole, i) => {
      at += json.copy(page, at, from, hole);
      at += page.write(values[i] ?? '', at);
      from = hole + IN_TEXT.length;
    });
    at += json.copy(page, at, from);
  });
  at += page.write(end, at);
  return page.subarray(0, at);
}

const BEGIN = '{"items":[';
