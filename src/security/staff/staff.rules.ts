import { ProblemError } from '../../platform/problems/problem';
import type { Actor } from '../audit/audit';
import { districtOf, type Principal } from '../principal/principal';

/** The roles of employees. Owners belong to the installation. */
export const STAFF_ROLES = ['manager', 'analyst', 'cashier'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Whether a change needs a second person: it is about a manager, who can approve, and another manager makes it. */
export function needsSecondPerson(actor: Actor, role: StaffRole): boolean {
  return role === 'manager' && actor !== 'system' && actor.kind === 'user' && actor.role === 'manager';
}

/** The change of a password link that invites a new manager, whose account is blocked until then. */
export const INVITATION = { invites: true } as const;

/** The parts of an employee by which they can approve or not. */
interface ApproverRights {
  readonly role: StaffRole;
  readonly disabledAt: Date | null;
  readonly restaurantGroupId: string | null;
}

/** Whether a change makes a manager, takes a manager's rights, gives them another place, or blocks or unblocks one. */
export function changesManager(
  before: ApproverRights,
  change: { readonly role?: StaffRole; readonly disabled?: boolean; readonly restaurantGroupId?: string | null },
): boolean {
  const { role = before.role, disabled = before.disabledAt !== null } = change;
  const { restaurantGroupId = before.restaurantGroupId } = change;
  if (role !== 'manager' && before.role !== 'manager') return false;
  return (
    role !== before.role || disabled !== (before.disabledAt !== null) || restaurantGroupId !== before.restaurantGroupId
  );
}

/** A change of rights ends sessions whose tokens still hold the old rights. */
export interface Rights {
  readonly role: StaffRole;
  readonly ownRoleId: string | null;
  readonly restaurantIds: readonly string[];
  readonly guestId: string | null;
  readonly restaurantGroupId: string | null;
}

export function isSameRights(before: Rights, after: Rights): boolean {
  return (
    before.role === after.role &&
    before.ownRoleId === after.ownRoleId &&
    before.guestId === after.guestId &&
    before.restaurantGroupId === after.restaurantGroupId &&
    [...before.restaurantIds].sort().join() === [...after.restaurantIds].sort().join()
  );
}

/** Managers can't change their own role, unlink their own guest or block themselves: another manager does. */
export function refuseOwnRights(actor: Actor, userId: string): void {
  if (actor !== 'system' && actor.kind === 'user' && actor.id === userId) throw new ProblemError('forbidden');
}

/** The parts of a person's rights by which a district manager may manage them or not. */
type RightsInDistrict = Pick<Rights, 'role' | 'ownRoleId' | 'restaurantIds'>;

/** Refuses (403 `forbidden`) a district manager people who are more than cashiers of the district's restaurants. */
export function requireInDistrict(actor: Actor, rights: RightsInDistrict): void {
  if (!isInDistrict(actor, rights)) throw new ProblemError('forbidden');
}

/** Whether the actor manages the whole network, or a district that these rights do not leave: cashiers without an own role. */
export function isInDistrict(actor: Actor, { role, ownRoleId, restaurantIds }: RightsInDistrict): boolean {
  const district = actor === 'system' ? null : districtOf(actor satisfies Principal);
  if (district === null) return true;
  const isCashier = role === 'cashier' && ownRoleId === null;
  return isCashier && restaurantIds.length > 0 && restaurantIds.every((id) => district.includes(id));
}
