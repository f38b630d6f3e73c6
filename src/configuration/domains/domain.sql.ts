import type { Tx } from '../../platform/database/database';

/** The code of the open network that has proven this domain. Runs in the platform's role. */
export async function findNetworkOfDomain(tx: Tx, domain: string): Promise<string | undefined> {
  const row = await tx.maybe<{ code: string }>`
    SELECT n.code FROM network_domains d JOIN networks n ON n.id = d.network_id
     WHERE d.domain = ${domain} AND d.verified_at IS NOT NULL AND n.closed_at IS NULL`;
  return row?.code;
}

export interface Claim {
  readonly networkId: string;
  readonly token: string;
  readonly isProven: boolean;
}

/** Locks the row of a network that entered a domain; undefined: the network has entered another one since. */
export function lockClaim(tx: Tx, networkId: string, domain: string) {
  return tx.maybe<Claim>`SELECT network_id, token AS "token!", verified_at IS NOT NULL AS is_proven FROM network_domains
      WHERE network_id = ${networkId} AND domain = ${domain} FOR UPDATE`;
}

/** Call it before a network's domain is removed: records how long the domain was in use, if it was proven. */
export async function noteEndOfDomain(tx: Tx, networkId: string): Promise<void> {
  await tx.query`
    UPDATE network_domains SET served_until = now() WHERE network_id = ${networkId} AND verified_at IS NOT NULL`;
}

/** Whether the network has its own domain for its pages, or had one recently. */
export async function hadOwnDomain(tx: Tx, networkId: string, withinSeconds: number): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM network_domains WHERE network_id = ${networkId}
      AND (verified_at IS NOT NULL OR served_until > now() - make_interval(secs => ${withinSeconds}))`;
  return row !== undefined;
}
