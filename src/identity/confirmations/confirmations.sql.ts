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

const COLUMNS = sql`id, guest_id, actor_id, points, verification_id,
  created_at, expires_at, confirmed_by`;
const IS_OPEN = sql`refused_at IS NULL AND used_at IS NULL AND expires_at > clock_timestamp()`;
const LIST_LIMIT = 20;

/** Inserts a confirmation that expires in ten minutes, like its code. */
export function insertConfirmation(
  tx: Statements,
  networkId: string,
  asked: Pick<AskedConfirmation, 'id' | 'guestId' | 'actorId' | 'points' | 'verificationId'>,
) {
  return tx.one<AskedConfirmation>`
    INSERT INTO confirmations (network_id, id, guest_id, actor_id, points, verification_id, expires_at)
     VALUES (${networkId}, ${asked.id}, ${asked.guestId}, ${asked.actorId}, ${asked.points}, ${asked.verificationId},
     clock_timestamp() + interval '10 minutes') RETURNING ${COLUMNS}`;
}

/** A confirmation that is neither refused, used nor expired. */
export function findOpen(tx: Statements, networkId: string, id: string) {
  return tx.maybe<AskedConfirmation>`
    SELECT ${COLUMNS} FROM confirmations WHERE network_id = ${networkId} AND id = ${id} AND ${IS_OPEN}`;
}

/** Confirmations that the guest has not decided, newest first. */
export function listUndecided(tx: Statements, networkId: string, guestId: string) {
  return tx.query<AskedConfirmation>`SELECT ${COLUMNS} FROM confirmations
      WHERE network_id = ${networkId} AND guest_id = ${guestId} AND confirmed_by IS NULL AND ${IS_OPEN}
      ORDER BY created_at DESC LIMIT ${LIST_LIMIT}`;
}

export async function confirm(
  tx: Statements,
  networkId: string,
  { id, guestId }: Pick<AskedConfirmation, 'id' | 'guestId'>,
  by: 'ONE_TIME_CODE' | 'TAP',
): Promise<boolean> {
  const confirmed = await tx.maybe<{ id: string }>`UPDATE confirmations SET confirmed_by = ${by}
      WHERE network_id = ${networkId} AND id = ${id} AND guest_id = ${guestId} AND confirmed_by IS NULL AND ${IS_OPEN} RETURNING id`;
  return confirmed !== undefined;
}

export async function refuse(
  tx: Statements,
  networkId: string,
  { id, guestId }: Pick<AskedConfirmation, 'id' | 'guestId'>,
): Promise<boolean> {
  const refused = await tx.maybe<{ id: string }>`UPDATE confirmations SET refused_at = clock_timestamp()
      WHERE network_id = ${networkId} AND id = ${id} AND guest_id = ${guestId} AND confirmed_by IS NULL AND ${IS_OPEN} RETURNING id`;
  return refused !== undefined;
}

export async function end(tx: Statements, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE confirmations SET used_at = clock_timestamp() WHERE network_id = ${networkId} AND id = ${id}`;
}
