import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../../security';
import { Families } from './families';
import * as dto from './family.dto';
import { ListFamilies } from './list-families.query';

/** Families as staff found and change them. */
@ApiTags('Families')
@ApiBearerAuth()
@Controller()
export class FamiliesController {
  constructor(
    private readonly families: Families,
    private readonly listFamilies: ListFamilies,
  ) {}

  /** Families that have not ended, the newest first. */
  @Get('families')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familyPageSchema })
  list(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<dto.FamilyPage> {
    return this.listFamilies.list(principal, origin, query);
  }

  @Post('families')
  @HttpCode(201)
  @RequirePermission('families.manage')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  found(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.foundFamilySchema }) { headId }: dto.FoundFamilyDto,
  ): Promise<dto.FamilyAnswer> {
    return this.families.found({ principal, origin, call }, headId);
  }

  @Get('families/:id')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  get(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.FamilyAnswer> {
    return this.families.get({ principal, origin }, id);
  }

  @Get('guests/:id/family')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  getOf(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) guestId: string,
  ): Promise<dto.FamilyAnswer> {
    return this.families.getOf({ principal, origin }, guestId);
  }

  @Post('families/:id/members')
  @HttpCode(201)
  @RequirePermission('families.manage')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  add(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.addMemberSchema }) body: dto.AddMemberDto,
  ): Promise<dto.FamilyAnswer> {
    return this.families.add({ principal, origin, call }, id, body);
  }

  /** A code for whoever is to join; the guest enters it. */
  @Post('families/:id/invitations')
  @HttpCode(201)
  @RequirePermission('families.manage')
  @ApiCreatedResponse({ standardSchema: dto.invitationSchema })
  invite(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.inviteSchema }) body: dto.InviteDto,
  ): Promise<dto.InvitationAnswer> {
    return this.families.invite({ principal, origin, call }, id, body);
  }

  @Delete('families/:id/members/:guestId')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  remove(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Param('guestId', { schema: uuid }) guestId: string,
  ): Promise<dto.FamilyAnswer> {
    return this.families.leave({ principal, origin, call }, id, guestId);
  }

  @Put('families/:id/head')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  passHead(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.headSchema }) { guestId }: dto.HeadDto,
  ): Promise<dto.FamilyAnswer> {
    return this.families.passHead({ principal, origin, call }, id, guestId);
  }

  @Put('families/:id/members/:guestId/allowance')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  allow(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Param('guestId', { schema: uuid }) guestId: string,
    @Body({ schema: dto.allowanceSchema }) body: dto.AllowanceDto,
  ): Promise<dto.FamilyAnswer> {
    return this.families.allow({ principal, origin, call }, id, guestId, body);
  }
}
