import { ProblemError } from '../../platform/problems/problem';
import type { GuestPrincipal, Principal } from '../../security';

/** To a guest no other guest exists: throws `not_found`. */
export function refuseOtherGuests(principal: Principal, guestId: string): void {
  if (principal.kind === 'guest' && principal.id !== guestId) throw new ProblemError('not_found');
}

/** A guest who proves who they are before their session is opened: whom the audit names. */
export function themselves(networkId: string, guestId: string): GuestPrincipal {
  return { kind: 'guest', id: guestId, networkId, sessionId: '' };
}
