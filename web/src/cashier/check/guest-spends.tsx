import { useQueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { type Quote, quoteQuery } from '../../entities/transaction/transaction.api';
import { lazyPart } from '../../shared/api/lazy-part';
import { useBalance } from '../guest/use-guest';
import { itemsOf } from '../lines/check-line';
import type { CheckPartProps } from './check-part';
import classes from './check.module.css';
import type { CheckDraft } from '../machine/draft';
import { PointsControl } from './points-control';

/** Loads when a guest is shown, so that the till's first load stays small. */
const RewardsControl = lazyPart(() => import('./rewards-control').then((module) => module.RewardsControl));

/** The state of rewards before the first quote, in which a coupon can already be typed. */
const NO_REWARDS: Quote['rewardsAvailable'] = { ready: [], offered: [] };

/** The points, rewards and coupons that the guest spends on this check. */
export function GuestSpends(props: CheckPartProps & { readonly guestId: string }) {
  const { machine, till, fields, check, guestId } = props;
  const { state, send } = machine;
  const { draft, place } = state;
  const { amount, quote, refusal } = check;
  const queries = useQueryClient();
  const balance = useBalance(guestId);

  /** Gets a quote of the receipt with other rewards. */
  function tryRewards(rewards: Pick<CheckDraft, 'redemptionIds' | 'coupons'>): Promise<unknown> {
    const { pointOfSaleId } = place;
    const sale = { pointOfSaleId, amount: amount ?? 0, pointsToRedeem: 0, items: itemsOf(draft.lines), ...rewards };
    return queries.query(quoteQuery(guestId, sale));
  }

  return (
    <>
      <div className={classes.points}>
        <PointsControl
          redeemable={quote?.redeemable ?? null}
          hasAmount={amount !== null}
          isCurrent={check.isCurrent}
          balance={balance.data}
          restaurantId={till.restaurantId}
          free={check.free}
          points={draft.pointsToRedeem}
          disabled={check.isLocked}
          inputRef={fields.points}
          onChange={(pointsToRedeem) => {
            // A field that loses the focus reports its points again, also while the confirmation is open.
            if (pointsToRedeem !== draft.pointsToRedeem) send({ kind: 'changed', change: { pointsToRedeem } });
          }}
          onLeave={() => fields.amount.current?.focus()}
        />
      </div>
      <Suspense>
        <RewardsControl
          key={guestId}
          guestId={guestId}
          till={till}
          available={quote?.rewardsAvailable ?? NO_REWARDS}
          amount={amount}
          used={{ redemptionIds: draft.redemptionIds, coupons: draft.coupons }}
          error={refusal?.part === 'rewards' ? refusal.error : null}
          disabled={check.isLocked}
          onTry={tryRewards}
          onChange={(rewards) => send({ kind: 'rewardsChosen', guestId, rewards })}
        />
      </Suspense>
    </>
  );
}
