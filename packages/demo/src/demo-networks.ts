import type { NewNetwork, NewReward } from 'loyalty-platform/configuration';
import { DEMO_REWARDS } from './demo-rewards';
import type { PastPlan } from 'loyalty-platform/subscriptions';
import { HYBRID_SPENDING, POINTS_SPENDING } from './guest-habits.rules';
import type { RetellingTerms } from './retelling.rules';

type DemoRole = 'owner' | 'manager' | 'cashier';

/** A member of staff of the demonstration. A cashier works in all restaurants of the network. */
export interface DemoUser {
  readonly email: string;
  readonly name: string;
  readonly role: DemoRole;
  /** The PIN at bound tills; left out: none. */
  readonly pin?: string;
}

export interface DemoRestaurant {
  readonly code: string;
  readonly name: string;
  /** Names in other languages; left out: guests and staff read one language. */
  readonly names?: { readonly en: string };
  readonly address: string;
  readonly tills: readonly Pick<DemoRestaurant, 'code' | 'name' | 'names'>[];
}

/** A network's plans of the last months, and the company that pays. */
export interface DemoPlan {
  readonly payer: { readonly name: string; readonly taxId: string; readonly address: string };
  /** The plans, in the order in which the network chose them. */
  readonly choices: readonly ({ readonly daysAgo: number } & Omit<PastPlan['choices'][number], 'on'>)[];
  readonly trialDays: number;
  readonly paysAfterDays: number;
  /** Null: the plan was not cancelled. */
  readonly cancelledDaysAgo: number | null;
}

/** The name of a programme, which guests and staff read in the language of their network. */
export const PROGRAM_NAMES = {
  'hybrid-5': { ru: 'Скидка и баллы', en: 'Discount and points' },
  'points-4': { ru: 'Баллы за покупки', en: 'Points for purchases' },
} as const;

export interface DemoNetwork {
  readonly network: Omit<NewNetwork, 'program' | 'manager'>;
  readonly preset: keyof typeof PROGRAM_NAMES;
  /** Rewards besides those of the preset. */
  readonly rewards: readonly NewReward[];
  readonly restaurants: readonly DemoRestaurant[];
  readonly staff: readonly DemoUser[];
  /** The receipts in `data/`, and the mapping of the same name. */
  readonly receipts: { readonly file: string; readonly mapping: string };
  /** How the receipts of the file are adapted to the network. */
  readonly retelling: RetellingTerms;
  /** Whether the day after the receipts is simulated for this network. */
  readonly isActedOut: boolean;
  /** Null: the network has no plan. */
  readonly plan: DemoPlan | null;
}

/** The owner of the installation, who belongs to no network. */
export const DEMO_OWNER: DemoUser = { email: 'owner@demo.test', name: 'Ольга Владимирова', role: 'owner' };

/** The consent that every guest of the Russian network has to give. */
export const DEMO_CONSENT = { kind: 'personal_data', version: '2026-01' };

/** The consent without which no message of a campaign goes to a guest. */
export const DEMO_MARKETING = { kind: 'marketing', version: '2026-01' };

/** A plan without limits on restaurants and guests. */
const AGREED: PastPlan['choices'][number]['custom'] = {
  price: 15_000_000,
  limits: { restaurants: null, guests: null },
  features: ['BASIC', 'POS_SYNC', 'MARKETING', 'API'],
  support: 'PRIORITY',
};

