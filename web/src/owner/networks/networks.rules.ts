import type { PlatformNetwork } from '../../entities/platform/platform.api';

/** The columns by which the networks are ordered; `-` before one turns it round. */
const ORDERS = ['name', 'salesToday', 'salesWeek', 'guests', 'share', 'growth', 'lastSale', 'errors'] as const;
const MILLION = 1_000_000;
/** Orders networks that have no share or growth: less than any real one. */
const NONE = -2 * MILLION;
type Order = (typeof ORDERS)[number];

export interface NetworkFilters {
  /** Part of the name or code. */
  readonly text: string;
  /** A state, `TROUBLE`, or empty: all. */
  readonly state: string;
  readonly order: string;
}

/** Whether the owner should look at a network: it works, and a till system fails or no sale came for a week. */
function isTroubled(network: PlatformNetwork): boolean {
  return network.state === 'ACTIVE' && (errorsOf(network) > 0 || isSilent(network));
}

/** A network with a till that had no sale in seven days. */
export function isSilent({ state, health }: PlatformNetwork): boolean {
  return state === 'ACTIVE' && health.tills > 0 && health.salesWeek === 0;
}

function errorsOf({ health }: PlatformNetwork): number {
  return health.connectionsFailing + health.eventsRefused;
}

/** Sales of one network or of all. */
export interface WeekOfSales {
  readonly salesWeek: number;
  readonly guestSalesWeek: number;
  readonly salesWholeWeek: number;
  readonly salesWeekBefore: number;
}

/** Sales with a guest among those of seven days, in parts per million; null: there was no sale. */
export function guestShareOf({ salesWeek, guestSalesWeek }: WeekOfSales): number | null {
  return salesWeek === 0 ? null : Math.round((guestSalesWeek * MILLION) / salesWeek);
}

/** Change of sales from one whole week to the next, in parts per million; null: the first had none. */
export function growthOf({ salesWholeWeek, salesWeekBefore }: WeekOfSales): number | null {
  return salesWeekBefore === 0 ? null : Math.round((salesWholeWeek * MILLION) / salesWeekBefore) - MILLION;
}

/** The networks that fit, in their order; those of equal rank by name. */
export function chooseNetworks(
  networks: readonly PlatformNetwork[],
  { text, state, order }: NetworkFilters,
): PlatformNetwork[] {
  const wanted = text.trim().toLocaleLowerCase();
  const fitting = networks.filter(
    (network) =>
      (network.name.toLocaleLowerCase().includes(wanted) || network.code.includes(wanted)) &&
      (state === '' || (state === 'TROUBLE' ? isTroubled(network) : network.state === state)),
  );
  const column = ORDERS.find((one) => one === order.replace(/^-/, '')) ?? 'name';
  const turn = order.startsWith('-') ? -1 : 1;
  return fitting.sort((a, b) => turn * compare(a, b, column) || a.name.localeCompare(b.name));
}

function compare(a: PlatformNetwork, b: PlatformNetwork, column: Order): number {
  switch (column) {
    case 'name':
      return a.name.localeCompare(b.name);
    case 'lastSale':
      return lastSaleOf(a).localeCompare(lastSaleOf(b));
    case 'errors':
      return errorsOf(a) - errorsOf(b);
    case 'share':
      return (guestShareOf(a.health) ?? NONE) - (guestShareOf(b.health) ?? NONE);
    case 'growth':
      return (growthOf(a.health) ?? NONE) - (growthOf(b.health) ?? NONE);
    case 'salesToday':
    case 'salesWeek':
    case 'guests':
      return a.health[column] - b.health[column];
  }
}

function lastSaleOf({ health }: PlatformNetwork): string {
  return health.lastSaleAt ?? health.lastSaleDate ?? '';
}
