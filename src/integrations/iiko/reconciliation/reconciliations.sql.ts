import type { Statements, Tx } from '../../../platform/database/database';
import { Outbox } from '../../../platform/outbox/outbox';

type Writes = Pick<Statements, 'query'>;

/** The last revision read of each organisation, by its id. */
export interface Revisions {
  readonly orders?: Readonly<Record<string, number>>;
  readonly menu?: Readonly<Record<string, number>>;
}

export interface DueReconciliation {
  readonly connectionId: string;
  readonly revisions: Revisions;
  readonly attempts: number;
  /** When the last one succeeded; null: none yet. */
  readonly finishedAt: Date | null;
  /** When the connection was made; earlier orders are not read. */
  readonly connectedAt: Date;
}

/** Adds a row for each connection with an API login, and returns the network's number of rows. */
export async function addReconciliations(tx: Tx, networkId: string, dueAt: Date): Promise<number> {
  await tx.query`INSERT INTO till_reconciliations (network_id, connection_id, due_at)
      SELECT network_id, id, ${dueAt} FROM till_connections
       WHERE network_id = ${networkId} AND kind = 'IIKO' AND credentials_encrypted IS NOT NULL AND removed_at IS NULL
      ON CONFLICT (network_id, connection_id) DO NOTHING`;
  const { rows } = await tx.one<{ rows: number }>`
    SELECT count(*)::int AS rows FROM till_reconciliations WHERE network_id = ${networkId}`;
  return rows;
}

/** Stores the time of this run. After a gap of more than `outageSeconds` all connections become due. */
export async function noteLook(tx: Tx, networkId: string, outageSeconds: number): Promise<void> {
  await tx.query`UPDATE till_reconciliations SET looked_at = clock_timestamp(),
       due_at = CASE WHEN looked_at < clock_timestamp() - make_interval(secs => ${outageSeconds}) THEN least(due_at, clock_timestamp())
       ELSE due_at END
      WHERE network_id = ${networkId}`;
}

/** Connections to reconcile. When a process dies, another continues its connection after the lease. */
export const RECONCILIATIONS = new Outbox<DueReconciliation>({
  table: 'till_reconciliations',
  key: ['connection_id'],
  columns: `connection_id AS "connectionId", revisions, attempts, finished_at AS "finishedAt",
    (SELECT c.created_at FROM till_connections c
      WHERE c.network_id = $1 AND c.id = till_reconciliations.connection_id) AS "connectedAt"`,
  mayStart: `EXISTS (SELECT FROM till_connections c WHERE c.network_id = $1 AND c.id = till_reconciliations.connection_id
    AND c.enabled AND c.removed_at IS NULL AND c.credentials_encrypted IS NOT NULL)`,
  begins: 'started_at = clock_timestamp(), orders_read = 0, orders_found = 0',
  fails: 'failed_at = clock_timestamp()',
  reason: 'failure',
  lease: { column: 'due_at', seconds: 30 * 60 },
  retries: { first: 60, last: 3_600 },
});

/** Makes a connection due now; false: it has no row. */
export async function makeDue(tx: Tx, networkId: string, connectionId: string): Promise<boolean> {
  const rows = await tx.query<{ connectionId: string }>`
    UPDATE till_reconciliations SET due_at = least(due_at, clock_timestamp()), attempts = 0
     WHERE network_id = ${networkId} AND connection_id = ${connectionId} RETURNING connection_id`;
  return rows.length > 0;
}

export async function noteProgress(
  tx: Writes,
  networkId: string,
  connectionId: string,
  { revisions, read, found }: { readonly revisions: Revisions; readonly read: number; readonly found: number },
): Promise<void> {
  await tx.query`
    UPDATE till_reconciliations SET revisions = ${JSON.stringify(revisions)}, orders_read = ${read}, orders_found = ${found}
     WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
}

export async function noteFinished(tx: Writes, networkId: string, connectionId: string, dueAt: Date): Promise<void> {
  await tx.query`
    UPDATE till_reconciliations SET finished_at = clock_timestamp(), failed_at = NULL, failure = NULL, attempts = 0,
     due_at = ${dueAt}
      WHERE network_id = ${networkId} AND connection_id = ${connectionId}`;
}
