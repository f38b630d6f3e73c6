import type { Database, Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** A column that names a row of another table without a foreign key (ledger.md, rule 8). */
interface Reference {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  readonly parent: string;
  readonly parentKey: string;
  /** SQL for the rows to check, with the alias `c`. Absent: rows in which the column is not null. */
  readonly where?: string;
}

const NOWHERE = '00000000-0000-0000-0000-000000000000';

const ofTransactions = (column: string, parent: string, parentKey = 'id', where?: string): Reference => ({
  table: 'transactions',
  id: 'id',
  column,
  parent,
  parentKey,
  ...(where === undefined ? {} : { where }),
});
const ofTransfers = (side: 'debit' | 'credit', kind: string, parent: string, parentKey = 'id'): Reference => ({
  table: 'transfers',
  id: 'transaction_id',
  column: `${side}_owner`,
  parent,
  parentKey,
  where: `c.${side}_kind::text LIKE '${kind}'`,
});
const of = (table: string, id: string, column: string, parent: string, where?: string): Reference => ({
  table,
  id,
  column,
  parent,
  parentKey: 'id',
  ...(where === undefined ? {} : { where }),
});

const REFERENCES: readonly Reference[] = [
  ofTransactions('guest_id', 'guests'),
  ofTransactions('guest_id', 'guest_states', 'guest_id'),
  ofTransactions('restaurant_id', 'restaurants'),
  ofTransactions('point_of_sale_id', 'points_of_sale'),
  ofTransactions('shift_id', 'shifts'),
  ofTransactions('related_id', 'transactions'),
  ofTransactions('program_version', 'program_versions', 'version'),
  ofTransactions('actor_id', 'guests', 'id', `c.actor_kind = 'guest'`),
  // A till system acts like a key, under the id of its connection, whose row stays after its removal. Acts that come by
  // Kafka have the network's id.
  ofTransactions(
    'actor_id',
    'api_keys',
    'id',
    `c.actor_kind = 'key' AND c.actor_id <> $1
         AND NOT EXISTS (SELECT FROM till_connections t WHERE t.network_id = $1 AND t.id = c.actor_id)`,
  ),
  of('transfers', 'transaction_id', 'transaction_id', 'transactions'),
  ofTransfers('debit', 'GUEST%', 'guests'),
  ofTransfers('credit', 'GUEST%', 'guests'),
  ofTransfers('debit', 'RESTAURANT%', 'restaurants'),
  ofTransfers('credit', 'RESTAURANT%', 'restaurants'),
  ofTransfers('debit', 'PARTNER', 'partners'),
  ofTransfers('credit', 'PARTNER', 'partners'),
  of('transaction_comments', 'transaction_id', 'transaction_id', 'transactions'),
  of('guest_states', 'guest_id', 'guest_id', 'guests'),
  of('guests', 'id', 'restaurant_id', 'restaurants'),
  of('guests', 'id', 'merged_into', 'guests'),
  { ...of('lots', 'lot_id', 'guest_id', 'guest_states'), parentKey: 'guest_id' },
  of('lots', 'lot_id', 'restaurant_id', 'restaurants'),
  of('shifts', 'id', 'point_of_sale_id', 'points_of_sale'),
  of('points_of_sale', 'id', 'restaurant_id', 'restaurants'),
  of('events', 'id', 'guest_id', 'guests'),
  of('approvals', 'id', 'guest_id', 'guests'),
  of('approvals', 'id', 'shift_id', 'shifts'),
  of('daily_figures', 'restaurant_id', 'restaurant_id', 'restaurants', `c.restaurant_id <> '${NOWHERE}'`),
];

/**
 * Check 7: every row that another row names exists in the same network. Row-level security shows one network, so a row
 * of another network counts as missing.
 */
export async function listMissingParents(tx: Tx, networkId: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const reference of REFERENCES) {
    const { table, id, column, parent, parentKey, where = `c.${column} IS NOT NULL` } = reference;
    const rows = await tx.query<{ id: string; missing: string }>(
      `SELECT c.${id} AS id, c.${column}::text AS missing FROM ${table} c
       WHERE c.network_id = $1 AND ${where}
         AND NOT EXISTS (SELECT FROM ${parent} p WHERE p.network_id = $1 AND p.${parentKey} = c.${column})
       LIMIT $2`,
      [networkId, NAMED_FINDINGS + 1],
    );
    for (const row of rows) {
      findings.push({
        check: 7,
        row: table,
        id: row.id,
        problem: `${column} ${row.missing} is not among the network's ${parent}`,
      });
    }
  }
  return [...findings, ...(await listStrangeAccounts(tx, networkId))];
}

/** Check 7: accounts of the network kind belong to this network. */
async function listStrangeAccounts(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ id: string; owner: string }>`
    SELECT c.transaction_id AS id, CASE WHEN c.debit_kind::text LIKE 'NETWORK%' THEN c.debit_owner ELSE c.credit_owner END AS owner
      FROM transfers c
     WHERE c.network_id = ${networkId} AND ((c.debit_kind::text LIKE 'NETWORK%' AND c.debit_owner <> ${networkId})
       OR (c.credit_kind::text LIKE 'NETWORK%' AND c.credit_owner <> ${networkId}))
     LIMIT ${NAMED_FINDINGS + 1}`;
  return rows.map(({ id, owner }) => ({
    check: 7,
    row: 'transfers',
    id,
    problem: `the account of another network: ${owner}`,
  }));
}

/**
 * Check 7: every user whom rows name (as actor, owner of a shift, or requester of an approval) belongs to the network or is an owner of the
 * installation, whom only the platform's role can see. A network that came from another installation names owners who are no users of this
 * installation; the network's audit shows that these owners acted.
 */
export async function listStrangers(database: Database, tx: Tx, networkId: string): Promise<Finding[]> {
  const named = await tx.query<{ row: string; id: string; user: string }>`
    SELECT 'transactions' AS row, min(x.id::text) AS id, x.actor_id AS "user!" FROM transactions x
     WHERE x.network_id = ${networkId} AND x.actor_kind = 'user' GROUP BY x.actor_id
    UNION ALL
    SELECT 'shifts', min(s.id::text), s.user_id FROM shifts s WHERE s.network_id = ${networkId} GROUP BY s.user_id
    UNION ALL
    SELECT 'approvals', min(a.id::text), a.requested_by FROM approvals a WHERE a.network_id = ${networkId} GROUP BY a.requested_by`;
  const users = new Set(named.map(({ user }) => user));
  const own = await database.asPlatform(
    (platform) => platform.query<{ id: string }>`
      SELECT id FROM users WHERE id = ANY (${[...users]}::uuid[]) AND (network_id = ${networkId} OR network_id IS NULL)`,
  );
  for (const { id } of own) users.delete(id);
  if (users.size === 0) return [];
  const former = await tx.query<{ id: string }>`
    SELECT DISTINCT actor_id AS id FROM audit_log
     WHERE network_id = ${networkId} AND action = 'network.acting_begun' AND actor_kind = 'user' AND actor_id = ANY (${[...users]}::uuid[])`;
  for (const { id } of former) users.delete(id);
  return named
    .filter(({ user }) => users.has(user))
    .map(({ row, id, user }) => ({ check: 7, row, id, problem: `${user} is no user of the network` }));
}
