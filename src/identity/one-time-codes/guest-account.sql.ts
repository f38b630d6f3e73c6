import type { Tx } from '../../platform/database/database';

/** Deletes a guest account without guests in any network. Runs in the platform's role. */
export async function deleteUnusedAccount(tx: Tx, accountId: string): Promise<void> {
  // A guest who is about to join the account waits for this lock and then finds the account deleted.
  await tx.query`SELECT FROM guest_accounts WHERE id = ${accountId} FOR UPDATE`;
  const used = await tx.maybe`SELECT FROM guests WHERE account_id = ${accountId} LIMIT 1`;
  if (used === undefined) await tx.query`DELETE FROM guest_accounts WHERE id = ${accountId}`;
}
