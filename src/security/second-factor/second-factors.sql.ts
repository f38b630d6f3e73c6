import type { Tx } from '../../platform/database/database';

export interface SecondFactorRow {
  readonly secretEncrypted: Buffer;
  readonly lastStep: number;
  readonly confirmed: boolean;
}

/** Locks the row, so that only one of two concurrent calls with the same code succeeds. */
export function lockSecondFactor(tx: Tx, userId: string): Promise<SecondFactorRow | undefined> {
  return tx.maybe<SecondFactorRow>(
    `SELECT secret_encrypted AS "secretEncrypted", last_step AS "lastStep", confirmed_at IS NOT NULL AS confirmed
     FROM second_factors WHERE user_id = $1 FOR UPDATE`,
    [userId],
  );
}

/** Replaces the secret unless it is confirmed; false: a confirmed one exists. */
export async function putUnconfirmed(tx: Tx, userId: string, secretEncrypted: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO second_factors (user_id, secret_encrypted) VALUES ($1, $2)
     ON CONFLICT (user_id) DO UPDATE SET secret_encrypted = excluded.secret_encrypted, created_at = now()
       WHERE second_factors.confirmed_at IS NULL
     RETURNING user_id`,
    [userId, secretEncrypted],
  );
  return rows.length === 1;
}

/** Marks a code's step as used; the first code also confirms the factor. */
export async function takeStep(tx: Tx, userId: string, step: number): Promise<void> {
  await tx.query(
    'UPDATE second_factors SET last_step = $2, confirmed_at = coalesce(confirmed_at, now()) WHERE user_id = $1',
    [userId, step],
  );
}

export async function deleteSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  return (await tx.prisma.secondFactor.deleteMany({ where: { userId } })).count === 1;
}
