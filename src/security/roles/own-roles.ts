import { Injectable } from '@nestjs/common';
import { type Tx, Database } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author } from '../audit/audit';
import { changesBetween } from '../audit/audit-values.rules';
import { GUARDED_ROLE_PERMISSIONS, mayUse, type Permission } from '../permissions/permissions.rules';
import { Sessions } from '../sessions/sessions';
import * as dto from './own-role.dto';
import * as rows from './own-roles.prisma';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase } from '../principal/request-context';
import { statusOr } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import { RoleGuard } from './role-guard';
import { Handles } from '../../platform/http/handlers-of';

/** The most roles of a network. */
const ROLES_MAX = 50;

/** A changed role, and the sessions that ended by it, for `Sessions.noteEnded` after the commit. */
interface ChangedRole<Answer> {
  readonly answer: Answer;
  readonly endedSessions: readonly string[];
}

/** Changes a role; changed rights end the sessions of its people. If the role then has more guarded rights, a second person has to approve (202). */
export class ChangeRole extends UseCase<dto.MadeRoleAnswer, OnOne<dto.ChangeRoleBody>> {}

/** Makes a role of the permissions that the caller has. One with a guarded permission waits for a second person (202). */
export class CreateRole extends UseCase<dto.MadeRoleAnswer, { body: dto.CreateRoleBody }> {}

/** Deletes a role. Its people and groups get another role that gives them no more guarded rights. */
export class DeleteRole extends UseCase<void, { id: string; query: dto.DeleteRoleQuery }> {}

/**
 * Roles that networks make from permissions. Tokens contain the rights of their session, so a change of a role ends the sessions of its people on
 * commit.
 */
