import { Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { pageQuery } from '../../../platform/http/schemas';
import { Context, type RequestContext, Route, Routes } from '../../../security';
import {
  type CurrentShiftQuery,
  currentShiftQuery,
  type ShiftAnswer,
  shiftSchema,
  type TillReportQuery,
  tillReportQuery,
  tillReportSchema,
} from './shift.dto';
import { ShiftReports, CloseShift } from './shift-reports';

/** Shift reports of cashiers and tills. */
@Routes('shifts', 'Shifts', 'till.shift')
export class ShiftsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly reports: ShiftReports,
  ) {}

  @Route('GET', {
    id: 'getTillReport',
    summary: 'Get the shifts of a point of sale',
    description:
      'Each shift with its figures, and the figures of all of them together. Cashiers get their own shifts alone. Acts ' +
      'of API keys belong to no shift.',
    ok: tillReportSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  ofTill(@Context() context: RequestContext, @Query({ schema: tillReportQuery }) query: TillReportQuery) {
    return this.reports.ofTill(context, query);
  }

  @Route('GET current', {
    id: 'getCurrentShift',
    summary: "Get the caller's open shift at a point of sale",
    description: "A shift begins with the caller's first act at the point of sale on a business date; before it: 404.",
    ok: shiftSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found', 'shift_not_found'],
  })
  current(@Context() context: RequestContext, @Query({ schema: currentShiftQuery }) query: CurrentShiftQuery) {
    return this.reports.current(context, query.pointOfSaleId, query);
  }

  @Route('GET :id', {
    id: 'getShift',
    summary: 'Get a shift with its totals and transactions',
    description: 'Cashiers can read their own shifts, others those of their restaurants.',
    ok: shiftSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'shift_not_found'],
  })
  read(
    @Context() context: RequestContext,
    @Id() id: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<ShiftAnswer> {
    return this.reports.read(context, id, query);
  }

  @Route('POST :id/close', {
    id: 'closeShift',
    summary: 'Close a shift',
    description:
      'The next act of the same person at the point of sale opens a new shift. Cashiers can close their own shifts. ' +
      'Closing again changes nothing and answers with the shift.',
    ok: shiftSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'shift_not_found'],
  })
  close(@Context() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CloseShift(context, { shiftId: id }));
  }
}
