import { invariant } from '../../../decision';
import { findClaimHolder } from '../../../platform/claims/claims.sql';
import { getResponse } from '../../../platform/claims/stored-responses.sql';
import type { Statements } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import type { KeptRefusal } from '../../../platform/http/idempotency/keyed-calls';
import { isProblemCode } from '../../../platform/problems/problem-codes';
import { findJournalRows } from '../journal/journal-row';
import type { ActKey, Outcome } from '../act/till-act';

/**
 * The outcome stored under a key. Null: the key is new.
 * @throws ProblemError `idempotency_key_reused` when the key belongs to another request.
 */
export async function findOutcomeOfKey(tx: Statements, networkId: string, key: ActKey): Promise<Outcome | null> {
  const holderId = await findClaimHolder(tx, networkId, key.digest);
  if (holderId === null) return null;
  const [row] = await findJournalRows(tx, networkId, [holderId]);
  if (row !== undefined) {
    requireSameRequest(row.requestHash, key);
    return { kind: 'POSTED', row, redeemable: null, replayed: true };
  }
  const answer = await getResponse(tx, networkId, holderId);
  requireSameRequest(answer.requestHash, key);
  const seen = answer.code === null ? idOfSale(answer.data) : null;
  if (seen !== null) {
    const [sale] = await findJournalRows(tx, networkId, [seen]);
    invariant(sale !== undefined, `the stored answer ${holderId} names a sale`);
    return { kind: 'POSTED', row: sale, redeemable: null, replayed: true };
  }
  if (answer.code === null) return { kind: 'STORED', status: answer.status, body: answer.data, replayed: true };
  invariant(isProblemCode(answer.code), `the stored answer ${holderId} has a known code`);
  const kept = answer.data as KeptRefusal;
  return { kind: 'REFUSED', code: answer.code, data: kept.data, replayed: true, requestId: kept.requestId };
}

/** The id of the sale which another channel had recorded before and which the act repeats. */
function idOfSale(data: unknown): string | null {
  return typeof data === 'object' && data !== null && 'seen' in data && typeof data.seen === 'string'
    ? data.seen
    : null;
}

function requireSameRequest(hash: string | null, key: ActKey): void {
  if (hash !== key.requestHash) throw new ProblemError('idempotency_key_reused');
}
