import { EMPTY_CAMPAIGN } from 'loyalty-platform/configuration';
import { dayOfIsoDate, isoDateOf } from 'loyalty-platform/platform/clock/calendar';
import { PIZZA_CATEGORIES } from './demo-dishes';
import { ASKED_AGAIN, FRIENDS, INVITED, TRIAL } from './demo-rules';
import { PRINTED_CATEGORIES } from './menu.rules';

/** Campaigns of network "Demo": four are running without changing points of the simulated day, four begin next month, three are drafts. */
interface DemoCampaign {
  readonly code: string;
  readonly isStarted: boolean;
  readonly document: object;
}

/** The restaurant to which a campaign invites guests. */
export const INVITING_RESTAURANT = 'sokol';

/**
 * @param today `YYYY-MM-DD`
 * @param invitesTo id of the only restaurant where points of the inviting campaign may be spent
 */
export function demoCampaigns(today: string, invitesTo: string): readonly DemoCampaign[] {
  const month = firstOfMonth(today, 1);
  return [
    {
      code: 'NEW_MENU',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(today, null),
        name: { ru: 'Новое меню', en: 'New menu' },
        type: 'MESSAGE',
        control: { sharePpm: 200_000 },
        announcement: {
          ru: { title: 'Новое меню', text: 'Четыре новые пиццы уже ждут вас.' },
          en: { title: 'New menu', text: 'Four new pizzas are waiting for you.' },
        },
      },
    },
    {
      code: 'FIVE_DRINKS',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(today, firstOfMonth(today, 2)),
        name: { ru: 'Пять напитков — шестой в подарок', en: 'Five drinks, the sixth is free' },
        type: 'TASKS',
        challenge: {
          tasks: [
            {
              id: 'drinks',
              kind: 'BUY',
              skus: [],
              categories: [PRINTED_CATEGORIES.Drinks],
              measure: 'QUANTITY',
              target: 5_000,
            },
          ],
          payouts: [{ rewardCode: 'COLA' }],
        },
      },
    },
    {
      code: 'FOUR_VISITS',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(month, firstOfMonth(today, 2)),
        name: { ru: 'Четыре визита за месяц', en: 'Four visits in a month' },
        type: 'VISIT_CHALLENGE',
        audience: { segments: ['REGULARS'], tiers: [] },
        challenge: {
          tasks: [{ id: 'visits', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 4 }],
          payouts: [{ points: 1_000 }],
        },
        budgets: [{ unit: 'POINTS', restaurantId: null, limit: 300_000 }],
        control: { sharePpm: 100_000 },
      },
    },
    {
      code: 'TASTE_IT_ALL',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(month, firstOfMonth(today, 2)),
        name: { ru: 'Попробуй всё', en: 'Taste it all' },
        type: 'TASKS',
        challenge: {
          tasks: [
            { id: 'restaurants', kind: 'BUY', skus: [], categories: [], measure: 'RESTAURANTS', target: 2 },
            { id: 'categories', kind: 'BUY', skus: [], categories: [], measure: 'CATEGORIES', target: 4 },
          ],
          payouts: [{ points: 500 }],
        },
        budgets: [{ unit: 'POINTS', restaurantId: null, limit: 300_000 }],
      },
    },
    {
      code: 'GOOD_TO_SEE_YOU',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(today, null),
        name: { ru: 'Рады видеть', en: 'Good to see you' },
        type: 'VISIT_CHALLENGE',
        challenge: {
          tasks: [{ id: 'visit', kind: 'BUY', skus: [], categories: [], measure: 'VISITS', target: 1 }],
          payouts: [
            { badge: { name: { ru: 'Гость сезона', en: 'Guest of the season' }, icon: 'SUN', colour: 'GREEN' } },
          ],
        },
      },
    },
    {
      code: 'EVERY_WEEK',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(today, null),
        name: { ru: 'Каждую неделю с нами', en: 'With us every week' },
        type: 'VISIT_CHALLENGE',
        challenge: {
          tasks: [{ id: 'weeks', kind: 'BUY', skus: [], categories: [], measure: 'WEEKS', target: 6, freezes: 1 }],
          payouts: [
            { points: 300 },
            { badge: { name: { ru: 'Свой человек', en: 'Regular' }, icon: 'CALENDAR', colour: 'GOLD' } },
          ],
          steps: [{ sharePpm: 500_000, points: 100 }],
        },
        budgets: [{ unit: 'POINTS', restaurantId: null, limit: 300_000 }],
      },
    },
    {
      code: 'FRIENDS',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(month, null),
        name: { ru: 'Приведите друга', en: 'Bring a friend' },
        type: 'REFERRAL',
        announcement: {
          ru: {
            title: 'Приведите друга',
            text: `${String(FRIENDS.referrerPoints)} баллов вам и ${String(FRIENDS.friendPoints)} другу после его первой покупки от 500 ₽.`,
          },
          en: {
            title: 'Bring a friend',
            text: `${String(FRIENDS.referrerPoints)} points for you and ${String(FRIENDS.friendPoints)} for your friend after their first purchase of ₽500 or more.`,
          },
        },
      },
    },
    {
      code: 'MEET_SOKOL',
      isStarted: true,
      document: {
        ...EMPTY_CAMPAIGN,
        schema: 2,
        ...between(month, firstOfMonth(today, 2)),
        name: { ru: '300 баллов на ужин на Соколе', en: '300 points for a dinner at Sokol' },
        type: 'POINTS_MULTIPLIER',
        offer: { kind: 'POINTS', points: 300 },
        caps: { perSale: null, perDay: null, perWeek: null, perGuest: 300, uses: null },
        budgets: [{ unit: 'POINTS', restaurantId: null, limit: 90_000 }],
        validity: { from: null, until: { days: 30 } },
        spendableIn: { restaurantIds: [invitesTo] },
      },
    },
    {
      code: 'TRIPLE_VEGGIE',
      isStarted: false,
      document: {
        ...EMPTY_CAMPAIGN,
        ...between(month, null),
        name: { ru: 'Тройные баллы за овощные пиццы', en: 'Triple points on veggie pizzas' },
        type: 'CATEGORY_BONUS',
        when: { combinator: 'and', rules: [{ field: 'category', operator: '=', value: PRINTED_CATEGORIES.Veggie }] },
        offer: { kind: 'MULTIPLIER', multiplierPpm: 3_000_000 },
        caps: { perSale: null, perDay: 2_000, perWeek: null, perGuest: null, uses: null },
      },
    },
    {
      code: 'SECOND_PIZZA',
      isStarted: false,
      document: {
        ...EMPTY_CAMPAIGN,
        schema: 3,
        schedule: {
          startsAt: `${month}T00:00`,
          endsAt: `${firstOfMonth(today, 2)}T00:00`,
          recurrence: { by: 'WEEK', weekdays: [1, 2, 3, 4, 5], from: '14:00', to: '17:00', days: 1 },
          exceptions: [],
        },
        name: { ru: 'Вторая пицца за полцены с 14 до 17', en: 'Second pizza at half price from 2 to 5 pm' },
        type: 'MONEY_OFF',
        when: { combinator: 'and', rules: [{ field: 'category', operator: 'in', value: [...PIZZA_CATEGORIES] }] },
        moneyOff: { kind: 'EVERY_NTH', every: 2, ratePpm: 500_000, times: 2 },
        budgets: [{ unit: 'MONEY', restaurantId: null, limit: 5_000_000 }],
      },
    },
    {
      code: 'COLA_WITH_PIZZA',
      isStarted: false,
      document: {
        ...EMPTY_CAMPAIGN,
        schema: 3,
        ...between(month, firstOfMonth(today, 2)),
        name: { ru: 'Напиток к пицце бесплатно', en: 'A free drink with a pizza' },
        type: 'MONEY_OFF',
        moneyOff: {
          kind: 'BUY_X_GET_Y',
          buy: { skus: [], categories: [...PIZZA_CATEGORIES], pieces: 1 },
          get: { skus: [], categories: [PRINTED_CATEGORIES.Drinks], pieces: 1 },
          off: 'GET',
          ratePpm: 1_000_000,
          times: 1,
        },
        budgets: [{ unit: 'MONEY', restaurantId: null, limit: 3_000_000 }],
      },
    },
  ];
}

