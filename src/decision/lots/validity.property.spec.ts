import fc from 'fast-check';
import { DAY, NOON, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { type CampaignDocument, points } from '..';

const GIFT = 10;
const LIVES = 12;
const LAST_DAY = 40;

type Validity = NonNullable<CampaignDocument['validity']>;

const dateOn = (day: number) => ({ date: new Date(NOON + day * DAY).toISOString().slice(0, 10) });
const validities: fc.Arbitrary<Validity> = fc
  .record({
    byDate: fc.boolean(),
    from: fc.option(fc.integer({ min: 1, max: 20 })),
    lives: fc.integer({ min: 0, max: 15 }),
  })
  .map(({ byDate, from, lives }) => {
    const of = (day: number) => (byDate ? dateOn(day) : { days: day });
    return { from: from === null ? null : of(from), until: of(Math.max(1, (from ?? 0) + lives)) };
  });

const happenings = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: LAST_DAY }),
      kind: fc.constantFrom('SELL' as const, 'SELL' as const, 'SPEND' as const),
      amount: fc.integer({ min: 100, max: 3_000 }),
    }),
    { maxLength: 12 },
  )
  .map((some) => some.sort((a, b) => a.day - b.day));

/** Points as a guest would note them on paper: how many, from which day, until which day. */
class Paper {
  private notes: { points: number; readonly from: number; readonly until: number }[] = [];

  note(count: number, from: number, until: number): void {
    this.notes.push({ points: count, from, until });
  }

  on(day: number): { readonly available: number; readonly pending: number } {
    this.notes = this.notes.filter(({ until, points: left }) => until >= day && left > 0);
    const sum = (isOpen: boolean) =>
      this.notes.filter(({ from }) => from <= day === isOpen).reduce((all, { points: left }) => all + left, 0);
    return { available: sum(true), pending: sum(false) };
  }

  spend(wanted: number, day: number): void {
    let left = wanted;
    for (const note of this.notes.filter(({ from }) => from <= day).sort((a, b) => a.until - b.until)) {
      const taken = Math.min(left, note.points);
      note.points -= taken;
      left -= taken;
    }
  }
}

const dayOf = (time: Validity['from'], day: number): number | null =>
  time === null
    ? null
    : 'days' in time
      ? day + time.days
      : Math.round((Date.parse(`${time.date}T12:00:00Z`) - NOON) / DAY);

describe('points of a campaign that begin and end on days of their own', () => {
  it('are what counting on paper says, whenever they are earned and spent', () => {
    fc.assert(
      fc.property(validities, happenings, (validity, life) => {
        const campaigns = runningOf({ GIFT: campaignOf({ schema: 2, validity }) });
        const program = programOf({ expiry: { kind: 'DAYS', count: LIVES }, warning: null });
        const story = new Story(program, undefined, undefined, { campaigns });
        const paper = new Paper();
        const look = (day: number) => {
          story.at(NOON + day * DAY).settle();
          const { available, pending } = story.guest.balance;
          expect({ day, available, pending }).toEqual({ day, ...paper.on(day) });
        };
        for (const { day, kind, amount } of life) {
          look(day);
          if (kind === 'SELL') {
            const sale = story.done(saleOf(amount, { occurredAt: story.now }));
            const base = sale.amounts.pointsEarned - GIFT;
            paper.note(base, day, day + LIVES);
            paper.note(GIFT, dayOf(validity.from, day) ?? day, dayOf(validity.until, day) ?? day + LIVES);
          } else {
            const wanted = Math.min(story.guest.balance.available, Math.floor(amount / 200));
            if (wanted === 0) continue;
            const sale = story.done(saleOf(100_000, { occurredAt: story.now, pointsToRedeem: points(wanted) }));
            paper.spend(wanted, day);
            paper.note(sale.amounts.pointsEarned - GIFT, day, day + LIVES);
            paper.note(GIFT, dayOf(validity.from, day) ?? day, dayOf(validity.until, day) ?? day + LIVES);
          }
          look(day);
        }
        look(LAST_DAY + 1);
      }),
      runs(300),
    );
  });

  it('are another lot of the sale, which its refund takes back whole', () => {
    const campaigns = runningOf({ GIFT: campaignOf({ schema: 2, validity: { from: null, until: { days: 3 } } }) });
    const story = new Story(programOf({ expiry: { kind: 'DAYS', count: LIVES } }), undefined, undefined, { campaigns });
    const sale = story.done(saleOf(1_000, { occurredAt: story.now }), 'sale');
    expect(sale.lots.map(({ expiresAt, amount }) => [expiresAt, amount])).toHaveLength(2);
    story.refund('sale');
    expect(story.guest.balance).toMatchObject({ available: 0, pending: 0, receivable: 0 });
  });
});
