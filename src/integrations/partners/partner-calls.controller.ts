import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Context, type KeyPrincipal, KeyedContext, type RequestContext, Route, Routes } from '../../security';
import { MovePartnerPoints, RefundPartnerPoints } from './partners.commands';
import * as dto from './partner.dto';
import { Partners } from './partners';

/** The calls of a partner itself, by its own keys. */
@Routes('partner', 'Partners', 'partner.act')
export class PartnerCallsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly partners: Partners,
  ) {}

  @Route('POST earn', {
    id: 'earnAtPartner',
    summary: 'Give points to a guest of the partner',
    description:
      'Once for a `reference`, or for an `Idempotency-Key`. Beyond the points that the partner may give in a business day: ' +
      '`limit_exceeded`.',
    created: dto.partnerOperationSchema,
    problems: ['guest_not_found', 'phone_invalid', 'limit_exceeded', 'guest_blocked', 'no_program', 'not_found'],
  })
  earn(@KeyedContext() context: RequestContext, @Body({ schema: dto.partnerMoveSchema }) body: dto.PartnerMoveBody) {
    return this.commands.execute(new MovePartnerPoints(context, { direction: 'CREDIT', body }));
  }

  @Route('POST burn', {
    id: 'burnAtPartner',
    summary: 'Take points of a guest for a purchase',
    description:
      'Once for a `reference`, or for an `Idempotency-Key`. The network says how many points a guest may spend by a card number or a ' +
      'phone alone: beyond it `confirmation_required`, and a live QR or code lets it through.',
    created: dto.partnerOperationSchema,
    problems: [
      'guest_not_found',
      'phone_invalid',
      'limit_exceeded',
      'insufficient_points',
      'redemption_limit_exceeded',
      'confirmation_required',
      'guest_blocked',
      'no_program',
      'not_found',
    ],
  })
  burn(@KeyedContext() context: RequestContext, @Body({ schema: dto.partnerMoveSchema }) body: dto.PartnerMoveBody) {
    return this.commands.execute(new MovePartnerPoints(context, { direction: 'DEBIT', body }));
  }

  @Route('POST refunds', {
    id: 'refundAtPartner',
    summary: 'Take an operation of the partner back',
    description:
      'As a whole or in part, several times until nothing is left. Points that were given and are spent already: ' +
      '`insufficient_points`. A refund of a settled operation stands in the next settlement.',
    created: dto.partnerOperationSchema,
    problems: [
      'not_found',
      'not_refundable',
      'refund_exceeds_sale',
      'insufficient_points',
      'guest_merged',
      'no_program',
    ],
  })
  refund(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.partnerRefundSchema }) body: dto.PartnerRefundBody,
  ) {
    return this.commands.execute(new RefundPartnerPoints(context, { body }));
  }

  @Route('GET settlements', {
    id: 'listOwnSettlements',
    summary: 'List the settlements of the own partner',
    description: 'The newest first.',
    ok: dto.settlementPageSchema,
    problems: ['not_found'],
  })
  settlements(
    @Context() { networkId, principal }: RequestContext,
    @Query({ schema: dto.settlementListQuery }) query: z.infer<typeof dto.settlementListQuery>,
  ) {
    // Only API keys have the permission, so the principal is one.
    const { integrationId } = principal as KeyPrincipal;
    return this.partners.listSettlements('own-partner-settlements', networkId, integrationId, query);
  }
}
