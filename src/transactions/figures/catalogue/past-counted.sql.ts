import type { Statements } from '../../../platform/database/database';

/** Whether figures of hours, cashiers and money paid by points start with the first sale. */
export async function isPastCounted(tx: Statements, networkId: string): Promise<boolean> {
  // If the counting began at the start of the log, the network has no earlier past.
  const row = await tx.maybe('SELECT FROM figure_countings WHERE network_id = $1 AND NOT is_counted AND epoch > 0', [
    networkId,
  ]);
  return row === undefined;
}
