import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { Context, type RequestContext, RequirePermission } from '../../../security';
import { CloseShift } from './close-shift.command';
import { type CurrentShiftQuery, currentShiftQuery, type ShiftAnswer, shiftSchema } from './shift.dto';
import { ShiftReports } from './shift-reports';

/** Shift reports of cashiers and tills. */
@ApiTags('Shifts')
@ApiBearerAuth()
@Controller('shifts')
export class ShiftsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reports: ShiftReports,
  ) {}

  @Get('current')
  @RequirePermission('till.shift')
  @ApiOkResponse({ standardSchema: shiftSchema })
  current(
    @Context() context: RequestContext,
    @Query({ schema: currentShiftQuery }) query: CurrentShiftQuery,
  ): Promise<ShiftAnswer> {
    return this.reports.current(context, query.pointOfSaleId, query);
  }

  @Get(':id')
  @RequirePermission('till.shift')
  @ApiOkResponse({ standardSchema: shiftSchema })
  read(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<ShiftAnswer> {
    return this.reports.read(context, id, query);
  }

  @Post(':id/close')
  @HttpCode(200)
  @RequirePermission('till.shift')
  @ApiOkResponse({ standardSchema: shiftSchema })
  close(@Context() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<ShiftAnswer> {
    return this.commands.execute(new CloseShift(context, { shiftId: id }));
  }
}
