import type { ReferralDocument } from '../../../decision';

/** How many friends of one guest the same member of staff may register, or sell the first purchase to, within `SIGN_DAYS` days. */
export const MOST_BY_ONE_STAFF = 5;
/** How many friends of one guest may register from the same device within `SIGN_DAYS` days. */
export const MOST_BY_ONE_DEVICE = 2;
export const SIGN_DAYS = 30;
/** How many generations of referrers are checked, upwards from a friend. */
export const MOST_GENERATIONS = 10;

export interface ReferralEvidence {
  readonly isSamePerson: boolean;
  readonly isHousehold: boolean;
  /** The friend is one of the guests who brought the referrer, directly or through others. */
  readonly isRing: boolean;
  /** The number with this friend. */
  readonly registeredByStaff: number;
  readonly soldByStaff: number;
  readonly onDevice: number;
}

type ReferralReason = 'SELF' | 'HOUSEHOLD' | 'RING' | 'ONE_STAFF' | 'ONE_DEVICE' | 'NOT_OFFERED' | 'SALE_REFUNDED';

export interface ReferralVerdict {
  readonly state: 'QUALIFIED' | 'IN_REVIEW' | 'REFUSED';
  readonly reasons: readonly ReferralReason[];
}

/** Refuses a referral where both sides are one person. A manager reviews signs that honest guests give as well. */
export function judgeReferral(evidence: ReferralEvidence, isOffered: boolean): ReferralVerdict {
  if (!isOffered) return { state: 'REFUSED', reasons: ['NOT_OFFERED'] };
  if (evidence.isSamePerson) return { state: 'REFUSED', reasons: ['SELF'] };
  const reasons: ReferralReason[] = [];
  if (evidence.isHousehold) reasons.push('HOUSEHOLD');
  if (evidence.isRing) reasons.push('RING');
  if (Math.max(evidence.registeredByStaff, evidence.soldByStaff) > MOST_BY_ONE_STAFF) reasons.push('ONE_STAFF');
  if (evidence.onDevice > MOST_BY_ONE_DEVICE) reasons.push('ONE_DEVICE');
  return { state: reasons.length === 0 ? 'QUALIFIED' : 'IN_REVIEW', reasons };
}

interface SaleOfFriend {
  /** Minor units. */
  readonly payable: number;
  readonly soldAt: Date;
  readonly registeredAt: Date;
}

const DAY_MS = 86_400_000;

/** Whether a sale of the friend counts by the terms in force at the sale. Without terms it counts, and is refused as not offered. */
export function isQualifying(
  { payable, soldAt, registeredAt }: SaleOfFriend,
  terms: ReferralDocument | undefined,
): boolean {
  if (terms === undefined) return true;
  const { leastSale = 0, withinDays = Infinity } = terms;
  return payable >= leastSale && soldAt.getTime() - registeredAt.getTime() <= withinDays * DAY_MS;
}
