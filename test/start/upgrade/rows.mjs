// Shows how the migrations of this version change every row of an old data folder: node rows.mjs FOLDER. It copies the database of the
// folder, gives each empty table of the copy a row, migrates the copy and compares each row by its key. Prints one line of JSON:
// { tables, made, faults }.
import { startEmbedded } from '../../../scripts/postgres/embedded.mjs';
import { migrate } from '../../../scripts/postgres/migrations.mjs';
import { superuserUrlOf, withClient } from '../../../scripts/start/database.mjs';
import { openSecrets } from '../../../scripts/start/secrets.mjs';

const COPY = 'rows_of_before';
const now = new Date('2026-11-20T12:00:00Z');
const later = new Date('2026-11-21T12:00:00Z');

/** Values that the rules of a table ask for, where the first that fits the type breaks one. */
const MADE = {
  backtests: { mode: 'REPRODUCE' },
  bank_entries: { status: 'DISMISSED' },
  campaign_states: { effective_from: new Date('2100-01-01T00:00:00Z') },
  invoice_lines: { total: 2 },
  invoices: { total: 2 },
  ledger_periods: { month: '2026-10' },
  menu_items: { name_ru: 'Борщ' },
  referral_payouts: { refused: 'SELF' },
  referrals: { referrer_id: '00000000-0000-4000-8000-000000000002' },
  reward_slots: { ends_at: later },
  settlements: { month: '2026-10' },
  statement_imports: { finished_at: now },
  subscriptions: { state: 'CANCELLED', period_end: later },
  webhooks: { secret_encrypted: Buffer.alloc(32) },
};

/** Rows that may change their key or table, with the reason and how many are found at their new place. */
const MAY_GO = {
  // 0.3.0: the digest of a key that a caller chose is made with the space of the caller.
  claims: `SELECT coalesce(sum(least(o.rows, n.rows)), 0) AS count
    FROM (SELECT network_id, kind, holder_id, count(*) AS rows FROM before.claims GROUP BY 1, 2, 3) o
    JOIN (SELECT network_id, kind, holder_id, count(*) AS rows FROM public.claims GROUP BY 1, 2, 3) n
      ON (n.network_id, n.kind, n.holder_id) IS NOT DISTINCT FROM (o.network_id, o.kind, o.holder_id)`,
  // After 0.3.0: pictures of rewards, campaigns, dishes and restaurants have one store.
  reward_pictures: `SELECT count(*) FROM before.reward_pictures o
    JOIN public.pictures p ON (p.network_id, p.owner_kind, p.owner_id, p.hash) = (o.network_id, 'REWARD', o.reward_id, o.hash)
    JOIN public.picture_files f ON (f.network_id, f.picture_id, f.bytes, f.media_type) = (p.network_id, p.id, o.bytes, o.media_type)`,
};

const [folder] = process.argv.slice(2);
const { passwords } = openSecrets(folder);
const server = await startEmbedded({ dataDirectory: folder, password: passwords.superuser });
const superuserUrl = superuserUrlOf(server.port, folder);
const urlOfCopy = (username, password) =>
  Object.assign(new URL(superuserUrl), { pathname: `/${COPY}`, ...(username ? { username, password } : {}) }).href;
try {
  await withClient(superuserUrl, (client) =>
    client.query(`CREATE DATABASE ${COPY} TEMPLATE loyalty OWNER loyalty_owner`),
  );
  const result = await withClient(urlOfCopy(), async (client) => {
    const tables = await listTables(client);
    const made = await fillEmpty(client, tables);
    await keepRows(client, tables);
    await withClient(urlOfCopy('loyalty_owner', passwords.owner), (owner) => migrate(owner));
    return { tables: tables.length, made, faults: await findFaults(client, tables) };
  });
  await withClient(superuserUrl, (client) => client.query(`DROP DATABASE ${COPY}`));
  console.log(JSON.stringify(result));
} finally {
  await server.stop();
}

/** The tables of the old version, each with the columns of its key. */
async function listTables(client) {
  const { rows } = await client.query(
    `SELECT c.relname AS name, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)) AS key
       FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname !~ '^_' ORDER BY 1`,
  );
  return rows;
}

