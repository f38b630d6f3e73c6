import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { messages } from '../../generated/words/messages';
import type { Tx } from '../../platform/database/database';
import { FORMATTERS } from '../../platform/language/formatters';
import type { IdSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author } from '../audit/audit';
import { changesBetween } from '../audit/audit-values.rules';
import { Messages } from '../messages/messages';
import { type PasswordLink, PasswordLinks } from '../passwords/password-links';
import { normalizeEmail, Pii } from '../personal-data/pii';
import { noteOpening } from '../second-person/account-openings.sql';
import { Sessions } from '../sessions/sessions';
import { districtOf } from '../principal/principal';
import {
  isInDistrict,
  isSameRights,
  refuseOwnRights,
  requireInDistrict,
  type Rights,
  type StaffRole,
} from './staff.rules';
import {
  appendStaff,
  findStaff,
  holdOwnRole,
  listStaff,
  lockStaff,
  replaceRestaurants,
  type StaffRow,
  updateStaff,
} from './staff.sql';

export interface NewStaff {
  readonly email: string;
  readonly name?: string | undefined;
  readonly role: StaffRole;
  /** Own role of the network, for a cashier. */
  readonly ownRoleId?: string | null | undefined;
  /** Restaurants of a cashier; the others work in all. */
  readonly restaurantIds?: readonly string[] | undefined;
  /** The group in which a manager works; left out or null: in the whole network. */
  readonly restaurantGroupId?: string | null | undefined;
  readonly locale?: 'ru' | 'en' | null | undefined;
  readonly guestId?: string | null | undefined;
  /** Whether the network's provider gave the role, and no command of the operator. */
  readonly byProvider?: boolean;
  /** In a sandbox: the account of the same manager in the network itself. */
  readonly homeUserId?: string;
  /** Whether they may not sign in yet. */
  readonly disabled?: boolean;
}

export interface StaffChange {
  readonly name?: string | undefined;
  readonly role?: StaffRole | undefined;
  readonly ownRoleId?: string | null | undefined;
  readonly restaurantIds?: readonly string[] | undefined;
  readonly restaurantGroupId?: string | null | undefined;
  readonly locale?: 'ru' | 'en' | null | undefined;
  readonly guestId?: string | null | undefined;
  readonly disabled?: boolean | undefined;
  readonly byProvider?: boolean;
}

/** A member of staff as the network's managers see them. */
export interface StaffMember extends Omit<StaffRow, 'emailEncrypted' | 'worksEverywhere' | 'wasManager'> {
  readonly email: string;
}

export interface ChangedStaff {
  readonly user: StaffMember;
  /** For `Sessions.noteEnded`, after the commit. */
  readonly endedSessions: readonly string[];
}

/** The people of a network. Methods that take a transaction take one of `Database.inNetwork`, and write their audit in it. */
@Injectable()
export class Staff {
  constructor(
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly links: PasswordLinks,
    private readonly sessions: Sessions,
    private readonly messages: Messages,
    private readonly clock: Clock,
  ) {}

  /** Newest first, one more than a page. E-mail addresses are personal data, so the read is audited. */
  async list(
    tx: Tx,
    networkId: string,
    slice: IdSlice,
    status: 'ACTIVE' | 'DISABLED' | undefined,
    author: Author,
  ): Promise<StaffMember[]> {
    const district = author.actor === 'system' ? null : districtOf(author.actor);
    const rows = await listStaff(tx, slice, status, district);
    await this.audit.append(tx, networkId, {
      ...author,
      action: 'user.listed',
      subjectKind: 'network',
      subjectId: networkId,
    });
    return rows.map((row) => this.shown(networkId, row));
  }

  async get(tx: Tx, networkId: string, id: string, author: Author): Promise<StaffMember> {
    const row = await getStaff(tx, id);
    if (!isInDistrict(author.actor, row)) throw new ProblemError('not_found');
    await this.audit.appendChange(tx, networkId, author, 'user.read', id, {});
    return this.shown(networkId, row);
  }

  /** Creates an employee with a link to set the password. 409 `email_taken`; 404 for an unknown restaurant or guest. */
  async create(
    tx: Tx,
    networkId: string,
    input: NewStaff,
    author: Author,
    way: 'MAILED' | 'SHOWN' = 'SHOWN',
  ): Promise<{ user: StaffMember; passwordLink: PasswordLink }> {
    const user = await this.add(tx, networkId, input, author);
    return { user, passwordLink: await this.firstLinkTo(tx, user.id, way) };
  }

  /** The link of an employee who was just made. */
  firstLinkTo(tx: Tx, id: string, way: 'MAILED' | 'SHOWN' = 'SHOWN'): Promise<PasswordLink> {
    return this.links.create(tx, id, this.clock.now(), way);
  }

