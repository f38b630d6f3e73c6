import type { Tx } from '../../platform/database/database';

export async function appendPasswordLink(tx: Tx, tokenHash: Buffer, userId: string, expiresAt: Date): Promise<void> {
  await tx.query('INSERT INTO password_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)', [
    tokenHash,
    userId,
    expiresAt,
  ]);
}

/** The user of a link that is still valid. Runs in the platform's role. */
export function findOpenLink(
  tx: Tx,
  tokenHash: Buffer,
): Promise<{ userId: string; networkId: string | null } | undefined> {
  return tx.maybe(
    `SELECT l.user_id AS "userId", u.network_id AS "networkId" FROM password_links l JOIN users u ON u.id = l.user_id
     WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > now() AND u.disabled_at IS NULL`,
    [tokenHash],
  );
}

/** Uses up the link and all other links of its user, and sets the password. False: another call was first. */
export async function takePasswordLink(tx: Tx, tokenHash: Buffer, passwordHash: string): Promise<boolean> {
  const taken = await tx.maybe<{ userId: string }>(
    `UPDATE password_links SET used_at = now() WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING user_id AS "userId"`,
    [tokenHash],
  );
  if (taken === undefined) return false;
  await tx.query('UPDATE password_links SET used_at = now() WHERE user_id = $1 AND used_at IS NULL', [taken.userId]);
  await putPasswordHash(tx, taken.userId, passwordHash);
  return true;
}

export async function putPasswordHash(tx: Tx, userId: string, passwordHash: string | null): Promise<void> {
  await tx.query('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, passwordHash]);
}
