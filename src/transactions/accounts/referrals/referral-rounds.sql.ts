import type { Tx } from '../../../platform/database/database';

export type RoundState = 'QUALIFIED' | 'IN_REVIEW' | 'REFUSED' | 'PAID' | 'RETURNING' | 'TAKEN_BACK';

/** Locks a round and reads its state. */
export async function lockRound(tx: Tx, networkId: string, roundId: string): Promise<RoundState | undefined> {
  const row = await tx.maybe<{ state: RoundState }>`
    SELECT state FROM referral_rounds WHERE network_id = ${networkId} AND id = ${roundId} FOR UPDATE`;
  return row?.state;
}
