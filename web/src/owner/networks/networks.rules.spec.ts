import type { PlatformNetwork } from '../../entities/platform/platform.api';
import { chooseNetworks, growthOf, guestShareOf } from './networks.rules';

const NO_FIGURES = {
  restaurants: 1,
  tills: 1,
  guests: 0,
  salesToday: 0,
  payableToday: 0,
  salesWeek: 1,
  payableWeek: 0,
  guestSalesWeek: 0,
  salesWholeWeek: 0,
  salesWeekBefore: 0,
  lastSaleAt: null,
  lastSaleDate: null,
  lastEventAt: null,
  eventsWaiting: 0,
  eventsRefused: 0,
  connectionsFailing: 0,
  connections: [],
};

function network(
  name: string,
  health: Partial<PlatformNetwork['health']> = {},
  state: PlatformNetwork['state'] = 'ACTIVE',
): PlatformNetwork {
  return {
    id: name,
    code: name.toLowerCase(),
    name,
    currency: 'EUR',
    timeZone: 'Europe/Rome',
    state,
    signedUp: false,
    createdAt: '2026-11-20T09:00:00.000Z',
    suspendedAt: null,
    closedAt: null,
    health: { ...NO_FIGURES, ...health },
  };
}

const NETWORKS = [
  network('Osteria', { salesToday: 3, lastSaleAt: '2026-11-20T10:00:00.000Z' }),
  network('Bistro', { salesToday: 3, lastSaleDate: '2026-11-19', connectionsFailing: 1 }),
  network('Ristorante', { salesToday: 9, salesWeek: 0 }),
  network('Cafe', { salesWeek: 0 }, 'CLOSED'),
];
const namesOf = (chosen: Partial<Parameters<typeof chooseNetworks>[1]>) =>
  chooseNetworks(NETWORKS, { text: '', state: '', order: 'name', ...chosen }).map(({ name }) => name);

test('a part of name or code, and the state, choose networks', () => {
  expect(namesOf({ text: ' RISTO ' })).toEqual(['Ristorante']);
  expect(namesOf({ state: 'CLOSED' })).toEqual(['Cafe']);
  expect(namesOf({ state: 'TROUBLE' })).toEqual(['Bistro', 'Ristorante']);
  expect(namesOf({ text: 'x' })).toEqual([]);
});

test('networks are ordered by a column, those of equal rank by name, and an unknown order is by name', () => {
  expect(namesOf({ order: '-salesToday' })).toEqual(['Ristorante', 'Bistro', 'Osteria', 'Cafe']);
  expect(namesOf({ order: '-lastSale' })).toEqual(['Osteria', 'Bistro', 'Cafe', 'Ristorante']);
  expect(namesOf({ order: 'nonsense' })).toEqual(['Bistro', 'Cafe', 'Osteria', 'Ristorante']);
});

test('growth compares whole weeks; share and growth are unknown without a sale to compare with', () => {
  const week = { salesWeek: 8, guestSalesWeek: 6, salesWholeWeek: 9, salesWeekBefore: 12 };
  expect([guestShareOf(week), growthOf(week)]).toEqual([750_000, -250_000]);
  expect(guestShareOf({ ...week, salesWeek: 0, guestSalesWeek: 0 })).toBeNull();
  expect(growthOf({ ...week, salesWeekBefore: 0 })).toBeNull();
});

test('networks without a growth stand behind those that shrink', () => {
  const networks = [
    network('New', { salesWholeWeek: 5 }),
    network('Gone', { salesWeekBefore: 5 }),
    network('Grown', { salesWholeWeek: 6, salesWeekBefore: 5 }),
  ];
  const order = chooseNetworks(networks, { text: '', state: '', order: '-growth' });
  expect(order.map(({ name }) => name)).toEqual(['Grown', 'Gone', 'New']);
});
