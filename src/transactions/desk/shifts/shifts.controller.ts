import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../../security';
import { type CurrentShiftQuery, currentShiftQuery, type ShiftAnswer, shiftSchema } from './shift.dto';
import { ShiftReports } from './shift-reports';

/** Shift reports of cashiers and tills. */
@ApiTags('Shifts')
@ApiBearerAuth()
@Controller('shifts')
export class ShiftsController {
  constructor(private readonly reports: ShiftReports) {}

  @Get('current')
  @RequirePermission('till.shift')
  @ApiOkResponse({ standardSchema: shiftSchema })
  current(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Query({ schema: currentShiftQuery }) query: CurrentShiftQuery,
  ): Promise<ShiftAnswer> {
    return this.reports.current(principal, query.pointOfSaleId, query, language);
  }

  @Get(':id')
  @RequirePermission('till.shift')
  @ApiOkResponse({ standardSchema: shiftSchema })
  read(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<ShiftAnswer> {
    return this.reports.read(principal, id, query, language);
  }

  @Post(':id/close')
  @HttpCode(200)
  @RequirePermission('till.shift')
  @ApiOkResponse({ standardSchema: shiftSchema })
  close(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @CurrentLanguage() language: Language,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<ShiftAnswer> {
    return this.reports.close(principal, id, language, origin);
  }
}
