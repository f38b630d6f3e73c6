import type { PlaceName } from '../place-names';
import type { Seal } from '../seal-head.rules';

/** A place where seals are published. */
export interface PublicationPlace {
  readonly name: PlaceName;
  /**
   * Settles within half a minute. It may be called again with a seal that the place already has.
   * @param line the seal as JSON, for people outside
   * @returns the place's answer, to be stored with the seal; null: the place gives none
   * @throws Error with the reason why the place did not take the seal
   */
  publish(seal: Seal, line: string): Promise<string | null>;
}
