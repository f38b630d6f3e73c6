import { calendarAt, lineOf, manualOf, NOON, saleOf } from '../../../test/support/decision/acts';
import { campaignOf, runningOf } from '../../../test/support/decision/campaigns';
import { capsOf, earningOf, programOf } from '../../../test/support/decision/programs';
import { Story } from '../../../test/support/decision/story';
import {
  type CampaignDocument,
  minorUnits,
  newGuest,
  partsPerMillion,
  points,
  type ProgramDocument,
  type SaleAct,
} from '..';

describe('the lines of a sale', () => {
  it.each<[string, Partial<SaleAct>, number[] | string]>([
    ['are one where the till names none', { lines: null }, [0]],
    ['are one where an empty check has none', { lines: [] }, [0]],
    ['are kept though all of them are free', { lines: [lineOf(0), lineOf(0)] }, [0, 0]],
    ['have to add up to nothing where nothing was sold', { lines: [lineOf(5)] }, 'items_total_mismatch'],
  ])('%s', (_name, act, expected) => {
    const decision = new Story(programOf()).play(saleOf(0, act));
    expect(decision.kind === 'REFUSED' ? decision.code : decision.lines.map(({ gross }) => gross)).toEqual(expected);
  });
});

describe('an imported sale of a guest with an opening', () => {
  it.each([
    ['a moment before the opening is counted in it', -1, 'counted_in_opening'],
    ['at the opening counts', 0, null],
    ['after the opening counts', 1, null],
  ])('%s', (_name, after, code) => {
    const guest = newGuest();
    const opened = { ...guest, counters: { ...guest.counters, openedAt: NOON } };
    const story = new Story(programOf(), opened, undefined, { now: NOON + after, recordedAt: NOON + 1_000 });
    const decision = story.play(saleOf(1_000, { occurredAt: NOON + after }));
    expect(decision).toMatchObject(code === null ? { kind: 'DECIDED' } : { kind: 'REFUSED', code, data: {} });
  });
});

describe('what is stored with a sale', () => {
  const capDay = calendarAt().businessDay(NOON);
  const control = { sharePpm: partsPerMillion(1_000_000), seed: 'seed' };

  it.each<[string, Partial<ProgramDocument>, Record<string, CampaignDocument>, number | null]>([
    ['nothing counts by day', {}, {}, null],
    ['a cap holds for each sale by itself', { earning: earningOf({ caps: capsOf({ perSale: points(5) }) }) }, {}, null],
    ['a cap counts by day', { earning: earningOf({ caps: capsOf({ perDay: points(5) }) }) }, {}, capDay],
    ['a campaign was used', {}, { GIFT: campaignOf() }, capDay],
    ['a guest of a control group used nothing', {}, { GIFT: campaignOf({ control }) }, null],
  ])('has the day of its caps only where a refund may free some: %s', (_name, program, documents, expected) => {
    const campaigns = runningOf(documents, { draw: () => 0 });
    const { details } = new Story(programOf(program), undefined, undefined, { campaigns }).done(saleOf(1_000));
    expect(details).toMatchObject({ kind: 'SALE', capDay: expected });
  });

  it('adds the allowance that paid before the sale to that of the sale, and names no campaign where none gave', () => {
    const prior = { points: points(40), value: minorUnits(4_000), lots: [], byAllowance: points(25) };
    const story = new Story(programOf());
    const plain = story.done(saleOf(10_000, { prior })).details;
    expect(plain).toMatchObject({ byAllowance: 25 });
    expect(plain).not.toHaveProperty('campaigns');
    const poor = new Story(programOf());
    poor.done(manualOf('CREDIT', 10));
    const sale = saleOf(10_000, { prior, pointsToRedeem: points(30), offlineAllowance: points(50) });
    expect(poor.done(sale).details).toMatchObject({ byAllowance: 25 + 20 });
  });
});

describe('a sale where points end with the inactivity of their guest', () => {
  const expiry = { kind: 'INACTIVITY', unit: 'MONTHS', count: 12 } as const;

  it('gives points an end only where it gives points', () => {
    const story = new Story(programOf({ expiry, warning: null }));
    story.done(saleOf(99));
    expect(story.guest.counters.inactivity).toBeNull();
    expect(story.guest.lots).toEqual([]);
    story.done(saleOf(100));
    expect(story.guest.counters.inactivity).not.toBeNull();
  });
});
