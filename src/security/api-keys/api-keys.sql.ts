import type { Statements, Tx } from '../../platform/database/database';
import { scopesNeedSecondPerson } from '../permissions/permissions.rules';
import type { KeyIdentification, KeyPrincipal, KeyScope } from '../principal/principal';

// SQL by hand: the key of each call, locks, and ends by the clock of the database.

/** The notification channel that makes processes forget their cached keys. */
export const API_KEY_REVOKED = 'api_key_revoked';

export interface KnownKey {
  readonly principal: KeyPrincipal;
  readonly expiresAtMs: number;
}

/** The valid key with this hash in an open network. Runs in the platform's role. */
export async function findApiKey(tx: Tx, keyHash: Buffer): Promise<KnownKey | undefined> {
  const row = await tx.maybe<{
    id: string;
    integrationId: string;
    networkId: string;
    scopes: KeyScope[];
    identifies: KeyIdentification;
    createdBy: string | null;
    expiresAt: Date | null;
  }>(
    `SELECT k.id, k.integration_id AS "integrationId", k.network_id AS "networkId", k.scopes, k.identifies, k.created_by AS "createdBy", k.expires_at AS "expiresAt" FROM api_keys k JOIN networks n ON n.id = k.network_id
     WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
       AND n.closed_at IS NULL`,
    [keyHash],
  );
  if (row === undefined) return undefined;
  const { expiresAt, createdBy, ...key } = row;
  // A key that can give points is let through by a second person.
  const soleDecider = scopesNeedSecondPerson(key.scopes) ? null : createdBy;
  return {
    principal: { kind: 'key', ...key, soleDecider },
    expiresAtMs: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

/** Whether a key of the network, also an expired one, belongs to this integration. */
export async function isKeyOf(tx: Pick<Statements, 'maybe'>, id: string, integrationId: string): Promise<boolean> {
  const row = await tx.maybe('SELECT 1 FROM api_keys WHERE id = $1 AND integration_id = $2', [id, integrationId]);
  return row !== undefined;
}

export async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx.query('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [id]);
}

/** Revokes a key and notifies every process with the commit. Answers whether it was in force until now. */
export async function revokeApiKey(tx: Tx, id: string): Promise<'revoked' | 'was_revoked' | 'unknown'> {
  const row = await tx.maybe<{ revoked: boolean }>(
    'SELECT revoked_at IS NOT NULL AS revoked FROM api_keys WHERE id = $1 FOR UPDATE',
    [id],
  );
  if (row === undefined) return 'unknown';
  await tx.query('UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1', [id]);
  await tx.query('SELECT pg_notify($1, $2)', [API_KEY_REVOKED, id]);
  return row.revoked ? 'was_revoked' : 'revoked';
}

/** Ends the key after these seconds, unless it ends earlier anyway; notifies every process with the commit. */
export async function endApiKeyWithin(tx: Tx, id: string, seconds: number): Promise<void> {
  await tx.query(
    'UPDATE api_keys SET expires_at = least(expires_at, now() + make_interval(secs => $2)) WHERE id = $1',
    [id, seconds],
  );
  await tx.query('SELECT pg_notify($1, $2)', [API_KEY_REVOKED, id]);
}
