import type { Tx } from '../../platform/database/database';

/** The user of a link that is still valid. Runs in the platform's role. */
export function findOpenLink(tx: Tx, tokenHash: Buffer) {
  return tx.maybe<{ userId: string; networkId: string | null }>`
    SELECT l.user_id, u.network_id FROM password_links l JOIN users u ON u.id = l.user_id
     WHERE l.token_hash = ${tokenHash} AND l.used_at IS NULL AND l.expires_at > now() AND u.disabled_at IS NULL`;
}

export async function putPasswordHash(tx: Tx, userId: string, passwordHash: string | null): Promise<void> {
  await tx.query`UPDATE users SET password_hash = ${passwordHash} WHERE id = ${userId}`;
}
