import type { Statements } from '../../platform/database/database';

export type ReferralRefusal = 'CODE_UNKNOWN' | 'SELF';

export interface ReferrerRow {
  readonly id: string;
  readonly accountId: string | null;
  readonly emailIndex: Buffer | null;
  readonly name: string | null;
}

/** The guest with this code, or the one that remained after merges. Never an erased guest. */
export function findReferrer(tx: Statements, networkId: string, code: string) {
  return tx.maybe<ReferrerRow>`WITH RECURSIVE found AS (
        SELECT id, account_id, email_index, name, merged_into, erased_at FROM guests WHERE network_id = ${networkId} AND referral_code = ${code}
        UNION ALL
        SELECT g.id, g.account_id, g.email_index, g.name, g.merged_into, g.erased_at
          FROM found f JOIN guests g ON g.network_id = ${networkId} AND g.id = f.merged_into)
      SELECT id, account_id, email_index, name FROM found WHERE merged_into IS NULL AND erased_at IS NULL`;
}

/** The outcome of the code that a guest gave at registration; null: the guest gave none. */
export async function findReferralResult(
  tx: Statements,
  networkId: string,
  friendId: string,
): Promise<'REGISTERED' | ReferralRefusal | null> {
  const row = await tx.maybe<{ refusal: ReferralRefusal | null }>`
    SELECT refusal FROM referrals WHERE network_id = ${networkId} AND friend_id = ${friendId}`;
  return row === undefined ? null : (row.refusal ?? 'REGISTERED');
}