async function fillEmpty(client, tables) {
  const made = [];
  const ids = {};
  for (const [column, table] of [
    ['network_id', 'networks'],
    ['guest_id', 'guests'],
    ['user_id', 'users'],
    ['restaurant_id', 'restaurants'],
  ])
    ids[column] = (await client.query(`SELECT id FROM ${table} ORDER BY id DESC LIMIT 1`)).rows[0].id;
  // Rows that no foreign key and no trigger looks at.
  await client.query('SET session_replication_role = replica');
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT EXISTS (SELECT FROM ${name}) AS "hasRows"`);
    if (rows[0].hasRows) continue;
    const values = { ...(await makeValues(client, name, ids)), ...MADE[name] };
    const columns = Object.keys(values);
    await client
      .query(
        `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(', ')})`,
        Object.values(values),
      )
      .catch((error) => {
        error.message = `${name}: ${error.message}`;
        throw error;
      });
    made.push(name);
  }
  await client.query('RESET session_replication_role');
  return made;
}

/** A value for each column that needs one: the first that its rule lists, else one of its type. */
async function makeValues(client, table, ids) {
  const { rows } = await client.query(
    `SELECT a.attname AS column, format_type(a.atttypid, NULL) AS type,
            (SELECT substring(pg_get_constraintdef(c.oid) FROM '= ANY \\(ARRAY\\[''([^'']+)''')
               FROM pg_constraint c WHERE c.conrelid = a.attrelid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum]
                AND pg_get_constraintdef(c.oid) LIKE '%= ANY (ARRAY[%' LIMIT 1) AS first
       FROM pg_attribute a
      WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef AND a.attgenerated = ''`,
    [table],
  );
  const ofType = {
    bytea: Buffer.alloc(32, 7),
    boolean: true,
    date: now,
    json: '{}',
    jsonb: '{}',
    'text[]': ['X'],
    'timestamp with time zone': now,
    user_role: 'cashier',
    uuid: '00000000-0000-4000-8000-000000000001',
    text: 'X',
  };
  return Object.fromEntries(rows.map(({ column, type, first }) => [column, ids[column] ?? first ?? ofType[type] ?? 1]));
}

/** A copy of each row in a schema that no migration knows. */
async function keepRows(client, tables) {
  await client.query('CREATE SCHEMA before');
  for (const { name } of tables) await client.query(`CREATE TABLE before.${name} AS TABLE public.${name}`);
}

async function findFaults(client, tables) {
  const faults = [];
  for (const { name, key } of tables) {
    const count = Number((await client.query(`SELECT count(*) FROM before.${name}`)).rows[0].count);
    if (MAY_GO[name] !== undefined) {
      const found = Number((await client.query(MAY_GO[name])).rows[0].count);
      if (found !== count) faults.push(`${name}: ${count - found} of ${count} rows are not where they went`);
      continue;
    }
    const { rows } = await client.query(`SELECT (to_regclass('public.' || $1)) IS NOT NULL AS "isThere"`, [name]);
    if (!rows[0].isThere) {
      faults.push(`${name}: the table with ${count} rows is gone`);
      continue;
    }
    faults.push(...(await compare(client, name, key)));
  }
  return faults;
}

/** Rows that have no counterpart of the same key, and columns whose values differ. */
async function compare(client, name, key) {
  const same = key.map((column) => `now_.${column} = then_.${column}`).join(' AND ');
  const { rows: gone } = await client.query(
    `SELECT count(*)::int AS count FROM before.${name} then_ WHERE NOT EXISTS (SELECT FROM public.${name} now_ WHERE ${same})`,
  );
  const { rows: changed } = await client.query(
    `SELECT c.key AS column, count(*)::int AS count
       FROM before.${name} then_ JOIN public.${name} now_ ON ${same}, json_each_text(to_json(then_)) c
      WHERE c.value IS DISTINCT FROM to_json(now_) ->> c.key GROUP BY 1 ORDER BY 1`,
  );
  return [
    ...gone.filter(({ count }) => count > 0).map(({ count }) => `${name}: ${count} rows are gone`),
    ...changed.map(({ column, count }) => `${name}.${column}: ${count} rows have another value`),
  ];
}