  /** Creates an employee, who can't sign in before they get a link. @throws ProblemError as `create` */
  async add(tx: Tx, networkId: string, input: NewStaff, author: Author): Promise<StaffMember> {
    const id = newId();
    const email = normalizeEmail(input.email);
    const guestId = input.guestId ?? null;
    const restaurantIds = input.role === 'cashier' ? (input.restaurantIds ?? []) : [];
    const ownRoleId = input.role === 'cashier' ? (input.ownRoleId ?? null) : null;
    const restaurantGroupId = input.role === 'manager' ? (input.restaurantGroupId ?? null) : null;
    const rights = { role: input.role, ownRoleId, restaurantIds, restaurantGroupId, guestId };
    requireInDistrict(author.actor, rights);
    await requireThere(tx, rights);
    const added = await appendStaff(tx, {
      id,
      networkId,
      role: input.role,
      ownRoleId,
      name: input.name ?? '',
      emailEncrypted: this.pii.encrypt(networkId, 'email', email),
      emailIndex: this.pii.blindIndex(null, 'email', email),
      locale: input.locale ?? null,
      guestId,
      restaurantGroupId,
      homeUserId: input.homeUserId ?? null,
      isNew: author.actor !== 'system' || input.byProvider === true,
      disabled: input.disabled === true,
    });
    if (!added) throw new ProblemError('email_taken');
    await replaceRestaurants(tx, networkId, id, restaurantIds);
    await noteOpening(tx, networkId, author.actor, id, 'ACCOUNT');
    await this.audit.appendChange(tx, networkId, author, 'user.created', id, { after: rights });
    return this.shown(networkId, await getStaff(tx, id));
  }

  /**
   * Changes an employee. A change of rights and a disabling end all their sessions with the commit, because their tokens
   * hold the old rights. 403 for the own rights.
   */
  async change(tx: Tx, networkId: string, id: string, change: StaffChange, author: Author): Promise<ChangedStaff> {
    if (!(await lockStaff(tx, id))) throw new ProblemError('not_found');
    const row = await getStaff(tx, id);
    const before = { ...row, disabled: row.disabledAt !== null };
    const role = change.role ?? row.role;
    const after = {
      role,
      ownRoleId: role !== 'cashier' ? null : change.ownRoleId === undefined ? row.ownRoleId : change.ownRoleId,
      name: change.name ?? row.name,
      locale: change.locale === undefined ? row.locale : change.locale,
      guestId: change.guestId === undefined ? row.guestId : change.guestId,
      disabled: change.disabled ?? before.disabled,
      restaurantIds: placesAfter(row, role, change),
      restaurantGroupId: groupAfter(row, role, change),
    };
    requireInDistrict(author.actor, row);
    requireInDistrict(author.actor, after);
    const rightsChange = !isSameRights(placesOnly(before), after);
    const disables = after.disabled && !before.disabled;
    if (rightsChange || after.disabled !== before.disabled) refuseOwnRights(author.actor, id);
    await requireThere(tx, { ...after, restaurantIds: change.restaurantIds ?? [], guestId: change.guestId ?? null });
    await requireWayBack(tx, row, after);
    const isByPerson = author.actor !== 'system' || change.byProvider === true;
    const enables = before.disabled && !after.disabled;
    const becameManager = role === 'manager' && (row.role !== 'manager' || enables) && isByPerson;
    await updateStaff(tx, id, { ...after, becameManager });
    await replaceRestaurants(tx, networkId, id, after.restaurantIds);
    // A repeated request to disable ends sessions again, in case the first one left some.
    const ends = rightsChange || change.disabled === true;
    const reason = after.disabled ? 'disabled' : 'rights_changed';
    const endedSessions = ends ? await this.sessions.endAllOfUserWithin(tx, id, reason) : [];
    const changes = changesBetween(placesOnly(before), after, ['name']);
    const action = disables ? 'user.disabled' : 'user.changed';
    await this.audit.append(tx, networkId, { ...author, action, subjectKind: 'user', subjectId: id, ...changes });
    return { user: this.shown(networkId, await getStaff(tx, id)), endedSessions };
  }

  /** The same for rights that come from elsewhere again and again: where nothing differs, nothing is changed or noted. */
  async follow(tx: Tx, networkId: string, id: string, change: StaffChange, author: Author): Promise<ChangedStaff> {
    const row = await getStaff(tx, id);
    const role = change.role ?? row.role;
    const ownRoleId = role === 'cashier' && change.ownRoleId !== undefined ? change.ownRoleId : null;
    const after = {
      role,
      ownRoleId,
      guestId: row.guestId,
      restaurantIds: placesAfter(row, role, change),
      restaurantGroupId: groupAfter(row, role, change),
    };
    if (isSameRights(placesOnly(row), after) && change.disabled === undefined)
      return { user: this.shown(networkId, row), endedSessions: [] };
    return this.change(tx, networkId, id, change, author);
  }

  /**
   * Makes a link for an employee who has no password yet or forgot it, for the author to pass on, who could use it. The old
   * password stays good until the link is used. An employee with one is told of it at the next sign-in.
   */
  async linkTo(
    tx: Tx,
    networkId: string,
    { id, hasPassword }: { readonly id: string; readonly hasPassword: boolean },
    author: Author,
  ): Promise<PasswordLink> {
    await noteOpening(tx, networkId, author.actor, id, hasPassword ? 'LINK' : 'ACCOUNT');
    return this.makeLink(tx, networkId, id, author, 'SHOWN');
  }

