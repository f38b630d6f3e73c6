/** A reason for a discount, to be named beside the word "Discount". */
export type DiscountReason =
  | { readonly kind: 'TIER'; readonly code: string }
  | { readonly kind: 'BIRTHDAY' | 'REWARD' };

interface TracedEffect {
  readonly rule: string;
  readonly amount: number;
}

const REWARDS = new Set(['reward.discount', 'reward.freeItem', 'reward.shipping']);

/** The reasons for the discounts of a quote, each once. Campaigns are left out, because they have lines of their own. */
export function discountReasons(trace: readonly TracedEffect[]): DiscountReason[] {
  const reasons = trace.flatMap(({ rule, amount }): DiscountReason[] => {
    if (amount === 0) return [];
    const [, code, kind] = /^tier\.(.+)\.(discount|birthdayDiscount)$/.exec(rule) ?? [];
    if (code !== undefined) return [kind === 'discount' ? { kind: 'TIER', code } : { kind: 'BIRTHDAY' }];
    return REWARDS.has(rule) ? [{ kind: 'REWARD' }] : [];
  });
  return reasons.filter((one, at) => reasons.findIndex(({ kind }) => kind === one.kind) === at);
}
