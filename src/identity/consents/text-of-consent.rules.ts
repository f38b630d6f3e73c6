import type { ConsentText, EarlierConsentText } from '../../configuration';
import type { ConsentRow } from './consent.sql';

/**
 * The text of a consent as it was in force when the guest stated it: of the earlier ones, oldest first, the first that
 * ended later, else the one in force, else the last that there was. Null: the network never had it.
 */
export function textOfConsent(
  consent: ConsentRow,
  earlier: readonly EarlierConsentText[],
  inForce: readonly ConsentText[],
): ConsentText['text'] | null {
  const isOf = ({ kind, version }: ConsentText) => kind === consent.kind && version === consent.text_version;
  const own = earlier.filter(isOf);
  const then = own.find(({ until }) => until > consent.recorded_at);
  return (then ?? inForce.find(isOf) ?? own.at(-1))?.text ?? null;
}
