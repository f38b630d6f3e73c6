import type { ReferralDocument } from '../../../decision';

/** Friends of one guest that one member of staff may register, or sell their first purchase to, within `SIGN_DAYS` days. */
export const MOST_BY_ONE_STAFF = 5;
/** Friends of one guest who may register from one device within `SIGN_DAYS` days. */
export const MOST_BY_ONE_DEVICE = 2;
export const SIGN_DAYS = 30;
/** How many guests upwards are looked at, from a friend to the guests who brought each other. */
export const MOST_GENERATIONS = 10;

export interface ReferralEvidence {
  readonly isSamePerson: boolean;
  readonly isHousehold: boolean;
  /** The friend is among those who brought the referrer, directly or through others. */
  readonly isRing: boolean;
  /** Counted with this friend. */
  readonly registeredByStaff: number;
  readonly soldByStaff: number;
  readonly onDevice: number;
}

export type ReferralReason =
  'SELF' | 'HOUSEHOLD' | 'RING' | 'ONE_STAFF' | 'ONE_DEVICE' | 'NOT_OFFERED' | 'SALE_REFUNDED';

export interface ReferralVerdict {
  readonly state: 'QUALIFIED' | 'IN_REVIEW' | 'REFUSED';
  readonly reasons: readonly ReferralReason[];
}

/** One person on both sides is refused; signs that honest guests give too are reviewed by a manager. */
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

/** Whether a sale of the friend counts by the terms in force at it; without terms it does, and is refused as not offered. */
export function isQualifying(
  { payable, soldAt, registeredAt }: SaleOfFriend,
  terms: ReferralDocument | undefined,
): boolean {
  if (terms === undefined) return true;
  const { leastSale = 0, withinDays = Infinity } = terms;
  return payable >= leastSale && soldAt.getTime() - registeredAt.getTime() <= withinDays * DAY_MS;
}
