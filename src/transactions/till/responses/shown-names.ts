import type { ConfigurationSnapshot } from '../../../configuration';
import { spokenIn } from '../../../platform/language/spoken';
import type { Language } from '../../../platform/language/language';

/** Current names, in the reader's language, for codes in recorded sentences. */
export interface ShownNames {
  /** The name of a reward, even of one that is no longer offered. Null: unknown. */
  readonly reward: (code: string) => string | null;
  /** The name of a campaign, in its newest version that ran. Null: unknown. */
  readonly campaign: (code: string) => string | null;
  /** Whether a guest is the reader. Guests do not see other codes of the network, such as those of rules and segments. */
  readonly isForGuest: boolean;
}

export function shownNamesOf(
  { profile: { locale }, rewards, campaigns }: ConfigurationSnapshot,
  language: Language,
  isForGuest: boolean,
): ShownNames {
  const rewardNames = new Map(
    [...rewards.values()].map(({ code, document }) => [code, spokenIn(document.name, language, locale)]),
  );
  const campaignNames = new Map(
    campaigns.states.flatMap(({ code, document }) =>
      document === null ? [] : [[code, spokenIn(document.name, language, locale)] as const],
    ),
  );
  return {
    reward: (code) => rewardNames.get(code) ?? null,
    campaign: (code) => campaignNames.get(code) ?? null,
    isForGuest,
  };
}
