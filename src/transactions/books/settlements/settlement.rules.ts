import { worthOf } from '../../../decision';

/** A restaurant. Null: the network itself, which owns points that no restaurant issued. */
export type PartyId = string | null;

/** Points that one party issued and another took from guests in a month, minus points given back. */
export interface PairSum {
  readonly issuerId: PartyId;
  readonly takerId: PartyId;
  readonly points: number;
  /** How many acts moved these points. */
  readonly receipts: number;
}

/** Points that a party issued in a month, minus points taken back. */
export interface IssuedSum {
  readonly partyId: PartyId;
  readonly points: number;
}

/** The name of a restaurant when the month was settled. */
export interface PartyName {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

interface SettledPair {
  readonly issuerId: PartyId;
  readonly takerId: PartyId;
  readonly points: number;
  /** The money that the issuer owes the taker, in minor units. Below 0: the taker owes it. */
  readonly money: number;
  readonly receipts: number;
}

interface SettledParty {
  readonly id: PartyId;
  /** Null: the network itself. */
  readonly code: string | null;
  readonly name: string | null;
  readonly issued: number;
  readonly redeemed: number;
  /** The part of `redeemed` that the party itself had issued. */
  readonly ownRedeemed: number;
  readonly receives: number;
  readonly pays: number;
  /** `receives` minus `pays`. The parties' sums add up to 0. */
  readonly net: number;
}

export interface SettlementSums {
  readonly parties: readonly SettledParty[];
  readonly pairs: readonly SettledPair[];
  readonly totals: { readonly points: number; readonly money: number; readonly net: number };
}

/**
 * The debts of a month. A restaurant that takes points gives the guest a discount for a promise of the issuer, so the
 * issuer pays for it. For each pair, the worth of its points is rounded once towards zero, so the parties' sums add up
 * to 0.
 *
 * @param pointValue worth of a point in millionths of a minor unit
 */
export function settle(
  pairSums: readonly PairSum[],
  issuedSums: readonly IssuedSum[],
  names: readonly PartyName[],
  pointValue: number,
): SettlementSums {
  const pairs = pairSums
    .filter(({ issuerId, takerId }) => issuerId !== takerId)
    .map(({ issuerId, takerId, points, receipts }) => ({
      issuerId,
      takerId,
      points,
      money: moneyOf(points, pointValue),
      receipts,
    }))
    .sort((a, b) => compare(a.issuerId, b.issuerId) || compare(a.takerId, b.takerId));
  const nameOf = new Map(names.map((name) => [name.id, name]));
  const ids = new Set<PartyId>([
    ...pairSums.flatMap(({ issuerId, takerId }) => [issuerId, takerId]),
    ...issuedSums.map(({ partyId }) => partyId),
  ]);
  const parties = [...ids].sort(compare).map((id): SettledParty => {
    const receives = sum(pairs.filter(({ takerId }) => takerId === id).map(({ money }) => money));
    const pays = sum(pairs.filter(({ issuerId }) => issuerId === id).map(({ money }) => money));
    const taken = pairSums.filter(({ takerId }) => takerId === id);
    const name = id === null ? undefined : nameOf.get(id);
    return {
      id,
      code: name?.code ?? null,
      name: name?.name ?? null,
      issued: sum(issuedSums.filter(({ partyId }) => partyId === id).map(({ points }) => points)),
      redeemed: sum(taken.map(({ points }) => points)),
      ownRedeemed: sum(taken.filter(({ issuerId }) => issuerId === id).map(({ points }) => points)),
      receives,
      pays,
      net: receives - pays,
    };
  });
  return {
    parties,
    pairs,
    totals: {
      points: sum(pairs.map(({ points }) => points)),
      money: sum(pairs.map(({ money }) => money)),
      net: sum(parties.map(({ net }) => net)),
    },
  };
}

/** The worth of points, rounded towards zero, so that points given back are worth as much as when they were taken. */
export function moneyOf(points: number, pointValue: number): number {
  const worth = worthOf(Math.abs(points), pointValue);
  return points < 0 && worth > 0 ? -worth : worth;
}

/** Sorts restaurants by id, that is by their opening; the network itself comes last. */
function compare(a: PartyId, b: PartyId): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
