import type { ActFact } from '../../../src/transactions/watch/signals/facts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
let made = 0;

/** A scanned sale at this minute of the first day, with the given facts in place of the usual ones. */
export function actAt(minutes: number, more: Partial<ActFact> = {}): ActFact {
  made += 1;
  const occurredAt = more.occurredAt ?? minutes * MINUTE_MS;
  return {
    id: `act-${String(made).padStart(6, '0')}`,
    kind: 'SALE',
    occurredAt,
    acceptedAt: occurredAt,
    day: Math.floor(occurredAt / DAY_MS),
    hour: Math.floor((occurredAt % DAY_MS) / (60 * MINUTE_MS)),
    restaurantId: 'oak',
    pointOfSaleId: 'till',
    shiftId: null,
    cashierId: 'carla',
    guestId: 'gina',
    identifiedBy: 'QR',
    hasReceipt: true,
    payable: 50_000,
    isCash: false,
    earned: 500,
    redeemed: 0,
    credited: 0,
    relatedId: null,
    relatedAt: null,
    friendId: null,
    cardId: null,
    isOffline: false,
    isClockBack: false,
    ...more,
  };
}
