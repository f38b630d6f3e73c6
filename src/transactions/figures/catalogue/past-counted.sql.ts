import type { Statements } from '../../../platform/database/database';

/** Whether figures by hour, by cashier and of money paid by points include every sale of the past. */
export async function isPastCounted(tx: Statements, networkId: string): Promise<boolean> {
  // If the counting began at the start of the log, the network has no earlier past.
  const row =
    await tx.maybe`SELECT FROM figure_countings WHERE network_id = ${networkId} AND NOT is_counted AND epoch > 0`;
  return row === undefined;
}
