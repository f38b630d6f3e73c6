import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { refuseOtherGuests } from '../../../identity';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import { EndTier } from './end-tier.command';
import { GuestTiers } from './guest-tiers';
import { RaiseCounter } from './raise-counter.command';
import { SetTier } from './set-tier.command';
import * as dto from './tier.dto';

/** A guest's tier with its history, and the changes that a manager makes by hand. */
@ApiTags('Tiers')
@ApiBearerAuth()
@Controller('guests')
export class GuestTiersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tiers: GuestTiers,
  ) {}

  @Operation({
    id: 'getGuestTier',
    summary: "Get a guest's tier and the way to the next",
    description: 'As of now. Guests can read their own tier.',
    problems: ['guest_not_found', 'no_program'],
  })
  @Get(':id/tier')
  @RequirePermission('guest.read', 'guest.self', 'tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  read(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.GuestTierAnswer> {
    refuseOtherGuests(context.principal, guestId);
    return this.tiers.read(context.networkId, guestId);
  }

  @Operation({
    id: 'replaceGuestTier',
    summary: 'Set a tier that a guest holds at least',
    description:
      'Takes the place of a tier that was set by hand before. The tier by the rule of the programme goes on beneath ' +
      'it: while it is higher the guest holds that one, and after `until` it alone counts.',
    problems: ['forbidden', 'own_account', 'guest_not_found', 'tier_unknown', 'reason_code_unknown', 'no_program'],
  })
  @Put(':id/tier')
  @RequirePermission('tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  async set(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.setTierSchema }) body: dto.SetTierDto,
  ): Promise<dto.GuestTierAnswer> {
    await this.commands.execute(new SetTier(context, { guestId, body }));
    return this.tiers.read(context.networkId, guestId);
  }

  @Operation({
    id: 'endGuestTier',
    summary: 'End a tier that was set by hand',
    description: 'The tier by the rule of the programme holds again at once.',
    problems: ['forbidden', 'own_account', 'guest_not_found', 'tier_not_set_by_hand', 'no_program'],
  })
  @Delete(':id/tier')
  @RequirePermission('tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  async end(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.GuestTierAnswer> {
    await this.commands.execute(new EndTier(context, { guestId }));
    return this.tiers.read(context.networkId, guestId);
  }

  @Operation({
    id: 'listGuestTierChanges',
    summary: "List the changes of a guest's tier",
    description: 'Newest first, each with its cause. Guests can read their own changes.',
    problems: ['guest_not_found'],
  })
  @Get(':id/tiers')
  @RequirePermission('guest.read', 'guest.self', 'tier.manage')
  @ApiOkResponse({ standardSchema: dto.tierChangesSchema })
  changes(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<dto.TierChanges> {
    refuseOtherGuests(context.principal, guestId);
    return this.tiers.listChanges(context, guestId, query);
  }

  @Operation({
    id: 'raiseGuestCounter',
    summary: "Raise a counter that counts towards a guest's tier",
    description:
      'Counters are named by the tiers of the programme in force: a review written, a friend brought. The tier is ' +
      'looked at right after it, upwards only.',
    problems: [
      'forbidden',
      'own_account',
      'guest_not_found',
      'occurred_at_out_of_range',
      'counter_unknown',
      'guest_blocked',
      'no_program',
    ],
  })
  @Post(':id/counters/:code')
  @HttpCode(200)
  @RequirePermission('tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  async raise(
    @KeyRequiredContext() context: RequestContext,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('code', { schema: dto.counterCode }) counter: string,
    @Body({ schema: dto.raiseCounterSchema }) body: dto.RaiseCounterDto,
  ): Promise<dto.GuestTierAnswer> {
    await this.commands.execute(new RaiseCounter(context, { guestId, counter, body }));
    return this.tiers.read(context.networkId, guestId);
  }
}
