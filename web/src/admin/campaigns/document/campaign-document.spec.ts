import documents from '../../../../../test/support/marketing/campaign-types.json';
import type { Campaign, CampaignDraft } from '../../../entities/campaign/campaign.api';
import { campaignDraft } from '../../../shared/api/documents';
import { documentOf, editedOf, type EditedCampaign } from './campaign-document.rules';
import { exampleOf } from './campaign-example.rules';
import { anotherTask, FIRST_MONEY_OFF, FIRST_TASK, type Task, withDemand } from './campaign-parts.rules';
import { stepOf } from './campaign-steps.rules';
import { campaignOfTemplate, type Template, TEMPLATES } from './campaign-templates.rules';

const TEXTS = {
  name: { ru: 'Выходные', en: 'Weekend' },
  announcement: { ru: { title: 'Да', text: 'Текст' }, en: { title: 'Yes', text: 'Text' } },
};
const START = '2026-12-05T00:00';
const first = (template: Template) => campaignOfTemplate(template, TEXTS, START, 'RUB');
const weekend = first('WEEKEND');
const stored = (document: CampaignDraft) =>
  ({ ...document, control: document.control && { ...document.control, seed: 'x' } }) as Campaign['document'];
const offered = (offer: object) => offer as CampaignDraft['offer'];

describe('the form of a campaign', () => {
  it.each(TEMPLATES)('sends a campaign as it was stored: %s', (template) => {
    const document = documentOf(first(template));
    expect(documentOf(editedOf(stored(document)))).toEqual(document);
  });

  // The same documents are published and rung up in test/integration/configuration/campaigns/campaign-types.spec.ts.
  it('makes of each starting point the document that is published in the tests of the server', () => {
    const made = (template: Template, change: Partial<EditedCampaign> = {}) =>
      documentOf({ ...first(template), control: null, ...change });
    const drinks = {
      when: { combinator: 'and', rules: [{ field: 'category', operator: '=', value: 'drinks' }] },
    } as unknown as Partial<EditedCampaign>;
    const pieces = { ...withDemand(FIRST_TASK, 'QUANTITY'), target: 3_000, categories: ['drinks'] } as Task;
    const review = { ...withDemand(anotherTask([pieces]), 'ACTIVITY'), code: 'review', target: 1 } as Task;
    const restaurantId = '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e';
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
        name: TEXTS.name,
        gives: 'TASKS',
        challenge: { tasks: [pieces, review], payouts: [{ points: 200 }, { points: 50 }] },
        budgets: [{ restaurantId, unit: 'MONEY', limit: 10_050 }],
      }),
    }).toEqual(documents);
  });

  it('has the form that its parts need', () => {
    const payouts = [{ tier: null, until: { date: '2027-01-31' } }];
    const challenge = { tasks: [FIRST_TASK], payouts };
    const validity = { from: { days: 2 }, until: { days: 14 } };
    const moneyOff = FIRST_MONEY_OFF.SHARE as NonNullable<CampaignDraft['moneyOff']>;
    const schemas: readonly EditedCampaign[] = [
      weekend,
      { ...weekend, gives: 'TASKS', challenge },
      { ...weekend, validity },
      { ...weekend, gives: 'MESSAGE', validity },
      { ...weekend, gives: 'MONEY_OFF', moneyOff },
    ];
    expect(schemas.map((edited) => documentOf(edited).schema)).toEqual([1, 2, 2, 1, 3]);
    expect(documentOf({ ...weekend, gives: 'MESSAGE', validity })).not.toHaveProperty('validity');
  });

  it('sends nothing of what it does not give, and keeps it in case the manager changes back', () => {
    const moneyOff = FIRST_MONEY_OFF.SHARE as NonNullable<CampaignDraft['moneyOff']>;
    const beside = { leastToPay: 50_050, everybody: true, promoCode: 'SPRING' } as const;
    const edited: EditedCampaign = { ...weekend, moneyOff, ...beside };
    expect(documentOf(edited)).toMatchObject({ offer: weekend.offer, schema: 1 });
    for (const name of ['moneyOff', ...Object.keys(beside)]) expect(documentOf(edited)).not.toHaveProperty(name);
    expect(documentOf({ ...edited, gives: 'MONEY_OFF' })).toMatchObject({ offer: null, moneyOff, ...beside });
  });

  it('keeps what it does not show', () => {
    const document = { ...documentOf(weekend), where: { restaurantIds: [], channels: ['API'] as const } };
    const capped = { ...document, caps: { perSale: null, perDay: null, perWeek: 7, perGuest: null, uses: null } };
    expect(documentOf(editedOf(stored(capped as unknown as CampaignDraft)))).toEqual(capped);
  });

  it('sends no cap, group, bound or message that was emptied', () => {
    const emptied = {
      ...weekend,
      caps: { perSale: null, perDay: undefined },
      group: { code: ' ', mode: 'EXCLUSIVE' },
      priority: '',
      rails: { stopBelow: null },
      announcement: { ru: { title: ' ', text: '' }, en: { title: 'Hi', text: 'There' } },
    } as unknown as EditedCampaign;
    const document = documentOf(emptied);
    expect(document).toMatchObject({ caps: null, group: null, priority: 100, announcement: { en: { title: 'Hi' } } });
    expect([document.announcement, document]).not.toContain('ru');
    expect(document).not.toHaveProperty('rails');
  });

  it('counts a task in its unit, and forgives weeks of a streak alone', () => {
    const target = (demand: Parameters<typeof withDemand>[1]) => withDemand(FIRST_TASK, demand).target;
    expect([target('RESTAURANTS'), target('QUANTITY'), target('AMOUNT'), target('ACTIVITY')]).toEqual([
      5,
      5_000,
      '',
      5,
    ]);
    const weeks = { ...withDemand(FIRST_TASK, 'WEEKS'), freezes: 2 } as Task;
    const tasks = [weeks, withDemand(weeks, 'VISITS')];
    const sent = documentOf({ ...weekend, gives: 'TASKS', challenge: { tasks, payouts: [{ points: 1 }] } });
    expect(sent.challenge?.tasks.map((task) => 'freezes' in task)).toEqual([true, false]);
  });

  it('offers every kind of money off that the API document has', () => {
    expect(Object.keys(FIRST_MONEY_OFF).sort()).toEqual(Object.keys(campaignDraft.moneyOff.kinds).sort());
  });

  it('counts an example receipt with the offer and its limit', () => {
    const base = { step: 10_000, points: 5 };
    const of = (offer: object, perSale: number | null = null) =>
      exampleOf({ offer: offered(offer), caps: { perSale } as CampaignDraft['caps'] }, base, 155_000);
    expect(of({ kind: 'MULTIPLIER', multiplierPpm: 2_000_000 })).toEqual({ usual: 75, added: 75 });
    expect(of({ kind: 'MULTIPLIER', multiplierPpm: 1_500_000 })).toEqual({ usual: 75, added: 37 });
    expect(of({ kind: 'MULTIPLIER', multiplierPpm: 2_000_000 }, 10)).toEqual({ usual: 75, added: 10 });
    expect(of({ kind: 'PER_STEP', step: 50_000, points: 7 })).toEqual({ usual: 75, added: 21 });
    expect(of({ kind: 'MULTIPLIER', multiplierPpm: 'two' })).toEqual({ usual: 75, added: 0 });
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
