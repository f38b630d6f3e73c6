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

/** By the platform's role: takes a domain from the network that had proven it before. */
export async function takeDomainFromOthers(tx: Tx, networkId: string, domain: string): Promise<void> {
  await tx.query(
    `UPDATE network_domains SET verified_at = NULL
      WHERE domain = $1 AND network_id <> $2 AND verified_at IS NOT NULL`,
    [domain, networkId],
  );
}
