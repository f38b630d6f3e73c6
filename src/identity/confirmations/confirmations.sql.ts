import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';

/** A redemption that the guest is asked to confirm. */
export interface AskedConfirmation {
  readonly id: string;
  readonly guestId: string;
  /** The caller who asked; only this caller may use the confirmation. */
  readonly actorId: string;
  readonly points: number;
  /** The verification of the sent code; null: no code was sent, so only a tap confirms. */
  readonly verificationId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly confirmedBy: 'ONE_TIME_CODE' | 'TAP' | null;
}

export const COLUMNS = sql`id, guest_id, actor_id, points, verification_id,
  created_at, expires_at, confirmed_by`;
export const IS_OPEN = sql`refused_at IS NULL AND used_at IS NULL AND expires_at > clock_timestamp()`;

/** A confirmation that is neither refused, used nor expired. */
export function findOpen(tx: Statements, networkId: string, id: string) {
  return tx.maybe<AskedConfirmation>`
    SELECT ${COLUMNS} FROM confirmations WHERE network_id = ${networkId} AND id = ${id} AND ${IS_OPEN}`;
}

export async function end(tx: Statements, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE confirmations SET used_at = clock_timestamp() WHERE network_id = ${networkId} AND id = ${id}`;
}
