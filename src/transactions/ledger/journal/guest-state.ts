import { EMPTY_COUNTERS, NEVER, type Counters, type GuestState, type Lot, minorUnits, points } from '../../../decision';
import type { GroupWrite, LotWrite, TillReadRow } from '../write/till-rows';

const NO_SEGMENTS: GuestState['segments'] = [];

type StoredLot = [
  lotId: string,
  expiresAt: number | null,
  amount: number,
  remaining: number,
  held: number,
  activatesAt: number | null,
  restaurantId: string | null,
];

/** Whether the network has the guest. */
export function isStored(row: TillReadRow): row is TillReadRow & { readonly version: number } {
  return row.version !== null;
}

/** The stored guest in the form that `decide` takes. */
export function guestStateOf(row: TillReadRow & { readonly version: number }): GuestState {
  return {
    version: row.version,
    tier: row.tier,
    graceUntil: row.grace_until,
    blocked: row.blocked,
    birthday: row.birthday,
    joinedDay: row.joined_day ?? 0,
    segments: row.segments ?? NO_SEGMENTS,
    balance: {
      available: points(row.available),
      pending: points(row.pending),
      held: points(row.held),
      inReview: points(row.in_review),
      receivable: points(row.receivable),
    },
    overdraft: row.overdraft,
    lifetime: { spend: minorUnits(row.spend), visits: row.visits, points: points(row.points_earned), sales: row.sales },
    days: row.days,
    counters: countersOf(row.counters),
    lots: row.lots === null ? null : (JSON.parse(row.lots) as StoredLot[]).map(lotOf),
    dueAt: row.due_ms ?? NEVER,
  };
}

/** The counters of a guest's row. Only `groupWriteOf` writes this column, so its shape is known. */
export function countersOf(stored: string | null): Counters {
  return stored === null ? EMPTY_COUNTERS : (JSON.parse(stored) as Counters);
}

/** The guest's row after the acts. Its version equals `expected` when no act changed the guest. */
export function groupWriteOf(guestId: string, expected: number, state: GuestState): GroupWrite {
  return {
    guestId,
    expected,
    version: state.version,
    tier: state.tier,
    graceUntil: state.graceUntil,
    available: state.balance.available,
    pending: state.balance.pending,
    held: state.balance.held,
    inReview: state.balance.inReview,
    receivable: state.balance.receivable,
    overdraft: state.overdraft,
    spend: state.lifetime.spend,
    visits: state.lifetime.visits,
    pointsEarned: state.lifetime.points,
    sales: state.lifetime.sales,
    days: state.days,
    counters: state.counters === EMPTY_COUNTERS ? null : JSON.stringify(state.counters),
    dueMs: state.dueAt >= NEVER ? null : state.dueAt,
    blocked: state.blocked,
  };
}

/** The head of a group without a guest, for an anonymous receipt. */
export const ANONYMOUS_GROUP: GroupWrite = {
  guestId: null,
  expected: null,
  version: null,
  tier: null,
  graceUntil: null,
  available: 0,
  pending: 0,
  held: 0,
  inReview: 0,
  receivable: 0,
  overdraft: false,
  spend: 0,
  visits: 0,
  pointsEarned: 0,
  sales: 0,
  days: [],
  counters: null,
  dueMs: null,
  blocked: false,
};

export function lotWriteOf(lot: Lot): LotWrite {
  const { activatesAt } = lot;
  return {
    ...lot,
    expiresAt: storedInstant(lot.expiresAt),
    activatesAt: activatesAt === null ? null : storedInstant(activatesAt),
  };
}

/** `NEVER` becomes `infinity` in the database. */
export function storedInstant(at: number): number {
  return at >= NEVER ? Infinity : at;
}

function lotOf([lotId, expiresAt, amount, remaining, held, activatesAt, restaurantId]: StoredLot): Lot {
  return {
    lotId,
    expiresAt: expiresAt ?? NEVER,
    amount: points(amount),
    remaining: points(remaining),
    held: points(held),
    activatesAt,
    restaurantId,
  };
}
