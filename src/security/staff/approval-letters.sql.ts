import type { Tx } from '../../platform/database/database';

export interface ManagerAddress {
  readonly emailEncrypted: Buffer;
  /** The manager's language, else the network's. */
  readonly language: 'ru' | 'en';
  readonly networkName: string;
}

/** The managers of the network except one. */
export function listManagerAddresses(
  tx: Tx,
  networkId: string,
  exceptUserId: string | null,
  limit: number,
): Promise<ManagerAddress[]> {
  return tx.query<ManagerAddress>(
    `SELECT u.email_encrypted AS "emailEncrypted", coalesce(u.locale, n.locale) AS language, n.name AS "networkName"
       FROM users u JOIN networks n ON n.id = u.network_id
      WHERE u.network_id = $1 AND u.role = 'manager' AND u.disabled_at IS NULL AND u.id IS DISTINCT FROM $2
      ORDER BY u.id LIMIT $3`,
    [networkId, exceptUserId, limit],
  );
}
