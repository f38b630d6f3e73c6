/**
 * Computes a draw of the wheel in the browser, by WebCrypto and not by the code of the server. Texts are UTF-8 and hashed as netstrings
 * (https://cr.yp.to/proto/netstrings.txt). Both sides are tested with test/golden/wheel-draws.json.
 */
const COMMITMENT = 'wheel-commitment-1';
const DRAW = 'wheel-draw-1';
/** A digest gives one number below this. */
const NUMBERS = 2 ** 32;
const MOST_COUNTERS = 1_000;

/** A prize of the odds, as far as a draw needs it. */
export interface OddsPrize {
  /** The place of the prize in the odds, from 1. */
  readonly number: number;
  readonly name: Readonly<Record<string, string>>;
  readonly weight: number;
  readonly isFallback: boolean;
}

interface Odds {
  readonly prizes: readonly OddsPrize[];
  /** The sum of all weights. */
  readonly total: number;
}

/** An ended epoch, as the network publishes it. */
export interface ShownEpoch {
  readonly id: string;
  /** The text of the odds that was hashed. */
  readonly odds: string;
  /** 64 hexadecimal digits. */
  readonly seed: string;
}

/** The parts of a draw that decide its result, besides the seed. */
interface DrawParts {
  readonly sourceKind: string;
  readonly sourceId: string;
  /** The guest's own number. */
  readonly number: string;
}

/** One digest of a draw. */
export interface Digest {
  readonly counter: number;
  /** The text that was hashed. */
  readonly text: string;
  /** HMAC-SHA256 in hexadecimal. */
  readonly digest: string;
  /** The first four bytes of the digest, as a number. */
  readonly value: number;
  /** Null: the value is rejected. */
  readonly ticket: number | null;
}

/** Reads the text of the odds: JSON with sorted names (RFC 8785). */
export function oddsOf({ odds }: Pick<ShownEpoch, 'odds'>): Odds {
  return JSON.parse(odds) as Odds;
}

/** SHA-256 of an epoch's id, seed and odds, in hexadecimal. */
export async function commitmentOf({ id, seed, odds }: ShownEpoch): Promise<string> {
  const text = netstrings([COMMITMENT, id, seed, odds]);
  return hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** The digests of a draw in their order. The last one is the first that was not rejected. */
export async function digestsOf(
  { id, seed }: Pick<ShownEpoch, 'id' | 'seed'>,
  { sourceKind, sourceId, number }: DrawParts,
  total: number,
): Promise<Digest[]> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytesOf(seed), algorithm, false, ['sign']);
  const digests: Digest[] = [];
  for (let counter = 0; counter < MOST_COUNTERS; counter += 1) {
    const text = netstrings([DRAW, id, sourceKind, sourceId, number, String(counter)]);
    const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text));
    const value = new DataView(signed).getUint32(0);
    const ticket = ticketOf(value, total);
    digests.push({ counter, text, digest: hexOf(signed), value, ticket });
    if (ticket !== null) return digests;
  }
  throw new Error('every digest of a draw was rejected');
}

/** The ticket of a value below 2³². Values of the last incomplete round of the total are rejected: they would favour low tickets. */
export function ticketOf(value: number, total: number): number | null {
  return value < roundsBelow(total) ? value % total : null;
}

/** The values below this are taken, the others rejected. */
export function roundsBelow(total: number): number {
  return NUMBERS - (NUMBERS % total);
}

/** The prize of a ticket with the tickets that are its own: the first prize whose weight, added to those before it, is above the ticket. */
export function prizeOfTicket<Prize extends Pick<OddsPrize, 'weight'>>(
  prizes: readonly Prize[],
  ticket: number,
): { readonly prize: Prize; readonly first: number; readonly last: number } {
  let first = 0;
  for (const prize of prizes) {
    if (ticket < first + prize.weight) return { prize, first, last: first + prize.weight - 1 };
    first += prize.weight;
  }
  throw new Error('the ticket is above the total of the weights');
}

/** `bytes:text,` of each text, so that no two lists of texts are hashed as the same bytes. */
function netstrings(texts: readonly string[]): string {
  return texts.map((text) => `${String(new TextEncoder().encode(text).length)}:${text},`).join('');
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
