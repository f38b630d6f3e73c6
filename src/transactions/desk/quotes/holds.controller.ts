import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Keyed, type KeyedCall, KeyRequired } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { uuid } from '../../../platform/http/schemas';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../../security';
import { type QuoteDto, quoteSchema } from '../../till/intake/act.dto';
import { type QuoteAnswer, quoteAnswerSchema } from '../../till/responses/transaction-answer.dto';
import { Quotes } from './quotes';

export const voidedSchema = z
  .object({ holdId: z.uuid(), status: z.literal('VOIDED'), balance: z.object({ available: z.int(), held: z.int() }) })
  .meta({ id: 'VoidedHold' });

/** Quotes, and the points that they hold. */
@ApiTags('Till')
@ApiBearerAuth()
@Controller()
export class HoldsController {
  constructor(private readonly quotes: Quotes) {}

  /** 200 with nothing written; with `hold` 201, and points are set aside until captured, voided or released by time. */
  @Post('guest/:id/quote')
  @HttpCode(200)
  @RequirePermission('till.quote')
  @ApiOkResponse({ standardSchema: quoteAnswerSchema })
  @ApiCreatedResponse({ standardSchema: quoteAnswerSchema })
  quote(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: quoteSchema }) dto: QuoteDto,
  ): Promise<QuoteAnswer> {
    return this.quotes.quote(principal, guestId, dto, call, language);
  }

  @Post('holds/:id/void')
  @HttpCode(200)
  @RequirePermission('till.quote')
  @ApiOkResponse({ standardSchema: voidedSchema })
  async void(
    @CurrentPrincipal() principal: Principal,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) holdId: string,
  ): Promise<z.infer<typeof voidedSchema>> {
    const row = await this.quotes.void(principal, holdId, call);
    return { holdId, status: 'VOIDED', balance: { available: row.available, held: row.held } };
  }
}
