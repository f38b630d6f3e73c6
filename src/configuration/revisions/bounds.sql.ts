import type { Statements } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';

/**
 * How much of one kind a network may have, closed and archived ones too, for acts of the past name them: a process keeps
 * all but the menu in memory, and a till that has forgotten a part would refuse what is right. The cashier page keeps the menu.
 */
export const MOST_KEPT = {
  restaurants: 10_000,
  points_of_sale: 200_000,
  rewards: 10_000,
  program_versions: 10_000,
  menu_items: 10_000,
  campaigns: 2_000,
} as const;

/**
 * To be asked after one more was written, under the lock of the network's row, so that of two at once the second counts the
 * first. Throws `network_full`.
 */
export async function refuseBeyondBounds(
  tx: Statements,
  networkId: string,
  table: keyof typeof MOST_KEPT,
): Promise<void> {
  const { count } = await tx.one<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE network_id = $1`, [
    networkId,
  ]);
  const max = MOST_KEPT[table];
  if (count > max) throw new ProblemError('network_full', { max });
}
