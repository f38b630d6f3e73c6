/** Acts and calendars for tests of the decision; every member can be said otherwise. */
import {
  type AwardAct,
  type Calendar,
  type Line,
  type ManualAct,
  minorUnits,
  type PartnerAct,
  points,
  type RedemptionAct,
  type RewardAct,
  type SaleAct,
} from '../../../src/decision';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Noon of 1 March 2026 in UTC, a Sunday. */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** A zone of one offset, whose business day starts at 04:00. */
export function calendarAt(offsetHours = 0): Calendar {
  const local = (at: number) => at + offsetHours * HOUR;
  const localDay = (at: number) => Math.floor(local(at) / DAY);
  return {
    localDay,
    minuteOfDay: (at) => Math.floor((local(at) - localDay(at) * DAY) / 60_000),
    weekday: (at) => ((((localDay(at) + 3) % 7) + 7) % 7) + 1,
    businessDay: (at) => localDay(at - 4 * HOUR),
    startOfDay: (day) => day * DAY - offsetHours * HOUR,
  };
}

export function saleOf(amount: number, changes: Partial<SaleAct> = {}): SaleAct {
  return {
    kind: 'SALE',
    occurredAt: NOON,
    restaurantId: 'restaurant-1',
    pointOfSaleId: 'till-1',
    channel: 'TILL',
    paymentMethod: null,
    amount: minorUnits(amount),
    lines: null,
    pointsToRedeem: null,
    hold: null,
    prior: null,
    rewards: [],
    networkLimit: null,
    tierAsOf: null,
    birthdayToday: null,
    birthdayMonth: null,
    segments: null,
    ...changes,
  };
}

export function lineOf(total: number, changes: Partial<Line> = {}): Line {
  return { sku: null, category: null, quantityMilli: 1_000, total: minorUnits(total), ...changes };
}

export function redemptionOf(amount: number, wanted: number, changes: Partial<RedemptionAct> = {}): RedemptionAct {
  return {
    kind: 'REDEMPTION',
    occurredAt: NOON,
    restaurantId: 'restaurant-1',
    channel: 'TILL',
    amount: minorUnits(amount),
    points: points(wanted),
    prior: null,
    networkLimit: null,
    tierAsOf: null,
    birthdayToday: null,
    ...changes,
  };
}

export function rewardOf(cost: number, changes: Partial<RewardAct> = {}): RewardAct {
  return {
    kind: 'REWARD',
    occurredAt: NOON,
    restaurantId: 'restaurant-1',
    offer: {
      rewardId: 'item',
      version: 1,
      code: 'REWARD-101',
      cost: points(cost),
      tiers: null,
      segments: null,
      stockLeft: null,
      slotLeft: null,
      guestLeft: null,
    },
    quantity: 1,
    networkLimit: null,
    ...changes,
  };
}

export function manualOf(direction: 'CREDIT' | 'DEBIT', amount: number, changes: Partial<ManualAct> = {}): ManualAct {
  return {
    kind: 'MANUAL',
    direction,
    points: points(amount),
    reasonCode: 'GOODWILL',
    occurredAt: NOON,
    restaurantId: null,
    restores: null,
    ...changes,
  };
}

export function partnerOf(
  direction: 'CREDIT' | 'DEBIT',
  amount: number,
  changes: Partial<PartnerAct> = {},
): PartnerAct {
  return {
    kind: 'PARTNER',
    direction,
    points: points(amount),
    partner: { id: 'partner-1', name: 'Roasters' },
    isRefund: false,
    occurredAt: NOON,
    ...changes,
  };
}

export function registrationOf(changes: Partial<AwardAct> = {}): AwardAct {
  return { kind: 'AWARD', activity: 'registration', occurredAt: NOON, restaurantId: null, ...changes };
}
