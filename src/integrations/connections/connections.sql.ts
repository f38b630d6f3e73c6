import type { Statements } from '../../platform/database/database';
import type { ConnectionRow } from './connection';

type Reads = Pick<Statements, 'maybe'>;
type Writes = Pick<Statements, 'query'>;

const COLUMNS = `network_id AS "networkId", id, kind, base_url AS "baseUrl", credentials_encrypted AS "credentialsEncrypted",
  options, places, item_types AS "itemTypes", enabled`;

export function findConnectionByHash(tx: Reads, networkId: string, hash: Buffer): Promise<ConnectionRow | undefined> {
  return tx.maybe<ConnectionRow>(
    `SELECT ${COLUMNS} FROM till_connections WHERE network_id = $1 AND token_hash = $2 AND removed_at IS NULL`,
    [networkId, hash],
  );
}

export function findConnectionById(tx: Reads, networkId: string, id: string): Promise<ConnectionRow | undefined> {
  return tx.maybe<ConnectionRow>(
    `SELECT ${COLUMNS} FROM till_connections WHERE network_id = $1 AND id = $2 AND removed_at IS NULL`,
    [networkId, id],
  );
}

export async function noteConnectionSuccess(tx: Writes, networkId: string, id: string): Promise<void> {
  await tx.query('UPDATE till_connections SET last_success_at = clock_timestamp() WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
  ]);
}

export async function noteConnectionFailure(tx: Writes, networkId: string, id: string, code: string): Promise<void> {
  await tx.query(
    'UPDATE till_connections SET last_failure_at = clock_timestamp(), last_failure = $3 WHERE network_id = $1 AND id = $2',
    [networkId, id, code],
  );
}
