import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageOf, pageQuery, uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { type GuestWarningAnswer, guestWarningSchema } from './extended.dto';
import { ExtendedQuery } from './extended.query';

const WARNINGS = 'guest-warnings';

/** What a guest was told before their points end, and what came of it. The messages themselves are the guest's own. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller('guests')
export class GuestWarningsController {
  constructor(private readonly extended: ExtendedQuery) {}

  /** Warnings that arrived, and points that lived on or expired because none did; newest first. */
  @Get(':id/warnings')
  @RequirePermission('guest.read')
  @ApiOkResponse({ standardSchema: pageOf(guestWarningSchema) })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) guestId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: GuestWarningAnswer[]; nextCursor: string | null }> {
    const before = query.cursor === undefined ? null : decodeCursor(WARNINGS, query.cursor, uuid);
    const rows = await this.extended.listOfGuest(networkOf(principal), guestId, before, query.limit + 1);
    return pageFrom(WARNINGS, rows, query.limit, (row) => row.id);
  }
}
