import {
  commitmentOf,
  type Digest,
  digestsOf,
  oddsOf,
  type OddsPrize,
  prizeOfTicket,
  type ShownEpoch,
} from '../../../entities/wheel/wheel-draw.rules';
import type { TypedDraw } from './check-link.rules';

/** A draw that was computed again, step by step. */
export interface CheckedDraw {
  /** The commitment as it follows from the seed and the odds. */
  readonly commitment: string;
  readonly total: number;
  readonly digests: readonly Digest[];
  readonly ticket: number;
  /** The prize of the ticket. */
  readonly drawn: OddsPrize;
  /** The tickets of that prize. */
  readonly first: number;
  readonly last: number;
  readonly fallback: OddsPrize | undefined;
  /** The prize that the draw says it gave; undefined: it does not say, or names none of the odds. */
  readonly given: OddsPrize | undefined;
  readonly agrees: {
    readonly commitment: boolean;
    /** Null: there is nothing to compare with, as below. */
    readonly noted: boolean | null;
    readonly ticket: boolean | null;
    /** The prize of the ticket was given, or the fallback in its place. */
    readonly given: boolean | null;
  };
}

/** Computes a draw again, and compares it with what the network has published and shown. */
export async function checkDraw(
  epoch: ShownEpoch & { readonly commitment: string },
  typed: TypedDraw,
): Promise<CheckedDraw> {
  const { prizes, total } = oddsOf(epoch);
  const commitment = await commitmentOf(epoch);
  const digests = await digestsOf(epoch, typed, total);
  const ticket = digests.at(-1)?.ticket ?? 0;
  const { prize: drawn, first, last } = prizeOfTicket(prizes, ticket);
  const fallback = prizes.find(({ isFallback }) => isFallback);
  const given = prizes.find(({ number }) => String(number) === typed.given);
  return {
    commitment,
    total,
    digests,
    ticket,
    drawn,
    first,
    last,
    fallback,
    given,
    agrees: {
      commitment: commitment === epoch.commitment,
      noted: typed.commitment === '' ? null : typed.commitment.toLowerCase() === commitment,
      ticket: typed.ticket === '' ? null : typed.ticket === String(ticket),
      given: typed.given === '' ? null : given !== undefined && (given === drawn || given === fallback),
    },
  };
}

/** Whether all that could be compared agrees. */
export function isRight({ agrees }: CheckedDraw): boolean {
  return Object.values(agrees).every((one) => one !== false);
}
