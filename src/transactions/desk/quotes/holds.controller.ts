import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Direct } from '../../../platform/http/direct-routes';
import { Id } from '../../../platform/http/id.decorator';
import { z } from 'zod';
import { SALE_PROBLEMS } from '../../till/responses/act-problems';
import { openObjectNamed, openObjectOf } from '../../../platform/http/schemas';
import {
  KeyedContext,
  KeyRequiredContext,
  type RequestContext,
  OnlyReads,
  requirePermission,
  Route,
  Routes,
} from '../../../security';
import { type QuoteDto, quoteSchema } from '../../till/intake/act.dto';
import { type QuoteAnswer, quoteAnswerSchema } from '../../till/responses/transaction-answer.dto';
import { Quotes } from './quotes.query';
import { HoldPoints, VoidHold } from './quoted-sale';

export const voidedSchema = openObjectNamed('VoidedHold', 'A hold that was given up before a sale captured it.', {
  holdId: z.uuid().describe('The hold'),
  status: z.literal('VOIDED').describe('Its points are released'),
  balance: openObjectOf("The guest's points right after it", {
    available: z.int().describe('Points that the guest can spend'),
    held: z.int().describe('Points that other holds keep'),
  }),
});

/** Quotes, and the points that they hold. */
@Routes('/', 'Till', 'till.quote')
export class HoldsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly quotes: Quotes,
  ) {}

  @Route('POST guests/:id/quote', {
    id: 'quoteSale',
    summary: 'Quote a sale, and hold points for it',
    description:
      'Decides the sale as it would be decided now and answers 200; nothing is written. The answer also says how many ' +
      'points could be redeemed, how many of them without a `confirmation`, and which rewards the guest can use or get.' +
      '\n\nWith `hold` the call needs an `Idempotency-Key`, sets `pointsToRedeem` aside and answers 201 with `holdId`. ' +
      'The held points stay reserved until a sale with this `holdId` captures them, the hold is voided, or ' +
      '`holdExpiresAt` has passed. More points than the network allows without consent need a `confirmation` here, ' +
      'not in the sale.',
    ok: quoteAnswerSchema,
    created: quoteAnswerSchema,
    problems: SALE_PROBLEMS,
  })
  @Direct()
  @OnlyReads()
  quote(
    @KeyedContext() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: quoteSchema }) dto: QuoteDto,
  ): Promise<QuoteAnswer> {
    if (!dto.hold) return this.quotes.quote(context, guestId, dto);
    // A quote that holds points changes the guest's balance, so reading rights are not enough.
    requirePermission(context.principal, 'till.quote');
    return this.commands.execute(new HoldPoints(context, { guestId, body: dto }));
  }

  @Route('POST holds/:id/void', {
    id: 'voidHold',
    summary: 'Release the points of a hold',
    description: 'The held points become available again, each with its own expiry.',
    ok: voidedSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'own_account', 'not_found', 'hold_closed', 'hold_expired'],
  })
  async void(
    @KeyRequiredContext() context: RequestContext,
    @Id() holdId: string,
  ): Promise<z.infer<typeof voidedSchema>> {
    const row = await this.commands.execute(new VoidHold(context, { holdId }));
    return { holdId, status: 'VOIDED', balance: { available: row.available, held: row.held } };
  }
}
