/** To one digit after the point. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;

interface RankedPeer {
  /** From 1, the greatest figure first. */
  readonly place: number;
  readonly value: number;
  readonly isOwn: boolean;
}

/** The own figure among those of peers, the greatest first; of equal figures the own one stands first. */
export function rankedPeers(own: number, peers: readonly number[]): readonly RankedPeer[] {
  return [{ value: own, isOwn: true }, ...peers.map((value) => ({ value, isOwn: false }))]
    .sort((one, other) => other.value - one.value)
    .map((row, index) => ({ place: index + 1, ...row, value: rounded(row.value) }));
}
