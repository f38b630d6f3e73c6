import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
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

  @Get()
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: dto.familySchema })
  get(@Context() context: RequestContext): Promise<dto.FamilyAnswer> {
    return this.readFamily.getOf(context, context.principal.id);
  }

  @Post()
  @HttpCode(201)
  @RequirePermission('guest.self')
  @ApiCreatedResponse({ standardSchema: dto.familySchema })
  found(@KeyedContext() context: RequestContext): Promise<dto.FamilyAnswer> {
    return this.commands.execute(new FoundFamily(context, { headId: context.principal.id }));
  }

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

  /** With a code of the head's; a few that are wrong an hour. */
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

  /** The own id: to leave. Another's: the head takes a member out. */
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
