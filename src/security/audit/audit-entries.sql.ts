import type { Tx } from '../../platform/database/database';
import type { AuditValues } from './audit-values.rules';

export interface AuditEntryRow {
  readonly id: string;
  readonly recordedAt: Date;
  readonly actorKind: 'user' | 'guest' | 'key' | 'system';
  readonly actorId: string | null;
  readonly onBehalf: boolean;
  readonly action: string;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly before: AuditValues | null;
  readonly after: AuditValues | null;
  readonly address: string | null;
  readonly requestId: string | null;
}

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  /** The id of the last entry of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const COLUMNS = `id, recorded_at AS "recordedAt", actor_kind AS "actorKind", actor_id AS "actorId", action,
  subject_kind AS "subjectKind", subject_id AS "subjectId", before, after, address, request_id AS "requestId"`;

const MATCHES = `($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR action = $2) AND ($3::uuid IS NULL OR actor_id = $3)
  AND ($4::text IS NULL OR subject_kind = $4) AND ($5::text IS NULL OR subject_id = $5)`;

/** The entries of the transaction's network, newest first. */
export function listAuditEntries(tx: Tx, networkId: string, filter: AuditFilter): Promise<AuditEntryRow[]> {
  return tx.query<AuditEntryRow>(
    `SELECT ${COLUMNS}, on_behalf AS "onBehalf" FROM audit_log WHERE network_id = $7 AND ${MATCHES} ORDER BY id DESC LIMIT $6`,
    [...valuesOf(filter), networkId],
  );
}

/** The entries that belong to no network, newest first. Runs as the platform. */
export function listPlatformAuditEntries(tx: Tx, filter: AuditFilter): Promise<AuditEntryRow[]> {
  return tx.query<AuditEntryRow>(
    `SELECT ${COLUMNS}, false AS "onBehalf" FROM platform_audit_log WHERE ${MATCHES} ORDER BY id DESC LIMIT $6`,
    valuesOf(filter),
  );
}

function valuesOf({ after, action, actorId, subjectKind, subjectId, limit }: AuditFilter): unknown[] {
  return [after ?? null, action ?? null, actorId ?? null, subjectKind ?? null, subjectId ?? null, limit];
}
