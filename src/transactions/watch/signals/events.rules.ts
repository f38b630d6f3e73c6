import { groupsOf, guestOf, HOUR_MS, isTyped, shiftOf, TOGETHER_MS } from './acts.rules';
import type { ActFact, EventName } from './facts';

/** A guest who was just served comes again at the next meal. An earlier check is suspicious. */
const NEXT_MEAL_MS = HOUR_MS;
/** Breakfast, lunch and dinner. */
const MEALS_A_SHIFT = 3;
const ELSEWHERE_MS = HOUR_MS;

/**
 * The suspicious events among acts sorted by time, under the names by which they are counted. Only circumstances count;
 * that a guest and a cashier often meet is none.
 *
 * - typedAgain: `suspiciousVisits` for which the guest was typed in.
 * - attached: an anonymous check got a guest after it was closed: by staff, or by its QR, which its cashier could read too.
 * - withoutReceipt: a sale that earned points and has no receipt.
 * - spentElsewhere: a check earned points without payment by card and without the guest's QR, and within an hour the
 * guest spent points in another restaurant.
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

/** Whether a check may be a stranger's: paid in cash or in an unknown way, and without the QR of the guest's own phone. */
export function isOfAnyone({ isCash, identifiedBy }: ActFact): boolean {
  return isCash !== false && identifiedBy !== 'QR';
}

/**
 * Visits of a card to one cashier in one shift that guests do not make: within an hour after the last visit without
 * belonging to it, or beyond the third. A visit is represented by its first check. A check that cannot be a stranger's
 * counts as a visit, but is not suspicious.
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

/** Each check that earned points, with the guest's first spending in another restaurant within the hour. */
function spentElsewhere(ordered: readonly ActFact[]): { earning: ActFact; spending: ActFact }[] {
  const visits = ordered.filter(({ kind, guestId }) => (kind === 'SALE' || kind === 'REWARD') && guestId !== null);
  const pairs: { earning: ActFact; spending: ActFact }[] = [];
  for (const ofGuest of groupsOf(visits, guestOf).values()) {
    if (ofGuest.length === 1) continue;
    // From the last to the first. The next spendings in two restaurants are known, so one of them is in another
    // restaurant.
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
