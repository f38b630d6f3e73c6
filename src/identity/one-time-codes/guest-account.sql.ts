import type { Tx } from '../../platform/database/database';

/** By the platform's role: takes away an account to which no guest of any network belongs. */
export async function deleteUnusedAccount(tx: Tx, accountId: string): Promise<void> {
  // A guest who is about to belong to it waits for this lock, and finds it gone.
  await tx.query('SELECT 1 FROM guest_accounts WHERE id = $1 FOR UPDATE', [accountId]);
  const used = await tx.maybe('SELECT 1 FROM guests WHERE account_id = $1 LIMIT 1', [accountId]);
  if (used === undefined) await tx.query('DELETE FROM guest_accounts WHERE id = $1', [accountId]);
}
