import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author } from '../audit/audit';
import { changesBetween } from '../audit/audit-values.rules';
import { GIVING_ROLE_PERMISSIONS, mayUse, type Permission } from '../permissions/permissions.rules';
import { Sessions } from '../sessions/sessions';
import * as dto from './own-role.dto';
import * as rows from './own-roles.prisma';

/** Roles of one network, at most. */
const ROLES_MAX = 50;

/** A change of a role, and the sessions that it ended, for `Sessions.noteEnded` after the commit. */
interface Changed<Answer> {
  readonly answer: Answer;
  readonly endedSessions: readonly string[];
}

/**
 * Roles that networks make of the permissions. Tokens hold the rights of their session, so a change of a role ends the
 * sessions of its people with the commit.
 */
@Injectable()
export class OwnRoles {
  constructor(
    private readonly audit: Audit,
    private readonly sessions: Sessions,
  ) {}

  async list(tx: Tx, networkId: string): Promise<dto.RoleListAnswer> {
    const items = (await rows.listOwnRoles(tx, networkId)).map(dto.roleAnswer);
    return { items, builtIn: dto.BUILT_IN_PERMISSIONS, giving: [...GIVING_ROLE_PERMISSIONS] };
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string): Promise<dto.RoleAnswer> {
    const row = await rows.findOwnRole(tx, networkId, id);
    if (row === undefined) throw new ProblemError('not_found');
    return dto.roleAnswer(row);
  }

  /** Makes the roles of one network in another, without their people, in a transaction of the other. Answers with their number. */
  async copyTo(tx: Tx, networkId: string, roles: readonly dto.CreateRoleBody[], author: Author): Promise<number> {
    for (const { name, permissions, places, manualAtOnce, manualPerDay } of roles)
      await this.create(tx, networkId, { name, permissions, places, manualAtOnce, manualPerDay }, author);
    return roles.length;
  }

  /** @throws ProblemError `role_name_taken`, `network_full`; `forbidden` for a permission that the maker has not */
  async create(tx: Tx, networkId: string, body: dto.CreateRoleBody, author: Author): Promise<dto.RoleAnswer> {
    await this.requireCreatable(tx, networkId, body, author);
    const id = newId();
    await rows.insertOwnRole(tx, networkId, id, body);
    await this.audit.appendChange(tx, networkId, author, 'role.created', id, { after: changesBetween({}, body).after });
    return this.get(tx, networkId, id);
  }

  /** @throws ProblemError as `create` */
  async requireCreatable(
    tx: Tx,
    networkId: string,
    { permissions, name }: dto.CreateRoleBody,
    author: Author,
  ): Promise<void> {
    refuseMore(author, permissions);
    await rows.lockOwnRoles(tx, networkId);
    if ((await rows.countOwnRoles(tx, networkId)) >= ROLES_MAX)
      throw new ProblemError('network_full', { max: ROLES_MAX });
    await requireFreeName(tx, networkId, name, null);
  }

  /** @throws ProblemError `not_found`, `role_name_taken`; `forbidden` for a permission that the maker has not */
  async change(
    tx: Tx,
    networkId: string,
    id: string,
    body: dto.ChangeRoleBody,
    author: Author,
  ): Promise<Changed<dto.RoleAnswer>> {
    await this.requireChangeable(tx, networkId, id, body, author);
    await this.lock(tx, id);
    const { name, permissions, places, manualAtOnce, manualPerDay } = await this.get(tx, networkId, id);
    const before = { name, permissions, places, manualAtOnce, manualPerDay };
    const after = { ...before, ...givenMembers(body) };
    await rows.updateOwnRole(tx, networkId, id, after);
    const changes = changesBetween(before, after);
    await this.audit.appendChange(tx, networkId, author, 'role.changed', id, changes);
    const isOnlyName = Object.keys(changes.after).every((field) => field === 'name');
    const endedSessions = isOnlyName ? [] : await this.endSessions(tx, id);
    return { answer: await this.get(tx, networkId, id), endedSessions };
  }

  /** @throws ProblemError as `change`, but for `not_found` */
  async requireChangeable(
    tx: Tx,
    networkId: string,
    id: string,
    { permissions = [], name }: dto.ChangeRoleBody,
    author: Author,
  ): Promise<void> {
    refuseMore(author, permissions);
    await rows.lockOwnRoles(tx, networkId);
    if (name !== undefined) await requireFreeName(tx, networkId, name, id);
  }

  /** @throws ProblemError `not_found`, also of the replacement; `role_in_use` without one */
  async remove(
    tx: Tx,
    networkId: string,
    id: string,
    { replacement }: dto.DeleteRoleQuery,
    author: Author,
  ): Promise<Changed<void>> {
    await rows.lockOwnRoles(tx, networkId);
    await this.lock(tx, id);
    const { name, people, groups } = await this.get(tx, networkId, id);
    const isUsed = people > 0 || groups > 0;
    if (isUsed && (replacement === undefined || replacement === id))
      throw new ProblemError('role_in_use', { people, groups });
    const endedSessions = await this.endSessions(tx, id);
    if (replacement !== undefined) await this.replace(tx, networkId, id, replacement);
    await rows.deleteOwnRole(tx, networkId, id);
    const after = { people, groups, ...(isUsed && replacement !== undefined && { replacement }) };
    await this.audit.appendChange(tx, networkId, author, 'role.deleted', id, { before: { name }, after });
    return { answer: undefined, endedSessions };
  }

  private async replace(tx: Tx, networkId: string, id: string, replacement: string): Promise<void> {
    if (replacement === 'cashier' || replacement === 'analyst') {
      await rows.replaceOwnRole(tx, networkId, id, { role: replacement, ownRoleId: null });
      return;
    }
    await this.get(tx, networkId, replacement);
    await rows.replaceOwnRole(tx, networkId, id, { role: 'cashier', ownRoleId: replacement });
  }

  /** The people first, then the role, then those who got it in between: an employee is locked before their role. */
  private async lock(tx: Tx, id: string): Promise<void> {
    await rows.lockPeopleOf(tx, id);
    await rows.lockOwnRole(tx, id);
    await rows.lockPeopleOf(tx, id);
  }

  private async endSessions(tx: Tx, id: string): Promise<readonly string[]> {
    return this.sessions.endAllOfUsersWithin(tx, await rows.lockPeopleOf(tx, id), 'rights_changed');
  }
}

/** A role may do no more than its maker. */
function refuseMore({ actor }: Author, permissions: readonly Permission[]): void {
  if (actor !== 'system' && !permissions.every((permission) => mayUse(actor, permission)))
    throw new ProblemError('forbidden');
}

async function requireFreeName(tx: Tx, networkId: string, name: string, except: string | null): Promise<void> {
  if (await rows.hasRoleName(tx, networkId, name, except)) throw new ProblemError('role_name_taken');
}
