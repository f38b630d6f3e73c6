import type { Tx } from '../../platform/database/database';

/** The action that a code confirms. */
export type CodePurpose = 'REGISTRATION' | 'PHONE_CHANGE' | 'SPEND';

export interface VerificationInsert {
  readonly id: string;
  readonly purpose: CodePurpose;
  readonly phoneIndex: Buffer;
  readonly payload: Buffer;
  readonly codeHash: Buffer;
  readonly channel: string;
  readonly lifeSeconds: number;
}

export async function insertVerification(tx: Tx, networkId: string, row: VerificationInsert): Promise<Date> {
  const inserted = await tx.one<{ expires_at: Date }>(
    `INSERT INTO verifications (network_id, id, purpose, phone_index, payload, code_hash, channel, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(secs => $8)) RETURNING expires_at`,
    [networkId, row.id, row.purpose, row.phoneIndex, row.payload, row.codeHash, row.channel, row.lifeSeconds],
  );
  return inserted.expires_at;
}

/** By the platform's role: the network of a verification. */
export function findNetworkOfVerification(tx: Tx, id: string): Promise<{ network_id: string } | undefined> {
  return tx.maybe('SELECT network_id FROM verifications WHERE id = $1', [id]);
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
     RETURNING code_hash = $3 AS matches, payload`,
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

/** Deletes verifications whose code ended long ago, and returns how many. */
export async function deleteEndedVerifications(
  tx: Tx,
  networkId: string,
  keptHours: number,
  limit: number,
): Promise<number> {
  const deleted = await tx.query(
    `DELETE FROM verifications WHERE network_id = $1 AND id IN
       (SELECT id FROM verifications WHERE network_id = $1 AND expires_at < now() - make_interval(hours => $2) LIMIT $3)
     RETURNING 1`,
    [networkId, keptHours, limit],
  );
  return deleted.length;
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
