import type { ConfigurationSnapshot } from '../../../configuration';
import { spokenIn } from '../../../platform/language/spoken';
import type { Language } from '../../../platform/language/language';

/** Today's names of the codes in recorded sentences, in the reader's language. */
export interface ShownNames {
  /** The name of a reward, of one that is offered no more too; null: not known. */
  readonly reward: (code: string) => string | null;
  /** The name of a campaign, in its newest version that ran; null: not known. */
  readonly campaign: (code: string) => string | null;
  /** Whether a guest reads: other codes of the network, such as those of rules and segments, are left out then. */
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
