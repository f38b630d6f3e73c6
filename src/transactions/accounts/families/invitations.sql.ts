import type { Tx } from '../../../platform/database/database';

const MOST_OPEN = 10;
const LIFE_HOURS = 24;

export interface Invitation {
  readonly familyId: string;
  readonly role: 'ADULT' | 'CHILD';
}

/** Deletes the oldest invitations where there are too many. The caller has locked the family's members. */
export async function insertInvitation(
  tx: Tx,
  networkId: string,
  codeIndex: Buffer,
  { familyId, role }: Invitation,
): Promise<Date> {
  await tx.query(
    `DELETE FROM family_invitations i WHERE i.network_id = $1 AND i.family_id = $2 AND (i.expires_at <= ledger_now() OR i.code_index IN (
       SELECT o.code_index FROM family_invitations o WHERE o.network_id = $1 AND o.family_id = $2
        ORDER BY o.created_at DESC OFFSET $3))`,
    [networkId, familyId, MOST_OPEN - 1],
  );
  const { expiresAt } = await tx.one<{ expiresAt: Date }>(
    `INSERT INTO family_invitations (network_id, code_index, family_id, role, expires_at)
     VALUES ($1, $2, $3, $4, ledger_now() + make_interval(hours => $5)) RETURNING expires_at AS "expiresAt"`,
    [networkId, codeIndex, familyId, role, LIFE_HOURS],
  );
  return expiresAt;
}

export function findInvitation(tx: Tx, networkId: string, codeIndex: Buffer): Promise<Invitation | undefined> {
  return tx.maybe<Invitation>(
    `SELECT family_id AS "familyId", role FROM family_invitations
      WHERE network_id = $1 AND code_index = $2 AND expires_at > ledger_now()`,
    [networkId, codeIndex],
  );
}

/** False: the code is used already, or its time is over. */
export async function useInvitation(tx: Tx, networkId: string, codeIndex: Buffer): Promise<boolean> {
  const used = await tx.query(
    'DELETE FROM family_invitations WHERE network_id = $1 AND code_index = $2 AND expires_at > ledger_now() RETURNING 1',
    [networkId, codeIndex],
  );
  return used.length === 1;
}
