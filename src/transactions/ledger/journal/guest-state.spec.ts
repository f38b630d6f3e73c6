import { EMPTY_COUNTERS, NEVER, newGuest, points } from '../../../decision';
import { GUEST, storedGuest } from '../../../../test/support/till/till-acts';
import { ANONYMOUS_GROUP, groupWriteOf, guestStateOf, isStored, lotWriteOf, storedInstant } from './guest-state';

/** A stored guest in whom no two figures are the same, so that a mix-up shows. */
const STORED = {
  ...storedGuest({
    tier: 'GOLD',
    grace_until: 20_600,
    blocked: true,
    birthday: 229,
    joined_day: 20_001,
    available: 11,
    pending: 12,
    held: 13,
    in_review: 14,
    receivable: 15,
    overdraft: true,
    spend: 16,
    visits: 17,
    points_earned: 18,
    sales: 19,
    days: [20_500, 1, 2, 3],
    counters: JSON.stringify({
      ...EMPTY_COUNTERS,
      firstSale: 'sale',
      caps: [{ cap: 'earning.perDay', period: 20_512, used: 5 }],
    }),
    due_ms: 1_772_000_000_000,
    in_family: false,
    lots: '[["lot-1",1773000000000,30,20,5,1772500000000,"restaurant"],["lot-2",null,7,7,0,null,null]]',
  }),
  version: 21,
};

describe('the guest as the decision knows it', () => {
  it('has every stored figure in its place', () => {
    expect(guestStateOf(STORED)).toEqual({
      version: 21,
      tier: 'GOLD',
      graceUntil: 20_600,
      blocked: true,
      birthday: 229,
      segments: [],
      joinedDay: 20_001,
      balance: { available: 11, pending: 12, held: 13, inReview: 14, receivable: 15 },
      overdraft: true,
      lifetime: { spend: 16, visits: 17, points: 18, sales: 19 },
      days: [20_500, 1, 2, 3],
      counters: { ...EMPTY_COUNTERS, firstSale: 'sale', caps: [{ cap: 'earning.perDay', period: 20_512, used: 5 }] },
      lots: [
        {
          lotId: 'lot-1',
          expiresAt: 1_773_000_000_000,
          amount: 30,
          remaining: 20,
          held: 5,
          activatesAt: 1_772_500_000_000,
          restaurantId: 'restaurant',
        },
        {
          lotId: 'lot-2',
          expiresAt: NEVER,
          amount: 7,
          remaining: 7,
          held: 0,
          activatesAt: null,
          restaurantId: null,
        },
      ],
      dueAt: 1_772_000_000_000,
    });
  });

  it('is a new guest where nothing is stored yet, and does not know lots that were not read', () => {
    expect(guestStateOf({ ...storedGuest(), version: 0 })).toEqual({ ...newGuest(), lots: null });
  });
});

describe('the guest as it is written', () => {
  it('is what was read of it when nothing changed', () => {
    expect(groupWriteOf(GUEST, 20, guestStateOf(STORED))).toEqual({
      guestId: GUEST,
      expected: 20,
      version: 21,
      tier: 'GOLD',
      graceUntil: 20_600,
      available: 11,
      pending: 12,
      held: 13,
      inReview: 14,
      receivable: 15,
      overdraft: true,
      spend: 16,
      visits: 17,
      pointsEarned: 18,
      sales: 19,
      days: [20_500, 1, 2, 3],
      counters: STORED.counters,
      dueMs: 1_772_000_000_000,
      blocked: true,
    });
  });

  it('stores neither empty counters nor an instant that never comes', () => {
    expect(groupWriteOf(GUEST, 0, newGuest())).toMatchObject({ counters: null, dueMs: null });
    expect(groupWriteOf(GUEST, 0, { ...newGuest(), dueAt: NEVER - 1 })).toMatchObject({ dueMs: NEVER - 1 });
  });

  it('is nobody where the group has no guest', () => {
    expect(ANONYMOUS_GROUP).toEqual({
      ...groupWriteOf(GUEST, 0, newGuest()),
      guestId: null,
      expected: null,
      version: null,
    });
  });
});

describe('an instant that never comes', () => {
  it('is infinity in the database, of a lot too', () => {
    expect(storedInstant(NEVER)).toBe(Infinity);
    expect(storedInstant(NEVER + 1)).toBe(Infinity);
    expect(storedInstant(NEVER - 1)).toBe(NEVER - 1);
    const lot = { lotId: 'lot', amount: points(3), remaining: points(2), held: points(1), restaurantId: null };
    expect(lotWriteOf({ ...lot, expiresAt: NEVER, activatesAt: null })).toEqual({
      ...lot,
      expiresAt: Infinity,
      activatesAt: null,
    });
    expect(lotWriteOf({ ...lot, expiresAt: 5, activatesAt: 4 })).toEqual({ ...lot, expiresAt: 5, activatesAt: 4 });
  });
});

it('knows a guest whom the network has by the version', () => {
  expect(isStored(STORED)).toBe(true);
  expect(isStored({ ...STORED, version: 0 })).toBe(true);
  expect(isStored({ ...STORED, version: null })).toBe(false);
});