/** How many of 25 guests of an arm came once at least, and how many of them twice: the invented effect of a campaign. */
interface VisitsOfArm {
  readonly once: number;
  readonly twice: number;
}

/** A campaign that began in the past, with the visits that its guests made besides those of the receipts. */
export interface PastCampaign {
  readonly code: string;
  /** The number of days with visits, from the beginning of the campaign. */
  readonly days: number;
  readonly visits: Readonly<Record<'TREATED' | 'CONTROL' | 'HELD_OUT', VisitsOfArm>>;
  /** The number of the campaign's first receipt. Receipts of the last weeks and of other past campaigns have numbers far from it. */
  readonly firstReceipt: number;
  /** @param today `YYYY-MM-DD` */
  document(today: string): object;
}

const PAST_CAMPAIGN_DAYS = 14;
const DAYS_SINCE_ITS_END = 3;
const RAILS_BEGAN_DAYS_AGO = 10;

/**
 * DOUBLE_PIZZA has ended. COME_AGAIN and GENEROUS_VISIT still run, and their rails decide when they stop. The rails of COME_AGAIN compare its guests
 * with its control group, which is large enough for a verdict. The rails of GENEROUS_VISIT bound the cost of a visit.
 */
export const PAST_CAMPAIGNS: readonly PastCampaign[] = [
  {
    code: 'DOUBLE_PIZZA',
    days: PAST_CAMPAIGN_DAYS,
    visits: { TREATED: { once: 9, twice: 0 }, CONTROL: { once: 5, twice: 0 }, HELD_OUT: { once: 5, twice: 0 } },
    firstReceipt: 5_000,
    document: doublePizza,
  },
  {
    code: 'COME_AGAIN',
    days: RAILS_BEGAN_DAYS_AGO,
    // Even spreads, so that 120 guests are enough for a verdict.
    visits: { TREATED: { once: 21, twice: 4 }, CONTROL: { once: 10, twice: 0 }, HELD_OUT: { once: 10, twice: 0 } },
    firstReceipt: 6_000,
    document: comeAgain,
  },
  {
    code: 'GENEROUS_VISIT',
    days: RAILS_BEGAN_DAYS_AGO,
    visits: { TREATED: { once: 25, twice: 0 }, CONTROL: { once: 0, twice: 0 }, HELD_OUT: { once: 0, twice: 0 } },
    firstReceipt: 7_000,
    document: generousVisit,
  },
];

