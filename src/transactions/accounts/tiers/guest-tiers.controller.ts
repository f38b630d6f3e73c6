import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { refuseOtherGuests } from '../../../identity';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { Context, KeyRequiredContext, type RequestContext, RequirePermission } from '../../../security';
import { EndTier } from './end-tier.command';
import { GuestTiers } from './guest-tiers';
import { RaiseCounter } from './raise-counter.command';
import { SetTier } from './set-tier.command';
import * as dto from './tier.dto';

/** The tier of a guest, why it is so, and what a manager may do about it. */
@ApiTags('Tiers')
@ApiBearerAuth()
@Controller('guests')
export class GuestTiersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tiers: GuestTiers,
  ) {}

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

  /** Sets a tier that the guest holds at least, to the end of a day or until it is ended. */
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

  /** Ends what was set: the tier by the rule of the programme holds again, at once. */
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

  /** Every change of the tier with its cause, newest first. */
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

  /** Raises one of the programme's counters: a review written, a friend brought. */
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
