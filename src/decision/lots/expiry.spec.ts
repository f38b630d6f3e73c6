import { calendarAt, DAY, HOUR, manualOf, redemptionOf, saleOf } from '../../../test/support/decision/acts';
import { programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import { compileProgram, decide, endOf, newGuest, points, type ProgramDocument } from '..';

const UTC = calendarAt();
const at = (iso: string) => Date.parse(iso);
const WARNED = { days: 14 };
const INACTIVE: ProgramDocument['expiry'] = { kind: 'INACTIVITY', unit: 'MONTHS', count: 6 };

/** The ends of a guest's lots, as people write them. */
const endsOf = ({ guest }: Story) =>
  (guest.lots ?? []).map((lot) => new Date(endOf(lot, guest.counters)).toISOString().slice(0, 10));

function storyOf(changes: Partial<ProgramDocument>, start: string): Story {
  return new Story(programOf(changes), newGuest(), UTC).at(at(start));
}

function sell(story: Story, day: string, amount = 1_000): Story {
  const now = at(`${day}T12:00:00Z`);
  story.at(now).done(saleOf(amount, { occurredAt: now }), `sale-${day}`);
  return story;
}

describe('points that end with inactivity', () => {
  it('all end together, so long after the last purchase or redemption', () => {
    const story = sell(storyOf({ expiry: INACTIVE }, '2026-01-31'), '2026-01-31');
    expect(endsOf(story)).toEqual(['2026-08-01']);
    sell(story, '2026-03-10');
    expect(endsOf(story)).toEqual(['2026-09-11', '2026-09-11']);
    const now = at('2026-04-01T12:00:00Z');
    story.at(now).done(redemptionOf(100_000, 1, { occurredAt: now }));
    expect(endsOf(story)).toEqual(['2026-10-02', '2026-10-02']);
    story.at(at('2026-10-01T23:59:59Z')).settle();
    expect(story.guest.balance.available).toBe(19);
    story.at(at('2026-10-02T00:00:00Z')).settle();
    expect([story.guest.balance.available, story.guest.lots]).toEqual([0, []]);
  });

  it('are not kept alive by what staff do without giving points', () => {
    const story = sell(storyOf({ expiry: INACTIVE }, '2026-01-31'), '2026-01-31');
    const now = at('2026-03-10T12:00:00Z');
    story.at(now).done(manualOf('DEBIT', 1, { occurredAt: now }));
    expect(endsOf(story)).toEqual(['2026-08-01']);
    story.done(manualOf('CREDIT', 1, { occurredAt: now }));
    expect(endsOf(story)).toEqual(['2026-09-11', '2026-09-11']);
  });

  it('need a new warning when an act has moved their end', () => {
    const story = sell(storyOf({ expiry: INACTIVE, warning: WARNED }, '2026-01-31'), '2026-01-31');
    const named = story.guest.lots!.map(({ lotId, expiresAt }) => ({ lotId, expiresAt }));
    story.at(at('2026-07-25T12:00:00Z'));
    story.done({ kind: 'WARNING', endsAt: at('2026-08-01T00:00:00Z'), lots: named });
    sell(story, '2026-07-26');
    story.at(at('2027-01-27T00:00:00Z')).settle();
    expect(story.rows.at(-1)).toMatchObject({ type: 'EXTENSION' });
    expect(endsOf(story)).toEqual(['2027-02-26', '2027-02-26']);
  });

  it('keep a longer rule until the last of them is gone, whatever the programme says now', () => {
    const long = sell(storyOf({ expiry: INACTIVE }, '2026-01-31'), '2026-01-31');
    const short = new Story(programOf({ expiry: { ...INACTIVE, count: 1 } }), long.guest, UTC);
    expect(endsOf(sell(short, '2026-02-10'))).toEqual(['2026-08-11', '2026-08-11']);
    const byLot = new Story(programOf({ expiry: { kind: 'DAYS', count: 10 } }), long.guest, UTC);
    expect(endsOf(sell(byLot, '2026-02-10'))).toEqual(['2026-02-21', '2026-08-11']);
  });
});

describe('an end on a day of the year', () => {
  it.each([
    [{ month: 12, day: 31, afterMonths: 0 }, '2026-12-31', '2027-01-01'],
    [{ month: 12, day: 31, afterMonths: 6 }, '2026-06-30', '2027-01-01'],
    [{ month: 12, day: 31, afterMonths: 6 }, '2026-07-01', '2028-01-01'],
    [{ month: 2, day: 29, afterMonths: 1 }, '2026-05-01', '2027-03-01'],
    [{ month: 2, day: 29, afterMonths: 1 }, '2027-05-01', '2028-03-01'],
  ])('%j of points of %s is %s', (yearly, sold, end) => {
    const story = sell(storyOf({ expiry: { kind: 'YEARLY', ...yearly } }, sold), sold);
    expect(endsOf(story)).toEqual([end]);
  });
});

describe('what was warned of elsewhere', () => {
  it('is a lot that had ended before it was recorded: it expires at its instant, a later one waits for our warning', () => {
    const program = compileProgram(programOf({ expiry: { kind: 'DAYS', count: 10 }, warning: WARNED }));
    const story = new Story(program.document, newGuest(), UTC, { recordedAt: at('2026-02-01T00:00:00Z') });
    sell(sell(story, '2026-01-01'), '2026-01-30');
    expect(story.rows.map(({ type }) => type)).toEqual(['SALE', 'EXPIRY', 'SALE']);
    story.at(at('2026-02-10T00:00:00Z')).settle();
    expect(story.rows.map(({ type }) => type).slice(3)).toEqual(['EXTENSION']);
  });
});

describe('a lot that lives on', () => {
  it('is spent by the end that it has now, not by the one that it was opened with', () => {
    const story = storyOf({ expiry: { kind: 'DAYS', count: 10 }, warning: WARNED }, '2026-01-01');
    sell(story, '2026-01-01');
    sell(story, '2026-01-05');
    story.at(at('2026-01-12T12:00:00Z')).settle();
    expect(endsOf(story)).toEqual(['2026-02-11', '2026-01-16']);
    story.done(redemptionOf(100_000, 10, { occurredAt: story.now }));
    expect(endsOf(story)).toEqual(['2026-02-11']);
  });

  it('that a hold kept past its end is given back, and lives on or ends as if it had been free', () => {
    const life = (warning: ProgramDocument['warning']) => {
      const story = storyOf({ expiry: { kind: 'DAYS', count: 1 }, warning }, '2026-01-01');
      sell(story, '2026-01-01');
      const sale = saleOf(100_000, { occurredAt: story.now, pointsToRedeem: points(10) });
      const expiresAt = story.now + 3 * DAY;
      story.done({ kind: 'HOLD', sale, expiresAt });
      story.at(expiresAt + HOUR).settle();
      return story;
    };
    expect(life(null).guest.balance).toMatchObject({ available: 0, held: 0 });
    const living = life(WARNED);
    expect([living.guest.balance.available, endsOf(living)]).toEqual([10, ['2026-02-02']]);
  });
});

describe('points that come back by hand', () => {
  it('are never more than expired, whatever came back before', () => {
    const story = sell(storyOf({ expiry: { kind: 'DAYS', count: 1 } }, '2026-01-01'), '2026-01-01');
    story.at(at('2026-01-04T12:00:00Z')).settle();
    const expiry = story.rows.find(({ type }) => type === 'EXPIRY')!;
    story.done(story.restoreOf(expiry.id, 4));
    expect(story.play(story.restoreOf(expiry.id, 7))).toMatchObject({
      code: 'restore_exceeds_expiry',
      data: { max: 6 },
    });
    story.done(story.restoreOf(expiry.id, 6));
    expect(story.guest.balance.available).toBe(10);
    expect(endsOf(story)).toEqual(['2026-02-04', '2026-02-04']);
    expect(story.play(story.restoreOf(expiry.id, 1))).toMatchObject({ kind: 'REFUSED', data: { max: 0 } });
  });
});

it('a warning that names nothing that still ends then changes nothing but the version, and says so', () => {
  const story = sell(storyOf({ warning: WARNED }, '2026-01-01'), '2026-01-01');
  const decision = decide(
    story.program,
    story.guest,
    {
      kind: 'WARNING',
      endsAt: at('2026-02-01T00:00:00Z'),
      lots: [{ lotId: 'sale-2026-01-01', expiresAt: at('2026-02-01T00:00:00Z') }],
    },
    story.context('w'),
  );
  expect(decision).toMatchObject({ trace: [{ rule: 'lot.warned', amount: 0, arguments: { failed: 'otherEnd' } }] });
  const { version } = story.guest;
  expect((decision as { after: unknown }).after).toEqual({ ...story.guest, version: version + 1 });
});
