import { useEffect, useState } from 'react';
import { ApiProblem } from '../../shared/api/problem';
import type { DraftChange } from './draft';

const OF_REWARDS = [
  'coupon_unknown',
  'coupon_used',
  'reward_not_available',
  'reward_limit_reached',
  'out_of_stock',
  'redemption_closed',
  'slot_required',
];

/** A refused reward leaves the receipt, so that the sale can go on; the message stays until the next attempt. */
export function useRefusedRewards(
  error: unknown,
  onChange: (change: DraftChange) => void,
): { readonly error: unknown; readonly clear: () => void } {
  const [refused, setRefused] = useState<unknown>(null);
  useEffect(() => {
    if (!(error instanceof ApiProblem) || !isOfRewards(error.code)) return;
    setRefused(error);
    onChange({ redemptionIds: [], coupons: [] });
  }, [error, onChange]);
  return { error: refused, clear: () => setRefused(null) };
}

function isOfRewards(code: string): boolean {
  return OF_REWARDS.includes(code) || code.startsWith('reward_') || code.startsWith('order_');
}
