import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type KeyedCall, KeyRequired } from '../../../platform/http/idempotency/keyed-call';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { refuseOtherGuests } from '../../../identity';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../../security';
import { GuestTiers } from './guest-tiers';
import * as dto from './tier.dto';

/** The tier of a guest, why it is so, and what a manager may do about it. */
@ApiTags('Tiers')
@ApiBearerAuth()
@Controller('guest')
export class GuestTiersController {
  constructor(private readonly tiers: GuestTiers) {}

  @Get(':id/tier')
  @RequirePermission('guest.read', 'guest.self', 'tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.GuestTierAnswer> {
    refuseOtherGuests(principal, guestId);
    return this.tiers.read(networkOf(principal), guestId);
  }

  /** Sets a tier that the guest holds at least, to the end of a day or until it is ended. */
  @Put(':id/tier')
  @RequirePermission('tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  async set(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Body({ schema: dto.setTierSchema }) body: dto.SetTierDto,
  ): Promise<dto.GuestTierAnswer> {
    await this.tiers.setByHand(principal, guestId, body, call, origin);
    return this.tiers.read(networkOf(principal), guestId);
  }

  /** Ends what was set: the tier by the rule of the programme holds again, at once. */
  @Delete(':id/tier')
  @RequirePermission('tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  async end(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.GuestTierAnswer> {
    await this.tiers.endByHand(principal, guestId, call, origin);
    return this.tiers.read(networkOf(principal), guestId);
  }

  /** Every change of the tier with its cause, newest first. */
  @Get(':id/tiers')
  @RequirePermission('guest.read', 'guest.self', 'tier.manage')
  @ApiOkResponse({ standardSchema: dto.tierChangesSchema })
  changes(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('id', { schema: uuid }) guestId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<dto.TierChanges> {
    refuseOtherGuests(principal, guestId);
    return this.tiers.listChanges(principal, guestId, query, language);
  }

  /** Raises one of the programme's counters: a review written, a friend brought. */
  @Post(':id/counters/:code')
  @HttpCode(200)
  @RequirePermission('tier.manage')
  @ApiOkResponse({ standardSchema: dto.guestTierSchema })
  async raise(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) guestId: string,
    @Param('code', { schema: dto.counterCode }) counter: string,
    @Body({ schema: dto.raiseCounterSchema }) { count, occurredAt }: dto.RaiseCounterDto,
  ): Promise<dto.GuestTierAnswer> {
    const at = occurredAt === null || occurredAt === undefined ? null : Date.parse(occurredAt);
    await this.tiers.raiseCounter(principal, guestId, { kind: 'COUNT', counter, count }, at, call, origin);
    return this.tiers.read(networkOf(principal), guestId);
  }
}
