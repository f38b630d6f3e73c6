import type { NewNetwork } from 'loyalty-platform/configuration';
import type { DemoNetwork, DemoPlan, DemoRestaurant, DemoUser } from './demo-networks';
import { HYBRID_SPENDING } from './guest-habits.rules';

/** A further network of the demonstration's owner; visitors can't be its staff. */
export interface DemoTenant extends Pick<
  DemoNetwork,
  'network' | 'preset' | 'rewards' | 'restaurants' | 'staff' | 'retelling'
> {
  /** Names and prices in minor units. */
  readonly menu: readonly [TenantDish, ...TenantDish[]];
  /** How many sales a Friday has. */
  readonly salesOfFriday: number;
  readonly plan: DemoPlan;
}

interface TenantDish {
  readonly name: string;
  readonly category: string;
  readonly price: number;
}

const NETWORK = { currency: 'RUB', timeZone: 'Europe/Moscow', language: 'ru', country: 'RU' } as const;
const MOSCOW = 'Москва';

function networkOf(code: string, name: string): Omit<NewNetwork, 'program' | 'manager'> {
  return { ...NETWORK, code, name };
}

function restaurantsOf(code: string, streets: readonly string[]): DemoRestaurant[] {
  return streets.map((street, index) => {
    const own = `${code}-${String(index + 1)}`;
    return { code: own, name: street, address: `${MOSCOW}, ${street}`, tills: [{ code: `${own}-1`, name: 'Касса 1' }] };
  });
}

function managerOf(code: string, name: string): readonly DemoUser[] {
  return [{ email: `manager@${code}.test`, name, role: 'manager' }];
}

function retellingFrom(seed: number, guests: number): DemoTenant['retelling'] {
  return { seed, draw: { guests, sharePercent: 62 }, amountTimes: 1, isByWeekday: true, spending: HYBRID_SPENDING };
}

const payerOf = (name: string, taxId: string, address: string) => ({ name, taxId, address: `${MOSCOW}, ${address}` });

/** Two networks that grew, one that pays late, one that left, and one on trial. */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    network: networkOf('zerno', 'Кофейни «Зерно»'),
    preset: 'hybrid-5',
    rewards: [],
    restaurants: restaurantsOf('zerno', [
      'ул. Покровка, 12',
      'Чистопрудный бульвар, 5',
      'ул. Маросейка, 9',
      'Садовническая ул., 20',
    ]),
    staff: managerOf('zerno', 'Ирина Белова'),
    retelling: retellingFrom(1_001, 320),
    menu: [
      { name: 'Капучино', category: 'Кофе', price: 29_000 },
      { name: 'Флэт уайт', category: 'Кофе', price: 33_000 },
      { name: 'Круассан', category: 'Выпечка', price: 24_000 },
      { name: 'Чизкейк', category: 'Десерты', price: 38_000 },
      { name: 'Сэндвич с индейкой', category: 'Завтраки', price: 42_000 },
    ],
    salesOfFriday: 46,
    plan: {
      payer: payerOf('ООО «Зерно»', '7702123454', 'ул. Покровка, 12'),
      choices: [
        { daysAgo: 326, planCode: 'STANDARD' },
        { daysAgo: 251, planCode: 'PRO' },
        { daysAgo: 96, planCode: 'ULTIMA' },
      ],
      trialDays: 14,
      paysAfterDays: 3,
      cancelledDaysAgo: null,
    },
  },
  {
    network: networkOf('sad', 'Чайхана «Сад»'),
    preset: 'hybrid-5',
    rewards: [],
    restaurants: restaurantsOf('sad', ['ул. Пятницкая, 31', 'Ленинский проспект, 64']),
    staff: managerOf('sad', 'Тимур Азимов'),
    retelling: retellingFrom(1_002, 260),
    menu: [
      { name: 'Плов с бараниной', category: 'Горячее', price: 69_000 },
      { name: 'Лагман', category: 'Супы', price: 58_000 },
      { name: 'Самса', category: 'Выпечка', price: 26_000 },
      { name: 'Люля-кебаб', category: 'Горячее', price: 74_000 },
      { name: 'Чайник чая', category: 'Напитки', price: 32_000 },
    ],
    salesOfFriday: 28,
    plan: {
      payer: payerOf('ООО «Сад»', '7705234561', 'ул. Пятницкая, 31'),
      choices: [{ daysAgo: 290, planCode: 'PRO' }],
      trialDays: 0,
      paysAfterDays: 5,
      cancelledDaysAgo: null,
    },
  },
  {
    network: networkOf('volna', 'Суши-бар «Волна»'),
    preset: 'hybrid-5',
    rewards: [],
    restaurants: restaurantsOf('volna', ['ул. Сретенка, 8']),
    staff: managerOf('volna', 'Юлия Ким'),
    retelling: retellingFrom(1_003, 160),
    menu: [
      { name: 'Филадельфия', category: 'Роллы', price: 69_000 },
      { name: 'Калифорния', category: 'Роллы', price: 62_000 },
      { name: 'Мисо-суп', category: 'Супы', price: 31_000 },
      { name: 'Удон с курицей', category: 'Горячее', price: 54_000 },
      { name: 'Лимонад', category: 'Напитки', price: 28_000 },
    ],
    salesOfFriday: 20,
    plan: {
      payer: payerOf('ИП Ким Ю. В.', '7710345676', 'ул. Сретенка, 8'),
      choices: [{ daysAgo: 196, planCode: 'STANDARD' }],
      trialDays: 0,
      paysAfterDays: 16,
      cancelledDaysAgo: null,
    },
  },
  {
    network: networkOf('grill', 'Бургерная «Гриль»'),
    preset: 'hybrid-5',
    rewards: [],
    restaurants: restaurantsOf('grill', ['Нижняя Масловка, 3']),
    staff: managerOf('grill', 'Олег Громов'),
    retelling: retellingFrom(1_004, 80),
    menu: [
      { name: 'Чизбургер', category: 'Бургеры', price: 47_000 },
      { name: 'Картофель фри', category: 'Закуски', price: 21_000 },
      { name: 'Молочный коктейль', category: 'Напитки', price: 29_000 },
    ],
    salesOfFriday: 8,
    plan: {
      payer: payerOf('ООО «Гриль»', '7714456786', 'Нижняя Масловка, 3'),
      choices: [{ daysAgo: 270, planCode: 'STANDARD' }],
      trialDays: 0,
      paysAfterDays: 7,
      cancelledDaysAgo: 100,
    },
  },
  {
    network: networkOf('lyudi', 'Пельменная «Люди»'),
    preset: 'hybrid-5',
    rewards: [],
    restaurants: restaurantsOf('lyudi', ['ул. Бауманская, 33']),
    staff: managerOf('lyudi', 'Анна Котова'),
    retelling: retellingFrom(1_005, 90),
    menu: [
      { name: 'Пельмени домашние', category: 'Пельмени', price: 45_000 },
      { name: 'Вареники с вишней', category: 'Вареники', price: 39_000 },
      { name: 'Морс', category: 'Напитки', price: 16_000 },
    ],
    salesOfFriday: 12,
    plan: {
      payer: payerOf('ООО «Люди»', '7725567897', 'ул. Бауманская, 33'),
      choices: [{ daysAgo: 11, planCode: 'PRO' }],
      trialDays: 30,
      paysAfterDays: 5,
      cancelledDaysAgo: null,
    },
  },
];
