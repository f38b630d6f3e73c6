import type { Tx } from '../../platform/database/database';
import { deletePiece, type Gone } from '../../platform/outbox/pieces.sql';

/** The action that a code confirms. */
export type CodePurpose = 'REGISTRATION' | 'PHONE_CHANGE' | 'SPEND';

export interface VerificationInsert {
  readonly id: string;
  readonly purpose: CodePurpose;
  readonly phoneIndex: Buffer;
  readonly payload: Buffer;
  /** Null: the code is made when a chat for it becomes known. */
  readonly codeHash: Buffer | null;
  readonly channel: string;
  readonly lifeSeconds: number;
}

export async function insertVerification(tx: Tx, networkId: string, row: VerificationInsert): Promise<Date> {
  const inserted = await tx.one<{ expires_at: Date }>(
    `INSERT INTO verifications (network_id, id, purpose, phone_index, payload, code_hash, channel, expires_at, waiting_phone_index)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $8), CASE WHEN $6::bytea IS NULL THEN $4::bytea END)
     RETURNING expires_at`,
    [networkId, row.id, row.purpose, row.phoneIndex, row.payload, row.codeHash, row.channel, row.lifeSeconds],
  );
  return inserted.expires_at;
}

/** By the platform's role: the network of a verification. */
export function findNetworkOfVerification(tx: Tx, id: string): Promise<{ network_id: string } | undefined> {
  return tx.maybe('SELECT network_id FROM verifications WHERE id = $1', [id]);
}

/** Networks of one chat that get their waiting code at once. */
const MOST_WAITING = 5;

/** By the platform's role: verifications of a phone that wait for a chat with the bot of the installation. */
export function listWaiting(tx: Tx, phoneIndex: Buffer): Promise<{ network_id: string; id: string }[]> {
  return tx.query(
    `SELECT network_id, id FROM verifications v
      WHERE waiting_phone_index = $1 AND expires_at > clock_timestamp()
        AND NOT EXISTS (SELECT 1 FROM network_bots b WHERE b.network_id = v.network_id AND b.disconnected_at IS NULL)
      LIMIT $2`,
    [phoneIndex, MOST_WAITING],
  );
}

/** The verification of a phone that waits for a chat with the network's own bot. */
export function findWaiting(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<{ id: string } | undefined> {
  return tx.maybe(
    `SELECT id FROM verifications
      WHERE network_id = $1 AND waiting_phone_index = $2 AND expires_at > clock_timestamp() LIMIT 1`,
    [networkId, phoneIndex],
  );
}

/** Another code was requested for the phone, so the earlier one waits no more. */
export async function endWaiting(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<void> {
  await tx.query(
    'UPDATE verifications SET waiting_phone_index = NULL WHERE network_id = $1 AND waiting_phone_index = $2',
    [networkId, phoneIndex],
  );
}

/** Gives a waiting verification its code, once. Answers with the seconds for which it is still good; undefined: it waits no more. */
export async function setCode(tx: Tx, networkId: string, id: string, codeHash: Buffer): Promise<number | undefined> {
  const row = await tx.maybe<{ seconds: number }>(
    `UPDATE verifications SET code_hash = $3, waiting_phone_index = NULL
      WHERE network_id = $1 AND id = $2 AND waiting_phone_index IS NOT NULL AND expires_at > clock_timestamp()
     RETURNING ceil(extract(epoch FROM expires_at - clock_timestamp()))::int AS seconds`,
    [networkId, id, codeHash],
  );
  return row?.seconds;
}

export interface TriedVerification {
  readonly matches: boolean;
  readonly payload: Buffer;
}

/**
 * Compares a code and counts it when it is wrong, in one statement, so that of many concurrent guesses at most
 * `maxWrong` are compared. Undefined: unknown, for another purpose, used, expired, or ended by wrong codes.
 */
export function tryCode(
  tx: Tx,
  networkId: string,
  { id, purpose }: { id: string; purpose: CodePurpose },
  codeHash: Buffer,
  maxWrong: number,
): Promise<TriedVerification | undefined> {
  return tx.maybe<TriedVerification>(
    `UPDATE verifications SET wrong_codes = wrong_codes + CASE WHEN code_hash = $3 THEN 0 ELSE 1 END
      WHERE network_id = $1 AND id = $2 AND purpose = $5 AND used_at IS NULL AND wrong_codes < $4 AND expires_at > clock_timestamp()
     RETURNING coalesce(code_hash = $3, false) AS matches, payload`,
    [networkId, id, codeHash, maxWrong, purpose],
  );
}

/** Uses a code, which is good once; false when another call has used it meanwhile, or it has ended. */
export async function useVerification(tx: Tx, networkId: string, id: string, maxWrong: number): Promise<boolean> {
  const used = await tx.maybe(
    `UPDATE verifications SET used_at = clock_timestamp()
      WHERE network_id = $1 AND id = $2 AND used_at IS NULL AND wrong_codes < $3 AND expires_at > clock_timestamp()
     RETURNING id`,
    [networkId, id, maxWrong],
  );
  return used !== undefined;
}

/** Deletes verifications whose code ended so long ago. */
export function deleteEndedVerifications(tx: Tx, networkId: string, keptDays: number, limit: number): Promise<Gone> {
  const rows = 'expires_at < now() - make_interval(hours => $3 * 24)';
  return deletePiece(tx, networkId, { table: 'verifications', rows, values: [keptDays], limit });
}

/** By the platform's role: the guest account of a verified phone, created on the first time. */
export async function upsertGuestAccount(
  tx: Tx,
  account: { id: string; phoneEncrypted: Buffer; phoneIndex: Buffer },
): Promise<string> {
  const row = await tx.one<{ id: string }>(
    `INSERT INTO guest_accounts (id, phone_encrypted, phone_index) VALUES ($1, $2, $3)
     ON CONFLICT (phone_index) DO UPDATE SET phone_index = excluded.phone_index RETURNING id`,
    [account.id, account.phoneEncrypted, account.phoneIndex],
  );
  return row.id;
}
