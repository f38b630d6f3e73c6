import { createHash, createHmac } from 'node:crypto';

/**
 * The draw of a wheel, as a guest can compute it again (docs/wheel.md). Texts are UTF-8 and hashed as netstrings, so that
 * no two lists of texts are hashed as the same bytes. The pages have a copy of these rules, and both are tested with
 * test/golden/wheel-draws.json.
 */
export const ODDS_VERSION = 1;
const COMMITMENT = 'wheel-commitment-1';
const DRAW = 'wheel-draw-1';
export const SEED_BYTES = 32;
/** The largest total of weights. */
export const MAX_TOTAL = 1_000_000;
/** A digest gives one number below this. */
const NUMBERS = 2 ** 32;
/** Two digests in a row are rejected less than once in four million draws; so many never are. */
const MOST_COUNTERS = 1_000;

export const SOURCE_KINDS = ['SALE', 'BADGE'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];
export const PRIZE_KINDS = ['POINTS', 'REWARD', 'NOTHING'] as const;
type PrizeKind = (typeof PRIZE_KINDS)[number];

/** A prize as the odds name it. */
export interface OddsPrize {
  /** The place of the prize in the odds, from 1. */
  readonly number: number;
  readonly name: { readonly ru?: string | undefined; readonly en?: string | undefined };
  readonly kind: PrizeKind;
  /** Null: it gives no points. */
  readonly points: number | null;
  /** Code of a reward of the catalogue; null: it gives none. */
  readonly reward: string | null;
  readonly weight: number;
  /** How often it can be given; null: without a limit. */
  readonly stock: number | null;
  /** It is given in place of a prize whose stock or budget is used up. */
  readonly isFallback: boolean;
}

/** The terms of an epoch that the network commits to. */
export interface Odds {
  readonly prizes: readonly OddsPrize[];
  /** The sum of all weights. */
  readonly total: number;
  /** The least sale that gives a spin, in minor units. */
  readonly leastSale: number;
  /** Days in which a spin may be used. */
  readonly useDays: number;
  /** RFC 3339 in UTC; null: it goes on until a manager ends it. */
  readonly endsAt: string | null;
  /** Null: without a limit. */
  readonly budgetPoints: number | null;
}

/** The parts of a draw that decide its result, besides the seed. */
export interface DrawInput {
  readonly epochId: string;
  readonly sourceKind: SourceKind;
  readonly sourceId: string;
  /** The number that the guest chose. */
  readonly number: string;
}

export interface Ticket {
  /** The counter of the digest that was taken; those before it were rejected. */
  readonly counter: number;
  /** From 0, below the total of the weights. */
  readonly ticket: number;
}

/** @returns SHA-256 in hexadecimal. @param seed 64 hexadecimal digits @param odds the canonical text of the odds */
export function commitmentOf(epochId: string, seed: string, odds: string): string {
  return createHash('sha256')
    .update(netstrings([COMMITMENT, epochId, seed, odds]))
    .digest('hex');
}

/**
 * Draws a ticket: the first four bytes of HMAC-SHA256 under the seed, as an unsigned number with the highest byte first.
 * Numbers of the last incomplete round of the total are rejected, because the remainder would favour low tickets.
 *
 * @param seed 64 hexadecimal digits
 */
export function drawTicket(seed: string, input: DrawInput, total: number): Ticket {
  const key = Buffer.from(seed, 'hex');
  for (let counter = 0; counter < MOST_COUNTERS; counter += 1) {
    const digest = createHmac('sha256', key).update(drawText(input, counter)).digest();
    const ticket = ticketOf(digest.readUInt32BE(0), total);
    if (ticket !== null) return { counter, ticket };
  }
  throw new Error('every digest of a draw was rejected');
}

/** The text that is hashed for a draw. */
function drawText({ epochId, sourceKind, sourceId, number }: DrawInput, counter: number): string {
  return netstrings([DRAW, epochId, sourceKind, sourceId, number, String(counter)]);
}

/** The ticket of a number below 2³²; null: the number is rejected. */
export function ticketOf(number: number, total: number): number | null {
  return number < NUMBERS - (NUMBERS % total) ? number % total : null;
}

/** The prize of a ticket: the first whose weight, added to those before it, is above the ticket. */
export function prizeOfTicket<Prize extends { readonly weight: number }>(
  prizes: readonly Prize[],
  ticket: number,
): Prize {
  let below = 0;
  for (const prize of prizes) {
    below += prize.weight;
    if (ticket < below) return prize;
  }
  throw new Error('the ticket is above the total of the weights');
}

/** `bytes:text,` of each text (https://cr.yp.to/proto/netstrings.txt). */
function netstrings(texts: readonly string[]): string {
  return texts.map((text) => `${String(Buffer.byteLength(text))}:${text},`).join('');
}
