import type { Tx } from '../../platform/database/database';
import { deletePiece, type DeletedRows } from '../../platform/outbox/pieces.sql';

/** The network of a verification. Runs in the platform's role. */
export function findNetworkOfVerification(tx: Tx, id: string) {
  return tx.maybe<{ networkId: string }>`SELECT network_id FROM verifications WHERE id = ${id}`;
}

/** Deletes verifications whose codes expired at least this many days ago. */
export function deleteEndedVerifications(
  tx: Tx,
  networkId: string,
  keptDays: number,
  limit: number,
): Promise<DeletedRows> {
  const rows = 'expires_at < now() - make_interval(hours => $3 * 24)';
  return deletePiece(tx, networkId, { table: 'verifications', rows, values: [keptDays], limit });
}
