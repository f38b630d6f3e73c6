import type { TillConnection } from '../../generated/prisma/client';
import { asAnswer } from '../../platform/http/as-answer';
import {
  type ConnectionHealth,
  connectionHealthSchema,
  type PlatformSummary,
  type PlatformNetworkAnswer,
} from './platform.dto';

type ConnectionHealthRow = Pick<
  TillConnection,
  'id' | 'kind' | 'name' | 'enabled' | 'lastSuccessAt' | 'lastFailureAt' | 'lastFailure'
>;

/** A connection with its state, from the moments of its last calls. */
export const connectionHealth = (row: ConnectionHealthRow): ConnectionHealth =>
  asAnswer(connectionHealthSchema, { ...row, state: stateOf(row) });

function stateOf({ enabled, lastSuccessAt, lastFailureAt }: ConnectionHealthRow): ConnectionHealth['state'] {
  if (!enabled) return 'OFF';
  if (lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt)) return 'FAILING';
  return lastSuccessAt === null ? 'UNUSED' : 'WORKING';
}

type PlatformSums = Omit<PlatformSummary, 'status' | 'checks' | 'countedAt'>;

/** The figures of the installation. Closed networks count only as such, with their guests. */
export function sumNetworks(networks: readonly PlatformNetworkAnswer[]): PlatformSums {
  const open = networks.filter(({ state }) => state !== 'CLOSED');
  const active = networks.filter(({ state }) => state === 'ACTIVE');
  const sum = (of: readonly PlatformNetworkAnswer[], figure: Exclude<keyof PlatformSums, 'networks' | 'money'>) =>
    of.reduce((total, { health }) => total + health[figure], 0);
  const money = new Map<string, { payableToday: number; payableWeek: number }>();
  for (const { currency, health } of open) {
    const { payableToday, payableWeek } = money.get(currency) ?? { payableToday: 0, payableWeek: 0 };
    money.set(currency, {
      payableToday: payableToday + health.payableToday,
      payableWeek: payableWeek + health.payableWeek,
    });
  }
  return {
    networks: {
      active: active.length,
      suspended: open.length - active.length,
      closed: networks.length - open.length,
      silent: active.filter(({ health }) => health.tills > 0 && health.salesWeek === 0).length,
      troubled: active.filter(({ health }) => health.connectionsFailing > 0 || health.eventsRefused > 0).length,
    },
    restaurants: sum(open, 'restaurants'),
    tills: sum(open, 'tills'),
    guests: sum(networks, 'guests'),
    salesToday: sum(open, 'salesToday'),
    salesWeek: sum(open, 'salesWeek'),
    guestSalesWeek: sum(open, 'guestSalesWeek'),
    salesWholeWeek: sum(open, 'salesWholeWeek'),
    salesWeekBefore: sum(open, 'salesWeekBefore'),
    money: [...money].sort(([a], [b]) => a.localeCompare(b)).map(([currency, sums]) => ({ currency, ...sums })),
  };
}
