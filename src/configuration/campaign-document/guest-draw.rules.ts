import { createHash } from 'node:crypto';

const SHARES = 1_000_000;
/** How many bytes of the digest are read: with 48 bits, the million shares are equal to within one in a hundred million. */
const BYTES_READ = 6;

/** A guest's position in the draw of a seed, 0 to 999,999; it never changes. */
export type Draw = (seed: string) => number;

export function drawOf(guestId: string): Draw {
  const known = new Map<string, number>();
  return (seed) => {
    const drawn = known.get(seed);
    if (drawn !== undefined) return drawn;
    const digest = createHash('sha256').update(`${seed}:${guestId}`, 'utf8').digest();
    const draw = digest.readUIntBE(0, BYTES_READ) % SHARES;
    known.set(seed, draw);
    return draw;
  };
}

/** Whether a guest is in the network's own control group, which contains `sharePpm` parts per million of the guests. */
export function isInHoldout(draw: Draw, networkId: string, sharePpm: number): boolean {
  return sharePpm > 0 && draw(holdoutSeed(networkId)) < sharePpm;
}

export function holdoutSeed(networkId: string): string {
  return `holdout:${networkId}`;
}