/** Two past weeks: double points on pizza for invited guests. A quarter of them are the control group. */
function doublePizza(today: string): object {
  const endsAt = daysBefore(today, DAYS_SINCE_ITS_END);
  return {
    ...EMPTY_CAMPAIGN,
    ...between(daysBefore(endsAt, PAST_CAMPAIGN_DAYS), endsAt),
    name: { ru: 'Двойные баллы за пиццу', en: 'Double points on pizza' },
    type: 'CATEGORY_BONUS',
    audience: { segments: [INVITED.code], tiers: [] },
    when: { combinator: 'and', rules: [{ field: 'category', operator: 'in', value: [...PIZZA_CATEGORIES] }] },
    offer: { kind: 'MULTIPLIER', multiplierPpm: 2_000_000 },
    budgets: [{ unit: 'POINTS', restaurantId: null, limit: 200_000 }],
    control: { sharePpm: 250_000 },
  };
}

/** Half of the campaign's guests are the control group, until it is certain that the campaign makes guests pay more. */
function comeAgain(today: string): object {
  return {
    ...EMPTY_CAMPAIGN,
    ...between(daysBefore(today, RAILS_BEGAN_DAYS_AGO), daysBefore(today, -2 * RAILS_BEGAN_DAYS_AGO)),
    name: { ru: 'Загляните ещё: 50 баллов за визит', en: 'Come again: 50 points a visit' },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [ASKED_AGAIN.code], tiers: [] },
    offer: { kind: 'POINTS', points: 50 },
    budgets: [{ unit: 'POINTS', restaurantId: null, limit: 100_000 }],
    control: { sharePpm: 500_000 },
    rails: { stopBelow: { guests: 30 }, shrinkAbove: { guests: 30, sharePpm: 400_000 }, visitCost: null },
  };
}

/** A campaign whose visits cost more than its bound allows, from the first visit on. */
function generousVisit(today: string): object {
  return {
    ...EMPTY_CAMPAIGN,
    ...between(daysBefore(today, RAILS_BEGAN_DAYS_AGO), null),
    name: { ru: 'Проба: 400 баллов за визит', en: 'Trial: 400 points a visit' },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [TRIAL.code], tiers: [] },
    offer: { kind: 'POINTS', points: 400 },
    budgets: [{ unit: 'POINTS', restaurantId: null, limit: 50_000 }],
    rails: { stopBelow: null, shrinkAbove: null, visitCost: { visits: 10, atMost: 20_000 } },
  };
}

/** @param endsAt null: no end */
function between(startsAt: string, endsAt: string | null) {
  return {
    schedule: {
      startsAt: `${startsAt}T00:00`,
      endsAt: endsAt === null ? null : `${endsAt}T00:00`,
      recurrence: null,
      exceptions: [],
    },
  };
}

function daysBefore(day: string, days: number): string {
  return isoDateOf(dayOfIsoDate(day) - days);
}

/** The first day of the month that is `monthsLater` months after the month of `today`. */
function firstOfMonth(today: string, monthsLater: number): string {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + monthsLater, 1)).toISOString().slice(0, today.length);
}
