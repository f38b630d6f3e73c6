import { points, minorUnits } from '../basics/numbers';
import { NEVER, type Counters, type GuestState, type LocalDay } from './types';

export const EMPTY_COUNTERS: Counters = {
  firstSale: null,
  caps: [],
  holds: [],
  lotsDueAt: NEVER,
  terms: [],
  unpaid: [],
  inactivity: null,
  tierDueAt: NEVER,
  tierDueDay: null,
  byHand: null,
  custom: [],
};

const NO_SEGMENTS: readonly string[] = [];

/** A guest without any act. */
export function newGuest(birthday: number | null = null, joinedDay: LocalDay = 0): GuestState {
  const none = points(0);
  return {
    version: 0,
    tier: null,
    graceUntil: null,
    blocked: false,
    birthday,
    joinedDay,
    segments: NO_SEGMENTS,
    balance: { available: none, pending: none, held: none, inReview: none, receivable: none },
    overdraft: false,
    lifetime: { spend: minorUnits(0), visits: 0, points: none, sales: 0 },
    days: [],
    counters: EMPTY_COUNTERS,
    lots: [],
    dueAt: NEVER,
  };
}
