import fc from 'fast-check';
import { DEFAULT_ACCOUNTING } from '../../../configuration/network-profile/accounting-settings.rules';
import { JOURNAL_START } from '../seals/seal-head.rules';
import {
  type AccountClass,
  type CarriedSums,
  journalOf,
  type MonthJournal,
  NOTHING_CARRIED,
  type PeriodSum,
  type Policy,
} from './journal.rules';
import { periodCsv, periodDocument, policyOfDocument } from './period-document.rules';

const policyOf = (pointValue: number, expectedRedemptionPpm = 1_000_000): Policy => ({
  pointValue,
  programVersion: 1,
  accounting: { ...DEFAULT_ACCOUNTING, expectedRedemptionPpm },
});
const sum = (debit: AccountClass, credit: AccountClass, points: number): PeriodSum => ({
  debit,
  credit,
  points,
  closedMonth: null,
});

const MONTH: readonly PeriodSum[] = [
  sum('ISSUED', 'LOTS', 1_000),
  sum('LOTS', 'REDEEMED', 300),
  sum('REDEEMED', 'LOTS', 20),
  sum('LOTS', 'EXPIRED', 100),
  sum('LOTS', 'ISSUED', 50),
  sum('DEBT', 'ISSUED', 7),
  sum('ADJUSTED', 'LOTS', 10),
];

/** Balance of each account of the books after some months: credits less debits. */
function creditsOf(journals: readonly MonthJournal[]): Record<string, number> {
  const credits: Record<string, number> = {};
  for (const { role, debit, credit } of journals.flatMap(({ entries }) => entries).flatMap(({ lines }) => lines)) {
    credits[role] = (credits[role] ?? 0) + credit - debit;
  }
  return credits;
}

