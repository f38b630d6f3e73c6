import type { Tx } from '../../platform/database/database';

interface NewPasswordLink {
  readonly tokenHash: Buffer;
  readonly userId: string;
  readonly expiresAt: Date;
  /** Whether it goes to the address of the account and to nobody else. */
  readonly isMailed: boolean;
}

export async function appendPasswordLink(tx: Tx, link: NewPasswordLink): Promise<void> {
  await tx.query('INSERT INTO password_links (token_hash, user_id, expires_at, mailed) VALUES ($1, $2, $3, $4)', [
    link.tokenHash,
    link.userId,
    link.expiresAt,
    link.isMailed,
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

/**
 * Uses up the link and all other links of its user, sets the password, and takes away PIN and card for tills, which somebody may have set by
 * the password before. A link that was mailed proves the address, and
 * one that somebody passed on ends the proof; the operator vouches for the addresses of owners. False: another call was first.
 */
export async function takePasswordLink(tx: Tx, tokenHash: Buffer, passwordHash: string): Promise<boolean> {
  const taken = await tx.maybe<{ userId: string; mailed: boolean }>(
    `UPDATE password_links SET used_at = now() WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()
     RETURNING user_id AS "userId", mailed`,
    [tokenHash],
  );
  if (taken === undefined) return false;
  await tx.query('UPDATE password_links SET used_at = now() WHERE user_id = $1 AND used_at IS NULL', [taken.userId]);
  await putPasswordHash(tx, taken.userId, passwordHash);
  await tx.query('DELETE FROM staff_pins WHERE user_id = $1', [taken.userId]);
  await tx.query('DELETE FROM staff_cards WHERE user_id = $1', [taken.userId]);
  await tx.query('UPDATE users SET email_proven_at = CASE WHEN $2 OR network_id IS NULL THEN now() END WHERE id = $1', [
    taken.userId,
    taken.mailed,
  ]);
  return true;
}

export async function putPasswordHash(tx: Tx, userId: string, passwordHash: string | null): Promise<void> {
  await tx.query('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, passwordHash]);
}
