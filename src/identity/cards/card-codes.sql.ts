import type { Statements } from '../../platform/database/database';

/** The guest of a code that has not expired. */
export function findGuestOfCode(tx: Statements, networkId: string, code: string) {
  return tx.maybe<{ guestId: string; expiresAt: Date }>`
    SELECT guest_id, expires_at FROM card_codes WHERE network_id = ${networkId} AND code = ${code}
     AND expires_at > clock_timestamp()`;
}
