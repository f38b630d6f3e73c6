import { randomUUID } from 'node:crypto';
import { GenerationCache } from '../../../platform/memory/generation-cache';
import type { JournalRow } from '../../ledger/journal/journal-row';
import type { ShownNames, AnswerReader } from '../../till/responses/shown-names';
import type { ActOutcome } from './history.dto';
import { pastAnswerOf } from './past-answer';

/** The cache keeps at most twice as much; the JSON of a transaction has some 1,300 bytes. */
const KEPT_HALF_BYTES = 24 * 1_024 * 1_024;

/** Written in place of each value that may change. Each process makes its own, so nobody can type it. */
const HOLE = randomUUID();
const IN_TEXT = Buffer.from(JSON.stringify(HOLE));
/** In UTF-8, of one character of a JavaScript string. */
const MAX_BYTES_OF_CHARACTER = 3;

/** The JSON of a recorded transaction, with `HOLE` in place of a refund's reason, of the actor and of the restaurant's name. */
export interface PastText {
  readonly json: Buffer;
  /** Where the holes begin. */
  readonly holes: readonly number[];
}

/** Texts of a guest's transactions by their ids. */
export type TextsOfGuest = ReadonlyMap<string, PastText>;

/** Values that a text of a journal row leaves open: they may change after the transaction was recorded. */
export interface ChangingValues {
  readonly reason: string | null;
  readonly actor: ActOutcome['actor'];
  readonly restaurantName: string | null;
}

/**
 * Keeps the texts of the first page of each guest's history. A journal row never changes, and the names in its sentences come from the network's
 * configuration, so a text is kept until the configuration changes: one for each language, and others for guests than for staff.
 */
export class PastTexts {
  private readonly kept = new GenerationCache<TextsOfGuest>(KEPT_HALF_BYTES, bytesOf);
  /** A number for the names that one configuration has in one language; texts are kept by it. */
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

/** One hole for both: the restaurant's name is written behind the actor. */
const CHANGING = { actor: HOLE, restaurantName: undefined };

export const NO_TEXTS: TextsOfGuest = new Map();

function bytesOf(texts: TextsOfGuest): number {
  let bytes = 0;
  for (const { json } of texts.values()) bytes += json.length;
  return bytes;
}

/** A reader for `textOf`, which leaves a hole where the reason of a refund stands. */
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

/** The JSON of a page of history: the texts with their holes filled. */
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
