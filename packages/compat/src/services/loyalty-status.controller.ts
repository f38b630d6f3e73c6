import { Body, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Guests } from 'loyalty-platform/identity';
import {
  CurrentPrincipal,
  KeyedContext,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from 'loyalty-platform/security';
import { SetTier } from 'loyalty-platform/transactions';
import { LoyaltyStatuses } from './loyalty-status';
import * as dto from './loyalty-status.dto';

/** The rewards system's calls about the status of a customer, in its own shapes. */
@Routes('loyalty', 'Taken over: rewards')
export class LoyaltyStatusController {
  constructor(
    private readonly statuses: LoyaltyStatuses,
    private readonly guests: Guests,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET customer/:id', {
    id: 'getCustomerLoyalty',
    permission: ['guest.read', 'guest.self', 'tier.manage'],
    summary: 'Get the loyalty status of a customer',
    description:
      "A `customerId` is a guest's id or `externalId`. Amounts are decimals of the currency, tiers and benefits " +
      'in small letters, as the rewards system showed them.',
    ok: dto.loyaltyStatusSchema,
    problems: ['no_program'],
  })
  read(@CurrentPrincipal() principal: Principal, @Param('id', { schema: dto.customerIdSchema }) customerId: string) {
    return this.statuses.read(principal, customerId);
  }

  @Route('GET customer/:id/tier-price', {
    id: 'getCustomerTierPrice',
    permission: ['guest.read', 'guest.self', 'tier.manage'],
    summary: 'Get the tier discount on an amount',
    description:
      "A `customerId` is a guest's id or `externalId`. The discount is that of the tier alone, without rewards " +
      'and restricted lines.',
    ok: dto.tierPriceSchema,
    problems: ['no_program'],
  })
  price(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: dto.customerIdSchema }) customerId: string,
    @Query({ schema: dto.tierPriceQuery }) { amount }: z.infer<typeof dto.tierPriceQuery>,
  ): Promise<dto.TierPrice> {
    return this.statuses.price(principal, customerId, amount);
  }

  @Route('PUT tier/update/:customerId', {
    id: 'setCustomerTier',
    permission: 'tier.manage',
    summary: 'Set the tier of a customer by hand',
    description:
      'The customer holds at least this tier, with the reason code OTHER; without `until` as long as nobody ' +
      'ends it. It never takes a tier away.',
    ok: dto.loyaltyStatusSchema,
    problems: ['own_account', 'no_program', 'tier_unknown', 'guest_merged'],
  })
  async update(
    @KeyedContext() context: RequestContext,
    @Param('customerId', { schema: dto.customerIdSchema }) customerId: string,
    @Body({ schema: dto.updateTierSchema }) { tier, until, reason }: dto.UpdateTierDto,
  ): Promise<dto.LoyaltyStatus> {
    const guestId = await this.guests.getIdByReference(context.principal, customerId);
    const change = { tier: tier.toUpperCase(), until, reasonCode: 'OTHER', comment: reason };
    await this.commands.execute(new SetTier(context, { guestId, body: change }));
    return this.statuses.read(context.principal, customerId);
  }
}
