import { useEffect, useReducer } from 'react';

/** The cashier's unsent input for the current guest. */
export interface Draft {
  readonly guestId: string | null;
  /** The amount as typed, in major units: "1550,5". */
  readonly amountTyped: string;
  readonly pointsToRedeem: number;
  readonly receiptNumber: string;
  /** Rewards in the guest's hands that this receipt uses, and codes that they brought. */
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
}

export type DraftChange = Partial<Draft>;

const STORED_AT = 'loyalty.cashier.draft';
export const EMPTY_DRAFT: Draft = {
  guestId: null,
  amountTyped: '',
  pointsToRedeem: 0,
  receiptNumber: '',
  redemptionIds: [],
  coupons: [],
};

/** The draft outlives a reload of the tab: nothing that was typed is lost. Ids and figures only, no personal data. */
export function useDraft(): readonly [Draft, (change: DraftChange) => void] {
  const [draft, change] = useReducer(applyChange, undefined, readDraft);
  useEffect(() => {
    sessionStorage.setItem(STORED_AT, JSON.stringify(draft));
  }, [draft]);
  return [draft, change];
}

/** Points and rewards belong to the guest who has them: with another guest they start anew. */
export function applyChange(draft: Draft, change: DraftChange): Draft {
  const guestChanges = 'guestId' in change && change.guestId !== draft.guestId;
  return { ...draft, ...(guestChanges ? { pointsToRedeem: 0, redemptionIds: [], coupons: [] } : {}), ...change };
}

function readDraft(): Draft {
  const stored = sessionStorage.getItem(STORED_AT);
  return stored === null ? EMPTY_DRAFT : { ...EMPTY_DRAFT, ...(JSON.parse(stored) as Partial<Draft>) };
}
