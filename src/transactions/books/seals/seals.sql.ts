import type { Tx } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import type { JournalPosition, Seal } from './seal-head.rules';

type SealRow = Omit<Seal, 'from' | 'to'> & {
  readonly fromEpoch: number;
  readonly fromXid: number;
  readonly fromId: string;
  readonly toEpoch: number;
  readonly toXid: number;
  readonly toId: string;
};

/** `totals` stays text, since its bytes are hashed. */
const COLUMNS = sql`form, network_id, number, previous, from_epoch, from_xid, from_id, to_epoch, to_xid, to_id, transactions, transfers,
  merkle_root, totals::text AS totals, hash, signature, key_id, (extract(epoch FROM sealed_at) * 1000)::bigint AS sealed_at_ms,
  programs::text AS programs`;

/** Waits until no process seals the network, and keeps others from sealing until the transaction ends. */
export async function lockSealing(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('loyalty.seals.' || ${networkId}, 0))`;
}

export async function findLastSeal(tx: Tx, networkId: string): Promise<Seal | undefined> {
  const row = await tx.maybe<SealRow>`
    SELECT ${COLUMNS} FROM seals WHERE network_id = ${networkId} ORDER BY number DESC LIMIT 1`;
  return row && toSeal(row);
}

/** The seal whose range includes a position. Undefined: the position is not sealed yet. */
export async function findSealOf(
  tx: Tx,
  networkId: string,
  { epoch, xid, id }: JournalPosition,
): Promise<Seal | undefined> {
  const row = await tx.maybe<SealRow>`
    SELECT ${COLUMNS} FROM seals WHERE network_id = ${networkId} AND (to_epoch, to_xid, to_id) >= (${epoch}, ${xid}, ${id})
     ORDER BY to_epoch, to_xid, to_id LIMIT 1`;
  return row && toSeal(row);
}

/** The seal of a number. */
export async function findSeal(tx: Tx, networkId: string, number: number): Promise<Seal | undefined> {
  const row = await tx.maybe<SealRow>`
    SELECT ${COLUMNS} FROM seals WHERE network_id = ${networkId} AND number = ${number}`;
  return row && toSeal(row);
}

/** Seals from a number on, in order, at most `limit`. */
export async function listSealsAfter(tx: Tx, networkId: string, number: number, limit: number): Promise<Seal[]> {
  const rows = await tx.query<SealRow>`
    SELECT ${COLUMNS} FROM seals WHERE network_id = ${networkId} AND number > ${number} ORDER BY number LIMIT ${limit}`;
  return rows.map(toSeal);
}

function toSeal({ fromEpoch, fromXid, fromId, toEpoch, toXid, toId, ...seal }: SealRow): Seal {
  return {
    ...seal,
    from: { epoch: fromEpoch, xid: fromXid, id: fromId },
    to: { epoch: toEpoch, xid: toXid, id: toId },
  };
}
