import fc from 'fast-check';
import { documents, steps } from '../../../../test/support/decision/arbitraries';
import { live } from '../../../../test/support/decision/live';
import { runs } from '../../../../test/support/decision/runs';
import { Story } from '../../../../test/support/decision/story';
import { type GuestState, type Lot, newGuest, points } from '../../../decision';
import { requireBooked, requireLotsOfBalance } from './booked.rules';
import { ANONYMOUS_GROUP } from './guest-state';
import type { TransferRow } from './journal-row';
import { transferRowsOf } from './journal-writer';

const GUEST = 'guest';
const NOTHING = newGuest().balance;

type Balance = GuestState['balance'];

/** A guest with a balance that transfers change. */
const guestWith = (read: Balance, transfers: TransferRow[], written: Balance, guestId = GUEST) => ({
  group: { ...ANONYMOUS_GROUP, guestId, ...written },
  read,
  transfers,
});

describe('a guest in any life', () => {
  it('has the balance that the transfers make, in the lots that it says', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new Story(document, newGuest(301));
        for (const step of life) live(story, step);
        let before: Balance = NOTHING;
        for (const { id, decision } of story.rows) {
          const rows = transferRowsOf('network', GUEST, id, decision.transfers);
          requireBooked([guestWith(before, rows, decision.after.balance)]);
          requireLotsOfBalance(decision.after);
          before = decision.after.balance;
        }
      }),
      runs(100),
    );
  });
});

describe('the balance of a guest', () => {
  const row = (changes: Partial<TransferRow>): TransferRow => ({
    transactionId: 'act',
    n: 0,
    code: 'ACCRUAL',
    debitKind: 'NETWORK_ISSUED',
    debitOwner: 'network',
    creditKind: 'GUEST_AVAILABLE',
    creditOwner: GUEST,
    amount: 10,
    lotId: 'act',
    expiresAt: null,
    activatesAt: null,
    unit: null,
    ...changes,
  });

  it.each<[string, TransferRow, Partial<Record<keyof Balance, number>>]>([
    ['points that were credited', row({}), { available: 10 }],
    ['points of another guest', row({ creditOwner: 'other' }), {}],
    ['stamps', row({ unit: 'card' }), {}],
    [
      'a debt',
      row({ debitKind: 'GUEST_RECEIVABLE', debitOwner: GUEST, creditKind: 'NETWORK_ISSUED' }),
      { receivable: 10 },
    ],
    [
      'points that are held',
      row({ debitKind: 'GUEST_AVAILABLE', debitOwner: GUEST, creditKind: 'GUEST_HELD' }),
      { available: -10, held: 10 },
    ],
  ])('is moved by %s exactly', (_, moved, expected) => {
    const after = { ...NOTHING, ...expected } as Balance;
    expect(() => requireBooked([guestWith(NOTHING, [moved], after)])).not.toThrow();
    for (const account of Object.keys(NOTHING) as (keyof Balance)[]) {
      const other = { ...after, [account]: points(after[account] + 1) };
      expect(() => requireBooked([guestWith(NOTHING, [moved], other)])).toThrow('the transfers make the balance');
    }
  });

  it('is moved by transfers that another guest’s act writes', () => {
    const given = row({ debitKind: 'GUEST_AVAILABLE', debitOwner: 'other' });
    const [giver, taker] = [
      { ...NOTHING, available: points(-10) },
      { ...NOTHING, available: points(10) },
    ];
    expect(() =>
      requireBooked([guestWith(NOTHING, [given], giver, 'other'), guestWith(NOTHING, [], taker)]),
    ).not.toThrow();
    expect(() => requireBooked([guestWith(NOTHING, [given], giver, 'other'), guestWith(NOTHING, [], NOTHING)])).toThrow(
      'the transfers make the balance',
    );
  });

  it('is moved by no transfer of nothing', () => {
    expect(() => requireBooked([guestWith(NOTHING, [row({ amount: 0 })], NOTHING)])).toThrow(
      'a transfer moves something',
    );
  });
});

describe('the lots of a guest', () => {
  const lot = (changes: Partial<Record<'remaining' | 'held', number>>, activatesAt: number | null = null): Lot =>
    ({
      lotId: 'lot',
      expiresAt: 1,
      amount: 10,
      remaining: 10,
      held: 0,
      activatesAt,
      restaurantId: null,
      ...changes,
    }) as Lot;
  const guest = (balance: Partial<Record<keyof Balance, number>>, lots: readonly Lot[] | null) =>
    ({ balance: { ...NOTHING, ...balance }, lots }) as GuestState;

  it.each([
    [
      'free, waiting, held and reviewed points',
      guest({ available: 6, pending: 10, held: 1, inReview: 3 }, [lot({ held: 4 }), lot({}, 2)]),
    ],
    ['nothing below zero', guest({ available: -5 }, [])],
    ['anything where they were not read', guest({ available: 5 }, null)],
  ])('hold %s', (_, whole) => {
    expect(() => requireLotsOfBalance(whole)).not.toThrow();
  });

  it.each([
    ['a point is missing', guest({ available: 10 }, [lot({ remaining: 9 })])],
    ['a point is too many', guest({ available: 9 }, [lot({})])],
    ['points wait that are free', guest({ available: 10 }, [lot({}, 2)])],
    ['points are held that are free', guest({ available: 10 }, [lot({ held: 1 })])],
  ])('are refused where %s', (_, broken) => {
    expect(() => requireLotsOfBalance(broken)).toThrow('the lots hold what the balance says');
  });
});
