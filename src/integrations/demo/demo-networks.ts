import type { NewNetwork, NewReward } from '../../configuration';
import { DEMO_REWARDS } from './demo-rewards';

export type DemoRole = 'owner' | 'manager' | 'cashier';

/** Somebody who signs in to the demonstration. A cashier works in all restaurants of the network. */
export interface DemoUser {
  readonly email: string;
  readonly name: string;
  readonly role: DemoRole;
}

export interface DemoRestaurant {
  readonly code: string;
  readonly name: string;
  readonly address: string;
  readonly tills: readonly { readonly code: string; readonly name: string }[];
}

export interface DemoNetwork {
  readonly network: Omit<NewNetwork, 'program' | 'manager'>;
  readonly preset: {
    readonly name: 'hybrid-5' | 'points-4';
    readonly scale: { readonly numerator: number; readonly denominator: number };
  };
  /** Besides those that the preset brings. */
  readonly rewards: readonly NewReward[];
  readonly restaurants: readonly DemoRestaurant[];
  readonly staff: readonly DemoUser[];
  /** In `data/`, with the mapping of the same name. */
  readonly receipts: { readonly file: string; readonly mapping: string };
  /** Where the file names no guests: how many there are, and what part of the receipts is theirs. */
  readonly draw: { readonly guests: number; readonly sharePercent: number; readonly seed: number } | null;
}

/** The installation's owner, who belongs to no network. */
export const DEMO_OWNER: DemoUser = { email: 'owner@demo.test', name: 'Ольга Владимирова', role: 'owner' };

export const DEMO_NETWORKS: readonly DemoNetwork[] = [
  {
    network: {
      code: 'demo',
      name: 'Demo',
      currency: 'RUB',
      timeZone: 'Europe/Moscow',
      language: 'ru',
      country: 'RU',
    },
    preset: { name: 'hybrid-5', scale: { numerator: 1, denominator: 50 } },
    rewards: DEMO_REWARDS,
    restaurants: [
      {
        code: 'arbat',
        name: 'Пиццерия на Арбате',
        address: 'Москва, ул. Арбат',
        tills: [
          { code: 'arbat-1', name: 'Касса 1' },
          { code: 'arbat-2', name: 'Касса 2' },
        ],
      },
      {
        code: 'pokrovka',
        name: 'Пиццерия на Покровке',
        address: 'Москва, ул. Покровка',
        tills: [
          { code: 'pokrovka-1', name: 'Касса 1' },
          { code: 'pokrovka-2', name: 'Касса 2' },
        ],
      },
      {
        code: 'sokol',
        name: 'Пиццерия на Соколе',
        address: 'Москва, Ленинградский проспект',
        tills: [
          { code: 'sokol-1', name: 'Касса 1' },
          { code: 'sokol-2', name: 'Касса 2' },
        ],
      },
    ],
    staff: [
      { email: 'manager@demo.test', name: 'Марина Лебедева', role: 'manager' },
      { email: 'manager2@demo.test', name: 'Антон Гусев', role: 'manager' },
      { email: 'cashier@demo.test', name: 'Катя Воробьёва', role: 'cashier' },
    ],
    receipts: { file: 'pizza-receipts.csv.gz', mapping: 'pizza-receipts' },
    draw: { guests: 4_000, sharePercent: 70, seed: 20_150_101 },
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
    preset: { name: 'points-4', scale: { numerator: 1, denominator: 1 } },
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
    draw: null,
  },
];
