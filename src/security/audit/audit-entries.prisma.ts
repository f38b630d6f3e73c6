import type { Tx } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import type { AuditEntryAnswer } from './audit.dto';

export interface AuditEntryRow extends Omit<AuditEntryAnswer, 'recordedAt' | 'actorName' | 'device'> {
  readonly recordedAt: Date;
  readonly sessionId: string | null;
}

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly slice: IdSlice;
}

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

/** A page of the entries of the transaction's network. */
export async function listAuditEntries(
  tx: Tx,
  networkId: string,
  { slice, ...same }: AuditFilter,
): Promise<AuditEntryRow[]> {
  const { id, order, take } = pickSlice(slice);
  const rows = await tx.prisma.auditEntry.findMany({
    select: { ...ENTRY, onBehalf: true },
    where: { networkId, id, ...same },
    orderBy: order,
    take,
  });
  return rows.map(entryOf);
}

/** A page of the entries that belong to no network. Runs in the platform's role. */
export async function listPlatformAuditEntries(tx: Tx, { slice, ...same }: AuditFilter): Promise<AuditEntryRow[]> {
  const { id, order, take } = pickSlice(slice);
  const rows = await tx.prisma.platformAuditEntry.findMany({
    select: ENTRY,
    where: { id, ...same },
    orderBy: order,
    take,
  });
  return rows.map((row) => entryOf({ ...row, onBehalf: false }));
}

/** Narrows the types: `Audit.append` wrote these columns as text and JSON. */
function entryOf(
  row: { readonly actorKind: string; readonly before: unknown; readonly after: unknown } & Omit<
    AuditEntryRow,
    'actorKind' | 'before' | 'after'
  >,
): AuditEntryRow {
  return {
    ...row,
    actorKind: row.actorKind as AuditEntryRow['actorKind'],
    before: row.before as AuditEntryRow['before'],
    after: row.after as AuditEntryRow['after'],
  };
}
