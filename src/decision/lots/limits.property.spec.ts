import fc from 'fast-check';
import { DAY, manualOf, NOON, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import { availableAt, limitTo, points } from '..';

const RESTAURANTS = ['restaurant-1', 'restaurant-2', 'restaurant-3'] as const;
const GRACE = 30;
const LAST_DAY = 40;

const places = fc.option(fc.subarray([...RESTAURANTS], { minLength: 1 }));
const happenings = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: LAST_DAY }),
      kind: fc.constantFrom('GIVE', 'GIVE', 'SPEND', 'HOLD', 'REFUND', 'DEBIT'),
      amount: fc.integer({ min: 1, max: 60 }),
      lives: fc.integer({ min: 0, max: 15 }),
      places,
      at: fc.constantFrom(...RESTAURANTS),
      captures: fc.boolean(),
    }),
    { maxLength: 16 },
  )
  .map((some) => some.sort((a, b) => a.day - b.day));

type SpendPlaces = readonly string[] | null;
type Note = { points: number; readonly until: number; readonly order: number; readonly places: SpendPlaces };
type TakenPoints = { readonly points: number; readonly note: Note };

/** Points as a guest would note them on paper: how many, until which day, and where. */
class Paper {
  private notes: Note[] = [];
  private written = 0;

  note(count: number, until: number, at: SpendPlaces): void {
    this.written += 1;
    this.notes.push({ points: count, until, order: this.written, places: at });
  }

  on(day: number): void {
    this.notes = this.notes.filter(({ until }) => until >= day);
  }

  at(restaurant: string | null): number {
    return this.open(restaurant).reduce((sum, { points: left }) => sum + left, 0);
  }

  get all(): number {
    return this.notes.reduce((sum, { points: left }) => sum + left, 0);
  }

  take(wanted: number, of: readonly Note[]): TakenPoints[] {
    let left = wanted;
    return [...of]
      .sort((a, b) => a.until - b.until || a.order - b.order)
      .flatMap((note) => {
        const taken = Math.min(left, note.points);
        if (taken === 0) return [];
        note.points -= taken;
        left -= taken;
        return [{ points: taken, note }];
      });
  }

  open(restaurant: string | null): Note[] {
    return this.notes.filter(({ places: at }) => at === null || (restaurant !== null && at.includes(restaurant)));
  }

  every(): Note[] {
    return this.notes;
  }

  /** Points come back to their note, and past its end for the grace. */
  giveBack(taken: readonly TakenPoints[], day: number): void {
    for (const { points: count, note } of taken) {
      if (note.until < day) this.note(count, day + GRACE, note.places);
      else if (this.notes.includes(note)) note.points += count;
      else this.notes.push(Object.assign(note, { points: count }));
    }
  }
}

describe('points that may be spent in some restaurants alone', () => {
  it('are what counting on paper says, in every restaurant, whatever happens', () => {
    fc.assert(
      fc.property(happenings, (life) => {
        const empty = programOf();
        const program = programOf({ warning: null, earning: { ...empty.earning, base: null, rules: [] } });
        const story = new Story(program);
        const paper = new Paper();
        const today = Math.floor(NOON / DAY);
        const spent: { readonly id: string; readonly taken: TakenPoints[] }[] = [];
        const look = (day: number) => {
          story.at(NOON + day * DAY).settle();
          paper.on(day);
          const told = [null, ...RESTAURANTS].map((at) => availableAt(story.guest, at));
          expect({ day, told }).toEqual({ day, told: [null, ...RESTAURANTS].map((at) => paper.at(at)) });
          expect(story.guest.balance.available).toBe(paper.all);
        };
        for (const { day, kind, amount, lives, places: at, at: here, captures } of life) {
          look(day);
          const occurredAt = story.now;
          if (kind === 'GIVE') {
            const limit = at === null ? {} : { limit: limitTo(at) };
            const period = { beginsOn: null, endsOn: today + day + lives };
            story.done(manualOf('CREDIT', amount, { occurredAt, period, ...limit }));
            paper.note(amount, day + lives, at);
          } else if (kind === 'DEBIT') {
            const wanted = Math.min(amount, paper.all);
            if (wanted === 0) continue;
            story.done(manualOf('DEBIT', wanted, { occurredAt }));
            paper.take(wanted, paper.every());
          } else if (kind === 'REFUND') {
            const one = spent.pop();
            if (one === undefined) continue;
            expect(story.refund(one.id).kind).toBe('DECIDED');
            paper.giveBack(one.taken.toReversed(), day);
          } else {
            const most = paper.at(here);
            const isRefused = story.play(redemptionOf(1_000_000, most + 1, { occurredAt, restaurantId: here }));
            expect(isRefused).toMatchObject({ code: 'insufficient_points' });
            const wanted = Math.min(amount, most);
            if (wanted === 0) continue;
            const id = `spent-${String(spent.length)}-${String(day)}-${String(story.rows.length)}`;
            if (kind === 'SPEND') {
              story.done(redemptionOf(1_000_000, wanted, { occurredAt, restaurantId: here }), id);
              spent.push({ id, taken: paper.take(wanted, paper.open(here)) });
            } else {
              const sale = saleOf(1_000_000, { occurredAt, restaurantId: here, pointsToRedeem: points(wanted) });
              const hold = { id, points: points(wanted), expiresAt: occurredAt + 60_000 };
              story.done({ kind: 'HOLD', sale, expiresAt: hold.expiresAt }, id);
              const taken = paper.take(wanted, paper.open(here));
              if (captures) {
                story.done({ ...sale, pointsToRedeem: null, hold }, `${id}-sold`);
                spent.push({ id: `${id}-sold`, taken });
              } else {
                story.done({ kind: 'RELEASE', holdId: id });
                paper.giveBack(taken, day);
              }
            }
          }
          look(day);
        }
        look(LAST_DAY + GRACE + 1);
      }),
      runs(300),
    );
  });
});