@Injectable()
export class OwnRoles {
  constructor(
    private readonly audit: Audit,
    private readonly sessions: Sessions,
    private readonly keyed: KeyedCalls,
    private readonly guard: RoleGuard,
    private readonly requests: ChangeRequests,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `not_found`, `role_name_taken`, `forbidden`, `invalid_body` */
  @Handles(ChangeRole)
  async changeRole({ context, input: { id, body } }: ChangeRole): Promise<dto.MadeRoleAnswer> {
    const { networkId, call, author } = context;
    let ended: readonly string[] = [];
    const answer = await this.keyed.run<dto.MadeRoleAnswer>(networkId, call, statusOr(200), async (tx) => {
      const before = await this.get(tx, networkId, id);
      await requireUnchanged(call, () => Promise.resolve(dto.changeableOfRole(before)));
      if (await this.guard.needsSecondPerson(networkId, { ...before, ...givenMembers(body) }, before)) {
        await this.requireChangeable(tx, networkId, id, body, author);
        return this.requests.ask(tx, context, { kind: 'OWN_ROLE', subjectId: id, change: body });
      }
      const changed = await this.change(tx, networkId, id, body, author);
      ended = changed.endedSessions;
      return changed.answer;
    });
    this.sessions.noteEnded(ended);
    return answer;
  }

  /** @throws ProblemError `role_name_taken`, `network_full`, `forbidden`, `invalid_body` */
  @Handles(CreateRole)
  async createRole({ context, input: { body } }: CreateRole): Promise<dto.MadeRoleAnswer> {
    const { networkId, call, author } = context;
    const isGuarded = await this.guard.needsSecondPerson(networkId, body);
    return this.keyed.run<dto.MadeRoleAnswer>(networkId, call, statusOr(201), async (tx) => {
      if (!isGuarded) return this.create(tx, networkId, body, author);
      await this.requireCreatable(tx, networkId, body, author);
      return this.requests.ask(tx, context, { kind: 'OWN_ROLE', subjectId: networkId, change: body });
    });
  }

  /** @throws ProblemError `not_found`, `role_in_use` also where the replacement has more guarded rights */
  @Handles(DeleteRole)
  async deleteRole({ context: { networkId, author }, input: { id, query } }: DeleteRole): Promise<void> {
    const { endedSessions } = await this.database.inNetwork(networkId, async (tx) => {
      const { replacement = 'cashier' } = query;
      const { people, groups } = await this.get(tx, networkId, id);
      const ownRole = replacement === 'cashier' || replacement === 'analyst' ? null : replacement;
      if (people + groups > 0 && (await this.guard.needsSecondPersonFor(tx, networkId, ownRole, id)))
        throw new ProblemError('role_in_use', { people, groups });
      return this.remove(tx, networkId, id, query, author);
    });
    this.sessions.noteEnded(endedSessions);
  }

  async list(tx: Tx, networkId: string): Promise<dto.RoleListAnswer> {
    const items = (await rows.listOwnRoles(tx, networkId)).map(dto.roleAnswer);
    return { items, builtIn: dto.BUILT_IN_PERMISSIONS, giving: [...GUARDED_ROLE_PERMISSIONS] };
  }

  /** @throws ProblemError `not_found` */
  async get(tx: Tx, networkId: string, id: string): Promise<dto.RoleAnswer> {
    const row = await rows.findOwnRole(tx, networkId, id);
    if (row === undefined) throw new ProblemError('not_found');
    return dto.roleAnswer(row);
  }

  /** Copies one network's roles to another, without their people, in a transaction of the other network. Returns their number. */
  async copyTo(tx: Tx, networkId: string, roles: readonly dto.CreateRoleBody[], author: Author): Promise<number> {
    for (const { name, permissions, places, manualAtOnce, manualPerDay } of roles)
      await this.create(tx, networkId, { name, permissions, places, manualAtOnce, manualPerDay }, author);
    return roles.length;
  }

  /** @throws ProblemError `role_name_taken`, `network_full`; `forbidden` for a permission that the author lacks */
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

  /** @throws ProblemError `not_found`, `role_name_taken`; `forbidden` for a permission that the author lacks */
  async change(
    tx: Tx,
    networkId: string,
    id: string,
    body: dto.ChangeRoleBody,
    author: Author,
  ): Promise<ChangedRole<dto.RoleAnswer>> {
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

  /** @throws ProblemError as `change`, except `not_found` */
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
  ): Promise<ChangedRole<void>> {
    await rows.lockOwnRoles(tx, networkId);
    await this.lock(tx, id);
    const { name, people, groups } = await this.get(tx, networkId, id);
    const isUsed = people > 0 || groups > 0;
    if (isUsed && (replacement === undefined || replacement === id))
      throw new ProblemError('role_in_use', { people, groups });
    const endedSessions = await this.endSessions(tx, id);
    if (replacement !== undefined) await this.replace(tx, networkId, id, replacement, author);
    await rows.deleteOwnRole(tx, networkId, id);
    const after = { people, groups, ...(isUsed && replacement !== undefined && { replacement }) };
    await this.audit.appendChange(tx, networkId, author, 'role.deleted', id, { before: { name }, after });
    return { answer: undefined, endedSessions };
  }

  private async replace(tx: Tx, networkId: string, id: string, replacement: string, author: Author): Promise<void> {
    if (replacement === 'cashier' || replacement === 'analyst') {
      // An analyst has more rights than a cashier, and the database wants each raise of a person in the audit.
      const raised = replacement === 'analyst' ? await rows.listPeopleOfRole(tx, networkId, id) : [];
      for (const userId of raised) {
        const changes = { before: { role: 'cashier' }, after: { role: replacement } };
        await this.audit.appendChange(tx, networkId, author, 'user.changed', userId, changes);
      }
      await rows.replaceOwnRole(tx, networkId, id, { role: replacement, ownRoleId: null });
      return;
    }
    await this.get(tx, networkId, replacement);
    await rows.replaceOwnRole(tx, networkId, id, { role: 'cashier', ownRoleId: replacement });
  }

  /** Locks the role's people, then the role, then people who got it in between: a person is always locked before their role. */
  private async lock(tx: Tx, id: string): Promise<void> {
    await rows.lockPeopleOf(tx, id);
    await rows.lockOwnRole(tx, id);
    await rows.lockPeopleOf(tx, id);
  }

  private async endSessions(tx: Tx, id: string): Promise<readonly string[]> {
    return this.sessions.endAllOfUsersWithin(tx, await rows.lockPeopleOf(tx, id), 'rights_changed');
  }
}

/** Refuses a role with a permission that its author lacks. */
function refuseMore({ actor }: Author, permissions: readonly Permission[]): void {
  if (actor !== 'system' && !permissions.every((permission) => mayUse(actor, permission)))
    throw new ProblemError('forbidden');
}

async function requireFreeName(tx: Tx, networkId: string, name: string, except: string | null): Promise<void> {
  if (await rows.hasRoleName(tx, networkId, name, except)) throw new ProblemError('role_name_taken');
}
