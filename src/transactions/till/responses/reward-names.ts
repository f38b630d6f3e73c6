import { type ConfigurationSnapshot, spokenIn } from '../../../configuration';
import type { Language } from '../../../platform/language/language';

/** The names of a network's rewards by their codes, of those that are offered no more too. */
export function rewardNamesOf(
  { profile, rewards }: ConfigurationSnapshot,
  language: Language,
): (code: string) => string | null {
  const names = new Map(
    [...rewards.values()].map(({ code, document }) => [code, spokenIn(document.name, language, profile.locale)]),
  );
  return (code) => names.get(code) ?? null;
}
