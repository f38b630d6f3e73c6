import fc from 'fast-check';
import { redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { ExpiryOracle, type OracleExpiry, plusDays } from '../../../test/support/decision/expiry-oracle';
import { needs, programOf, tierOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { calendarOf } from '../../../test/support/decision/zones';
import { minorUnits, newGuest, points } from '..';

/** Money that each tier needs, over the whole life. */
const TIERS = [
  ['BASE', 0],
  ['MIDDLE', 20_000],
  ['TOP', 60_000],
] as const;
type TierCode = (typeof TIERS)[number][0];
const START = '2026-03-20';
const MONTH_DAYS = 31;

const expiries = fc.constantFrom<OracleExpiry>(
  { kind: 'NEVER' },
  { kind: 'DAYS', count: 10 },
  { kind: 'MONTHS', count: 1 },
);
const openings = fc.record({
  lots: fc.array(
    fc.record({ points: fc.integer({ min: 1, max: 500 }), days: fc.option(fc.integer({ min: 0, max: 40 })) }),
    { maxLength: 4 },
  ),
  spend: fc.integer({ min: 0, max: 70_000 }),
  visits: fc.integer({ min: 0, max: 30 }),
  tier: fc.option(
    fc.record({
      code: fc.constantFrom<TierCode>('MIDDLE', 'TOP'),
      days: fc.option(fc.integer({ min: 0, max: 25 })),
    }),
  ),
});
const deeds = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 6 }),
    kind: fc.constantFrom('SALE' as const, 'SALE' as const, 'SPEND' as const, 'REFUND' as const, 'RETURN' as const),
    size: fc.integer({ min: 1, max: 100 }),
  }),
  { maxLength: 14 },
);

const rankOf = (code: string) => TIERS.findIndex(([one]) => one === code);
const tierFor = (spend: number): TierCode => TIERS.findLast(([, least]) => spend >= least)?.[0] ?? 'BASE';

describe('a guest who was brought from an earlier system, beside a life lived day by day', () => {
  it('has the points, the debt, the totals and the tier of the other life after a month of sales and refunds', () => {
    fc.assert(
      fc.property(expiries, openings, deeds, (expiry, opening, life) => {
        const calendar = calendarOf('Europe/Moscow', '04:00');
        const tiers = TIERS.map(([code, spend]) => tierOf(code, { needs: needs(spend) }));
        const story = new Story(programOf({ expiry, tiers }), newGuest(), calendar);
        const oracle = new ExpiryOracle(expiry, false, START);
        let minute = 0;
        let spend = 0;
        // A sale raises the tier immediately; a refund counts from the next night.
        let earned: TierCode = 'BASE';
        const until = (date: string) => {
          if (date > oracle.today) minute = 0;
          while (oracle.today < date) {
            oracle.sleep();
            earned = tierFor(spend);
          }
          story.at(calendar.instantOf(`${date}T12:00:00`) + minute * 60_000);
          minute += 1;
          story.settle();
        };
        until(START);
        const today = calendar.localDay(story.now);
        const tier =
          opening.tier === null
            ? null
            : { tier: opening.tier.code, untilDay: opening.tier.days === null ? null : today + opening.tier.days };
        story.done(
          {
            kind: 'OPENING',
            occurredAt: story.now,
            opening: {
              lots: opening.lots.map((lot) => ({
                points: points(lot.points),
                expiresAt: lot.days === null ? null : calendar.startOfDay(today + lot.days + 1),
              })),
              stamps: [],
              tier,
              spend: minorUnits(opening.spend),
              visits: opening.visits,
            },
          },
          'brought',
        );
        spend = opening.spend;
        earned = tierFor(spend);
        for (const lot of opening.lots)
          if (lot.days === null) oracle.sell('brought', lot.points);
          else oracle.give('brought', lot.points, plusDays(START, lot.days));

        const sizes = new Map<string, number>();
        const open = (type: string) => story.rows.filter((row) => row.type === type && sizes.has(row.id));
        const look = () => {
          const { balance, lifetime } = story.guest;
          const isHeld =
            opening.tier !== null && (opening.tier.days === null || oracle.today <= plusDays(START, opening.tier.days));
          const byHand = isHeld ? (opening.tier?.code ?? 'BASE') : 'BASE';
          expect({ ...balance, spend: lifetime.spend, tier: story.guest.tier }).toMatchObject({
            available: oracle.available,
            receivable: oracle.debt,
            spend,
            tier: rankOf(byHand) > rankOf(earned) ? byHand : earned,
          });
        };
        look();
        for (const [index, { wait, kind, size }] of life.entries()) {
          until(plusDays(oracle.today, wait));
          const id = `d${String(index).padStart(3, '0')}`;
          const occurredAt = story.now;
          if (kind === 'SALE') {
            story.done(saleOf(size * 100, { occurredAt }), id);
            oracle.sell(id, size);
            sizes.set(id, size);
            spend += size * 100;
            if (rankOf(tierFor(spend)) > rankOf(earned)) earned = tierFor(spend);
          } else if (kind === 'SPEND') {
            const wanted = Math.ceil((oracle.available * size) / 100);
            if (wanted === 0) continue;
            story.done(redemptionOf(100_000_000, wanted, { occurredAt }), id);
            oracle.redeem(id, wanted);
            sizes.set(id, wanted);
          } else {
            const rows = open(kind === 'REFUND' ? 'SALE' : 'REDEMPTION');
            const row = rows[size % Math.max(1, rows.length)];
            if (row === undefined) continue;
            expect(story.refund(row.id).kind).toBe('DECIDED');
            if (kind === 'REFUND') {
              oracle.refundSale(row.id);
              spend -= (sizes.get(row.id) ?? 0) * 100;
            } else oracle.refundRedemption(row.id, String(story.rows.at(-1)?.id));
            sizes.delete(row.id);
          }
          look();
        }
        for (let day = 0; day < MONTH_DAYS; day += 1) {
          until(plusDays(oracle.today, 1));
          look();
        }
      }),
      runs(200),
    );
  });
});
