import { giftsOf } from '../../campaigns/campaign-offers';
import { soldLot, splitParts } from '../../lots/lots';
import { openFirst } from '../../lots/limits';
import { accrueWithGifts, withActivity } from '../../lots/validity';
import { traced } from '../../act/trace';
import type { LotPart } from '../../act/types';
import type { SaleDraft, SalePart } from '../sale-draft';

/** Moves the points. The sign of life comes first, because it changes the ends of lots, by which redeemed points are taken; earned points come last. */
export const BOOKS: SalePart = {
  name: 'books',
  take: (draft) => {
    const { program, act, context, books, pointsEarned, byCategory, stamps } = draft;
    books.signOfLife(program.document, act.occurredAt, pointsEarned > 0, context);
    const taken = draft.hold === null ? takeFree(draft) : takeHeld(draft, draft.hold);
    draft.spent = byCategory?.parts ?? taken;
    if (pointsEarned > 0) accrue(draft, pointsEarned);
    if (stamps !== null) books.transfers.push(...stamps.transfers);
  },
  // Runs last, after the other parts have moved the points.
  takeBack: ({ books, stamps }) => {
    if (stamps !== null) books.transfers.push(...stamps.transfers);
  },
};

function takeFree({ books, act, redeemed, byAllowance, context, rooms }: SaleDraft): readonly LotPart[] {
  const own = redeemed - byAllowance;
  const { restaurantId } = act;
  const spent =
    own === 0 ? [] : books.spend(own, 'REDEMPTION', 'RESTAURANT_REDEEMED', restaurantId, context.now, { rooms });
  books.payOffline(byAllowance, restaurantId);
  return spent;
}

function takeHeld(
  { books, act, redeemed, context, rooms, inForce, trace }: SaleDraft,
  hold: NonNullable<SaleDraft['hold']>,
): readonly LotPart[] {
  const { taken, rest } = splitParts(openFirst(hold.lots, act.restaurantId, rooms), redeemed);
  books.capture(taken, act.restaurantId);
  const expired = books.release(rest, context.now, inForce.document);
  if (hold.points > redeemed) trace.push(traced('RELEASE', 'hold.voided', hold.points - redeemed, { expired }));
  return taken;
}

function accrue({ program, act, context, books, offers, firstSaleBonus, earnedBy, trace }: SaleDraft, all: number) {
  const { document } = program;
  const settled = accrueWithGifts(
    books,
    { all, gifts: withActivity(giftsOf(offers, earnedBy), firstSaleBonus, document.activities.firstSale) },
    { account: 'RESTAURANT_ISSUED', code: 'ACCRUAL', restaurantId: act.restaurantId },
    soldLot(document, act.occurredAt, act.restaurantId, context),
    act.occurredAt,
    context,
  );
  if (settled > 0) trace.push(traced('SETTLE_DEBT', 'debt.settled', settled));
}
