import type { ConfigurationSnapshot } from '../../../configuration';
import type { CardStamps, GuestState } from '../../../decision';
import type { Language } from '../../../platform/language/language';
import { spokenIn } from '../../../platform/language/spoken';

/** A card as a guest sees it. */
export interface ShownStamps {
  readonly cardId: string;
  /** In the reader's language, else in the network's, else in whichever there is. */
  readonly name: string;
  /** On the card that is begun; below zero: owed after a refund. */
  readonly collected: number;
  readonly size: number;
  readonly completed: number;
  /** Rewards of full cards that wait to be taken. */
  readonly rewards: { readonly code: string; readonly count: number }[];
  /** Milliseconds; null: never. */
  readonly endsAt: number | null;
}

/**
 * The cards of the programme in force, each also before its first stamp, then those that left it and still have
 * something on them.
 */
export function stampsOf(
  state: GuestState,
  snapshot: ConfigurationSnapshot,
  now: number,
  language: Language,
): ShownStamps[] {
  const { locale } = snapshot.profile;
  const own = new Map((state.counters.stamps ?? []).map((stamps) => [stamps.card, stamps]));
  const offered = snapshot.programInForce(new Date(now))?.program.document.stampCards ?? [];
  const ids = new Set(offered.map(({ id }) => id));
  const left = [...own.values()].filter((stamps) => !ids.has(stamps.card) && isSomething(stamps));
  return [...ids, ...left.map(({ card }) => card)].flatMap((id) => {
    const card = snapshot.stampCard(id);
    return card === undefined ? [] : [shownOf(own.get(id), id, card.size, spokenIn(card.name, language, locale) ?? '')];
  });
}

function isSomething({ collected, full }: CardStamps): boolean {
  return collected !== 0 || full.some(({ rewardCode }) => rewardCode !== null);
}

function shownOf(stamps: CardStamps | undefined, cardId: string, size: number, name: string): ShownStamps {
  const waiting = new Map<string, number>();
  for (const { rewardCode, count } of stamps?.full ?? [])
    if (rewardCode !== null) waiting.set(rewardCode, (waiting.get(rewardCode) ?? 0) + count);
  return {
    cardId,
    name,
    // After a merge, or of a card that became smaller, it may hold more: the next stamp fills it.
    collected: Math.min(stamps?.collected ?? 0, size),
    size,
    completed: stamps?.completed ?? 0,
    rewards: [...waiting].map(([code, count]) => ({ code, count })),
    endsAt: (stamps?.collected ?? 0) > 0 ? (stamps?.endsAt ?? null) : null,
  };
}
