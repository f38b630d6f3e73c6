import { connectionHealth, sumNetworks } from './network-health.rules';
import type { PlatformNetworkAnswer } from './platform.dto';

const early = new Date('2026-11-20T09:00:00Z');
const late = new Date('2026-11-20T10:00:00Z');
const row = { id: 'id', kind: 'IIKO', name: 'iiko', enabled: true, lastFailure: null };

test.each([
  [{ enabled: false, lastSuccessAt: late, lastFailureAt: null }, 'OFF'],
  [{ lastSuccessAt: null, lastFailureAt: null }, 'UNUSED'],
  [{ lastSuccessAt: late, lastFailureAt: early }, 'WORKING'],
  [{ lastSuccessAt: early, lastFailureAt: late }, 'FAILING'],
  [{ lastSuccessAt: null, lastFailureAt: early }, 'FAILING'],
])('a connection is judged by its last call: %o', (moments, state) => {
  expect(connectionHealth({ ...row, ...moments }).state).toBe(state);
});

const NO_FIGURES = {
  restaurants: 1,
  tills: 1,
  guests: 10,
  salesToday: 0,
  payableToday: 0,
  salesWeek: 0,
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
  state: PlatformNetworkAnswer['state'],
  currency: string,
  health: Partial<PlatformNetworkAnswer['health']>,
): PlatformNetworkAnswer {
  return {
    id: 'id',
    code: 'code',
    name: 'Osteria',
    currency,
    timeZone: 'Europe/Rome',
    state,
    signedUp: false,
    createdAt: early.toISOString(),
    suspendedAt: null,
    closedAt: null,
    health: { ...NO_FIGURES, ...health },
  };
}

test('sales of open networks are summed, money by currency, and a silent or troubled network is counted', () => {
  const sums = sumNetworks([
    network('ACTIVE', 'RUB', {
      salesToday: 2,
      payableToday: 300,
      salesWeek: 9,
      payableWeek: 900,
      eventsRefused: 1,
      guestSalesWeek: 4,
    }),
    network('ACTIVE', 'EUR', { connectionsFailing: 1, guestSalesWeek: 2, salesWholeWeek: 8, salesWeekBefore: 6 }),
    network('SUSPENDED', 'RUB', { salesToday: 1, payableToday: 50, salesWeek: 1, payableWeek: 50 }),
    network('CLOSED', 'KWD', { salesWeek: 5, payableWeek: 5_000, guestSalesWeek: 5, salesWeekBefore: 9 }),
  ]);
  expect(sums).toEqual({
    networks: { active: 2, suspended: 1, closed: 1, silent: 1, troubled: 2 },
    restaurants: 3,
    tills: 3,
    guests: 40,
    salesToday: 3,
    salesWeek: 10,
    guestSalesWeek: 6,
    salesWholeWeek: 8,
    salesWeekBefore: 6,
    money: [
      { currency: 'EUR', payableToday: 0, payableWeek: 0 },
      { currency: 'RUB', payableToday: 350, payableWeek: 950 },
    ],
  });
});
