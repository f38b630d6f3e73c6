import { minorUnits, points } from '../../../decision';
import {
  isQualifying,
  judgeReferral,
  MOST_BY_ONE_DEVICE,
  MOST_BY_ONE_STAFF,
  type ReferralEvidence,
} from './referral-signs.rules';

const CLEAN: ReferralEvidence = {
  isSamePerson: false,
  isHousehold: false,
  isRing: false,
  registeredByStaff: 1,
  soldByStaff: 1,
  onDevice: 1,
};

describe('the verdict on a referral', () => {
  it('lets a friend without signs qualify, up to each limit', () => {
    const most = { ...CLEAN, registeredByStaff: MOST_BY_ONE_STAFF, soldByStaff: MOST_BY_ONE_STAFF };
    for (const evidence of [CLEAN, most, { ...CLEAN, onDevice: MOST_BY_ONE_DEVICE }])
      expect(judgeReferral(evidence, true)).toEqual({ state: 'QUALIFIED', reasons: [] });
  });

  it('refuses one person on both sides, and a programme without referrals', () => {
    expect(judgeReferral({ ...CLEAN, isSamePerson: true, isHousehold: true }, true)).toEqual({
      state: 'REFUSED',
      reasons: ['SELF'],
    });
    expect(judgeReferral(CLEAN, false)).toEqual({ state: 'REFUSED', reasons: ['NOT_OFFERED'] });
  });

  it('sends every other sign to review, with all reasons', () => {
    const all = { ...CLEAN, isHousehold: true, isRing: true, soldByStaff: MOST_BY_ONE_STAFF + 1, onDevice: 3 };
    expect(judgeReferral(all, true)).toEqual({
      state: 'IN_REVIEW',
      reasons: ['HOUSEHOLD', 'RING', 'ONE_STAFF', 'ONE_DEVICE'],
    });
    expect(judgeReferral({ ...CLEAN, registeredByStaff: MOST_BY_ONE_STAFF + 1 }, true).reasons).toEqual(['ONE_STAFF']);
  });
});

describe('a sale of the friend', () => {
  const registeredAt = new Date('2026-03-01T10:00:00Z');
  const day = 86_400_000;
  const terms = {
    referrerPoints: points(500),
    friendPoints: points(200),
    times: { perMonth: null, perGuest: null },
    leastSale: minorUnits(50_000),
    withinDays: 30,
  };
  const soldAfter = (ms: number, payable: number) => ({
    payable,
    soldAt: new Date(registeredAt.getTime() + ms),
    registeredAt,
  });

  it('counts from the least amount, until the last moment of the days', () => {
    expect(isQualifying(soldAfter(30 * day, 50_000), terms)).toBe(true);
    expect(isQualifying(soldAfter(0, 49_999), terms)).toBe(false);
    expect(isQualifying(soldAfter(30 * day + 1, 50_000), terms)).toBe(false);
  });

  it('counts at any time and of any amount where the programme says nothing', () => {
    const { leastSale: _, withinDays: __, ...open } = terms;
    expect(isQualifying(soldAfter(900 * day, 1), open)).toBe(true);
    expect(isQualifying(soldAfter(900 * day, 1), undefined)).toBe(true);
  });
});
