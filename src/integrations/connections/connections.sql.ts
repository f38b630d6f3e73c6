import type { Statements } from '../../platform/database/database';
import type { ConnectionRow } from './connection';

// SQL by hand, because each call of a till reads its connection, and calls are counted by the network's day.

type Reads = Pick<Statements, 'maybe'>;
type Writes = Pick<Statements, 'query'>;

const CONNECTION = `SELECT network_id AS "networkId", id, kind, base_url AS "baseUrl",
    credentials_encrypted AS "credentialsEncrypted", options, places, item_types AS "itemTypes", enabled,
    created_by AS "createdBy"
  FROM till_connections`;

/** By the hash of its token, or by its id. */
export function findConnection(
  tx: Reads,
  networkId: string,
  by: { readonly tokenHash: Buffer } | { readonly id: string },
): Promise<ConnectionRow | undefined> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['token_hash', by.tokenHash];
  return tx.maybe<ConnectionRow>(`${CONNECTION} WHERE network_id = $1 AND ${column} = $2 AND removed_at IS NULL`, [
    networkId,
    value,
  ]);
}

/** Those of a kind that are on, the oldest first. */
export function listEnabledConnections(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  kind: string,
  limit: number,
): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `${CONNECTION} WHERE network_id = $1 AND kind = $2 AND enabled AND removed_at IS NULL ORDER BY id LIMIT $3`,
    [networkId, kind, limit],
  );
}

export async function noteConnectionSuccess(tx: Writes, networkId: string, id: string): Promise<void> {
  await tx.query('UPDATE till_connections SET last_success_at = clock_timestamp() WHERE network_id = $1 AND id = $2', [
    networkId,
    id,
  ]);
}

/** Calls of a till system that were answered properly, and calls for which the database was too late. */
export interface ConnectionCalls {
  answered: number;
  late: number;
}

/** Adds calls to the counts of today by the network's clock; yesterday's counts stay beside them. */
export async function noteConnectionCalls(
  tx: Writes,
  networkId: string,
  id: string,
  { answered, late }: Readonly<ConnectionCalls>,
): Promise<void> {
  await tx.query(
    `WITH today AS (SELECT (now() AT TIME ZONE time_zone)::date AS day FROM networks WHERE id = $1)
     UPDATE till_connections c SET
       last_success_at = CASE WHEN $3::integer > 0 THEN clock_timestamp() ELSE last_success_at END,
       calls_day = t.day,
       calls = $3 + $4 + CASE WHEN calls_day = t.day THEN calls ELSE 0 END,
       calls_late = $4 + CASE WHEN calls_day = t.day THEN calls_late ELSE 0 END,
       calls_before = CASE calls_day WHEN t.day THEN calls_before WHEN t.day - 1 THEN calls ELSE 0 END,
       calls_late_before = CASE calls_day WHEN t.day THEN calls_late_before WHEN t.day - 1 THEN calls_late ELSE 0 END
     FROM today t WHERE c.network_id = $1 AND c.id = $2`,
    [networkId, id, answered, late],
  );
}

export async function noteConnectionFailure(tx: Writes, networkId: string, id: string, code: string): Promise<void> {
  await tx.query(
    'UPDATE till_connections SET last_failure_at = clock_timestamp(), last_failure = $3 WHERE network_id = $1 AND id = $2',
    [networkId, id, code],
  );
}
