import { Query } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { Route, Routes } from '../permissions/permission.decorator';
import { CurrentPrincipal } from '../principal/current-principal.decorator';
import type { Principal } from '../principal/principal';
import { type ActorOrigin, listSubjectNames } from './actors.sql';
import { type AuditEntryRow, listActorOrigins, listAuditEntries, listPlatformAuditEntries } from './audit-entries.sql';
import * as dto from './audit.dto';

const AUDIT = 'audit';

/** The audit of a network or, for the installation's owner, of the platform. */
@Routes('audit', 'Audit')
export class AuditController {
  constructor(private readonly database: Database) {}

  @Route('GET', {
    id: 'listAudit',
    permission: 'audit.read',
    summary: 'List the audit',
    description:
      'Newest first; the filters can be combined. A caller of a network sees the entries of that network. An owner sees those of the installation, or with `X-Act-For-Network` those of that network.',
    ok: dto.auditPageSchema,
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.auditQuerySchema }) query: dto.AuditQuery,
  ): Promise<{ items: dto.AuditEntryAnswer[]; nextCursor: string | null }> {
    const { entries, action, actorId, subjectKind, subjectId } = query;
    const filter = { entries, action, actorId, subjectKind, subjectId, slice: sliceOf(AUDIT, query) };
    const { networkId } = principal;
    const readsPersonalData = principal.kind === 'user' && principal.role !== 'analyst';
    const read = async (tx: Tx) => {
      const rows =
        networkId === null ? await listPlatformAuditEntries(tx, filter) : await listAuditEntries(tx, networkId, filter);
      const { items, nextCursor } = pageOfSlice(AUDIT, query, rows, (row) => row.id);
      const origins = readsPersonalData ? await listActorOrigins(tx, networkId, items) : [];
      const subjects = readsPersonalData ? await listSubjectNames(tx, items) : [];
      return { items: items.map((row, i) => toAnswer(row, origins[i], subjects[i])), nextCursor };
    };
    return networkId === null ? this.database.asPlatform(read) : this.database.inNetwork(networkId, read);
  }
}

/** @param origin undefined for a reader who may not see personal data */
function toAnswer(
  row: AuditEntryRow,
  origin: ActorOrigin | undefined,
  subjectName: string | null = null,
): dto.AuditEntryAnswer {
  const { sessionId: _sessionId, recordedAt, address, ...entry } = row;
  return {
    ...entry,
    recordedAt: recordedAt.toISOString(),
    actorName: origin?.name ?? null,
    subjectName,
    device: origin?.device ?? null,
    address: origin === undefined ? null : address,
  };
}
