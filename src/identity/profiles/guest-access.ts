import type { Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { GuestPrincipal, Principal } from '../../security';
import { findGuestBy } from './guest.sql';

/** Refuses a guest who asks about another guest. @throws ProblemError `guest_not_found` */
export function refuseOtherGuests(principal: Principal, guestId: string): void {
  if (principal.kind === 'guest' && principal.id !== guestId) throw new ProblemError('guest_not_found');
}

/** Checks that the guest exists. @throws ProblemError `guest_not_found`, for an erased guest too */
export async function requireGuest(tx: Tx, networkId: string, guestId: string): Promise<void> {
  const row = await findGuestBy(tx, networkId, 'id', guestId);
  if (row?.erased_at !== null) throw new ProblemError('guest_not_found');
}

/** The guest as the actor of an audit entry before the guest's session is opened. */
export function themselves(networkId: string, guestId: string): GuestPrincipal {
  return { kind: 'guest', id: guestId, networkId, sessionId: '' };
}
