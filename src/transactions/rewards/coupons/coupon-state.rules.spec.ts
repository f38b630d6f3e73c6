import { couponStateOf, goodUntil } from './coupon-state.rules';

const now = new Date('2026-11-20T12:00:00Z');
const [before, after] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)];
const coupon = { usesLeft: 1, restoredUntil: null, now };
const batch = { status: 'READY', validFrom: null, validUntil: null } as const;

describe('the state of a coupon', () => {
  it('is good between the ends of its batch, of which the last instant is out', () => {
    expect(couponStateOf(coupon, batch)).toBe('GOOD');
    expect(couponStateOf(coupon, { ...batch, validFrom: now, validUntil: after })).toBe('GOOD');
    expect(couponStateOf(coupon, { ...batch, validFrom: after })).toBe('NOT_YET');
    expect(couponStateOf(coupon, { ...batch, validUntil: now })).toBe('OVER');
  });

  it('is good beyond its batch where a use came back', () => {
    const restored = { ...coupon, restoredUntil: after };
    expect(couponStateOf(restored, { ...batch, validUntil: before })).toBe('GOOD');
    expect(goodUntil(restored, { validUntil: before })).toBe(after);
    expect(couponStateOf({ ...coupon, restoredUntil: before }, { ...batch, validUntil: now })).toBe('OVER');
    expect(goodUntil({ restoredUntil: before }, { validUntil: now })).toBe(now);
    expect(goodUntil(restored, { validUntil: null })).toBeNull();
  });

  it('is first what no time changes', () => {
    const over = { ...batch, validUntil: before };
    expect(couponStateOf({ ...coupon, usesLeft: 0 }, { ...over, status: 'STOPPED' })).toBe('STOPPED');
    expect(couponStateOf({ ...coupon, usesLeft: 0 }, over)).toBe('USED');
    expect(couponStateOf(coupon, { ...batch, status: 'MAKING' })).toBe('MAKING');
  });
});
