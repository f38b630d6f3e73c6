import { asSuperuser } from './bench-tpcb.mjs';

/** Tables that reads of a till meet. The columns under `anew` get other values, all others the values of the original. */
const COPIED = [
  { table: 'transactions', anew: { id: copyOf('id'), guest_version: 'guest_version + $2::int * 1000000::bigint' } },
  { table: 'transfers', anew: { transaction_id: copyOf('transaction_id') } },
  { table: 'claims', anew: { digest: 'md5(digest::text || $2::int)::uuid', holder_id: copyOf('holder_id') } },
];

/** An id of the same millisecond as the original, the same in each table. */
function copyOf(id) {
  const other = `md5(${id}::text || $2::int)`;
  return `(substr(${id}::text, 1, 15) || substr(${other}, 1, 3) || '-a' || substr(${other}, 4, 3) || '-' || substr(${other}, 7, 12))::uuid`;
}

/**
 * Copies the transactions of a network, with their transfers and claims, so many times by SQL, past the triggers: an import of
 * ten million takes an hour. Balances and lots of guests stay as they are, so the ledger is not right afterwards; reads of a till can be measured.
 */
export function copyTransactions(bench, network, times, progress) {
  return asSuperuser(bench, 'loyalty', async (client) => {
    await client.query(`SET session_replication_role = 'replica'`);
    // The originals alone: a copy is never copied again.
    const { rows } = await client.query(
      'SELECT max(guest_version)::float8 AS last FROM transactions WHERE network_id = $1',
      [network.id],
    );
    if (rows[0].last >= 1_000_000) throw new Error('guests with a million transactions each cannot be copied');
    const statements = [];
    for (const copied of COPIED) statements.push(await statementOf(client, copied));
    await client.query(
      `CREATE TEMPORARY TABLE originals AS SELECT id FROM transactions WHERE network_id = $1 AND guest_id IS NOT NULL`,
      [network.id],
    );
    await client.query('ALTER TABLE originals ADD PRIMARY KEY (id)');
    await client.query('ANALYZE originals');
    for (let n = 1; n <= times; n += 1) {
      for (const statement of statements) await client.query(statement, [network.id, n]);
      progress(n);
    }
    await client.query('VACUUM (ANALYZE) transactions, transfers, claims');
  });
}

async function statementOf(client, { table, anew }) {
  const { rows } = await client.query(
    `SELECT attname AS name FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  const names = rows.map(({ name }) => `"${name}"`);
  const values = rows.map(({ name }) => anew[name] ?? `"${name}"`);
  const [owner] = ['holder_id', 'transaction_id', 'id'].filter((name) => rows.some((row) => row.name === name));
  return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${table}
           WHERE network_id = $1 AND ${owner} IN (SELECT id FROM originals)`;
}
