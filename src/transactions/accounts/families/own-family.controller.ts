import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../../platform/http/operation.decorator';
import { uuid } from '../../../platform/http/schemas';
import { Context, KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import { ReadFamily } from './families.query';
import * as dto from './family.dto';
import { FoundFamily } from './found-family.command';
import { InviteToFamily } from './invite-to-family.command';
import { JoinFamily } from './join-family.command';
import { LeaveFamily } from './leave-family.command';
import { PassFamilyHead } from './pass-family-head.command';
import { SetChildAllowance } from './set-child-allowance.command';

/** A guest's own family: the head invites, takes out and passes on its place, any adult gives children an allowance. */
@ApiTags('Families')
@ApiBearerAuth()
@Controller('auth/me/family')
export class OwnFamilyController {
  constructor(
    private readonly commands: CommandBus,
    private readonly readFamily: ReadFamily,
  ) {}

  @Operation({
    id: 'getOwnFamily',
    summary: "Get the caller's family",
    problems: ['not_found'],
  })
  @Get()
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  get(@Context() context: RequestContext): Promise<dto.FamilyAnswer> {
    return this.readFamily.getOf(context, context.principal.id);
  }

  @Operation({
    id: 'createOwnFamily',
    summary: 'Found a family with the caller as its head',
    description: 'The programme has to allow families. A guest is a member of one family at most.',
    problems: ['guest_not_found', 'families_closed', 'family_already', 'family_in_flight'],
  })
  @Post()
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  found(@KeyedContext() context: RequestContext): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new FoundFamily(context, { headId: context.principal.id }));
  }

  @Operation({
    id: 'inviteToOwnFamily',
    summary: "Make an invitation code for the caller's family",
    description: 'For the head alone. The code is shown once, is good for one guest and ends at `expiresAt`.',
    problems: ['not_found', 'family_role_unfit'],
  })
  @Post('invitations')
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.invitationSchema })
  async invite(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.inviteSchema }) body: dto.InviteDto,
  ): Promise<dto.InvitationAnswer> {
    return this.commands.execute(
      new InviteToFamily(context, { familyId: await this.readFamily.getOwnId(context), body }),
    );
  }

  @Operation({
    id: 'joinFamily',
    summary: 'Join a family with the code of an invitation',
    description: 'After five wrong codes within an hour the caller has to wait.',
    problems: [
      'invitation_unknown',
      'not_found',
      'guest_not_found',
      'version_conflict',
      'families_closed',
      'family_already',
      'family_full',
      'family_in_flight',
    ],
  })
  @Post('join')
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  join(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.joinSchema }) { code }: dto.JoinDto,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new JoinFamily(context, { code }));
  }

  @Operation({
    id: 'leaveOwnFamily',
    summary: "Leave the caller's family, or take a member out",
    description:
      'Any member can leave; the head can take others out. When the head leaves, the adult who joined first becomes the ' +
      'head; without another adult the family ends. A member with an open hold cannot leave.',
    problems: ['not_found', 'version_conflict', 'family_role_unfit', 'family_in_flight'],
  })
  @Delete('members/:guestId')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  async remove(
    @KeyedContext() context: RequestContext,
    @Param('guestId', { schema: uuid }) guestId: string,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(
      new LeaveFamily(context, { familyId: await this.readFamily.getOwnId(context), guestId }),
    );
  }

  @Operation({
    id: 'passOwnFamilyHead',
    summary: 'Make another adult the head of the family',
    description: 'For the head alone, who stays a member as an adult.',
    problems: ['not_found', 'version_conflict', 'family_role_unfit'],
  })
  @Put('head')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  async passHead(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.headSchema }) { guestId }: dto.HeadDto,
  ): Promise<dto.FamilyAnswer> {
    return this.commands.execute(
      new PassFamilyHead(context, { familyId: await this.readFamily.getOwnId(context), guestId }),
    );
  }

  @Operation({
    id: 'replaceOwnChildAllowance',
    summary: "Set the allowance of the family's child",
    description:
      'For the head and adults. The caller lends the points that the child does not have. `points` null takes the ' +
      'allowance away; a child without an allowance redeems nothing.',
    problems: ['not_found', 'version_conflict', 'family_role_unfit'],
  })
  @Put('members/:guestId/allowance')
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  async allow(
    @KeyedContext() context: RequestContext,
    @Param('guestId', { schema: uuid }) guestId: string,
    @Body({ schema: dto.ownAllowanceSchema }) body: dto.OwnAllowanceDto,
  ): Promise<dto.FamilyAnswer> {
    const familyId = await this.readFamily.getOwnId(context);
    return this.commands.execute(
      new SetChildAllowance(context, { familyId, childId: guestId, body: { ...body, giverId: context.principal.id } }),
    );
  }
}
