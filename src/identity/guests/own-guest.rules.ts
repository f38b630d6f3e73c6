import { ProblemError } from '../../platform/http/problem';
import type { Principal } from '../../security';

/** To a guest no other guest exists: throws `not_found`. */
export function refuseOtherGuests(principal: Principal, guestId: string): void {
  if (principal.kind === 'guest' && principal.id !== guestId) throw new ProblemError('not_found');
}
