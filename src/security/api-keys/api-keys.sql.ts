import type { Statements } from '../../platform/database/database';

// SQL by hand: the key of each call, locks, and ends by the clock of the database.

/** The notification channel that makes processes forget their cached keys. */
export const API_KEY_REVOKED = 'api_key_revoked';

/** Whether a key of the network, also an expired one, belongs to this integration. */
export async function isKeyOf(tx: Pick<Statements, 'maybe'>, id: string, integrationId: string): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM api_keys WHERE id = ${id} AND integration_id = ${integrationId}`;
  return row !== undefined;
}
