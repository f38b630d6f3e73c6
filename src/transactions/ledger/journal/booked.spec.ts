import fc from 'fast-check';
import { documents, steps } from '../../../../test/support/decision/arbitraries';
import { live } from '../../../../test/support/decision/live';
import { runs } from '../../../../test/support/decision/runs';
import { Story } from '../../../../test/support/decision/story';
import { type GuestState, type Lot, newGuest, points } from '../../../decision';
import type { GroupRows } from '../write/till-rows';
import {
  requireBooked,
  requireGuest,
  requireLeftOut,
  requireLotsOfBalance,
  requireNumbered,
  requireSoleGifts,
} from './booked.rules';
import { ANONYMOUS_GROUP } from './guest-state';
import type { JournalRow, TransferRow } from './journal-row';
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

/** A guest whose acts have these versions. The last act has a balance. */
const acted = (
  expected: number,
  versions: readonly number[],
  written: Balance,
  { guestId = GUEST, said = written, version = expected + versions.length } = {},
) => ({
  group: { ...ANONYMOUS_GROUP, guestId: GUEST, expected, version, overdraft: written.available < 0, ...written },
  read: NOTHING,
  transactions: versions.map((guestVersion) => ({
    row: { guestId, guestVersion, ...said } as unknown as JournalRow,
    comment: null,
  })),
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
          requireGuest(decision.after);
          requireNumbered([acted(decision.after.version - 1, [decision.after.version], decision.after.balance)]);
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
    ['points that wait', row({ creditKind: 'GUEST_PENDING' }), { pending: 10 }],
    [
      'points that go into review',
      row({ debitKind: 'GUEST_AVAILABLE', debitOwner: GUEST, creditKind: 'GUEST_IN_REVIEW' }),
      { available: -10, inReview: 10 },
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

  it('is moved by no transfer to the account that it comes from, and written once', () => {
    const circle = row({ debitKind: 'GUEST_AVAILABLE', debitOwner: GUEST });
    expect(() => requireBooked([guestWith(NOTHING, [circle], NOTHING)])).toThrow(
      'a transfer moves between two accounts',
    );
    const guest = guestWith(NOTHING, [], NOTHING);
    expect(() => requireBooked([guest, guest])).toThrow('a guest is written once');
  });

  it('is none of an anonymous receipt, however many are written', () => {
    const receipt = { group: ANONYMOUS_GROUP, read: null, transfers: [row({ creditOwner: 'other' })] };
    expect(() => requireBooked([receipt, receipt])).not.toThrow();
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
    ['points in review that were still waiting', guest({ pending: 8, inReview: 2 }, [lot({ held: 2 }, 2)])],
  ])('hold %s', (_, whole) => {
    expect(() => requireLotsOfBalance(whole)).not.toThrow();
  });

  it.each([
    ['a point is missing', guest({ available: 10 }, [lot({ remaining: 9 })])],
    ['a point is too many', guest({ available: 9 }, [lot({})])],
    ['points wait that are free', guest({ available: 10 }, [lot({}, 2)])],
    ['points are held that are free', guest({ available: 10 }, [lot({ held: 1 })])],
    ['a point that waits is missing', guest({ pending: 10 }, [lot({ remaining: 9 }, 2)])],
    ['a held point is missing', guest({ available: 6, held: 3 }, [lot({ held: 4 })])],
    ['a point in review is missing', guest({ available: 6, inReview: 5 }, [lot({ held: 4 })])],
  ])('are refused where %s', (_, broken) => {
    expect(() => requireLotsOfBalance(broken)).toThrow('the lots hold what the balance says');
  });
});

describe('the acts of a guest', () => {
  const balance = { ...NOTHING, available: points(10) };

  it.each([
    ['no act', acted(4, [], balance)],
    ['two acts', acted(4, [5, 6], balance)],
    ['an overdraft', acted(4, [5], { ...NOTHING, available: points(-10) })],
    ['an anonymous receipt', { group: ANONYMOUS_GROUP, read: null, transactions: [] }],
    [
      'an anonymous receipt that has a row',
      {
        group: ANONYMOUS_GROUP,
        read: null,
        transactions: [{ row: { guestId: null, guestVersion: null } as unknown as JournalRow, comment: null }],
      },
    ],
  ])('are written with %s', (_, group) => {
    expect(() => requireNumbered([group])).not.toThrow();
  });

  it.each([
    ['a gap', acted(4, [5, 7], balance), 'the acts of a guest are numbered without a gap'],
    ['an act twice', acted(4, [5, 5], balance), 'the acts of a guest are numbered without a gap'],
    ['a version without its act', acted(4, [5], balance, { version: 6 }), 'the version of a guest counts its acts'],
    ['an act of another guest', acted(4, [5], balance, { guestId: 'other' }), 'an act is written with its own guest'],
    [
      'another balance in the journal',
      acted(4, [5], balance, { said: NOTHING }),
      'the last act says the balance that is written',
    ],
    [
      'a debt below zero',
      acted(4, [5], { ...NOTHING, receivable: points(-1) }),
      'points that wait, are held or are owed are not below zero',
    ],
  ])('are not written with %s', (_, group, sentence) => {
    expect(() => requireNumbered([group])).toThrow(sentence);
  });

  it.each(Object.keys(NOTHING) as (keyof Balance)[])(
    'are not written with other figures than their last: %s',
    (account) => {
      const said = { ...balance, [account]: points(balance[account] + 1) };
      expect(() => requireNumbered([acted(4, [5], balance, { said })])).toThrow(
        'the last act says the balance that is written',
      );
    },
  );

  it('are not written below zero without an overdraft', () => {
    const whole = acted(4, [5], { ...NOTHING, available: points(-1) });
    expect(() => requireNumbered([{ ...whole, group: { ...whole.group, overdraft: false } }])).toThrow(
      'a balance goes below zero only as an overdraft',
    );
  });

  it('count as written unless they were left out, and only those of the batch can be', () => {
    expect(requireLeftOut([{ lost_group: 1 }, { lost_group: 2 }], 2)).toEqual([{ lost_group: 1 }, { lost_group: 2 }]);
    for (const lost of [0, 3, 1.5])
      expect(() => requireLeftOut([{ lost_group: lost }], 2)).toThrow('a group that is left out was to be written');
  });
});

describe('a gift of one person', () => {
  const gift = (changes: Partial<GroupRows['soleGifts'][number]>) => ({
    soleGifts: [
      {
        transactionId: 'act',
        person: 'person',
        unit: 'POINTS' as const,
        guestId: GUEST,
        source: 'BY_HAND',
        amount: 10,
        waiting: 4,
        holdId: 'hold',
        ...changes,
      },
    ],
  });

  it.each([
    ['in part', {}],
    ['as a whole', { waiting: 10 }],
    ['not at all', { waiting: 0, holdId: null }],
    ['as money that was not given', { unit: 'MONEY' as const, holdId: null }],
    ['for an anonymous receipt', { guestId: null, holdId: null }],
  ])('waits %s', (_, changes) => {
    expect(() => requireSoleGifts([gift(changes)])).not.toThrow();
  });

  it.each([
    ['more than was given', { waiting: 11 }, 'no more of a gift waits than was given'],
    ['less than nothing', { waiting: -1 }, 'no more of a gift waits than was given'],
    ['points that no row holds', { holdId: null }, 'points that wait are held by a row'],
  ])('does not wait with %s', (_, changes, sentence) => {
    expect(() => requireSoleGifts([gift(changes)])).toThrow(sentence);
  });
});

describe('a guest that is read', () => {
  const guest = newGuest();
  const lot = { lotId: 'lot', expiresAt: 1, amount: 10, remaining: 8, held: 3, activatesAt: null, restaurantId: null };

  it.each<[string, object, string]>([
    ['no version', { version: NaN }, 'a guest has a version'],
    ['a version before the first', { version: -1 }, 'a guest has a version'],
    ['a version between two', { version: 1.5 }, 'a guest has a version'],
    ['points that wait below zero', { balance: { ...NOTHING, pending: -1 } }, 'are not below zero'],
    ['points in review below zero', { balance: { ...NOTHING, inReview: -1 } }, 'are not below zero'],
    ['a debt below zero', { balance: { ...NOTHING, receivable: -1 } }, 'are not below zero'],
    ['a lot below zero', { lots: [{ ...lot, remaining: -1, held: -1 }] }, 'a lot has no more than it got'],
    ['a lot that holds less than nothing', { lots: [{ ...lot, held: -1 }] }, 'a lot holds no more than it has'],
    ['points held below zero', { balance: { ...NOTHING, held: -1 } }, 'are not below zero'],
    ['a balance below zero', { balance: { ...NOTHING, available: -1 } }, 'only as an overdraft'],
    ['a lot that grew', { lots: [{ ...lot, remaining: 11 }] }, 'a lot has no more than it got'],
    ['a lot that holds too much', { lots: [{ ...lot, held: 9 }] }, 'a lot holds no more than it has'],
    ['a lot that lacks a number', { lots: [{ ...lot, held: undefined }] }, 'a lot holds no more than it has'],
  ])('is refused with %s', (_, changes, sentence) => {
    const whole = { ...guest, lots: [lot] as unknown as readonly Lot[] };
    expect(() => requireGuest(whole)).not.toThrow();
    expect(() => requireGuest({ ...whole, ...changes })).toThrow(sentence);
  });

  it('may have a lot of which nothing is left', () => {
    const spent = { ...lot, remaining: 0, held: 0 } as unknown as Lot;
    expect(() => requireGuest({ ...guest, lots: [spent] })).not.toThrow();
  });
});
