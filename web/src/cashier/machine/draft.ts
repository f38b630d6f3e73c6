import type { SaleBody } from '../../entities/transaction/transaction.api';
import { typedAmount } from '../../shared/format/money';
import { afterCharge, type Division } from '../division/division.rules';
import type { MergedCheck } from '../division/open-checks';
import type { CheckGift } from '../gifts/check-gifts.rules';
import type { CheckLine } from '../lines/check-line';

/** The cashier's input for the current guest that was not sent yet. */
export interface CheckDraft {
  readonly guestId: string | null;
  /** The amount as typed, in major units: "1550,5". */
  readonly amountTyped: string;
  readonly pointsToRedeem: number;
  readonly receiptNumber: string;
  /** The guest's redeemed rewards for this receipt, and typed coupon codes. */
  readonly redemptionIds: readonly string[];
  readonly coupons: readonly string[];
  /** Lines entered from the menu; the amount is their sum. */
  readonly lines: readonly CheckLine[];
  /** Checks that were merged into this one. */
  readonly merged: readonly MergedCheck[];
  /** The divided check to which this part belongs; null: the check is not divided. */
  readonly division: Division | null;
  /** Gift cards that pay a part of the receipt, or are sold with it. */
  readonly gifts: readonly CheckGift[];
}

export type DraftChange = Partial<CheckDraft>;

const STORED_AT = 'loyalty.cashier.draft';
const OF_PERSON_AT = 'loyalty.cashier.draft.of';
export const EMPTY_DRAFT: CheckDraft = {
  guestId: null,
  amountTyped: '',
  pointsToRedeem: 0,
  receiptNumber: '',
  redemptionIds: [],
  coupons: [],
  lines: [],
  merged: [],
  division: null,
  gifts: [],
};

/** Forgets the draft of another person, so that the next cashier rings up nothing of it. */
export function keepDraftOf(userId: string): void {
  const before = sessionStorage.getItem(OF_PERSON_AT);
  if (before !== null && before !== userId) sessionStorage.removeItem(STORED_AT);
  sessionStorage.setItem(OF_PERSON_AT, userId);
}

/** Changes the draft. With another guest, points and rewards are cleared, because they belong to one guest. */
export function applyChange(draft: CheckDraft, change: DraftChange): CheckDraft {
  const guestChanges = 'guestId' in change && change.guestId !== draft.guestId;
  return { ...draft, ...(guestChanges ? { pointsToRedeem: 0, redemptionIds: [], coupons: [] } : {}), ...change };
}

/** Whether lines or a division determine the amount, so that it can't be typed. */
export function isAmountFixed({ lines, division }: CheckDraft): boolean {
  return lines.length > 0 || division !== null;
}

/** The receipt number; null: none was typed. */
export function receiptNumberOf({ receiptNumber }: CheckDraft): string | null {
  return receiptNumber.trim() === '' ? null : receiptNumber.trim();
}

/** The current part of a division, as a draft of its own. */
export function draftOfPart(division: Division, currency: string): DraftChange {
  const part = division.parts[division.at];
  return {
    guestId: part?.guestId ?? null,
    amountTyped: typedAmount(part?.amount ?? 0, currency),
    lines: part?.lines ?? [],
    pointsToRedeem: 0,
    redemptionIds: [],
    coupons: [],
    division,
  };
}

/** The draft after its sale: the check's next open part, else an empty draft. */
export function draftAfter(
  draft: CheckDraft,
  sale: { readonly id: string; readonly guestId: string | null },
  currency: string,
): CheckDraft {
  const division = draft.division === null ? null : afterCharge(draft.division, sale);
  if (division === null) return EMPTY_DRAFT;
  return { ...EMPTY_DRAFT, receiptNumber: draft.receiptNumber, ...draftOfPart(division, currency) };
}

/** How the sale of a part identifies its receipt. */
export function partOf({ division }: CheckDraft): Pick<SaleBody, 'externalOrderId' | 'part'> {
  if (division === null) return {};
  const { orderId, parts, amount, at } = division;
  return { externalOrderId: orderId, part: { number: at + 1, of: parts.length, receiptAmount: amount } };
}

/** The draft of this tab, which survives a reload. It has ids and figures, but no personal data. */
export function readDraft(): CheckDraft {
  const stored = sessionStorage.getItem(STORED_AT);
  return stored === null ? EMPTY_DRAFT : { ...EMPTY_DRAFT, ...(JSON.parse(stored) as Partial<CheckDraft>) };
}

export function storeDraft(draft: CheckDraft): void {
  sessionStorage.setItem(STORED_AT, JSON.stringify(draft));
}
