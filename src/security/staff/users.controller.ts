import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../../platform/database/database';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { RequirePermission } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import { type ChangeRequestAnswer, changeRequestSchema } from '../second-person/change-request.dto';
import { ChangeStaff } from './change-staff.command';
import { InviteStaff } from './invite-staff.command';
import { MakePasswordLink } from './make-password-link.command';
import { ResetSecondFactor } from './reset-second-factor.command';
import { Staff } from './staff';
import * as dto from './staff.dto';
import { userAnswerOf } from './user-answer.rules';

const USERS = 'users';

/** The people of a network, for its managers. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
@RequirePermission('staff.manage')
export class UsersController {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly staff: Staff,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: dto.userPageSchema })
  async list(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: dto.UserAnswer[]; nextCursor: string | null }> {
    const networkId = networkOf(actor);
    const after = query.cursor === undefined ? undefined : decodeCursor(USERS, query.cursor, uuid);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      this.staff.list(tx, networkId, { after, limit: query.limit + 1 }, { actor, origin }),
    );
    const { items, nextCursor } = pageFrom(USERS, rows, query.limit, (row) => row.id);
    return { items: items.map(userAnswerOf), nextCursor };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: dto.userSchema })
  async read(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.UserAnswer> {
    const networkId = networkOf(actor);
    return userAnswerOf(
      await this.database.inNetwork(networkId, (tx) => this.staff.get(tx, networkId, id, { actor, origin })),
    );
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: dto.createdUserSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createUserSchema }) body: dto.CreateUserBody,
  ): Promise<dto.CreatedUserAnswer> {
    return this.commands.execute(new InviteStaff(context, { body }));
  }

  /** 202 for rights of a manager, which wait for a second person. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: dto.userSchema })
  @ApiAcceptedResponse({ standardSchema: changeRequestSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeUserSchema }) body: dto.ChangeUserBody,
  ): Promise<dto.UserAnswer | ChangeRequestAnswer> {
    return this.commands.execute(new ChangeStaff(context, { userId: id, body }));
  }

  /** A new link to set a password, shown once. 202 for a manager's: it goes to their own address, or waits for a second person. */
  @Post(':id/password-link')
  @HttpCode(201)
  @ApiCreatedResponse({ standardSchema: dto.passwordLinkSchema })
  @ApiAcceptedResponse({ standardSchema: z.union([dto.linkSentSchema, changeRequestSchema]) })
  link(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.PasswordLinkAnswer | dto.LinkSent | ChangeRequestAnswer> {
    return this.commands.execute(new MakePasswordLink(context, { userId: id }));
  }

  /** For somebody who lost their authenticator: they sign in by password alone until they set a new one. 202 for a manager's. */
  @Delete(':id/second-factor')
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiAcceptedResponse({ standardSchema: changeRequestSchema })
  removeSecondFactor(
    @Context() context: RequestContext,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<ChangeRequestAnswer | undefined> {
    return this.commands.execute(new ResetSecondFactor(context, { userId: id }));
  }
}
