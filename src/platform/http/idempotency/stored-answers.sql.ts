import type { Tx } from '../../database/database';

/** What was answered under a key: a body (sealed), or a refusal by its code with what stands beside it. */
export interface StoredAnswer {
  readonly id: string;
  /** 32 bytes in hexadecimal. */
  readonly requestHash: string;
  readonly status: number;
  readonly code: string | null;
  readonly data: unknown;
  readonly bodyEncrypted: Buffer | null;
}

const KEY_KIND = 'K';

/** Waits for whoever is claiming the same key, at most until `waitMs`, then fails with SQLSTATE 55P03. */
export async function limitClaimWait(tx: Tx, waitMs: number): Promise<void> {
  await tx.query("SELECT set_config('lock_timeout', $1, true)", [`${String(Math.max(1, Math.floor(waitMs)))}ms`]);
}

/** Claims the key for the answer that will be stored; false when it is somebody's already. */
export async function insertKeyClaim(tx: Tx, networkId: string, digest: string, holderId: string): Promise<boolean> {
  const claimed = await tx.query(
    `INSERT INTO claims (network_id, digest, kind, holder_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING digest`,
    [networkId, digest, KEY_KIND, holderId],
  );
  return claimed.length === 1;
}

/** The answer that holds a key; undefined when the key is unknown, or belongs to an act of the till. */
export function findAnswerOfKey(tx: Tx, networkId: string, digest: string): Promise<StoredAnswer | undefined> {
  return tx.maybe<StoredAnswer>(
    `SELECT a.id, encode(a.request_hash, 'hex') AS "requestHash", a.status, a.code, a.data, a.body_encrypted AS "bodyEncrypted"
     FROM claims c JOIN stored_answers a ON a.network_id = c.network_id AND a.id = c.holder_id
     WHERE c.network_id = $1 AND c.digest = $2`,
    [networkId, digest],
  );
}

export async function appendAnswer(tx: Tx, networkId: string, answer: StoredAnswer): Promise<void> {
  await tx.query(
    `INSERT INTO stored_answers (network_id, id, request_hash, status, code, data, body_encrypted)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6::json, $7)`,
    [
      networkId,
      answer.id,
      answer.requestHash,
      answer.status,
      answer.code,
      JSON.stringify(answer.data),
      answer.bodyEncrypted,
    ],
  );
}
