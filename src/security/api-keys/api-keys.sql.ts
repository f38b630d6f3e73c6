import type { Tx } from '../../platform/database/database';
import type { KeyPrincipal, KeyScope } from '../principal/principal';

/** The channel on which processes hear that a key is no longer in force. */
export const API_KEY_REVOKED = 'api_key_revoked';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const COLUMNS = `id, name, scopes, created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

/** The principal of the key with this hash, unless it or its network is closed. Runs as the platform. */
export async function findApiKey(tx: Tx, keyHash: Buffer): Promise<KeyPrincipal | undefined> {
  const row = await tx.maybe<{ id: string; networkId: string; scopes: KeyScope[] }>(
    `SELECT k.id, k.network_id AS "networkId", k.scopes FROM api_keys k JOIN networks n ON n.id = k.network_id
     WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND n.closed_at IS NULL`,
    [keyHash],
  );
  return row === undefined ? undefined : { kind: 'key', ...row };
}

export async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx.query('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [id]);
}

export interface NewApiKey {
  readonly networkId: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly keyHash: Buffer;
  readonly createdBy: string;
}

export function appendApiKey(tx: Tx, key: NewApiKey): Promise<ApiKeyRow> {
  return tx.one<ApiKeyRow>(
    `INSERT INTO api_keys (network_id, id, name, key_hash, scopes, created_by) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
    [key.networkId, key.id, key.name, key.keyHash, key.scopes, key.createdBy],
  );
}

/** Revokes a key and tells every process with the commit. Says whether it was in force until now. */
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
