import type { PlatformNetwork } from '../../entities/platform/platform.api';

/** The columns by which the networks are ordered; `-` before one turns it round. */
export const ORDERS = ['name', 'salesToday', 'salesWeek', 'guests', 'lastSale', 'errors'] as const;
type Order = (typeof ORDERS)[number];

export interface Chosen {
  /** Part of the name or code. */
  readonly text: string;
  /** A state, `TROUBLE`, or empty: all. */
  readonly state: string;
  readonly order: string;
}

/** Whether the owner should look at a network: it works, and a till system fails or no sale came for a week. */
export function isTroubled(network: PlatformNetwork): boolean {
  return network.state === 'ACTIVE' && (errorsOf(network) > 0 || isSilent(network));
}

/** A network with a till that had no sale in seven days. */
export function isSilent({ state, health }: PlatformNetwork): boolean {
  return state === 'ACTIVE' && health.tills > 0 && health.salesWeek === 0;
}

export function errorsOf({ health }: PlatformNetwork): number {
  return health.connectionsFailing + health.eventsRefused;
}

/** The networks that fit, in their order; those of equal rank by name. */
export function chooseNetworks(
  networks: readonly PlatformNetwork[],
  { text, state, order }: Chosen,
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
    case 'salesToday':
    case 'salesWeek':
    case 'guests':
      return a.health[column] - b.health[column];
  }
}

function lastSaleOf({ health }: PlatformNetwork): string {
  return health.lastSaleAt ?? health.lastSaleDate ?? '';
}