  private async makeLink(
    tx: Tx,
    networkId: string,
    id: string,
    author: Author,
    way: 'MAILED' | 'SHOWN',
  ): Promise<PasswordLink> {
    requireInDistrict(author.actor, await getStaff(tx, id));
    const link = await this.links.create(tx, id, this.clock.now(), way);
    await this.audit.appendChange(tx, networkId, author, 'user.password_link_made', id, {});
    return link;
  }

  /** Whether links can go to employees of the network by e-mail. */
  canSendLinks(tx: Tx, networkId: string): Promise<boolean> {
    return this.messages.reachesPeopleOf(tx, networkId, 'EMAIL');
  }

  /** Makes a link and sends it to the employee's own address; it is not shown. @throws ProblemError `no_message_channel` */
  async sendLinkTo(tx: Tx, networkId: string, id: string, author: Author): Promise<void> {
    const { email, locale } = this.shown(networkId, await getStaff(tx, id));
    // A letter of a sandbox stays in the outbox, where nobody reads it.
    const isMailed = await this.canSendLinks(tx, networkId);
    if (this.messages.reachesPeople('EMAIL') && !isMailed) throw new ProblemError('no_message_channel');
    const { url, expiresAt } = await this.makeLink(tx, networkId, id, author, isMailed ? 'MAILED' : 'SHOWN');
    const words = messages[locale ?? 'en'];
    const { actor } = author;
    const by = actor === 'system' || actor.id === id ? null : ((await findStaff(tx, actor.id))?.name ?? '');
    await this.messages.append(tx, networkId, {
      guestId: null,
      channel: 'EMAIL',
      recipient: email,
      subject: words['passwordLink.subject'](FORMATTERS, {}),
      body: words['passwordLink.body'](FORMATTERS, {
        url,
        isMade: by === null ? 'no' : by === '' ? 'yes' : 'named',
        by: by ?? '',
      }),
      secret: true,
      purpose: 'SERVICE',
      validForSeconds: Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1_000),
    });
  }

  private shown(
    networkId: string,
    { emailEncrypted, worksEverywhere: _, wasManager: _was, ...row }: StaffRow,
  ): StaffMember {
    return { ...row, email: this.pii.decrypt(networkId, 'email', emailEncrypted) };
  }
}

/** @throws ProblemError `not_found` */
export async function getStaff(tx: Tx, id: string): Promise<StaffRow> {
  const row = await findStaff(tx, id);
  if (row === undefined) throw new ProblemError('not_found');
  return row;
}

/** Keeps the manager whom a password still lets in. @throws ProblemError `way_back_needed` */
export async function requireWayBack(
  tx: Tx,
  { id, role, disabledAt }: StaffRow,
  after: { readonly role?: StaffRole | undefined; readonly disabled?: boolean | undefined },
): Promise<void> {
  const disables = after.disabled === true && disabledAt === null;
  const endsRights = role === 'manager' && (after.role ?? role) !== 'manager';
  if (!disables && !endsRights) return;
  const isWayBack = (await tx.prisma.identityProvider.count({ where: { onlyProvider: true, wayBackUserId: id } })) > 0;
  if (isWayBack) throw new ProblemError('way_back_needed');
}

/** Leaves the chosen restaurants alone: for people who work everywhere the row lists all restaurants of the network. */
function placesOnly<T extends { readonly worksEverywhere: boolean; readonly restaurantIds: readonly string[] }>(
  of: T,
): T {
  return of.worksEverywhere ? { ...of, restaurantIds: [] } : of;
}

function placesAfter(row: StaffRow, role: StaffRole, change: StaffChange): readonly string[] {
  if (role !== 'cashier') return [];
  return change.restaurantIds ?? placesOnly(row).restaurantIds;
}

/** Only managers have a group. */
function groupAfter(row: StaffRow, role: StaffRole, change: StaffChange): string | null {
  if (role !== 'manager') return null;
  return change.restaurantGroupId === undefined ? row.restaurantGroupId : change.restaurantGroupId;
}

/** Checks that the restaurants, the guest, the own role and the group are of this network. */
async function requireThere(
  tx: Tx,
  { restaurantIds, guestId, ownRoleId, restaurantGroupId }: Omit<Rights, 'role'>,
): Promise<void> {
  if (ownRoleId !== null && !(await holdOwnRole(tx, ownRoleId))) throw new ProblemError('not_found');
  await requireRestaurants(tx, restaurantIds);
  if (guestId !== null && (await tx.prisma.guest.count({ where: { id: guestId } })) === 0)
    throw new ProblemError('guest_not_found');
  const groups =
    restaurantGroupId === null ? 1 : await tx.prisma.restaurantGroup.count({ where: { id: restaurantGroupId } });
  if (groups === 0) throw new ProblemError('not_found');
}

/** @throws ProblemError `not_found` where one is of another network */
export async function requireRestaurants(tx: Tx, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length > 0 && (await tx.prisma.restaurant.count({ where: { id: { in: wanted } } })) !== wanted.length)
    throw new ProblemError('not_found');
}
