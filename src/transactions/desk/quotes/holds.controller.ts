import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { uuid } from '../../../platform/http/schemas';
import {
  KeyedContext,
  KeyRequiredContext,
  type RequestContext,
  RequirePermission,
  OnlyReads,
  requirePermission,
} from '../../../security';
import { type QuoteDto, quoteSchema } from '../../till/intake/act.dto';
import { type QuoteAnswer, quoteAnswerSchema } from '../../till/responses/transaction-answer.dto';
import { HoldPoints } from './hold-points.command';
import { Quotes } from './quotes.query';
import { VoidHold } from './void-hold.command';

export const voidedSchema = z
  .object({ holdId: z.uuid(), status: z.literal('VOIDED'), balance: z.object({ available: z.int(), held: z.int() }) })
  .meta({ id: 'VoidedHold' });

/** Quotes, and the points that they hold. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller()
export class HoldsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly quotes: Quotes,
  ) {}

  /** 200 with nothing written; with `hold` 201, and points are set aside until captured, voided or released by time. */
  @Post('guests/:id/quote')
  @HttpCode(200)
  @OnlyReads()
  @RequirePermission('till.quote')
  @ApiOkResponse({ standardSchema: quoteAnswerSchema })
  @ApiCreatedResponse({ standardSchema: quoteAnswerSchema })
  quote(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: quoteSchema }) dto: QuoteDto,
  ): Promise<QuoteAnswer> {
    if (!dto.hold) return this.quotes.quote(context, guestId, dto);
    // A quote with a hold is no longer a look.
    requirePermission(context.principal, 'till.quote');
    return this.commands.execute(new HoldPoints(context, { guestId, body: dto }));
  }

  @Post('holds/:id/void')
  @HttpCode(200)
  @RequirePermission('till.quote')
  @ApiOkResponse({ standardSchema: voidedSchema })
  async void(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) holdId: string,
  ): Promise<z.infer<typeof voidedSchema>> {
    const row = await this.commands.execute(new VoidHold(context, { holdId }));
    return { holdId, status: 'VOIDED', balance: { available: row.available, held: row.held } };
  }
}