export const DEMO_NETWORKS: readonly DemoNetwork[] = [
  {
    network: {
      code: 'demo',
      name: 'Demo',
      currency: 'RUB',
      timeZone: 'Europe/Moscow',
      language: 'ru',
      country: 'RU',
      settings: {
        // The longest that is allowed, because the till systems report the sales of a past campaign weeks later.
        offlineWindowHours: 24 * 31,
        feedback: { asks: true, points: 20 },
        leaderboard: true,
        consents: [
          {
            ...DEMO_CONSENT,
            text: {
              ru: 'Согласен на обработку персональных данных для участия в программе лояльности.',
              en: 'I agree that my personal data is used to run the loyalty programme.',
            },
          },
          {
            ...DEMO_MARKETING,
            text: {
              ru: 'Согласен получать сообщения о предложениях и подарках.',
              en: 'I agree to receive messages about offers and gifts.',
            },
          },
        ],
      },
    },
    preset: 'hybrid-5',
    rewards: DEMO_REWARDS,
    restaurants: [
      {
        code: 'arbat',
        name: 'Пиццерия на Арбате',
        names: { en: 'Arbat' },
        address: 'Москва, ул. Арбат',
        tills: [
          { code: 'arbat-1', name: 'Касса 1', names: { en: 'Till 1' } },
          { code: 'arbat-2', name: 'Касса 2', names: { en: 'Till 2' } },
        ],
      },
      {
        code: 'pokrovka',
        name: 'Пиццерия на Покровке',
        names: { en: 'Pokrovka' },
        address: 'Москва, ул. Покровка',
        tills: [
          { code: 'pokrovka-1', name: 'Касса 1', names: { en: 'Till 1' } },
          { code: 'pokrovka-2', name: 'Касса 2', names: { en: 'Till 2' } },
        ],
      },
      {
        code: 'sokol',
        name: 'Пиццерия на Соколе',
        names: { en: 'Sokol' },
        address: 'Москва, Ленинградский проспект',
        tills: [
          { code: 'sokol-1', name: 'Касса 1', names: { en: 'Till 1' } },
          { code: 'sokol-2', name: 'Касса 2', names: { en: 'Till 2' } },
        ],
      },
    ],
    staff: [
      { email: 'manager@demo.test', name: 'Марина Лебедева', role: 'manager' },
      { email: 'manager2@demo.test', name: 'Антон Гусев', role: 'manager' },
      { email: 'cashier@demo.test', name: 'Катя Воробьёва', role: 'cashier', pin: '2719' },
      { email: 'cashier2@demo.test', name: 'Игорь Панов', role: 'cashier', pin: '8350' },
    ],
    receipts: { file: 'pizza-receipts.csv.gz', mapping: 'pizza-receipts' },
    retelling: {
      seed: 20_150_101,
      draw: { guests: 4_000, sharePercent: 70 },
      // The sample is in dollars and cents; a pizza in Moscow costs about fifty times its number in roubles.
      amountTimes: 50,
      isByWeekday: true,
      spending: HYBRID_SPENDING,
    },
    isActedOut: true,
    plan: {
      payer: { name: 'ООО «Пицца у дома»', taxId: '7707512341', address: 'Москва, ул. Арбат, 24' },
      choices: [
        { daysAgo: 310, planCode: 'PRO' },
        { daysAgo: 128, planCode: 'ULTIMA' },
      ],
      trialDays: 14,
      paysAfterDays: 4,
      cancelledDaysAgo: null,
    },
  },
  {
    network: {
      code: 'other',
      name: 'Other',
      currency: 'GBP',
      timeZone: 'Europe/London',
      language: 'en',
      country: 'GB',
    },
    preset: 'points-4',
    rewards: [],
    restaurants: [
      {
        code: 'shoreditch',
        name: 'Shoreditch shop',
        address: 'London, Shoreditch High Street',
        tills: [
          { code: 'shoreditch-1', name: 'Till 1' },
          { code: 'shoreditch-2', name: 'Till 2' },
        ],
      },
    ],
    staff: [
      { email: 'manager@other.test', name: 'Megan Hughes', role: 'manager' },
      { email: 'cashier@other.test', name: 'Jack Turner', role: 'cashier' },
    ],
    receipts: { file: 'retail-invoices.csv.gz', mapping: 'retail-invoices' },
    // Credit notes follow their invoices by weeks, so days must stay in their order.
    retelling: { seed: 20_101_201, draw: null, amountTimes: 1, isByWeekday: false, spending: POINTS_SPENDING },
    isActedOut: false,
    plan: {
      payer: { name: 'Shoreditch Trading Ltd', taxId: 'GB123456789', address: 'London, Shoreditch High Street, 1' },
      choices: [{ daysAgo: 318, planCode: 'CUSTOM', custom: AGREED }],
      trialDays: 0,
      paysAfterDays: 6,
      cancelledDaysAgo: null,
    },
  },
];
