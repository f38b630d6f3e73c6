/** The second version of the programme of network "Demo", and what its managers made for it. */
import { z } from 'zod';
import { PIZZA_CATEGORIES } from './demo-dishes';
import { PRINTED_CATEGORIES } from './menu.rules';

/** The members of the API's programme document that are changed here. */
export const programOfApi = z.object({
  document: z.looseObject({ earning: z.looseObject({}), activities: z.looseObject({}), redemption: z.looseObject({}) }),
});
export type ProgramOfApi = z.infer<typeof programOfApi>['document'];

/** Only adds benefits, so one manager may publish it alone. */
export function withStampsFamiliesAndFriends(document: ProgramOfApi): ProgramOfApi {
  return {
    ...document,
    earning: { ...document.earning, rules: [QUIET_HOURS] },
    activities: { ...document.activities, referral: FRIENDS },
    families: {
      mostMembers: 6,
      pool: { perDay: 3_000, perMonth: 10_000, pointsCoolFor: 0, membersCoolFor: 0 },
    },
    stampCards: [SIXTH_PIZZA],
  };
}

/** Takes something from guests, so it needs a second manager. */
export function withLessPaidByPoints(document: ProgramOfApi): ProgramOfApi {
  return {
    ...document,
    redemption: { ...document.redemption, maxSharePpm: 400_000 },
    noRegret: { days: 30, budget: 5_000_000 },
  };
}

/** A rule has one name for all languages, in Latin letters and figures; its hours read the same in both. */
export const QUIET_HOURS = {
  id: '14-17',
  when: {
    combinator: 'and',
    rules: [
      { field: 'weekday', operator: 'in', value: [1, 2, 3, 4] },
      { field: 'localTime', operator: 'between', value: ['14:00', '17:00'] },
    ],
  },
  gain: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
  caps: null,
};

/** How many points the programme gives for a friend. */
export const FRIENDS = {
  referrerPoints: 300,
  friendPoints: 150,
  times: { perMonth: 5, perGuest: 20 },
  leastSale: 50_000,
  withinDays: 60,
};

const SIXTH_PIZZA = {
  id: '5b0f6f3e-7f0c-4b8e-9a52-2f1f6f1c6a01',
  name: { ru: 'Шестая пицца — с напитком', en: 'A drink with the sixth pizza' },
  collects: { by: 'CATEGORY', categories: [...PIZZA_CATEGORIES] },
  size: 6,
  reward: { rewardCode: 'COLA' },
  validityMonths: 6,
};

/** A discount that guests get only by a coupon. */
export const COUPON_REWARD = {
  code: 'MINUS-300',
  name: { ru: 'Скидка 300 ₽ по купону', en: '₽300 off with a coupon' },
  kind: 'DISCOUNT',
  gift: { kind: 'AMOUNT_OFF', amount: 30_000 },
  cost: 0,
  minimumOrder: 100_000,
} as const;

export const SHARED_COUPON = 'PIZZA300';

export const COUPON_BATCHES = {
  shared: 'Листовки у метро',
  single: 'Купоны к доставке',
} as const;

/** Costs of goods by category, as a share of their price in parts per million. */
export const CATEGORY_COSTS = [
  { category: PRINTED_CATEGORIES.Classic, costPpm: 270_000 },
  { category: PRINTED_CATEGORIES.Supreme, costPpm: 330_000 },
  { category: PRINTED_CATEGORIES.Chicken, costPpm: 320_000 },
  { category: PRINTED_CATEGORIES.Veggie, costPpm: 250_000 },
  { category: PRINTED_CATEGORIES.Drinks, costPpm: 180_000 },
] as const;

/** Limits beyond which the manager gets an alert. */
export const ALERTS = {
  guests: { figure: 'GUEST_SHARE', threshold: 400_000, scope: 'EACH', restaurantId: null },
  owed: { figure: 'LIABILITY', threshold: 50_000_000, scope: 'TOGETHER', restaurantId: null },
} as const;

/** A message to guests whom the manager chose in the list. */
export const NEWS = {
  code: 'AUTUMN_MENU',
  source: 'AUTOMATION',
  purpose: 'MARKETING',
  name: 'Осеннее меню',
  texts: {
    ru: {
      subject: 'Осеннее меню',
      text: '{{ guest.firstName | default: "Здравствуйте" }}! У нас новое меню: ждём вас на пиццу с тыквой.',
    },
    en: {
      subject: 'Autumn menu',
      text: '{{ guest.firstName | default: "Hello" }}! Our autumn menu is here: try the pumpkin pizza.',
    },
  },
} as const;

export const REGULARS = {
  code: 'REGULARS',
  name: 'Постоянные гости',
  names: { en: 'Regulars' },
  description: 'Не меньше десяти визитов за год.',
  rule: { combinator: 'and', rules: [{ field: 'visitsOfYear', operator: '>=', value: 10 }] },
} as const;

/** A list of the guests who were invited to the past campaign. */
export const INVITED = {
  code: 'INVITED',
  name: 'Приглашённые на пиццу',
  names: { en: 'Invited to pizza' },
  description: 'Редкие гости, которых позвали на двойные баллы.',
  rule: null,
} as const;

/** The segment of the campaign with rails: guests who are asked to come again. */
export const ASKED_AGAIN = {
  code: 'ASKED_AGAIN',
  name: 'Позвали зайти ещё раз',
  names: { en: 'Asked to come again' },
  description: 'Редкие гости, которым обещаны баллы за каждый визит.',
  rule: null,
} as const;

/** A list of the guests of a trial that turned out too dear. */
export const TRIAL = {
  code: 'TRIAL',
  name: 'Проба: 400 баллов за визит',
  names: { en: 'Trial: 400 points a visit' },
  description: 'Двенадцать редких гостей, на которых проверили щедрое предложение.',
  rule: null,
} as const;

/** The lists of the past campaigns, with the ranks of their guests, who visit seldom. */
export const PAST_LISTS = [
  { key: 'invited', list: INVITED, from: 2_000, to: 2_800 },
  { key: 'asked-again', list: ASKED_AGAIN, from: 2_800, to: 2_920 },
  { key: 'trial', list: TRIAL, from: 2_920, to: 2_932 },
] as const;

export const LAST_SEGMENT = {
  code: 'SLEEPING',
  name: 'Давно не были',
  names: { en: 'Not seen lately' },
  description: 'Были хотя бы трижды и не приходили два месяца.',
  rule: {
    combinator: 'and',
    rules: [
      { field: 'visits', operator: '>=', value: 3 },
      { field: 'daysSinceLastSale', operator: '>', value: 60 },
    ],
  },
} as const;
