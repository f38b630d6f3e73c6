import type { Tx } from '../../../platform/database/database';
import type { JournalPosition, Seal } from './seal-head.rules';

export interface SealRow {
  form: number;
  network_id: string;
  number: number;
  previous: Buffer;
  from_epoch: number;
  from_xid: number;
  from_id: string;
  to_epoch: number;
  to_xid: number;
  to_id: string;
  transactions: number;
  transfers: number;
  merkle_root: Buffer;
  totals: string;
  hash: Buffer;
  signature: Buffer;
  key_id: string;
  sealed_at_ms: number;
  programs: string | null;
}

/** `totals` stays text, since its bytes are hashed. */
const COLUMNS = `form, network_id, number, previous, from_epoch, from_xid, from_id, to_epoch, to_xid, to_id, transactions, transfers,
  merkle_root, totals::text AS totals, hash, signature, key_id, (extract(epoch FROM sealed_at) * 1000)::bigint AS sealed_at_ms,
  programs::text AS programs`;

/** Makes this transaction the network's only sealer until it ends (rule 13). False: another one is. */
export async function tryLockSealing(tx: Tx, networkId: string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('loyalty.seals.' || $1, 0)) AS locked`,
    [networkId],
  );
  return locked;
}

/** Waits until no process seals the network, and keeps others from sealing until the transaction ends. */
export async function lockSealing(tx: Tx, networkId: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('loyalty.seals.' || $1, 0))`, [networkId]);
}

export async function findLastSeal(tx: Tx, networkId: string): Promise<Seal | undefined> {
  const row = await tx.maybe<SealRow>(
    `SELECT ${COLUMNS} FROM seals WHERE network_id = $1 ORDER BY number DESC LIMIT 1`,
    [networkId],
  );
  return row === undefined ? undefined : toSeal(row);
}

/** The seal whose range includes a position. Undefined: the position is not sealed yet. */
export async function findSealOf(tx: Tx, networkId: string, position: JournalPosition): Promise<Seal | undefined> {
  const row = await tx.maybe<SealRow>(
    `SELECT ${COLUMNS} FROM seals WHERE network_id = $1 AND (to_epoch, to_xid, to_id) >= ($2, $3, $4)
     ORDER BY to_epoch, to_xid, to_id LIMIT 1`,
    [networkId, position.epoch, position.xid, position.id],
  );
  return row === undefined ? undefined : toSeal(row);
}

/** The seal of a number. */
export async function findSeal(tx: Tx, networkId: string, number: number): Promise<Seal | undefined> {
  const row = await tx.maybe<SealRow>(`SELECT ${COLUMNS} FROM seals WHERE network_id = $1 AND number = $2`, [
    networkId,
    number,
  ]);
  return row === undefined ? undefined : toSeal(row);
}

/** Seals from a number on, in order, at most `limit`. */
export async function listSealsAfter(tx: Tx, networkId: string, number: number, limit: number): Promise<Seal[]> {
  const rows = await tx.query<SealRow>(
    `SELECT ${COLUMNS} FROM seals WHERE network_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
    [networkId, number, limit],
  );
  return rows.map(toSeal);
}

/** Appends a seal. Unique keys refuse a second seal with the same number or the same predecessor. */
export async function appendSeal(tx: Tx, seal: Seal): Promise<void> {
  await tx.query(
    `INSERT INTO seals (form, network_id, number, previous, from_epoch, from_xid, from_id, to_epoch, to_xid, to_id, transactions,
       transfers, merkle_root, totals, hash, signature, key_id, sealed_at, programs)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::json, $15, $16, $17, to_timestamp($18::double precision / 1000), $19::json)`,
    [
      seal.form,
      seal.networkId,
      seal.number,
      seal.previous,
      seal.from.epoch,
      seal.from.xid,
      seal.from.id,
      seal.to.epoch,
      seal.to.xid,
      seal.to.id,
      seal.transactions,
      seal.transfers,
      seal.merkleRoot,
      seal.totals,
      seal.hash,
      seal.signature,
      seal.keyId,
      seal.sealedAtMs,
      seal.programs,
    ],
  );
}

/** The database's clock, in whole milliseconds. */
export async function readClock(tx: Tx): Promise<number> {
  const { now } = await tx.one<{ now: number }>(`SELECT floor(extract(epoch FROM ledger_now()) * 1000)::bigint AS now`);
  return now;
}

function toSeal(row: SealRow): Seal {
  return {
    form: row.form,
    networkId: row.network_id,
    number: row.number,
    previous: row.previous,
    from: { epoch: row.from_epoch, xid: row.from_xid, id: row.from_id },
    to: { epoch: row.to_epoch, xid: row.to_xid, id: row.to_id },
    transactions: row.transactions,
    transfers: row.transfers,
    merkleRoot: row.merkle_root,
    totals: row.totals,
    hash: row.hash,
    signature: row.signature,
    keyId: row.key_id,
    sealedAtMs: row.sealed_at_ms,
    programs: row.programs,
  };
}

/** The ids of the keys that signed the seals after a number. */
export async function listSealKeysAfter(tx: Tx, networkId: string, after: number): Promise<string[]> {
  const rows = await tx.query<{ key_id: string }>(
    'SELECT DISTINCT key_id FROM seals WHERE network_id = $1 AND number > $2 ORDER BY key_id',
    [networkId, after],
  );
  return rows.map((row) => row.key_id);
}
