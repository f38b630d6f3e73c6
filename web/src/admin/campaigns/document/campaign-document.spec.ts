import documents from '../../../../../test/support/marketing/campaign-types.json';
import type { Campaign } from '../../../entities/campaign/campaign.api';
import { documentOf, valuesOf } from './campaign-document.rules';
import { exampleOf } from './campaign-example.rules';
import { stepOf } from './campaign-steps.rules';
import { type Template, TEMPLATES, valuesOfTemplate } from './campaign-templates.rules';
import { anotherTask, type CampaignValues } from './campaign-values.rules';
import { FIRST_PAYOUT } from './payouts.rules';

const TEXTS = { nameRu: 'Выходные', nameEn: 'Weekend', titleRu: 'Да', titleEn: 'Yes', textRu: 'Текст', textEn: 'Text' };
const START = '2026-12-05T00:00';
const weekend = valuesOfTemplate('WEEKEND', TEXTS, START);

describe('the form of a campaign', () => {
  it.each(TEMPLATES.filter((template) => template !== 'BLANK'))('reads back what it wrote: %s', (template) => {
    const values = valuesOfTemplate(template, TEXTS, START);
    const document = documentOf(values, 'RUB', null);
    const stored = { ...document, control: document.control && { ...document.control, seed: 'x' } };
    expect(documentOf(valuesOf(stored, 'RUB'), 'RUB', stored)).toEqual(document);
  });

  // The same documents are published and rung up in test/integration/configuration/campaigns/campaign-types.spec.ts.
  it('makes of each starting point the document that is published in the tests of the server', () => {
    const made = (template: Template, change: Partial<CampaignValues> = {}) =>
      documentOf({ ...valuesOfTemplate(template, TEXTS, START), controlPercent: 0, ...change }, 'RUB', null);
    const drinks = { when: { combinator: 'and', rules: [{ field: 'category', operator: '=', value: 'drinks' }] } };
    const [first] = weekend.tasks;
    const task = { ...anotherTask(weekend.tasks), deed: 'ACTIVITY' as const, code: 'review', count: 1 };
    const place = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
    expect({
      WEEKEND: made('WEEKEND'),
      CATEGORY: made('CATEGORY', drinks),
      TIER_CHALLENGE: made('TIER_CHALLENGE'),
      BIRTHDAY: made('BIRTHDAY'),
      WIN_BACK: made('WIN_BACK'),
      VISITS: made('VISITS'),
      LAUNCH: made('LAUNCH', drinks),
      MESSAGE: made('MESSAGE'),
      SEVERAL: made('BLANK', {
        ...TEXTS,
        gives: 'TASKS',
        tasks: [{ ...(first ?? task), deed: 'QUANTITY', count: 3, categories: ['drinks'] }, task],
        payouts: [
          { ...FIRST_PAYOUT, points: { count: 200 } },
          { ...FIRST_PAYOUT, points: { count: 50 } },
        ],
        placeBudgets: [{ restaurantId: place, unit: 'MONEY', limit: '100,50' }],
      }),
    }).toEqual(documents);
  });

  it('gives a tier to a date or for days, and reads it back', () => {
    const until = (day: string) => [{ ...FIRST_PAYOUT, kind: 'tier' as const, tier: { code: '', days: 90, day } }];
    const withDays = documentOf({ ...weekend, gives: 'TASKS', payouts: until('') }, 'RUB', null);
    expect([withDays.schema, withDays.challenge?.payouts]).toEqual([2, [{ tier: null, until: { days: 90 } }]]);
    const withDate = documentOf({ ...weekend, gives: 'TASKS', payouts: until('2027-01-31') }, 'RUB', null);
    expect(withDate.challenge?.payouts).toEqual([{ tier: null, until: { date: '2027-01-31' } }]);
    const read = valuesOf({ ...withDate, control: null }, 'RUB');
    expect(documentOf(read, 'RUB', null).challenge).toEqual(withDate.challenge);
  });

  it('asks for different restaurants, categories and weeks as numbers, and reads them back', () => {
    const [task] = weekend.tasks;
    if (task === undefined) throw new Error('the form begins without a task');
    const tasks = [
      { ...task, id: 'places', deed: 'RESTAURANTS', count: 3 },
      { ...task, id: 'tastes', deed: 'CATEGORIES', count: 2, categories: ['Tea', 'Cakes'] },
      { ...task, id: 'weeks', deed: 'WEEKS', count: 4, freezes: 1 },
    ] as const;
    const document = documentOf({ ...weekend, gives: 'TASKS', tasks }, 'RUB', null);
    expect(document.challenge?.tasks).toMatchObject([
      { kind: 'BUY', measure: 'RESTAURANTS', target: 3 },
      { kind: 'BUY', measure: 'CATEGORIES', target: 2, categories: ['Tea', 'Cakes'] },
      { kind: 'BUY', measure: 'WEEKS', target: 4, freezes: 1 },
    ]);
    expect(valuesOf({ ...document, control: null }, 'RUB').tasks).toMatchObject(tasks);
  });

  it('reads back the days or dates on which its points begin and end', () => {
    const days = { validity: 'DAYS', validFromDays: 2, validUntilDays: 14 } as const;
    const dates = { validity: 'DATES', validFromDate: '', validUntilDate: '2027-01-31' } as const;
    for (const [values, validity] of [
      [days, { from: { days: 2 }, until: { days: 14 } }],
      [dates, { from: null, until: { date: '2027-01-31' } }],
    ] as const) {
      const document = documentOf({ ...weekend, ...values }, 'RUB', null);
      expect(document).toMatchObject({ schema: 2, validity });
      expect(valuesOf({ ...document, control: null }, 'RUB')).toMatchObject(values);
    }
    expect(documentOf({ ...weekend, ...days, gives: 'MESSAGE' }, 'RUB', null)).not.toHaveProperty('validity');
  });

  it('counts the caps of money off in minor units, and keeps none of points for it', () => {
    const before = { ...documentOf({ ...weekend, perSale: 7 }, 'RUB', null), control: null };
    const values = { ...valuesOf(before, 'RUB'), gives: 'MONEY_OFF', offPerDay: '150,5', offPerGuest: 'x' } as const;
    const document = documentOf(values, 'RUB', before);
    expect(document.caps).toEqual({ perSale: null, perDay: 15_050, perWeek: null, perGuest: 0, uses: null });
    expect(valuesOf({ ...document, control: null }, 'RUB')).toMatchObject({ perSale: '', offPerDay: '150.5' });
  });

  it('keeps what it does not show', () => {
    const before = {
      ...documentOf(weekend, 'RUB', null),
      control: null,
      where: { restaurantIds: [], channels: ['API'] },
      budgets: [{ unit: 'USES', restaurantId: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e', limit: 5 }],
    } as Campaign['document'];
    const after = documentOf({ ...valuesOf(before, 'RUB'), budgetMoney: '100,50' }, 'RUB', before);
    expect(after.where.channels).toEqual(['API']);
    expect(after.budgets).toEqual([{ unit: 'MONEY', restaurantId: null, limit: 10_050 }, ...before.budgets]);
  });

  it('shows and takes back every kind of money off, with the code and the buyers that it does not show', () => {
    const [cola, pizza] = ['Cola', 'Pizza'].map((category) => ({ skus: ['A1'], categories: [category], pieces: 2 }));
    const kinds = [
      { kind: 'SHARE', ratePpm: 125_000 },
      { kind: 'AMOUNT', amount: 1_050 },
      { kind: 'CHEAPEST', of: 3, ratePpm: 1_000_000 },
      { kind: 'EVERY_NTH', every: 4, ratePpm: 500_000, times: null },
      { kind: 'COMBO', price: 99_900, parts: [cola, pizza, cola], times: 2 },
      { kind: 'BUY_X_GET_Y', buy: pizza, get: cola, off: 'CHEAPER', ratePpm: 500_000, times: 3 },
      { kind: 'FREE_DELIVERY' },
    ];
    const beside = { leastToPay: 50_050, everybody: true, promoCode: 'SPRING' };
    const taken = kinds.map((moneyOff) => {
      const before = { ...documentOf(weekend, 'RUB', null), control: null, offer: null, moneyOff, ...beside };
      return documentOf(valuesOf(before as never, 'RUB'), 'RUB', before as never);
    });
    expect(taken.map(({ moneyOff }) => moneyOff)).toEqual(kinds);
    for (const document of taken) expect(document).toMatchObject(beside);
  });

  it('shows and takes back every gain', () => {
    const offers = [
      { kind: 'MULTIPLIER', multiplierPpm: 1_250_000 },
      { kind: 'POINTS', points: 7 },
      { kind: 'PER_STEP', step: 12_345, points: 3 },
      { kind: 'PER_QUANTITY', quantityMilli: 1_500, points: 2 },
    ];
    const document = documentOf(weekend, 'RUB', null);
    const taken = offers.map(
      (offer) => documentOf(valuesOf({ ...document, offer } as never, 'RUB'), 'RUB', null).offer,
    );
    expect(taken).toEqual(offers);
  });

  it('counts an example receipt with the offer and its limit', () => {
    const base = { step: 10_000, points: 5 };
    expect(exampleOf(weekend, 'RUB', base, 155_000)).toEqual({ usual: 75, added: 75 });
    expect(exampleOf({ ...weekend, factor: '1,5' }, 'RUB', base, 155_000)).toEqual({ usual: 75, added: 37 });
    expect(exampleOf({ ...weekend, perSale: 10 }, 'RUB', base, 155_000)).toEqual({ usual: 75, added: 10 });
    const step = { ...weekend, gives: 'PER_STEP' as const, step: '500', points: 7 };
    expect(exampleOf(step, 'RUB', base, 155_000)).toEqual({ usual: 75, added: 21 });
  });

  it('knows the step of a mistake by its place', () => {
    expect(
      [
        'name',
        'audience.segments[0]',
        'offer',
        'validity.until',
        'schedule.endsAt',
        'budgets[0].limit',
        'control',
        'x',
      ].map(stepOf),
    ).toEqual(['offer', 'who', 'offer', 'offer', 'when', 'who', 'who', 'start']);
  });
});
