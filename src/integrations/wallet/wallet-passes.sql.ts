import type { Statements, Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { Outbox } from '../../platform/outbox/outbox';
import type { Wallet } from './wallet-accounts';

/** The most phones of one pass; a further phone replaces the oldest. */
const MOST_DEVICES = 20;
/** The wait before a wallet is updated, so that a sale and the acts right after it are one update. */
const TOLD_AFTER = "interval '30 seconds'";
/** How long the row of an ended pass stays, for phones that still request the pass. */
const KEPT_AFTER_END = "interval '1 day'";
/** After this time a process that updates a wallet has finished or died. */
const LEASE_SECONDS = 120;
/** Commits become visible out of order, so a phone also gets changes from a little before its last request. */
const OVERLAP = sql`interval '1 minute'`;

export interface PassRow {
  readonly id: string;
  readonly guestId: string;
  readonly changedAt: Date;
  readonly endedAt: Date | null;
}

/** A pass whose wallet has to be updated. */
export interface DuePass {
  readonly id: string;
  readonly wallet: Wallet;
  readonly guestId: string;
  /** The time of the last change as text, with microseconds. */
  readonly changedAt: string;
  readonly shownDigest: Buffer | null;
  readonly hasEnded: boolean;
  /** Whether the pass ended so long ago that its row may go. */
  readonly isOver: boolean;
  readonly attempts: number;
}

export const UPDATES = new Outbox<DuePass>({
  table: 'wallet_passes',
  key: ['id'],
  columns: `id, wallet, guest_id AS "guestId", changed_at::text AS "changedAt", shown_digest AS "shownDigest",
    ended_at IS NOT NULL AS "hasEnded", coalesce(ended_at + ${KEPT_AFTER_END} <= clock_timestamp(), false) AS "isOver", attempts`,
  waits: 'due_at IS NOT NULL',
  reason: 'failure',
  lease: { column: 'due_at', seconds: LEASE_SECONDS },
  retries: { first: 60, last: 3_600 },
});

/** SQL condition: the network `$1` has passes. */
export const HAS_PASSES = 'EXISTS (SELECT FROM wallet_passes WHERE network_id = $1)';

/** The guest's pass at the wallet; made if missing. */
export async function putPass(
  tx: Tx,
  networkId: string,
  pass: { id: string; guestId: string; wallet: Wallet },
): Promise<string> {
  const { id, guestId, wallet } = pass;
  const row = await tx.one<{ id: string }>`
    INSERT INTO wallet_passes (network_id, id, guest_id, wallet) VALUES (${networkId}, ${id}, ${guestId}, ${wallet})
     ON CONFLICT (network_id, guest_id, wallet) WHERE came_from = '{}' AND ended_at IS NULL
       DO UPDATE SET wallet = excluded.wallet
     RETURNING id`;
  return row.id;
}

export function findPass(reads: Pick<Statements, 'maybe'>, networkId: string, id: string, wallet: Wallet) {
  return reads.maybe<PassRow>`SELECT id, guest_id, changed_at, ended_at FROM wallet_passes
      WHERE network_id = ${networkId} AND id = ${id} AND wallet = ${wallet}`;
}

/** Marks the passes of these guests for an update. A pass that already waits keeps its time. */
export async function noteChanges(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE wallet_passes SET changed_at = clock_timestamp(), due_at = coalesce(due_at, clock_timestamp() + ${TOLD_AFTER})
      WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND ended_at IS NULL`,
    [networkId, guestIds],
  );
}

/** Whether a pass is or soon will be due, so that it is worth looking again in a moment. */
export async function hasWaiting(reads: Pick<Statements, 'one'>, networkId: string): Promise<boolean> {
  const { has } = await reads.one<{ has: boolean }>`SELECT EXISTS (SELECT FROM wallet_passes
      WHERE network_id = ${networkId} AND due_at IS NOT NULL AND due_at <= clock_timestamp() + interval '1 minute') AS has`;
  return has;
}

/** Records that the wallet was updated. A change that came meanwhile is sent next; an ended pass waits until its row may go. */
export async function noteTold(tx: Tx, networkId: string, pass: DuePass, digest: Buffer | null): Promise<void> {
  await tx.query(
    `UPDATE wallet_passes SET attempts = 0, failure = NULL, shown_digest = $4, due_at = CASE
         WHEN changed_at::text <> $3 THEN clock_timestamp() + ${TOLD_AFTER}
         WHEN ended_at IS NOT NULL THEN ended_at + ${KEPT_AFTER_END} END
      WHERE network_id = $1 AND id = $2`,
    [networkId, pass.id, pass.changedAt, digest],
  );
}

export async function deletePass(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`DELETE FROM wallet_passes WHERE network_id = ${networkId} AND id = ${id}`;
}

interface NewDevice {
  readonly id: string;
  readonly passId: string;
  readonly digest: Buffer;
  readonly token: Buffer;
}

/** Registers a phone for a pass; returns whether the phone was new. */
export async function putDevice(tx: Tx, networkId: string, { id, passId, digest, token }: NewDevice): Promise<boolean> {
  const { isNew } = await tx.one<{ isNew: boolean }>`
    INSERT INTO wallet_devices (network_id, id, pass_id, digest, token_encrypted)
     VALUES (${networkId}, ${id}, ${passId}, ${digest}, ${token})
     ON CONFLICT (network_id, pass_id, digest) DO UPDATE SET token_encrypted = excluded.token_encrypted
     RETURNING id = ${id} AS "is_new!"`;
  await tx.query`DELETE FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId} AND id IN
      (SELECT id FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId} ORDER BY id DESC OFFSET ${MOST_DEVICES})`;
  return isNew;
}

export async function deleteDevice(tx: Tx, networkId: string, passId: string, digest: Buffer): Promise<void> {
  await tx.query`
    DELETE FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId} AND digest = ${digest}`;
}

export async function deleteDevices(tx: Tx, networkId: string, ids: readonly string[]): Promise<void> {
  await tx.query`DELETE FROM wallet_devices WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`;
}

export function listDevices(reads: Statements, networkId: string, passId: string) {
  return reads.query<{ id: string; token: Buffer }>`
    SELECT id, token_encrypted AS token FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId}
     ORDER BY id LIMIT ${MOST_DEVICES}`;
}

/** A phone's passes that changed after a moment (milliseconds since 1970; null: all its passes). At most 100. */
export function listChanged(reads: Statements, networkId: string, digest: Buffer, sinceMs: number | null) {
  return reads.query<{ id: string; changedAt: Date }>`SELECT p.id, p.changed_at FROM wallet_devices d
       JOIN wallet_passes p ON p.network_id = d.network_id AND p.id = d.pass_id
      WHERE d.network_id = ${networkId} AND d.digest = ${digest}
        ${when(sinceMs !== null, sql`AND p.changed_at > to_timestamp(${sinceMs}::bigint / 1000.0) - ${OVERLAP}`)}
      ORDER BY p.changed_at DESC LIMIT 100`;
}

/** The network's certificates that expire within 30 days, each returned once, with their last day in days since 1970. */
export function claimEndingAccounts(tx: Tx, networkId: string) {
  return tx.query<{ account: string; endsOn: number }>`UPDATE wallet_accounts SET warned_at = clock_timestamp()
       WHERE network_id = ${networkId} AND warned_at IS NULL AND ends_at < clock_timestamp() + interval '30 days'
      RETURNING account, (ends_at AT TIME ZONE 'UTC')::date - date '1970-01-01' AS ends_on`;
}
