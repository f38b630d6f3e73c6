import fc from 'fast-check';
import { runs } from '../../../../test/support/decision/runs';
import { programOf } from '../../../../test/support/decision/programs';
import { NO_BUDGETS } from '../../../../test/support/till/deciding';
import {
  GUEST,
  journalRow,
  MINUTE,
  NOW,
  preparedAct,
  saleBody,
  snapshotOf,
  storedGuest,
  tillAct,
  UTC,
} from '../../../../test/support/till/till-acts';
import { EMPTY_COUNTERS, points } from '../../../decision';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decideGroup } from './decide-group';
import { expiredIn, pointsSpentOffline, restorationsOf } from './late-spending.rules';
import type { ExpiredPoints } from '../kinds/built-act';
import type { TillAct } from '../../ledger/act/till-act';

const SNAPSHOT = snapshotOf([{ from: Date.UTC(2026, 0, 1), document: programOf({ expiry: { kind: 'NEVER' } }) }]);

interface OpenLot {
  readonly id: string;
  readonly endsAt: number;
  readonly points: number;
}

/** Decides an act that an offline till made earlier and sends now, for a guest who has these lots and these expired points. */
function bringing(lots: readonly OpenLot[], act: Partial<TillAct>, expiredSince: readonly ExpiredPoints[] = []) {
  const ends = Math.min(...lots.map(({ endsAt }) => endsAt));
  const stored = storedGuest({
    available: lots.reduce((sum, { points }) => sum + points, 0),
    lots: JSON.stringify(lots.map(({ id, endsAt, points }) => [id, endsAt, points, points, 0, null, null])),
    counters: JSON.stringify({ ...EMPTY_COUNTERS, lotsDueAt: ends }),
    due_ms: ends,
  });
  const prepared = preparedAct({ act: tillAct({ channel: 'OFFLINE', ...act }), expiredSince });
  return decideGroup({ guestId: GUEST, acts: [prepared] }, stored, SNAPSHOT, UTC, NO_BUDGETS);
}

const redeeming = (points: number) => saleBody(1_000_000, { pointsToRedeem: points });

