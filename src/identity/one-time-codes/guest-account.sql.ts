import type { Tx } from '../../platform/database/database';

/** Deletes a guest account without guests in any network. Runs in the platform's role. */
export async function deleteUnusedAccount(tx: Tx, accountId: string): Promise<void> {
  // A guest who is about to join the account waits for this lock and then finds the account deleted.
  await tx.query('SELECT 1 FROM guest_accounts WHERE id = $1 FOR UPDATE', [accountId]);
  const used = await tx.maybe('SELECT 1 FROM guests WHERE account_id = $1 LIMIT 1', [accountId]);
  if (used === undefined) await tx.query('DELETE FROM guest_accounts WHERE id = $1', [accountId]);
}
