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
  const inserted = await tx.one<{ expiresAt: Date }>`
    INSERT INTO verifications (network_id, id, purpose, phone_index, payload, code_hash, channel, expires_at,
     waiting_phone_index)
     VALUES (${networkId}, ${row.id}, ${row.purpose}, ${row.phoneIndex}, ${row.payload}, ${row.codeHash}, ${row.channel},
     clock_timestamp() + make_interval(secs => ${row.lifeSeconds}), ${row.codeHash === null ? row.phoneIndex : null})
     RETURNING expires_at`;
  return inserted.expiresAt;
}

/** The network of a verification. Runs in the platform's role. */
export function findNetworkOfVerification(tx: Tx, id: string) {
  return tx.maybe<{ networkId: string }>`SELECT network_id FROM verifications WHERE id = ${id}`;
}

/** The most networks whose waiting codes one chat gets at once. */
const MOST_WAITING = 5;

/** Verifications of a phone that wait for a chat with the installation's bot in Telegram. Runs in the platform's role. */
export function listWaiting(tx: Tx, phoneIndex: Buffer) {
  return tx.query<{ networkId: string; id: string }>`SELECT network_id, id FROM verifications v
      WHERE waiting_phone_index = ${phoneIndex} AND channel = 'TELEGRAM' AND expires_at > clock_timestamp()
        AND NOT EXISTS (SELECT 1 FROM network_bots b WHERE b.network_id = v.network_id AND b.disconnected_at IS NULL)
      LIMIT ${MOST_WAITING}`;
}

/** A phone's verification that waits for a chat with the network's own bot. */
export function findWaiting(tx: Tx, networkId: string, channel: ChatChannel, phoneIndex: Buffer) {
  return tx.maybe<{ id: string }>`SELECT id FROM verifications
      WHERE network_id = ${networkId} AND waiting_phone_index = ${phoneIndex} AND channel = ${channel} AND expires_at > clock_timestamp() LIMIT 1`;
}

/** Ends the waiting of a phone's earlier code, because another code was requested by the same channel. */
export async function endWaiting(tx: Tx, networkId: string, channel: ChatChannel, phoneIndex: Buffer): Promise<void> {
  await tx.query`UPDATE verifications SET waiting_phone_index = NULL
      WHERE network_id = ${networkId} AND waiting_phone_index = ${phoneIndex} AND channel = ${channel}`;
}

/** Gives a waiting verification its code, once. Returns how many seconds the code is still valid; undefined: it no longer waits. */
export async function setCode(tx: Tx, networkId: string, id: string, codeHash: Buffer): Promise<number | undefined> {
  const row = await tx.maybe<{ seconds: number }>`
    UPDATE verifications SET code_hash = ${codeHash}, waiting_phone_index = NULL
      WHERE network_id = ${networkId} AND id = ${id} AND waiting_phone_index IS NOT NULL AND expires_at > clock_timestamp()
     RETURNING ceil(extract(epoch FROM expires_at - clock_timestamp()))::int AS seconds`;
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
) {
  return tx.maybe<TriedVerification>`
    UPDATE verifications SET wrong_codes = wrong_codes + CASE WHEN code_hash = ${codeHash} THEN 0 ELSE 1 END
      WHERE network_id = ${networkId} AND id = ${id} AND purpose = ${purpose} AND used_at IS NULL AND wrong_codes < ${maxWrong}
        AND expires_at > clock_timestamp()
     RETURNING coalesce(code_hash = ${codeHash}, false) AS matches, payload`;
}

/** Uses up a code; false: another call has used it meanwhile, or it has expired. */
export async function useVerification(tx: Tx, networkId: string, id: string, maxWrong: number): Promise<boolean> {
  const used = await tx.maybe<{ id: string }>`UPDATE verifications SET used_at = clock_timestamp()
       WHERE network_id = ${networkId} AND id = ${id} AND used_at IS NULL AND wrong_codes < ${maxWrong} AND expires_at > clock_timestamp()
      RETURNING id`;
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
  const row = await tx.one<{ id: string }>`INSERT INTO guest_accounts (id, phone_encrypted, phone_index)
      VALUES (${account.id}, ${account.phoneEncrypted}, ${account.phoneIndex})
      ON CONFLICT (phone_index) DO UPDATE SET phone_index = excluded.phone_index RETURNING id`;
  return row.id;
}
