import type { Statements } from '../../platform/database/database';
import { NETWORK_COLUMNS, type NetworkRow } from '../revisions/snapshot.sql';

// SQL by hand: locks, a claim of the code, and the error of the fixed currency.

export interface NetworkInsert {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  readonly locale: string;
  readonly country: string;
  readonly settings: object;
  readonly signedUpAt: Date | null;
  /** The network beside which this sandbox or shadow stands; null: this is a network of its own. */
  readonly sandboxOf: string | null;
  readonly isShadow: boolean;
}

/** Undefined: the code is taken, or the network already has an open sandbox or shadow. */
export function insertNetwork(tx: Statements, network: NetworkInsert): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>(
    `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country, settings, signed_up_at,
       sandbox_of, is_shadow)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT DO NOTHING
     RETURNING ${NETWORK_COLUMNS}`,
    [
      network.id,
      network.code,
      network.name,
      network.currency,
      network.currencyDigits,
      network.timeZone,
      network.locale,
      network.country,
      JSON.stringify(network.settings),
      network.signedUpAt,
      network.sandboxOf,
      network.isShadow,
    ],
  );
}

/** All networks, or all but sandboxes and shadows, oldest first. Runs in the platform's role. */
export function listNetworkRows(
  tx: Statements,
  after: string | undefined,
  limit: number,
  withSandboxes: boolean,
): Promise<NetworkRow[]> {
  return tx.query<NetworkRow>(
    `SELECT ${NETWORK_COLUMNS} FROM networks WHERE id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
       AND ($3 OR sandbox_of IS NULL)
     ORDER BY id LIMIT $2`,
    [after ?? null, limit, withSandboxes],
  );
}

/** The open sandbox or shadow of a network. Runs in the platform's role. */
export function findOpenBeside(tx: Statements, networkId: string, kind: BesideKind): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>(
    `SELECT ${NETWORK_COLUMNS} FROM networks WHERE sandbox_of = $1 AND is_shadow = $2 AND closed_at IS NULL`,
    [networkId, kind === 'SHADOW'],
  );
}

/** Reads the open sandbox and the open shadow of a network. Runs in the platform's role. */
export function listOpenBeside(tx: Statements, networkId: string): Promise<NetworkRow[]> {
  return tx.query<NetworkRow>(
    `SELECT ${NETWORK_COLUMNS} FROM networks WHERE sandbox_of = $1 AND closed_at IS NULL ORDER BY is_shadow LIMIT 2`,
    [networkId],
  );
}

/** Kinds of networks that stand beside another: one to try things out, and one in which the receipts of an earlier system are decided. */
export type BesideKind = 'SANDBOX' | 'SHADOW';

/** Prevents other changes of the network's configuration until the transaction ends; guests and tills are not affected. */
export function lockNetwork(tx: Statements, networkId: string): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>(`SELECT ${NETWORK_COLUMNS} FROM networks WHERE id = $1 FOR NO KEY UPDATE`, [networkId]);
}

export interface NetworkColumns {
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  readonly locale: string;
  readonly country: string;
  readonly settings: object;
}

export async function updateNetwork(tx: Statements, networkId: string, columns: NetworkColumns): Promise<void> {
  await tx.query(
    `UPDATE networks SET name = $2, currency = $3, currency_digits = $4, time_zone = $5, locale = $6, country = $7, settings = $8
     WHERE id = $1`,
    [
      networkId,
      columns.name,
      columns.currency,
      columns.currencyDigits,
      columns.timeZone,
      columns.locale,
      columns.country,
      JSON.stringify(columns.settings),
    ],
  );
}

/**
 * Closes networks that signed up at least this long ago and where nobody ever set a password, at most a hundred. Returns their ids. Runs in the
 * platform's role.
 */
export async function closeUnusedNetworks(tx: Statements, unusedForSeconds: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE networks SET closed_at = now(), rules_version = rules_version + 1
     WHERE id IN (
       SELECT n.id FROM networks n
       WHERE n.signed_up_at < now() - make_interval(secs => $1) AND n.closed_at IS NULL
         AND NOT EXISTS (SELECT FROM users u WHERE u.network_id = n.id AND u.password_hash IS NOT NULL)
       ORDER BY n.id LIMIT 100 FOR NO KEY UPDATE)
     RETURNING id`,
    [unusedForSeconds],
  );
  return rows.map(({ id }) => id);
}
