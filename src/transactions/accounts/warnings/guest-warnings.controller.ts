import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageOf, pageQuery, uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { type GuestWarningAnswer, guestWarningSchema } from './extended.dto';
import { ExtendedQuery } from './extended.query';

const WARNINGS = 'guest-warnings';

/** The expiry warnings of a guest's points, for staff. The text of a message is for the guest alone. */
@ApiTags('Guests')
@ApiBearerAuth()
@Controller('guests')
export class GuestWarningsController {
  constructor(private readonly extended: ExtendedQuery) {}

  @Operation({
    id: 'listGuestWarnings',
    summary: "List the expiry warnings of a guest's points",
    description:
      'Warnings that arrived, points that were extended because none arrived, and points that expired after their last ' +
      'extension, newest first. The text of a message is for the guest alone.',
    problems: ['guest_not_found'],
  })
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
