import type { Statements, Tx } from '../../platform/database/database';
import { type IdSlice, orderWord, pickSlice } from '../../platform/http/list-query';
import { type ActorOrigin, joinActors, ORIGIN } from './actors.sql';
import { READS, SIGN_INS } from './audit-actions';
import type { AuditEntryAnswer, ShownEntries } from './audit.dto';

// SQL by hand, because PostgreSQL takes a partial index only for a condition in the index's own words, and because one statement reads actors of several tables.

export interface AuditEntryRow extends Omit<AuditEntryAnswer, 'recordedAt' | 'actorName' | 'subjectName' | 'device'> {
  readonly recordedAt: Date;
  readonly sessionId: string | null;
}

export interface AuditFilter {
  readonly entries: ShownEntries;
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly slice: IdSlice;
}

const textsOf = (actions: readonly string[]): string => actions.map((action) => `'${action}'`).join(', ');

/**
 * Conditions on the action in the words of the partial indexes `audit_log_changes`, `audit_log_changes_actor` and
 * `audit_log_sign_ins`. Reads have none: most entries are reads, and an index would cost each look-up. An action that joins the reads or
 * sign-ins needs a migration with the indexes of the new lists.
 */
const SHOWN: Readonly<Record<ShownEntries, string>> = {
  ALL: 'true',
  CHANGES: `action NOT IN (${textsOf([...READS, ...SIGN_INS])})`,
  READS: `action IN (${textsOf(READS)})`,
  SIGN_INS: `action IN (${textsOf(SIGN_INS)})`,
};

const ENTRY = {
  id: true,
  recordedAt: true,
  actorKind: true,
  actorId: true,
  action: true,
  subjectKind: true,
  subjectId: true,
  before: true,
  after: true,
  address: true,
  requestId: true,
  sessionId: true,
} as const;

/** The statement of a page of a network's audit, as text: only texts of the list above let PostgreSQL take a partial index. */
export function auditPage(networkId: string, { slice, entries, ...same }: AuditFilter): [string, unknown[]] {
  const { action, actorId, subjectKind, subjectId } = same;
  const columns = { action, actor_id: actorId, subject_kind: subjectKind, subject_id: subjectId };
  const values: unknown[] = [networkId, slice.after, slice.before, slice.limit];
  const equals = Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [`AND ${column} = $${String(values.push(value))}`],
  );
  const text = `SELECT id, recorded_at AS "recordedAt", actor_kind AS "actorKind", actor_id AS "actorId", on_behalf AS "onBehalf", action,
        subject_kind AS "subjectKind", subject_id AS "subjectId", before, after, address, request_id AS "requestId", session_id AS "sessionId"
       FROM audit_log WHERE network_id = $1 AND id > $2 AND id < $3 AND ${SHOWN[entries]} ${equals.join(' ')}
      ORDER BY id ${orderWord(slice)} LIMIT $4`;
  return [text, values];
}

/** A page of the entries of the transaction's network. */
export function listAuditEntries(tx: Statements, networkId: string, filter: AuditFilter): Promise<AuditEntryRow[]> {
  return tx.query<AuditEntryRow>(...auditPage(networkId, filter));
}

/** A page of the few entries that belong to no network. Runs in the platform's role. */
export async function listPlatformAuditEntries(
  tx: Tx,
  { slice, entries, action, ...same }: AuditFilter,
): Promise<AuditEntryRow[]> {
  const { id, order, take } = pickSlice(slice);
  const rows = await tx.prisma.platformAuditEntry.findMany({
    select: ENTRY,
    where: { id, ...same, AND: [{ action }, { action: actionsOf(entries) }] },
    orderBy: order,
    take,
  });
  return rows.map((row) => ({
    ...row,
    onBehalf: false,
    actorKind: row.actorKind as AuditEntryRow['actorKind'],
    before: row.before as AuditEntryRow['before'],
    after: row.after as AuditEntryRow['after'],
  }));
}

function actionsOf(entries: ShownEntries): { in?: string[]; notIn?: string[] } {
  if (entries === 'ALL') return {};
  if (entries === 'CHANGES') return { notIn: [...READS, ...SIGN_INS] };
  return { in: entries === 'READS' ? [...READS] : [...SIGN_INS] };
}

/** Names and devices of actors, in the order of the request. `networkId` is null in the platform's audit. */
export function listActorOrigins(
  tx: Statements,
  networkId: string | null,
  actors: readonly { readonly actorKind: string; readonly actorId: string | null; readonly sessionId: string | null }[],
): Promise<ActorOrigin[]> {
  return tx.query<ActorOrigin>`
    SELECT ${ORIGIN}
      FROM unnest(${actors.map((row) => row.actorKind)}::text[], ${actors.map((row) => row.actorId)}::uuid[],
        ${actors.map((row) => row.sessionId)}::uuid[]) WITH ORDINALITY a(actor_kind, actor_id, session_id, n)
      ${joinActors(networkId)} ORDER BY a.n`;
}
