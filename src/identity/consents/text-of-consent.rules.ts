import type { ConsentText, EarlierConsentText } from '../../configuration';
import type { ConsentRow } from './consent.sql';

/**
 * The text of a consent in force when the guest answered: the first earlier text (oldest first) that ended after the answer, else the present one,
 * else the last one. Null: the network never had a text.
 */
export function textOfConsent(
  consent: ConsentRow,
  earlier: readonly EarlierConsentText[],
  inForce: readonly ConsentText[],
): ConsentText['text'] | null {
  const isOf = ({ kind, version }: ConsentText) => kind === consent.kind && version === consent.textVersion;
  const own = earlier.filter(isOf);
  const then = own.find(({ until }) => until > consent.recordedAt);
  return (then ?? inForce.find(isOf) ?? own.at(-1))?.text ?? null;
}
