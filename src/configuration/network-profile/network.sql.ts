import type { Statements } from '../../platform/database/database';
import { NETWORK_COLUMNS, type NetworkRow } from '../revisions/snapshot.sql';

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
}

/** By the platform's role. Undefined: the code is taken. */
export function insertNetwork(tx: Statements, network: NetworkInsert): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>(
    `INSERT INTO networks (id, code, name, currency, currency_digits, time_zone, locale, country, settings)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (code) DO NOTHING
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
    ],
  );
}

/** By the platform's role. */
export function findNetworkId(tx: Statements, code: string): Promise<{ readonly id: string } | undefined> {
  return tx.maybe('SELECT id FROM networks WHERE code = $1', [code]);
}

/** By the platform's role: every network, in the order in which they were made. */
export function listNetworkRows(tx: Statements, after: string | undefined, limit: number): Promise<NetworkRow[]> {
  return tx.query<NetworkRow>(
    `SELECT ${NETWORK_COLUMNS} FROM networks WHERE id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
     ORDER BY id LIMIT $2`,
    [after ?? null, limit],
  );
}

/** Keeps others from changing the network's configuration until the end of the transaction; guests and tills go on. */
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
