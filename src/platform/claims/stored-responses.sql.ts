import type { Statements } from '../database/database';
import { sql } from '../database/sql';
import { insertClaim } from './claims.sql';

/** The letter of an idempotency key's claim. */
const KEY = 'K';

/** The response that is stored under a key: an encrypted body, or a refusal as its code and data. */
export interface StoredResponse {
  readonly id: string;
  /** 32 bytes in hexadecimal. */
  readonly requestHash: string;
  readonly status: number;
  readonly code: string | null;
  readonly data: unknown;
  readonly bodyEncrypted: Buffer | null;
  /** The caller who got the response; null for an act of the till, and where unknown. */
  readonly makerId: string | null;
}

const COLUMNS = sql`a.id, encode(a.request_hash, 'hex') AS request_hash, a.status, a.code, a.data, a.body_encrypted, a.maker_id`;

/** Claims the key for the response that will be stored; false where the key is taken. */
export function claimKey(tx: Statements, networkId: string, digest: string, responseId: string): Promise<boolean> {
  return insertClaim(tx, networkId, { digest, kind: KEY, holderId: responseId });
}

/** The response stored under a key; undefined where the key is free, or belongs to a till's act, which stores no response here. */
export function findResponseOfKey(
  tx: Statements,
  networkId: string,
  digest: string,
): Promise<StoredResponse | undefined> {
  return tx.maybe<StoredResponse>`
    SELECT ${COLUMNS} FROM claims c JOIN stored_answers a ON a.network_id = c.network_id AND a.id = c.holder_id
     WHERE c.network_id = ${networkId} AND c.digest = ${digest}`;
}

/** The response with the id that a claim names; throws if it is missing. */
export function getResponse(tx: Statements, networkId: string, id: string): Promise<StoredResponse> {
  return tx.one<StoredResponse>`SELECT ${COLUMNS} FROM stored_answers a WHERE a.network_id = ${networkId} AND a.id = ${id}`;
}

export async function appendResponse(tx: Statements, networkId: string, response: StoredResponse): Promise<void> {
  const { id, requestHash, status, code, data, bodyEncrypted, makerId } = response;
  await tx.query`
    INSERT INTO stored_answers (network_id, id, request_hash, status, code, data, body_encrypted, maker_id)
    VALUES (${networkId}, ${id}, decode(${requestHash}, 'hex'), ${status}, ${code}, ${JSON.stringify(data)}::json, ${bodyEncrypted}, ${makerId})`;
}

/** Stores the response to a till's act that wrote no row of its own; false where the key is taken. */
export async function storeUnderKey(
  tx: Statements,
  networkId: string,
  key: { readonly digest: string; readonly requestHash: string },
  response: { readonly id: string; readonly status: number; readonly data: unknown },
): Promise<boolean> {
  if (!(await claimKey(tx, networkId, key.digest, response.id))) return false;
  await appendResponse(tx, networkId, {
    ...response,
    requestHash: key.requestHash,
    code: null,
    bodyEncrypted: null,
    makerId: null,
  });
  return true;
}
