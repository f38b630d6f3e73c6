import type { PastTransaction } from '../../entities/transaction/transaction.api';
import { monthsOf } from './months.rules';

const ZONE = 'Europe/Moscow';
const act = (type: string, occurredAt: string, more: object) =>
  ({ type, occurredAt, payable: 0, pointsEarned: 0, pointsRedeemed: 0, points: 0, ...more }) as PastTransaction;
const sale = (occurredAt: string, more: object = {}) => act('SALE', occurredAt, more);

describe('The months of a history', () => {
  it('are those of the network, and sum up points and money in both directions', () => {
    const items = [
      act('EXPIRY', '2026-11-20T00:00:00Z', { points: 40 }),
      act('REFUND', '2026-11-03T09:00:00Z', { payable: 5_000, pointsReturned: 10, pointsTakenBack: 5 }),
      // The first hour of November in Moscow.
      sale('2026-10-31T21:30:00Z', { payable: 20_000, pointsEarned: 100, pointsRedeemed: 30 }),
      sale('2026-10-31T20:30:00Z', { payable: 7_000, pointsEarned: 7 }),
    ];
    expect(monthsOf(items, ZONE, { goesOn: false }).map(({ month, sums }) => [month, sums])).toEqual([
      ['2026-11', { pointsIn: 110, pointsOut: 75, paid: 15_000 }],
      ['2026-10', { pointsIn: 7, pointsOut: 0, paid: 7_000 }],
    ]);
  });

  it('have no sums where older transactions of the month may follow', () => {
    const items = [sale('2026-11-20T09:00:00Z'), sale('2026-10-20T09:00:00Z')];
    expect(monthsOf(items, ZONE, { goesOn: true }).map(({ sums }) => sums === null)).toEqual([false, true]);
  });
});
