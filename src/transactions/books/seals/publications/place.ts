import type { PlaceName } from '../published-seals.sql';
import type { Seal } from '../seal-head.rules';

/** One place where seals are published. */
export interface Place {
  readonly name: PlaceName;
  /**
   * Settles within half a minute, and may be called again with a seal that the place already has.
   * @param line the seal as JSON, for people outside
   * @returns the answer of the place, to be kept with the seal; null: it gives none
   * @throws Error with the reason for which the place did not take it
   */
  publish(seal: Seal, line: string): Promise<string | null>;
}
