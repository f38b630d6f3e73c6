import type { Statements } from '../../platform/database/database';

/** Whether the owner has suspended the network; false for one that does not exist. */
export async function isSuspended(tx: Statements, networkId: string): Promise<boolean> {
  const row = await tx.maybe<{ suspended: boolean }>(
    'SELECT suspended_at IS NOT NULL AS suspended FROM networks WHERE id = $1',
    [networkId],
  );
  return row?.suspended ?? false;
}
