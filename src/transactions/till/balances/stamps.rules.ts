import type { ConfigurationSnapshot } from '../../../configuration';
import type { CardStamps, GuestState } from '../../../decision';
import type { Language } from '../../../platform/language/language';
import { spokenIn } from '../../../platform/language/spoken';

/** A stamp card as the guest sees it. */
export interface ShownStamps {
  readonly cardId: string;
  /** In the reader's language, else in the network's, else in any language that the name has. */
  readonly name: string;
  /** Stamps on the card that is not full yet. Below zero: stamps that the guest owes after a refund. */
  readonly collected: number;
  readonly size: number;
  readonly completed: number;
  /** Rewards of full cards that the guest has not taken yet. */
  readonly rewards: { readonly code: string; readonly count: number }[];
  /** In milliseconds. Null: the card has no end. */
  readonly endsAt: number | null;
}

/** The cards of the programme in force, even without a stamp, then cards of earlier versions that still hold stamps or rewards. */
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
    // After a merge, or after the card's size was lowered, it may hold more stamps than its size; the next stamp fills
    // it.
    collected: Math.min(stamps?.collected ?? 0, size),
    size,
    completed: stamps?.completed ?? 0,
    rewards: [...waiting].map(([code, count]) => ({ code, count })),
    endsAt: (stamps?.collected ?? 0) > 0 ? (stamps?.endsAt ?? null) : null,
  };
}
