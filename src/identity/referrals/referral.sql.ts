import type { Statements } from '../../platform/database/database';

export type ReferralRefusal = 'CODE_UNKNOWN' | 'SELF';

export interface NewReferral {
  readonly id: string;
  readonly friendId: string;
  readonly referrerId: string | null;
  readonly code: string;
  readonly refusal: ReferralRefusal | null;
  readonly deviceIndex: Buffer | null;
}

export interface ReferrerRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly email_index: Buffer | null;
  readonly name: string | null;
}

/** The guest with this code, or the one that remained after merges. Never an erased guest. */
export function findReferrer(tx: Statements, networkId: string, code: string): Promise<ReferrerRow | undefined> {
  return tx.maybe<ReferrerRow>(
    `WITH RECURSIVE found AS (
       SELECT id, account_id, email_index, name, merged_into, erased_at FROM guests WHERE network_id = $1 AND referral_code = $2
       UNION ALL
       SELECT g.id, g.account_id, g.email_index, g.name, g.merged_into, g.erased_at
         FROM found f JOIN guests g ON g.network_id = $1 AND g.id = f.merged_into)
     SELECT id, account_id, email_index, name FROM found WHERE merged_into IS NULL AND erased_at IS NULL`,
    [networkId, code],
  );
}

export async function insertReferral(tx: Statements, networkId: string, referral: NewReferral): Promise<void> {
  const { id, friendId, referrerId, code, refusal, deviceIndex } = referral;
  await tx.query(
    `INSERT INTO referrals (network_id, id, friend_id, referrer_id, code, refusal, device_index)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [networkId, id, friendId, referrerId, code, refusal, deviceIndex],
  );
}

/** The outcome of the code that a guest gave at registration; null: the guest gave none. */
export async function findReferralResult(
  tx: Statements,
  networkId: string,
  friendId: string,
): Promise<'REGISTERED' | ReferralRefusal | null> {
  const row = await tx.maybe<{ refusal: ReferralRefusal | null }>(
    'SELECT refusal FROM referrals WHERE network_id = $1 AND friend_id = $2',
    [networkId, friendId],
  );
  return row === undefined ? null : (row.refusal ?? 'REGISTERED');
}
