import { claimDigest } from '../../../platform/claims/claim-digest';
import type { ActKey, Outcome } from '../../ledger/act/till-act';

/** Records an act anew that was refused before: tries its keys in order, past those that hold a stored refusal, up to the first key that decides. */
export async function recordPastRefusals(key: ActKey, record: (key: ActKey) => Promise<Outcome>): Promise<Outcome> {
  for (let n = 0; ; n += 1) {
    const digest = n === 0 ? key.digest : claimDigest('SALE_AGAIN', key.digest, String(n));
    const outcome = await record({ ...key, digest });
    if (outcome.kind !== 'REFUSED' || !outcome.replayed) return outcome;
  }
}
