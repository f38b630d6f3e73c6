import { ProblemError } from '../../platform/problems/problem';
import type { Actor } from '../audit/audit';

/** The roles of employees. Owners belong to the installation. */
export const STAFF_ROLES = ['manager', 'analyst', 'cashier'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Whether a change needs a second person: it makes a manager, who can approve, or opens the account of one. */
export function needsSecondPerson(actor: Actor, role: StaffRole): boolean {
  return role === 'manager' && actor !== 'system' && actor.kind === 'user' && actor.role === 'manager';
}

/** A change of rights ends sessions whose tokens still hold the old rights. */
export interface Rights {
  readonly role: StaffRole;
  readonly restaurantIds: readonly string[];
  readonly guestId: string | null;
}

export function isSameRights(before: Rights, after: Rights): boolean {
  return (
    before.role === after.role &&
    before.guestId === after.guestId &&
    [...before.restaurantIds].sort().join() === [...after.restaurantIds].sort().join()
  );
}

/** Managers can't change their own role, unlink their own guest or block themselves: another manager does. */
export function refuseOwnRights(actor: Actor, userId: string): void {
  if (actor !== 'system' && actor.kind === 'user' && actor.id === userId) throw new ProblemError('forbidden');
}
