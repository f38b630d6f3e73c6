import { ProblemError } from '../../platform/problems/problem';
import type { Actor } from '../audit/audit';

/** The roles that a network gives its people. An owner belongs to the installation. */
export const STAFF_ROLES = ['manager', 'analyst', 'cashier'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** What a change of rights ends: sessions whose tokens still say what was. */
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

/** Nobody takes their own role, unlinks their own guest or shuts themselves out: another manager does. */
export function refuseOwnRights(actor: Actor, userId: string): void {
  if (actor !== 'system' && actor.kind === 'user' && actor.id === userId) throw new ProblemError('forbidden');
}
