import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Database } from '../../platform/database/database';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { uuid } from '../../platform/http/schemas';
import { RequirePermission } from '../permissions/permission.decorator';
import { CurrentPrincipal } from '../principal/current-principal.decorator';
import type { Principal } from '../principal/principal';
import { type AuditEntryRow, listAuditEntries, listPlatformAuditEntries } from './audit-entries.prisma';
import * as dto from './audit.dto';

const AUDIT = 'audit';

/** The audit: a manager's and an analyst's own network, the owner's installation or the network they act for. */
@ApiTags('Audit')
@ApiBearerAuth()
@Controller('audit')
export class AuditController {
  constructor(private readonly database: Database) {}

  @Get()
  @RequirePermission('audit.read')
  @ApiOkResponse({ standardSchema: dto.auditPageSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.auditQuerySchema }) { cursor, ...query }: dto.AuditQuery,
  ): Promise<{ items: dto.AuditEntryAnswer[]; nextCursor: string | null }> {
    const after = cursor === undefined ? undefined : decodeCursor(AUDIT, cursor, uuid);
    const filter = { ...query, after, limit: query.limit + 1 };
    const { networkId } = principal;
    const rows =
      networkId === null
        ? await this.database.asPlatform((tx) => listPlatformAuditEntries(tx, filter))
        : await this.database.inNetwork(networkId, (tx) => listAuditEntries(tx, networkId, filter));
    const { items, nextCursor } = pageFrom(AUDIT, rows, query.limit, (row) => row.id);
    const readsPersonalData = principal.kind === 'user' && principal.role !== 'analyst';
    return { items: items.map((row) => toAnswer(row, readsPersonalData)), nextCursor };
  }
}

function toAnswer(row: AuditEntryRow, readsPersonalData: boolean): dto.AuditEntryAnswer {
  return { ...row, recordedAt: row.recordedAt.toISOString(), address: readsPersonalData ? row.address : null };
}
