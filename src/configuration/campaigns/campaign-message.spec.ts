import { alwaysOn } from '../../../test/support/marketing/campaign-drafts';
import { type CampaignDraft, campaignDraftSchema } from '../campaign-document/campaign-document.schema';
import { type CampaignReading, conditionsOf, messageOf } from './campaign-message';

const PLACE = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const NAME = { ru: 'Акция', en: 'Campaign' };
const reading: CampaignReading = {
  currency: 'RUB',
  currencyDigits: 2,
  places: { en: new Map([[PLACE, 'Harbour']]), ru: new Map([[PLACE, 'На набережной']]) },
  rewardNames: new Map([['TIRAMISU', { ru: 'Тирамису', en: 'Tiramisu' }]]),
};

const draft = (changes: object) => campaignDraftSchema.parse(alwaysOn({ name: NAME, offer: null, ...changes }));
const off = (moneyOff: object, changes: object = {}) => draft({ schema: 3, type: 'MONEY_OFF', moneyOff, ...changes });
const weekly = (weekdays: number[], hours = {}) => ({
  startsAt: '2026-11-30T00:00',
  endsAt: null,
  recurrence: { by: 'WEEK', weekdays, from: '00:00', to: '24:00', days: 1, ...hours },
  exceptions: [],
});
const only = (field: string, operator: string, value: unknown) => ({
  combinator: 'and',
  rules: [{ field, operator, value }],
});
const double = { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 } as const;
const visits = { id: 'task-1', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 5 } as const;

describe('The message of a campaign says in both languages', () => {
  it.each<[string, CampaignDraft, string, string]>([
    [
      'the percentage, the days and the hours of today, not those of a template',
      off(
        { kind: 'SHARE', ratePpm: 150_000 },
        { schedule: { ...weekly([1, 3], { from: '10:00', to: '12:00' }), endsAt: '2026-12-29T00:00' } },
      ),
      'Скидка 15 %. По понедельникам, средам с 10:00 до 12:00. До 29 декабря 2026 г.',
      '15 % off. On Mondays, Wednesdays from 10:00 to 12:00. Until December 29, 2026.',
    ],
    [
      'a weekend that begins on Saturday',
      draft({ offer: double, schedule: weekly([6], { days: 2 }) }),
      'Начислим вдвое больше баллов за покупку. По выходным.',
      'Earn twice the points on a purchase. At weekends.',
    ],
    [
      'days in a row with hours',
      draft({ offer: { ...double, multiplierPpm: 1_500_000 }, schedule: weekly([5], { days: 2, from: '18:00' }) }),
      'Начислим в 1,5 раза больше баллов за покупку. По пятницам, 2 дня подряд, с 18:00 первого дня до 24:00 последнего.',
      'Earn 1.5 times the points on a purchase. On Fridays, 2 days in a row, from 18:00 on the first day to 24:00 on the last.',
    ],
    [
      'a condition of one kind of goods',
      draft({ offer: { kind: 'POINTS', points: 1 }, when: only('category', '=', 'Пицца') }),
      'Начислим ещё 1 балл за покупку. Только Пицца.',
      'Earn 1 point more on a purchase. Only Пицца.',
    ],
    [
      'the birthday of the guest',
      draft({ offer: { kind: 'POINTS', points: 500 }, when: only('birthdayToday', '=', true) }),
      'Начислим ещё 500 баллов за покупку. В день рождения.',
      'Earn 500 points more on a purchase. On your birthday.',
    ],
    [
      'what is free with what',
      off({
        kind: 'BUY_X_GET_Y',
        off: 'GET',
        ratePpm: 1_000_000,
        times: 1,
        buy: { skus: [], categories: ['Бургеры'], pieces: 2 },
        get: { skus: [], categories: ['Напитки'], pieces: 1 },
      }),
      'Напитки при покупке 2 × Бургеры – бесплатно.',
      'Напитки with 2 × Бургеры: free.',
    ],
    [
      'tasks with their payouts, where, and how often',
      draft({
        type: 'VISIT_CHALLENGE',
        challenge: { tasks: [visits], payouts: [{ points: 300 }, { rewardCode: 'TIRAMISU' }] },
        where: { restaurantIds: [PLACE], channels: [] },
        join: 'JOINED',
        caps: { perSale: null, perDay: null, perWeek: null, perGuest: null, uses: 1 },
      }),
      'Придите 5 раз – и получите 300 баллов, Тирамису. Только здесь: На набережной. Чтобы участвовать, присоединитесь к акции. Не больше 1 раза на гостя.',
      'Come 5 times – and get 300 points, Tiramisu. Only at Harbour. Join the campaign to take part. At most 1 time per guest.',
    ],
  ])('%s', (_, document, ru, en) => {
    expect(messageOf(document, reading)).toEqual({
      ru: { title: 'Акция', text: ru },
      en: { title: 'Campaign', text: en },
    });
  });

  it('nothing of a campaign that is only a message', () => {
    const announcement = { ru: { title: 'Новость', text: 'Новое меню.' } };
    expect(messageOf(draft({ type: 'MESSAGE', announcement }), reading)).toBeUndefined();
  });
});

describe('The conditions of a campaign', () => {
  it('are told in the words of a programme', () => {
    const when = only('amount', '>=', 100_000);
    expect(conditionsOf(draft({ offer: double, when }), 'en', reading)).toBe('receipt amount is at least ₽1,000.00');
    expect(conditionsOf(draft({ offer: double }), 'en', reading)).toBeUndefined();
  });
});
