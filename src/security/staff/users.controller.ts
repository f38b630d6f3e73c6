import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Database } from '../../platform/database/database';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Route, Routes } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import { changeRequestSchema } from '../second-person/change-request.dto';
import { ChangeStaff } from './change-staff.command';
import { InviteStaff } from './invite-staff.command';
import { ResetSecondFactor } from './reset-second-factor.command';
import { SignOutStaff } from './sign-out-staff.command';
import { MakePasswordLink } from './make-password-link.command';
import { Staff } from './staff';
import { StaffAccounts } from './staff-accounts';
import * as dto from './staff.dto';
import { userAnswerOf } from './user-answer.rules';
import { Id } from '../../platform/http/id.decorator';

const USERS = 'users';

/** The people of a network, for its managers. */
@Routes('users', 'Users', 'staff.manage')
export class UsersController {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly staff: Staff,
    private readonly accounts: StaffAccounts,
  ) {}

  @Route('GET', {
    id: 'listUsers',
    summary: 'List the employees of the network',
    description: 'Newest first, disabled ones too. The read is recorded in the audit.',
    ok: dto.userPageSchema,
  })
  async list(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: dto.userListQuery }) query: dto.UserListQuery,
  ): Promise<{ items: dto.UserAnswer[]; nextCursor: string | null }> {
    const networkId = networkOf(actor);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      this.staff.list(tx, networkId, sliceOf(USERS, query), query.status, { actor, origin }),
    );
    const { items, nextCursor } = pageOfSlice(USERS, query, rows, (row) => row.id);
    const accountOf = await this.accounts.of(
      networkId,
      items.map(({ id }) => id),
    );
    return { items: items.map((user) => userAnswerOf(user, accountOf(user.id))), nextCursor };
  }

  @Route('GET :id', {
    id: 'getUser',
    summary: 'Get an employee',
    description: 'The read is recorded in the audit.',
    ok: dto.userSchema,
    problems: ['not_found'],
  })
  @Tagged(dto.changeableOfUser)
  async read(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Id('id', 'Employee') id: string,
  ): Promise<dto.UserAnswer> {
    const networkId = networkOf(actor);
    const user = await this.database.inNetwork(networkId, (tx) => this.staff.get(tx, networkId, id, { actor, origin }));
    return userAnswerOf(user, (await this.accounts.of(networkId, [id]))(id));
  }

  @Route('POST', {
    id: 'createUser',
    summary: 'Create an employee',
    description:
      'The employee sets a password by a link. For a cashier or an analyst the response has the link, once, or with `invitation: EMAIL` it goes to their address. A manager is blocked (`disabledAt`) until a second person has approved the change request of kind `PASSWORD_LINK`; then the link goes to their own e-mail address, or the response of the approval has it where the server sends no e-mail. An `ownRoleId` by which points can be given waits for a second person as a change request of kind `MANAGER_RIGHTS`; until then the employee has the role of a cashier. `restaurantIds` counts for cashiers; the others work in all restaurants.',
    created: dto.createdUserSchema,
    problems: ['email_taken', 'not_found', 'guest_not_found', 'no_message_channel'],
  })
  create(@KeyedContext() context: RequestContext, @Body({ schema: dto.createUserSchema }) body: dto.CreateUserBody) {
    return this.commands.execute(new InviteStaff(context, { body }));
  }

  @Route('PATCH :id', {
    id: 'changeUser',
    summary: 'Change, disable or enable an employee',
    description:
      'A change of role, restaurants or guest, and `disabled: true`, end all sessions of the employee. To make an employee a manager, to take a manager’s rights, to block or unblock one or give one another group of restaurants, and to give an own role with more of the permissions that `listRoles` names in `giving`, waits for a second person, with all else in the same body: 202. Managers cannot change their own role or guest, nor disable themselves: 403 `forbidden`.',
    ok: dto.userSchema,
    accepted: changeRequestSchema,
    problems: ['not_found', 'guest_not_found', 'forbidden', 'way_back_needed'],
  })
  @ChangesTagged(dto.changeableOfUser)
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Employee') id: string,
    @Body({ schema: dto.changeUserSchema }) body: dto.ChangeUserBody,
  ) {
    return this.commands.execute(new ChangeStaff(context, { userId: id, body }));
  }

  @Route('POST :id/password-link', {
    id: 'createPasswordLink',
    summary: 'Create a link to set a password',
    description:
      'For an employee who has no password yet or forgot it; the old password stays good until the link is used. 201 with the link, once, for cashiers and analysts without a password, and where the server sends no e-mail; the person then reads in `getMe` who took it. 202 for an employee who has a password, with `invitation: EMAIL` and for a manager: the link goes to their own e-mail address with the name of the caller; a manager’s waits for a second person where the server sends no e-mail, and that of a person who was one within 30 days is 403 `former_manager` there.',
    created: dto.passwordLinkSchema,
    accepted: z.union([dto.linkSentSchema, changeRequestSchema]),
    problems: ['not_found', 'no_message_channel', 'former_manager'],
  })
  link(
    @Context() context: RequestContext,
    @Id('id', 'Employee') id: string,
    @Query({ schema: dto.passwordLinkQuery }) { invitation }: dto.PasswordLinkQuery,
  ) {
    return this.commands.execute(new MakePasswordLink(context, { userId: id, invitation }));
  }

  @Route('DELETE :id/sessions', {
    id: 'signOutUser',
    summary: 'Sign an employee out everywhere',
    description:
      'For a lost or shared device: every session of the employee ends, except the one that makes this call. Their password stays good.',
    empty: true,
    problems: ['not_found'],
  })
  signOut(@Context() context: RequestContext, @Id('id', 'Employee') id: string) {
    return this.commands.execute(new SignOutStaff(context, { userId: id }));
  }

  @Route('DELETE :id/second-factor', {
    id: 'resetSecondFactor',
    summary: 'Reset the second factor of an employee',
    description:
      'For an employee who lost their authenticator: they sign in by password alone until they set up another one. 204 when it is done; 202 for a manager, or a person who was one within 30 days, which waits for a second person. The own second factor is 403 `forbidden`; use `removeSecondFactor`.',
    empty: true,
    accepted: changeRequestSchema,
    problems: ['not_found', 'forbidden'],
  })
  removeSecondFactor(@Context() context: RequestContext, @Id('id', 'Employee') id: string) {
    return this.commands.execute(new ResetSecondFactor(context, { userId: id }));
  }
}
