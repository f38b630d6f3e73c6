import { groupsOf, guestOf, HOUR_MS, isTyped, shiftOf, TOGETHER_MS } from './acts.rules';
import type { ActFact, PeerCounts } from './facts';

/** A guest who was just served comes again at the next meal; a check before that is suspicious. */
const NEXT_MEAL_MS = HOUR_MS;
/** Breakfast, lunch and dinner. */
const MEALS_A_SHIFT = 3;
const ELSEWHERE_MS = HOUR_MS;

export type EventName = Exclude<keyof PeerCounts, 'checks'>;

/**
 * The suspicious events among acts in order, each with the name under which it is counted. Only circumstances count; a guest and a
 * cashier who meet often are none.
 *
 * - typedAgain: `suspiciousVisits` where the guest was typed.
 * - attached: staff gave an anonymous check to a guest after it was closed.
 * - withoutReceipt: a sale that earned points and has no receipt.
 * - spentElsewhere: a check that was not paid by card and whose guest showed no QR earned points, and the guest spent
 *   points in another restaurant within the hour.
 * - refunds, manual: refunds of checks with a guest, and manual credits.
 */
export function eventsOf(ordered: readonly ActFact[]): ReadonlyMap<EventName, readonly ActFact[]> {
  return new Map<EventName, readonly ActFact[]>([
    ['typedAgain', suspiciousVisits(ordered).filter(isTyped)],
    ['attached', ordered.filter(({ kind, cashierId }) => kind === 'ATTACH' && cashierId !== null)],
    ['withoutReceipt', ordered.filter(({ kind, hasReceipt, earned }) => kind === 'SALE' && !hasReceipt && earned > 0)],
    ['spentElsewhere', spentElsewhere(ordered).map(({ earning }) => earning)],
    ['refunds', ordered.filter(({ kind, guestId }) => kind === 'REFUND' && guestId !== null)],
    ['manual', ordered.filter(({ kind, credited }) => kind === 'MANUAL' && credited > 0)],
  ]);
}

/** A check that may be a stranger's: paid in cash or in a way that is not known, and no QR of the guest's own telephone. */
export function isOfAnyone({ isCash, identifiedBy }: ActFact): boolean {
  return isCash !== false && identifiedBy !== 'QR';
}

/**
 * Visits of a card with one cashier in one shift that no guest makes: within an hour of the one before, yet not together
 * with it, or after the third. The first check of a visit stands for it. A check that cannot be a stranger's counts as a
 * visit and is not suspicious.
 */
export function suspiciousVisits(ordered: readonly ActFact[]): ActFact[] {
  const checks = ordered.filter(({ kind, guestId }) => kind === 'SALE' && guestId !== null);
  const cards = groupsOf(checks, (act) => {
    const shift = shiftOf(act);
    return shift === null ? null : `${shift} ${act.guestId ?? ''}`;
  });
  return [...cards.values()].flatMap((ofCard) => {
    let visits = 1;
    return ofCard.filter((check, index) => {
      const before = ofCard[index - 1];
      if (before === undefined || check.occurredAt - before.occurredAt <= TOGETHER_MS) return false;
      visits += 1;
      const isSoon = check.occurredAt - before.occurredAt < NEXT_MEAL_MS;
      return isOfAnyone(check) && (isSoon || visits > MEALS_A_SHIFT);
    });
  });
}

/** Each earning check with the first act that spent in another restaurant within the hour. */
export function spentElsewhere(ordered: readonly ActFact[]): { earning: ActFact; spending: ActFact }[] {
  const visits = ordered.filter(({ kind, guestId }) => (kind === 'SALE' || kind === 'REWARD') && guestId !== null);
  const pairs: { earning: ActFact; spending: ActFact }[] = [];
  for (const ofGuest of groupsOf(visits, guestOf).values()) {
    if (ofGuest.length === 1) continue;
    // From the last to the first: the next spendings in two restaurants are known, and one of them is another one.
    let next: ActFact[] = [];
    for (const act of [...ofGuest].reverse()) {
      const isDoubtful = act.kind === 'SALE' && act.cashierId !== null && act.earned > 0 && isOfAnyone(act);
      const spending = next.find(({ restaurantId }) => restaurantId !== act.restaurantId);
      if (isDoubtful && spending !== undefined && spending.occurredAt - act.occurredAt <= ELSEWHERE_MS)
        pairs.push({ earning: act, spending });
      if (act.redeemed > 0)
        next = [act, ...next.filter(({ restaurantId }) => restaurantId !== act.restaurantId)].slice(0, 2);
    }
  }
  return pairs;
}
