import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { pageQuery, uuid } from '../../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import { AddFamilyMember } from './add-family-member.command';
import { ReadFamily } from './families.query';
import * as dto from './family.dto';
import { FoundFamily } from './found-family.command';
import { InviteToFamily } from './invite-to-family.command';
import { LeaveFamily } from './leave-family.command';
import { ListFamilies } from './list-families.query';
import { PassFamilyHead } from './pass-family-head.command';
import { SetChildAllowance } from './set-child-allowance.command';

/** Families as staff found and change them. */
@ApiTags('Families')
@ApiBearerAuth()
@Controller()
export class FamiliesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly readFamily: ReadFamily,
    private readonly listFamilies: ListFamilies,
  ) {}

  /** Families that have not ended, the newest first. */
  @Get('families')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familyPageSchema })
  list(
    @Context() context: RequestContext,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<dto.FamilyPage> {
    return this.listFamilies.list(context.principal, context.origin, query);
  }

  @Post('families')
  @HttpCode(201)
  @RequirePermission('families.manage')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  found(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.foundFamilySchema }) { headId, confirmation }: dto.FoundFamilyDto,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new FoundFamily(context, { headId, confirmation }));
  }

  @Get('families/:id')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  get(@Context() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<dto.FamilyAnswer> {
    return this.readFamily.get(context, id);
  }

  @Get('guests/:id/family')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  getOf(@Context() context: RequestContext, @Param('id', { schema: uuid }) guestId: string): Promise<dto.FamilyAnswer> {
    return this.readFamily.getOf(context, guestId);
  }

  @Post('families/:id/members')
  @HttpCode(201)
  @RequirePermission('families.manage')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  add(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.addMemberSchema }) body: dto.AddMemberDto,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new AddFamilyMember(context, { familyId: id, body }));
  }

  /** A code with which one guest joins. */
  @Post('families/:id/invitations')
  @HttpCode(201)
  @RequirePermission('families.manage')
  @ApiCreatedResponse({ standardSchema: dto.invitationSchema })
  invite(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.inviteSchema }) body: dto.InviteDto,
  ): Promise<dto.InvitationAnswer> {
    return this.commands.execute(new InviteToFamily(context, { familyId: id, body }));
  }

  @Delete('families/:id/members/:guestId')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  remove(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('guestId', { schema: uuid }) guestId: string,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new LeaveFamily(context, { familyId: id, guestId }));
  }

  @Put('families/:id/head')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  passHead(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.headSchema }) { guestId }: dto.HeadDto,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new PassFamilyHead(context, { familyId: id, guestId }));
  }

  @Put('families/:id/members/:guestId/allowance')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  allow(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Param('guestId', { schema: uuid }) guestId: string,
    @Body({ schema: dto.allowanceSchema }) body: dto.AllowanceDto,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new SetChildAllowance(context, { familyId: id, childId: guestId, body }));
  }
}
