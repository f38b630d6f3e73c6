import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { newestFirstQuery, type SortedQuery } from '../../../platform/http/list-query';
import { uuid } from '../../../platform/http/schemas';
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

  @Operation({
    id: 'listFamilies',
    summary: 'List families',
    description:
      'Families that have not ended, newest first; for the manager of a group of restaurants those with a member who ' +
      'registered or bought there. The reading of names is noted in the audit.',
  })
  @Get('families')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familyPageSchema })
  list(
    @Context() context: RequestContext,
    @Query({ schema: newestFirstQuery }) query: SortedQuery,
  ): Promise<dto.FamilyPage> {
    return this.listFamilies.list(context.principal, context.origin, query);
  }

  @Operation({
    id: 'createFamily',
    summary: 'Found a family with a guest as its head',
    description:
      'The programme has to allow families. A guest is a member of one family at most. A cashier sends the live QR or ' +
      "code of the guest's card.",
    problems: [
      'forbidden',
      'own_account',
      'guest_not_found',
      'families_closed',
      'family_already',
      'family_in_flight',
      'confirmation_required',
      'confirmation_failed',
    ],
  })
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

  @Operation({
    id: 'getFamily',
    summary: 'Get a family with its members',
    description: 'The reading is noted in the audit.',
    problems: ['not_found'],
  })
  @Get('families/:id')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  get(@Context() context: RequestContext, @Param('id', { schema: uuid }) id: string): Promise<dto.FamilyAnswer> {
    return this.readFamily.get(context, id);
  }

  @Operation({
    id: 'getFamilyOfGuest',
    summary: 'Get the family of a guest',
    description: 'The reading is noted in the audit. A guest without a family: 404.',
    problems: ['not_found'],
  })
  @Get('guests/:id/family')
  @RequirePermission('families.manage')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  getOf(@Context() context: RequestContext, @Param('id', { schema: uuid }) guestId: string): Promise<dto.FamilyAnswer> {
    return this.readFamily.getOf(context, guestId);
  }

  @Operation({
    id: 'addFamilyMember',
    summary: 'Add a guest to a family',
    description: 'A cashier sends the live QR or code of the card of the guest who joins.',
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'guest_not_found',
      'version_conflict',
      'families_closed',
      'family_already',
      'family_full',
      'family_in_flight',
      'confirmation_required',
      'confirmation_failed',
    ],
  })
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

  @Operation({
    id: 'inviteToFamily',
    summary: 'Make an invitation code for a family',
    description: 'The code is shown once, is good for one guest and ends at `expiresAt`.',
    problems: ['not_found', 'version_conflict'],
  })
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

  @Operation({
    id: 'removeFamilyMember',
    summary: 'Take a member out of a family',
    description:
      'When the head goes, the adult who joined first becomes the head; without another adult the family ends. A member ' +
      'with an open hold cannot be taken out.',
    problems: ['forbidden', 'own_account', 'not_found', 'version_conflict', 'family_in_flight'],
  })
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

  @Operation({
    id: 'passFamilyHead',
    summary: 'Make another adult the head of a family',
    description: 'The head before stays a member as an adult.',
    problems: ['forbidden', 'own_account', 'not_found', 'version_conflict', 'family_role_unfit'],
  })
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

  @Operation({
    id: 'replaceChildAllowance',
    summary: "Set the allowance of a family's child",
    description:
      'The giver lends the points that the child does not have. `points` null takes the allowance away; a child without ' +
      "an allowance redeems nothing. A cashier sends the live QR or code of the giver's card to give one.",
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'version_conflict',
      'family_role_unfit',
      'confirmation_required',
      'confirmation_failed',
    ],
  })
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
