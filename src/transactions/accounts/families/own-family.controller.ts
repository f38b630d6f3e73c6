import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { uuid } from '../../../platform/http/schemas';
import { CurrentOrigin, CurrentPrincipal, type Origin, type Principal, RequirePermission } from '../../../security';
import { Families } from './families';
import * as dto from './family.dto';

/** A guest's own family: the head invites, takes out and passes on its place, any adult gives children an allowance. */
@ApiTags('Families')
@ApiBearerAuth()
@Controller('auth/me/family')
export class OwnFamilyController {
  constructor(private readonly families: Families) {}

  @Get()
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  get(@CurrentPrincipal() principal: Principal, @CurrentOrigin() origin: Origin): Promise<dto.FamilyAnswer> {
    return this.families.getOf({ principal, origin }, principal.id);
  }

  @Post()
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  found(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
  ): Promise<dto.FamilyAnswer> {
    return this.families.found({ principal, origin, call }, principal.id);
  }

  @Post('invitations')
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.invitationSchema })
  async invite(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.inviteSchema }) body: dto.InviteDto,
  ): Promise<dto.InvitationAnswer> {
    return this.families.invite({ principal, origin, call }, await this.families.idOf(principal), body);
  }

  /** With a code of the head's; a few that are wrong an hour. */
  @Post('join')
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  join(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.joinSchema }) { code }: dto.JoinDto,
  ): Promise<dto.FamilyAnswer> {
    return this.families.join({ principal, origin, call }, code);
  }

  /** The own id: to leave. Another's: the head takes a member out. */
  @Delete('members/:guestId')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  async remove(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('guestId', { schema: uuid }) guestId: string,
  ): Promise<dto.FamilyAnswer> {
    return this.families.leave({ principal, origin, call }, await this.families.idOf(principal), guestId);
  }

  @Put('head')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  async passHead(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.headSchema }) { guestId }: dto.HeadDto,
  ): Promise<dto.FamilyAnswer> {
    return this.families.passHead({ principal, origin, call }, await this.families.idOf(principal), guestId);
  }

  @Put('members/:guestId/allowance')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  async allow(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('guestId', { schema: uuid }) guestId: string,
    @Body({ schema: dto.ownAllowanceSchema }) body: dto.OwnAllowanceDto,
  ): Promise<dto.FamilyAnswer> {
    const asking = { principal, origin, call };
    const familyId = await this.families.idOf(principal);
    return this.families.allow(asking, familyId, guestId, { ...body, giverId: principal.id });
  }
}
