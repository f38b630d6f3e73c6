import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Database } from '../../platform/database/database';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { RequirePermission } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import { Sessions } from '../sessions/sessions';
import { Staff, type StaffMember } from './staff';
import * as dto from './staff.dto';

const USERS = 'users';

/** The people of a network, for its managers. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
@RequirePermission('staff.manage')
export class UsersController {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly staff: Staff,
    private readonly sessions: Sessions,
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
    return { items: items.map(toAnswer), nextCursor };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: dto.userSchema })
  async read(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.UserAnswer> {
    const networkId = networkOf(actor);
    return toAnswer(
      await this.database.inNetwork(networkId, (tx) => this.staff.get(tx, networkId, id, { actor, origin })),
    );
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: dto.createdUserSchema })
  create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.createUserSchema }) body: dto.CreateUserBody,
  ): Promise<dto.CreatedUserAnswer> {
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const { user, passwordLink } = await this.staff.create(tx, networkId, body, { actor, origin });
      return { ...toAnswer(user), passwordLink: { ...passwordLink, expiresAt: passwordLink.expiresAt.toISOString() } };
    });
  }

  @Patch(':id')
  @ApiOkResponse({ standardSchema: dto.userSchema })
  async change(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeUserSchema }) body: dto.ChangeUserBody,
  ): Promise<dto.UserAnswer> {
    const networkId = networkOf(actor);
    let ended: readonly string[] = [];
    const answer = await this.keyed.run(networkId, call, 200, async (tx) => {
      const { user, endedSessions } = await this.staff.change(tx, networkId, id, body, { actor, origin });
      ended = endedSessions;
      return toAnswer(user);
    });
    this.sessions.noteEnded(ended);
    return answer;
  }

  /** A new link to set a password, shown once. */
  @Post(':id/password-link')
  @HttpCode(201)
  @ApiCreatedResponse({ standardSchema: dto.passwordLinkSchema })
  async link(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.PasswordLinkAnswer> {
    const networkId = networkOf(actor);
    const link = await this.database.inNetwork(networkId, (tx) =>
      this.staff.linkTo(tx, networkId, id, { actor, origin }),
    );
    return { ...link, expiresAt: link.expiresAt.toISOString() };
  }

  /** For somebody who lost their authenticator: they sign in by password alone until they set a new one. */
  @Delete(':id/second-factor')
  @HttpCode(204)
  @ApiNoContentResponse()
  async removeSecondFactor(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<void> {
    await this.staff.removeSecondFactor(networkOf(actor), id, { actor, origin });
  }
}

function toAnswer({ createdAt, disabledAt, restaurantIds, ...user }: StaffMember): dto.UserAnswer {
  return {
    ...user,
    restaurantIds: [...restaurantIds],
    createdAt: createdAt.toISOString(),
    disabledAt: disabledAt?.toISOString() ?? null,
  };
}