describe('points that an offline till took before they expired', () => {
  it('are spent as though the act had come in time: what is left is the same', () => {
    const figures = fc.record({
      lots: fc.uniqueArray(
        fc.record({ endsIn: fc.integer({ min: -60, max: 60 }), points: fc.integer({ min: 1, max: 50 }) }),
        { minLength: 1, maxLength: 6, selector: ({ endsIn }) => endsIn },
      ),
      late: fc.integer({ min: 1, max: 60 }),
      share: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(figures, ({ lots: drawn, late, share }) => {
        const rungAt = NOW - late * MINUTE;
        // Lots that had expired by then do not count.
        const lots = drawn
          .filter(({ endsIn }) => endsIn > -late)
          .map(({ endsIn, points }, n): OpenLot => ({ id: `lot${String(n)}`, endsAt: NOW + endsIn * MINUTE, points }))
          .sort((a, b) => a.endsAt - b.endsAt);
        const had = lots.reduce((sum, { points }) => sum + points, 0);
        fc.pre(had > 0);
        const spent = Math.ceil((had * share) / 100);

        let wanted = spent;
        const inTime = lots.map((lot) => {
          const taken = Math.min(wanted, lot.points);
          wanted -= taken;
          return { ...lot, points: lot.points - taken };
        });
        const left = inTime.filter(({ endsAt, points }) => endsAt > NOW && points > 0);
        const expired = inTime.filter(({ endsAt }) => endsAt <= NOW).reduce((sum, { points }) => sum + points, 0);

        const { rows, outcomes } = bringing(lots, { occurredAt: rungAt, body: redeeming(spent) });
        expect(outcomes).toMatchObject([{ kind: 'POSTED', row: { type: 'SALE', pointsRedeemed: spent } }]);
        const sale = rows.transactions.at(-1)?.row;
        const earned = sale?.pointsEarned ?? 0;
        expect(rows.group.available).toBe(left.reduce((sum, { points }) => sum + points, 0) + earned);
        const written = new Map(rows.lots.map((lot) => [lot.lotId, lot.remaining]));
        for (const lot of lots) {
          const remaining = left.find(({ id }) => id === lot.id)?.points ?? 0;
          expect(written.get(lot.id) ?? lot.points).toBe(remaining);
        }
        const sumOf = (code: string) =>
          rows.transfers.reduce((sum, transfer) => (transfer.code === code ? sum + transfer.amount : sum), 0);
        expect(sumOf('EXPIRY') - sumOf('RESTORE')).toBe(expired);
        // Exactly as many points come back as are spent, and no lot keeps any of them.
        const restorations = rows.transactions.filter(({ row }) => row.type === 'MANUAL');
        for (const { row } of restorations) expect(written.get(row.id)).toBe(0);
        expect(sumOf('REDEMPTION')).toBe(spent);
      }),
      runs(500),
    );
  });

  it('come back once: by hand, for an earlier act, or for this one', () => {
    const lots = [{ id: 'lot', endsAt: NOW + 60 * MINUTE, points: 10 }];
    const known = [
      { expiryId: 'first', expired: 20, before: 15 },
      { expiryId: 'second', expired: 30, before: 0 },
    ];
    const { rows } = bringing(lots, { occurredAt: NOW - MINUTE, body: redeeming(25) }, known);
    expect(rows.transactions.map(({ row }) => [row.type, row.relatedId, row.pointsEarned, row.actorKind])).toEqual([
      ['MANUAL', 'first', 5, 'system'],
      ['MANUAL', 'second', 20, 'system'],
      ['SALE', null, rows.transactions[2]?.row.pointsEarned, 'user'],
    ]);
    expect(rows.lots.some(({ lotId }) => lotId === 'lot')).toBe(false);
  });

  it('stay expired for a guest below zero, where they would pay for nothing', () => {
    const known = [{ expiryId: 'gone', expired: 40, before: 0 }];
    const stored = storedGuest({ available: -5, overdraft: true, lots: '[]' });
    const act = tillAct({ channel: 'OFFLINE', occurredAt: NOW - MINUTE, body: redeeming(30) });
    const allowance = { id: 'allowance', left: points(30) };
    const prepared = preparedAct({ act, expiredSince: known, allowance });
    const { rows } = decideGroup({ guestId: GUEST, acts: [prepared] }, stored, SNAPSHOT, UTC, NO_BUDGETS);
    expect(rows.transactions.map(({ row }) => [row.type, row.facts])).toEqual([
      ['SALE', '{"allowance":{"id":"allowance","points":30}}'],
    ]);
  });

  it('stay expired where the act is refused, and where it came through another door', () => {
    const lots = [
      { id: 'gone', endsAt: NOW - MINUTE, points: 40 },
      { id: 'there', endsAt: NOW + MINUTE, points: 10 },
    ];
    const since = NOW - 2 * MINUTE;
    const refused = bringing(lots, { occurredAt: since, body: redeeming(51) });
    expect(refused.outcomes).toMatchObject([{ code: 'insufficient_points', data: { available: 50 } }]);
    expect(refused.rows.transactions.map(({ row }) => row.type)).toEqual(['EXPIRY']);
    expect(refused.rows.group.available).toBe(10);
    const online = bringing(lots, { occurredAt: since, body: redeeming(50), channel: 'TILL' });
    expect(online.outcomes).toMatchObject([{ code: 'insufficient_points', data: { available: 10 } }]);
    const earlier = bringing(lots, { occurredAt: NOW - MINUTE, body: redeeming(50) });
    // At its end a lot can't be spent.
    expect(earlier.outcomes).toMatchObject([{ code: 'insufficient_points', data: { available: 10 } }]);
  });
});

describe('points that expired before a late act was reported', () => {
  const expiry = (changes: Partial<JournalRow> = {}) =>
    journalRow({ id: 'expiry', type: 'EXPIRY', occurredAt: NOW, pointsEarned: 50, details: null, ...changes });

  it.each([
    ['after the act', {}, true],
    ['at the instant of the act, when they were gone', { occurredAt: NOW - MINUTE }, false],
    ['for want of a payment', { reasonCode: 'UNPAID' }, false],
    ['without a warning', { reasonCode: 'UNWARNED' }, true],
    ['of which none was left', { pointsEarned: 0 }, false],
    ['by another act', { type: 'RELEASE' }, false],
  ] as const)('come back where they expired %s', (_name, changes, isOne) => {
    expect(expiredIn([expiry(changes)], NOW - MINUTE)).toEqual(
      isOne ? [{ expiryId: 'expiry', expired: 50, before: 0 }] : [],
    );
  });

  it('keep where they may be spent', () => {
    const limited = [
      { lotId: 'lot', expiresAt: 8_000, points: points(4), restaurantId: null, limit: { categories: ['tea'] } },
    ];
    const details = '[["lot",8000,4,null,null,["tea"]]]';
    const [expired] = expiredIn([expiry({ details })], 0);
    expect(expired).toEqual({ expiryId: 'expiry', expired: 50, before: 0, limited });
    const [credit] = restorationsOf([{ expiryId: 'expiry', expired: 50, before: 0, limited }], 10, NOW);
    expect(credit?.restores?.limited).toEqual(limited);
  });

  it('come back by credits of just what the act spends, the earliest first, less what came back before', () => {
    const some = [
      { expiryId: 'a', expired: 10, before: 4 },
      { expiryId: 'b', expired: 5, before: 5 },
      { expiryId: 'c', expired: 20, before: 0 },
    ];
    const back = (spent: number) =>
      restorationsOf(some, spent, NOW).map(({ points: amount, reasonCode, direction, restores }) => [
        amount,
        reasonCode,
        direction,
        restores,
      ]);
    const of = (expiryId: string, expired: number, before: number) => ({
      expiryId,
      expired,
      before,
      spentAtOnce: true,
    });
    expect(back(8)).toEqual([
      [6, 'RESTORED', 'CREDIT', of('a', 10, 4)],
      [2, 'RESTORED', 'CREDIT', of('c', 20, 0)],
    ]);
    expect(back(0)).toEqual([]);
    expect(back(99).map(([amount]) => amount)).toEqual([6, 20]);
  });

  it.each([
    ['an offline sale', {}, 7],
    ['a sale of a till with the server', { channel: 'TILL' }, 0],
    ['an anonymous receipt', { guestId: null }, 0],
    ['a sale without a time', { occurredAt: null }, 0],
    ['an activity', { body: { kind: 'AWARD', activity: 'review' } }, 0],
  ] as const)('are those that the act spends: %s', (_name, changes, spent) => {
    const body = saleBody(10_000, { pointsToRedeem: 7 });
    expect(pointsSpentOffline(tillAct({ channel: 'OFFLINE', occurredAt: NOW, body, ...changes }))).toBe(spent);
  });
});