describe('the journal of a month', () => {
  it('defers what is issued, and takes in what is redeemed or expires', () => {
    const journal = journalOf(NOTHING_CARRIED, MONTH, policyOf(100_000_000));
    expect(creditsOf([journal])).toEqual({
      POINTS_LIABILITY: 58_000,
      GUEST_DEBT: -700,
      DEFERRED_REVENUE: -94_300,
      REDEMPTION_REVENUE: 28_000,
      BREAKAGE_REVENUE: 10_000,
      ADJUSTMENTS: -1_000,
    });
    expect(journal.closing).toEqual({
      points: 580,
      liability: 58_000,
      expectedBreakage: 0,
      net: 58_000,
      guestDebt: 700,
    });
  });

  it('tells what offline tills paid for their guests apart, and touches no liability by it', () => {
    const lost = [sum('OFFLINE_LOST', 'REDEEMED', 40), sum('REDEEMED', 'OFFLINE_LOST', 15)];
    const journal = journalOf(NOTHING_CARRIED, lost, policyOf(100_000_000));
    expect(new Set(journal.entries.map(({ kind }) => kind))).toEqual(new Set(['OFFLINE_LOSS']));
    expect(creditsOf([journal])).toEqual({ OFFLINE_LOSS: -2_500, REDEMPTION_REVENUE: 2_500 });
    expect(journal.closing).toMatchObject({ points: 0, liability: 0 });
  });

  it('takes what is expected to break off the liability, and gives it back as it breaks', () => {
    const first = journalOf(NOTHING_CARRIED, [sum('ISSUED', 'LOTS', 1_000)], policyOf(100_000_000, 800_000));
    expect(first.closing).toMatchObject({ liability: 100_000, expectedBreakage: 20_000, net: 80_000 });
    // As expected: 800 redeemed, 200 expired. Their revenue is that of the first month and of redemption alone.
    const second = journalOf(
      first.carried,
      [sum('LOTS', 'REDEEMED', 800), sum('LOTS', 'EXPIRED', 200)],
      policyOf(100_000_000, 800_000),
    );
    expect(second.closing).toMatchObject({ points: 0, liability: 0, expectedBreakage: 0, net: 0 });
    expect(creditsOf([first])).toMatchObject({ BREAKAGE_REVENUE: 20_000, EXPECTED_BREAKAGE: -20_000 });
    expect(creditsOf([second])).toMatchObject({ BREAKAGE_REVENUE: 0, REDEMPTION_REVENUE: 80_000 });
  });

  it('revalues what is open when the worth of a point changes', () => {
    const first = journalOf(NOTHING_CARRIED, MONTH, policyOf(100_000_000));
    const second = journalOf(first.carried, [], policyOf(150_000_000));
    expect(second.entries.map(({ kind }) => kind)).toEqual(['REVALUATION', 'REVALUATION']);
    expect(second.closing).toMatchObject({ points: 580, liability: 87_000, guestDebt: 1_050 });
  });

  it('balances each entry, rolls forward, and loses no fraction over the months', () => {
    const month = fc.record({
      pointValue: fc.integer({ min: 0, max: 3_000_000 }),
      expected: fc.integer({ min: 0, max: 1_000_000 }),
      issued: fc.integer({ min: 0, max: 1_000 }),
      spent: fc.array(fc.record({ to: fc.constantFrom('REDEEMED', 'EXPIRED', 'ISSUED', 'DEBT'), share: fc.nat(30) })),
      owed: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(month, { minLength: 1, maxLength: 24 }), (months) => {
        let carried: CarriedSums = NOTHING_CARRIED;
        const journals = months.map(({ pointValue, expected, issued, spent, owed }) => {
          const sums = new Map<string, PeriodSum>();
          const add = (debit: AccountClass, credit: AccountClass, points: number): void => {
            const known = sums.get(debit + credit)?.points ?? 0;
            if (points > 0) sums.set(debit + credit, sum(debit, credit, known + points));
          };
          let open = carried.points.LOTS + issued;
          let debt = owed - carried.points.DEBT;
          add('ISSUED', 'LOTS', issued);
          add('DEBT', 'ISSUED', owed);
          for (const { to, share } of spent) {
            const points = Math.min(Math.floor((open * share) / 100), to === 'DEBT' ? debt : open);
            add('LOTS', to, points);
            open -= points;
            if (to === 'DEBT') debt -= points;
          }
          const journal = journalOf(carried, [...sums.values()].reverse(), policyOf(pointValue, expected));
          expect(journalOf(carried, [...sums.values()], policyOf(pointValue, expected))).toEqual(journal);
          expect(journal.closing.points).toBe(open);
          expect(journal.closing.liability).toBe(Math.floor((open * pointValue) / 1_000_000));
          expect(journal.closing.guestDebt).toBe(Math.floor((debt * pointValue) / 1_000_000));
          carried = journal.carried;
          return journal;
        });
        for (const { entries, totals, opening, movements, closing } of journals) {
          for (const { lines } of entries) {
            expect(lines.reduce((left, { debit, credit }) => left + debit - credit, 0)).toBe(0);
          }
          expect(totals.debit).toBe(totals.credit);
          for (const figure of ['points', 'liability', 'expectedBreakage', 'guestDebt'] as const) {
            expect(movements.reduce((all, movement) => all + movement[figure], opening[figure])).toBe(closing[figure]);
          }
          // Fewer fractions than there are kinds of movement, however many months there were before.
          for (const entry of entries) if (entry.kind === 'ROUNDING') expect(entry.lines[1]?.credit).toBeLessThan(12);
        }
        const credits = creditsOf(journals);
        const end = journals.at(-1)?.closing;
        expect((credits['POINTS_LIABILITY'] ?? 0) + (credits['EXPECTED_BREAKAGE'] ?? 0)).toBe(end?.net);
        expect(credits['GUEST_DEBT'] ?? 0).toBe(-(end?.guestDebt ?? 0) + 0);
      }),
    );
  });

  it('has one text and one table', () => {
    const policy = policyOf(2_500_000, 900_000);
    const frame = {
      month: '2026-10',
      currency: 'RUB',
      currencyDigits: 2,
      timeZone: 'Europe/Moscow',
      until: new Date('2026-10-31T21:00:00Z'),
      cut: JOURNAL_START,
      policy,
    };
    const document = periodDocument(frame, journalOf(NOTHING_CARRIED, [sum('ISSUED', 'LOTS', 1_001)], policy));
    expect(periodDocument(frame, journalOf(NOTHING_CARRIED, [sum('ISSUED', 'LOTS', 1_001)], policy))).toBe(document);
    expect(policyOfDocument(document)).toEqual(policy);
    expect(periodCsv(document)).toBe(
      [
        'month,entry,kind,account,name,debit,credit,currency,points',
        '2026-10,1,ISSUE,4000,Revenue deferred for points,25.02,,RUB,1001',
        '2026-10,1,ISSUE,2400,Contract liability: points,,25.02,RUB,1001',
        '2026-10,2,BREAKAGE,2401,Contract liability: expected breakage,2.50,,RUB,0',
        '2026-10,2,BREAKAGE,4020,Revenue from breakage,,2.50,RUB,0',
        '',
      ].join('\r\n'),
    );
  });
});
