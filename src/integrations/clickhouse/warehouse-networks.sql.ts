import type { Tx } from '../../platform/database/database';

/** Open networks, without sandboxes. */
export function listOpenNetworks(tx: Tx): Promise<{ readonly id: string; readonly code: string }[]> {
  return tx.query('SELECT id, code FROM networks WHERE closed_at IS NULL AND sandbox_of IS NULL ORDER BY code');
}
