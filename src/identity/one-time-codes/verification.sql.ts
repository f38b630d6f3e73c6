import type { Tx } from '../../platform/database/database';
import type { ChatChannel } from '../../security';
import { deletePiece, type DeletedRows } from '../../platform/outbox/pieces.sql';

/** The action that a code confirms. */
export type CodePurpose = 'REGISTRATION' | 'PHONE_CHANGE' | 'SPEND';

export interface VerificationInsert {
  readonly id: string;
  readonly purpose: CodePurpose;
  readonly phoneIndex: Buffer;
  readonly payload: Buffer;
  /** Null: the code is made once a chat for it is known. */
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

/** The network of a verification. Runs in the platform's role. */
export function findNetworkOfVerification(tx: Tx, id: string): Promise<{ network_id: string } | undefined> {
  return tx.maybe('SELECT network_id FROM verifications WHERE id = $1', [id]);
}

/** The most networks whose waiting codes one chat gets at once. */
const MOST_WAITING = 5;

/** Verifications of a phone that wait for a chat with the installation's bot in Telegram. Runs in the platform's role. */
export function listWaiting(tx: Tx, phoneIndex: Buffer): Promise<{ network_id: string; id: string }[]> {
  return tx.query(
    `SELECT network_id, id FROM verifications v
      WHERE waiting_phone_index = $1 AND channel = 'TELEGRAM' AND expires_at > clock_timestamp()
        AND NOT EXISTS (SELECT 1 FROM network_bots b WHERE b.network_id = v.network_id AND b.disconnected_at IS NULL)
      LIMIT $2`,
    [phoneIndex, MOST_WAITING],
  );
}

/** A phone's verification that waits for a chat with the network's own bot. */
export function findWaiting(
  tx: Tx,
  networkId: string,
  channel: ChatChannel,
  phoneIndex: Buffer,
): Promise<{ id: string } | undefined> {
  return tx.maybe(
    `SELECT id FROM verifications
      WHERE network_id = $1 AND waiting_phone_index = $2 AND channel = $3 AND expires_at > clock_timestamp() LIMIT 1`,
    [networkId, phoneIndex, channel],
  );
}

/** Ends the waiting of a phone's earlier code, because another code was requested by the same channel. */
export async function endWaiting(tx: Tx, networkId: string, channel: ChatChannel, phoneIndex: Buffer): Promise<void> {
  await tx.query(
    `UPDATE verifications SET waiting_phone_index = NULL
      WHERE network_id = $1 AND waiting_phone_index = $2 AND channel = $3`,
    [networkId, phoneIndex, channel],
  );
}

/** Gives a waiting verification its code, once. Returns how many seconds the code is still valid; undefined: it no longer waits. */
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
 * Compares a code and counts a wrong one in the same statement, so that at most `maxWrong` of many concurrent guesses are compared. Undefined: the
 * verification is unknown, for another purpose, used, expired, or ended by wrong codes.
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

/** Uses up a code; false: another call has used it meanwhile, or it has expired. */
export async function useVerification(tx: Tx, networkId: string, id: string, maxWrong: number): Promise<boolean> {
  const used = await tx.maybe(
    `UPDATE verifications SET used_at = clock_timestamp()
      WHERE network_id = $1 AND id = $2 AND used_at IS NULL AND wrong_codes < $3 AND expires_at > clock_timestamp()
     RETURNING id`,
    [networkId, id, maxWrong],
  );
  return used !== undefined;
}

/** Deletes verifications whose codes expired at least this many days ago. */
export function deleteEndedVerifications(
  tx: Tx,
  networkId: string,
  keptDays: number,
  limit: number,
): Promise<DeletedRows> {
  const rows = 'expires_at < now() - make_interval(hours => $3 * 24)';
  return deletePiece(tx, networkId, { table: 'verifications', rows, values: [keptDays], limit });
}

/** The guest account of a verified phone; made the first time. Runs in the platform's role. */
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
