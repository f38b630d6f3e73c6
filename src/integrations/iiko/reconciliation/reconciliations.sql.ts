import type { Statements, Tx } from '../../../platform/database/database';

type Writes = Pick<Statements, 'query'>;

/** Revisions up to which each organisation was read, by its id. */
export interface Revisions {
  readonly orders?: Readonly<Record<string, number>>;
  readonly menu?: Readonly<Record<string, number>>;
}

export interface DueReconciliation {
  readonly connectionId: string;
  readonly revisions: Revisions;
  readonly attempts: number;
  /** The last one that went through; null: none yet. */
  readonly finishedAt: Date | null;
  /** When the connection was made: what happened before is none of its business. */
  readonly connectedAt: Date;
}

/** Gives each connection with an API login a row, and answers how many rows the network has. */
export async function addReconciliations(tx: Tx, networkId: string, dueAt: Date): Promise<number> {
  await tx.query(
    `INSERT INTO till_reconciliations (network_id, connection_id, due_at)
     SELECT network_id, id, $2 FROM till_connections
      WHERE network_id = $1 AND kind = 'IIKO' AND credentials_encrypted IS NOT NULL AND removed_at IS NULL
     ON CONFLICT (network_id, connection_id) DO NOTHING`,
    [networkId, dueAt],
  );
  const { rows } = await tx.one<{ rows: number }>(
    'SELECT count(*)::int AS rows FROM till_reconciliations WHERE network_id = $1',
    [networkId],
  );
  return rows;
}

/** Notes that the job looked. Where it had not for longer than `outageSeconds`, everything is due now. */
export async function noteLook(tx: Tx, networkId: string, outageSeconds: number): Promise<void> {
  await tx.query(
    `UPDATE till_reconciliations SET looked_at = clock_timestamp(),
       due_at = CASE WHEN looked_at < clock_timestamp() - make_interval(secs => $2) THEN least(due_at, clock_timestamp()) ELSE due_at END
      WHERE network_id = $1`,
    [networkId, outageSeconds],
  );
}

/** Takes the most overdue one of the connections that are on, and keeps other processes from it for `leaseSeconds`. */
export function claimDue(tx: Tx, networkId: string, leaseSeconds: number): Promise<DueReconciliation | undefined> {
  return tx.maybe<DueReconciliation>(
    `UPDATE till_reconciliations r
        SET attempts = r.attempts + 1, started_at = clock_timestamp(), orders_read = 0, orders_found = 0,
            due_at = clock_timestamp() + make_interval(secs => $2)
       FROM till_connections c
      WHERE r.network_id = $1 AND c.network_id = $1 AND c.id = r.connection_id AND r.connection_id = (
        SELECT d.connection_id FROM till_reconciliations d
          JOIN till_connections o ON o.network_id = $1 AND o.id = d.connection_id
         WHERE d.network_id = $1 AND d.due_at <= clock_timestamp()
           AND o.enabled AND o.removed_at IS NULL AND o.credentials_encrypted IS NOT NULL
         ORDER BY d.due_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
     RETURNING r.connection_id AS "connectionId", r.revisions, r.attempts, r.finished_at AS "finishedAt",
       c.created_at AS "connectedAt"`,
    [networkId, leaseSeconds],
  );
}

/** Whether the connection has a row that is due from now on. */
export async function makeDue(tx: Tx, networkId: string, connectionId: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE till_reconciliations SET due_at = least(due_at, clock_timestamp()), attempts = 0
      WHERE network_id = $1 AND connection_id = $2 RETURNING connection_id`,
    [networkId, connectionId],
  );
  return rows.length > 0;
}

export async function noteProgress(
  tx: Writes,
  networkId: string,
  connectionId: string,
  { revisions, read, found }: { readonly revisions: Revisions; readonly read: number; readonly found: number },
): Promise<void> {
  await tx.query(
    `UPDATE till_reconciliations SET revisions = $3, orders_read = $4, orders_found = $5
      WHERE network_id = $1 AND connection_id = $2`,
    [networkId, connectionId, JSON.stringify(revisions), read, found],
  );
}

export async function noteFinished(tx: Writes, networkId: string, connectionId: string, dueAt: Date): Promise<void> {
  await tx.query(
    `UPDATE till_reconciliations SET finished_at = clock_timestamp(), failed_at = NULL, failure = NULL, attempts = 0, due_at = $3
      WHERE network_id = $1 AND connection_id = $2`,
    [networkId, connectionId, dueAt],
  );
}

export async function noteFailed(
  tx: Writes,
  networkId: string,
  connectionId: string,
  failure: string,
  afterSeconds: number,
): Promise<void> {
  await tx.query(
    `UPDATE till_reconciliations SET failed_at = clock_timestamp(), failure = $3,
       due_at = clock_timestamp() + make_interval(secs => $4)
      WHERE network_id = $1 AND connection_id = $2`,
    [networkId, connectionId, failure, afterSeconds],
  );
}
