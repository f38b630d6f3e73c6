import type { Tx } from '../../platform/database/database';

/** By the platform's role: the code of the open network that has proven this domain. */
export async function findNetworkOfDomain(tx: Tx, domain: string): Promise<string | undefined> {
  const row = await tx.maybe<{ code: string }>(
    `SELECT n.code FROM network_domains d JOIN networks n ON n.id = d.network_id
      WHERE d.domain = $1 AND d.verified_at IS NOT NULL AND n.closed_at IS NULL`,
    [domain],
  );
  return row?.code;
}

export interface Claim {
  readonly networkId: string;
  readonly token: string;
  readonly isProven: boolean;
}

/** Locks the row of a network that has entered a domain; undefined: it has entered another since. */
export function lockClaim(tx: Tx, networkId: string, domain: string): Promise<Claim | undefined> {
  return tx.maybe<Claim>(
    `SELECT network_id AS "networkId", token, verified_at IS NOT NULL AS "isProven" FROM network_domains
      WHERE network_id = $1 AND domain = $2 FOR UPDATE`,
    [networkId, domain],
  );
}

/** Before the domain of a network goes: notes how long it has served, if it was verified. */
export async function noteEndOfDomain(tx: Tx, networkId: string): Promise<void> {
  await tx.query('UPDATE network_domains SET served_until = now() WHERE network_id = $1 AND verified_at IS NOT NULL', [
    networkId,
  ]);
}

/** Whether the pages of the network stand on a domain of its own, or did so lately. */
export async function hadOwnDomain(tx: Tx, networkId: string, withinSeconds: number): Promise<boolean> {
  const row = await tx.maybe(
    `SELECT 1 FROM network_domains WHERE network_id = $1
        AND (verified_at IS NOT NULL OR served_until > now() - make_interval(secs => $2))`,
    [networkId, withinSeconds],
  );
  return row !== undefined;
}
