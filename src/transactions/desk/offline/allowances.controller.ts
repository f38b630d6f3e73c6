import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './allowance.dto';
import { Allowances } from './allowances';
import { EndAllowance, GiveAllowance } from './offline.commands';

/** The points that guests can spend beyond their balances while a till is offline. */
@Routes('restaurants/:id/points-of-sale/:pointOfSaleId/allowance', 'Places')
export class AllowancesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly allowances: Allowances,
  ) {}

  @Route('GET', {
    id: 'getTillAllowance',
    permission: 'places.read',
    summary: "Get a till's allowance for offline redemptions",
    description: 'The most points that guests can spend at this till beyond what they have, while it is offline.',
    ok: dto.allowanceSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  get(@Context() context: RequestContext, @Id() restaurantId: string, @Id('pointOfSaleId') pointOfSaleId: string) {
    return this.allowances.get(context.principal, { restaurantId, pointOfSaleId });
  }

  @Route('PUT', {
    id: 'replaceTillAllowance',
    permission: 'allowances.give',
    summary: 'Give a till an allowance for offline redemptions',
    description: 'Ends the allowance before, with its tokens, and puts this one in its place.',
    ok: dto.allowanceSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found', 'point_of_sale_closed', 'allowance_limit_exceeded'],
  })
  give(
    @KeyedContext() context: RequestContext,
    @Id() restaurantId: string,
    @Id('pointOfSaleId') pointOfSaleId: string,
    @Body({ schema: dto.giveAllowanceSchema }) body: dto.GiveAllowanceDto,
  ) {
    return this.commands.execute(new GiveAllowance(context, { place: { restaurantId, pointOfSaleId }, body }));
  }

  @Route('DELETE', {
    id: 'endTillAllowance',
    permission: 'allowances.give',
    summary: "End a till's allowance for offline redemptions",
    description: 'Its tokens pay for nothing from now on. A till without an allowance stays without one.',
    ok: dto.allowanceSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found'],
  })
  end(@KeyedContext() context: RequestContext, @Id() restaurantId: string, @Id('pointOfSaleId') pointOfSaleId: string) {
    return this.commands.execute(new EndAllowance(context, { place: { restaurantId, pointOfSaleId } }));
  }

  @Route('POST token', {
    id: 'createTillAllowanceToken',
    permission: 'till.redeem',
    summary: "Get a device's signed token of the allowance",
    description:
      'The device keeps it and sends it with its offline batches. Nothing is written, so it may be fetched as often as ' +
      'wanted. It is good for as long as acts may come late, and no longer than the allowance.',
    ok: dto.tokenSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'not_found', 'point_of_sale_closed'],
  })
  token(
    @Context() context: RequestContext,
    @Id() restaurantId: string,
    @Id('pointOfSaleId') pointOfSaleId: string,
    @Body({ schema: dto.askTokenSchema }) body: dto.AskTokenDto,
  ): Promise<dto.TokenAnswer> {
    return this.allowances.tokenFor(context.principal, { restaurantId, pointOfSaleId }, body);
  }
}
