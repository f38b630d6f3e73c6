import type { Statements, Tx } from '../../platform/database/database';
import type { KeyIdentification, KeyPrincipal, KeyScope } from '../principal/principal';

// SQL by hand: locks, ends by the clock of the database, and the key of each call.

/** The notification channel that tells processes to forget their remembered keys. */
export const API_KEY_REVOKED = 'api_key_revoked';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly identifies: KeyIdentification;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly integrationId: string;
  /** When it ends by itself; null: never. */
  readonly expiresAt: Date | null;
  /** The user who may still make its secret; null: somebody has it. */
  readonly secretFor: string | null;
}

const COLUMNS = `id, name, scopes, identifies, created_at AS "createdAt", last_used_at AS "lastUsedAt", revoked_at AS "revokedAt",
  integration_id AS "integrationId", expires_at AS "expiresAt", secret_for AS "secretFor"`;

export interface KnownKey {
  readonly principal: KeyPrincipal;
  readonly expiresAtMs: number;
}

/** The key with this hash, unless it has ended or its network is closed. Runs as the platform. */
export async function findApiKey(tx: Tx, keyHash: Buffer): Promise<KnownKey | undefined> {
  const row = await tx.maybe<{
    id: string;
    integrationId: string;
    networkId: string;
    scopes: KeyScope[];
    identifies: KeyIdentification;
    expiresAt: Date | null;
  }>(
    `SELECT k.id, k.integration_id AS "integrationId", k.network_id AS "networkId", k.scopes, k.identifies, k.expires_at AS "expiresAt" FROM api_keys k JOIN networks n ON n.id = k.network_id
     WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
       AND n.closed_at IS NULL`,
    [keyHash],
  );
  if (row === undefined) return undefined;
  const { expiresAt, ...key } = row;
  return { principal: { kind: 'key', ...key }, expiresAtMs: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY };
}

/** Whether a key of the network, also an ended one, is of this integration. */
export async function isKeyOf(tx: Pick<Statements, 'maybe'>, id: string, integrationId: string): Promise<boolean> {
  const row = await tx.maybe('SELECT 1 FROM api_keys WHERE id = $1 AND integration_id = $2', [id, integrationId]);
  return row !== undefined;
}

export async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx.query('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [id]);
}

export interface NewApiKey {
  readonly networkId: string;
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Left out: TILL_SYSTEM. */
  readonly identifies?: KeyIdentification;
  readonly keyHash: Buffer;
  readonly createdBy: string;
  /** The integration of the key that it replaces; left out: a new integration. */
  readonly integrationId?: string;
  readonly expiresAt?: Date | null;
  /** The user who makes its secret later; left out: it has one. */
  readonly secretFor?: string | null;
}

export function appendApiKey(tx: Tx, key: NewApiKey): Promise<ApiKeyRow> {
  return tx.one<ApiKeyRow>(
    `INSERT INTO api_keys (network_id, id, name, key_hash, scopes, created_by, integration_id, expires_at, identifies, secret_for)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${COLUMNS}`,
    [
      key.networkId,
      key.id,
      key.name,
      key.keyHash,
      key.scopes,
      key.createdBy,
      key.integrationId ?? key.id,
      key.expiresAt ?? null,
      key.identifies ?? 'TILL_SYSTEM',
      key.secretFor ?? null,
    ],
  );
}

/** Gives a key in force its secret, once; undefined for any other key, and for another user than the one it waits for. */
export function setSecret(tx: Tx, id: string, userId: string, keyHash: Buffer): Promise<ApiKeyRow | undefined> {
  return tx.maybe<ApiKeyRow>(
    `UPDATE api_keys SET key_hash = $3, secret_for = NULL
     WHERE id = $1 AND secret_for = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) RETURNING ${COLUMNS}`,
    [id, userId, keyHash],
  );
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

/** A key that is in force, with its row locked; undefined for any other. */
export function lockApiKeyInForce(tx: Tx, id: string): Promise<ApiKeyRow | undefined> {
  return tx.maybe<ApiKeyRow>(
    `SELECT ${COLUMNS} FROM api_keys
     WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) FOR UPDATE`,
    [id],
  );
}

/** Ends the key after these seconds, unless it ends earlier anyway; notifies every process with the commit. */
export async function endApiKeyWithin(tx: Tx, id: string, seconds: number): Promise<void> {
  await tx.query(
    'UPDATE api_keys SET expires_at = least(expires_at, now() + make_interval(secs => $2)) WHERE id = $1',
    [id, seconds],
  );
  await tx.query('SELECT pg_notify($1, $2)', [API_KEY_REVOKED, id]);
}
