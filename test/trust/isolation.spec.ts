import { Client } from 'pg';
import { v7 } from 'uuid';
import { itAtNight } from '../support/at-night';
import { createDatabase, superuserPool } from '../support/database';
import { makeRow, NOT_OURS, readTables, type Table } from './isolation-catalogue';
import { reportTrials, turnsOf } from './trials';
import { type Findings, type Networks, probeTable, reachOf } from './isolation-probe';

/**
 * Claim 5: a network never sees another's row. The probe is made from the catalogue, so a new table is probed without
 * anybody thinking of it; and it is itself tried: with any policy dropped, weakened or switched off it must turn red,
 * which `npm test` tries on every fourth table.
 */
describe('claim 5: the isolation of networks in the database', () => {
  const networks: Networks = { mine: v7(), other: v7() };
  let client: Client;
  let tables: Table[];
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const own = await createDatabase();
    drop = own.drop;
    const pool = superuserPool(own.connections);
    const url = (pool.options as { connectionString: string }).connectionString;
    await pool.end();
    client = new Client({ connectionString: url });
    await client.connect();
    tables = await readTables(client);
    await fill();
  });
  afterAll(async () => {
    await client.end();
    await drop();
  });

  /** Fills each table with a row of each network, without triggers and foreign keys, which are not tested here. */
  async function fill(): Promise<void> {
    await client.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    for (const table of tables.filter(({ isPartition }) => !isPartition)) {
      for (const networkId of [networks.mine, networks.other]) {
        const row = makeRow(table, networkId);
        const places = [...row.keys()].map((_column, at) => `$${String(at + 1)}`);
        await client.query(`INSERT INTO ${table.name} (${[...row.keys()].join()}) VALUES (${places.join()})`, [
          ...row.values(),
        ]);
      }
    }
    await client.query('COMMIT');
  }

  /** Breaks a guard of the table, probes, and restores it. */
  async function findingsWith(table: Table, breakIt: string | null, untilFirst = false): Promise<Findings> {
    await client.query('BEGIN');
    try {
      if (breakIt !== null) await client.query(breakIt);
      const [now] = await readTables(client, table.name);
      if (now === undefined) throw new Error(`${table.name} is gone`);
      return await probeTable(client, now, networks, untilFirst);
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it('holds for every table, command, role, and network unset, other and own', async () => {
    const violations: string[] = [];
    let probes = 0;
    for (const table of tables) {
      const findings = await findingsWith(table, null);
      probes += findings.probes;
      violations.push(...findings.violations);
    }
    expect(violations).toEqual([]);
    reportTrials(5, `probes of ${String(tables.length)} tables: command × role × network`, probes);
  });

  itAtNight('is lost to the probe of a table as soon as one of its policies is dropped', async () => {
    const unnoticed: string[] = [];
    let mutants = 0;
    const tried = turnsOf(tables);
    for (const table of tried) {
      for (const policy of table.policies) {
        const { violations } = await findingsWith(table, `DROP POLICY ${policy.name} ON ${table.name}`);
        mutants += 1;
        if (violations.length === 0) unnoticed.push(`${table.name}.${policy.name}`);
      }
    }
    expect(unnoticed).toEqual([]);
    expect(mutants).toBeGreaterThanOrEqual(tried.length);
    reportTrials(5, 'policies dropped, each noticed by the probe of its table', mutants);
  });

  it('is lost to the probe when a policy lets every row pass, or none is asked', async () => {
    const unnoticed: string[] = [];
    for (const table of turnsOf(tables)) {
      const mutants = [
        `ALTER TABLE ${table.name} DISABLE ROW LEVEL SECURITY`,
        `ALTER TABLE ${table.name} NO FORCE ROW LEVEL SECURITY`,
        `CREATE POLICY everybody ON ${table.name} USING (true) WITH CHECK (true)`,
        ...table.policies
          .filter(({ using, check }) => (using ?? check) !== 'true')
          .map(({ name, using, check }) => {
            const parts = [using === null ? '' : 'USING (true)', check === null ? '' : 'WITH CHECK (true)'];
            return `ALTER POLICY ${name} ON ${table.name} ${parts.join(' ')}`;
          }),
      ];
      for (const mutant of mutants) {
        const { violations } = await findingsWith(table, mutant, true);
        if (violations.length === 0) unnoticed.push(mutant);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('finds behaviour, not only the form: another network is reached as soon as a policy lets it', async () => {
    for (const table of turnsOf(tables.filter((one) => reachOf(one, 'loyalty_app') === 'own'))) {
      const [policy] = table.policies.filter(({ roles }) => roles.includes('loyalty_app'));
      const { violations } = await findingsWith(
        table,
        `ALTER POLICY ${String(policy?.name)} ON ${table.name} USING (true)`,
      );
      expect(violations).toContainEqual(expect.stringMatching(/SELECT by loyalty_app, network other: reached/));
    }
  });

  describe('a new table', () => {
    it.each([
      ['without security', '', 'row-level security is not enabled'],
      ['with security that is not forced', 'ALTER TABLE novelty ENABLE ROW LEVEL SECURITY', 'not forced'],
      [
        'without a policy',
        'ALTER TABLE novelty ENABLE ROW LEVEL SECURITY; ALTER TABLE novelty FORCE ROW LEVEL SECURITY',
        'no policy',
      ],
    ])('%s fails', async (_case, statements, words) => {
      await client.query('BEGIN');
      try {
        await client.query(
          `CREATE TABLE novelty (network_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (network_id, id)); ${statements}`,
        );
        const [table] = await readTables(client, 'novelty');
        const { violations } = await probeTable(client, table!, networks);
        expect(violations).toContainEqual(expect.stringContaining(words));
      } finally {
        await client.query('ROLLBACK');
      }
    });
  });

  it('has the network first in the key of every table of a network', async () => {
    const { rows } = await client.query<{ table: string; first: string }>(
      `SELECT c.relname AS table, a.attname AS first FROM pg_class c
       JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE c.relname = ANY($1)`,
      [
        tables
          .filter((table) => reachOf(table, 'loyalty_app') === 'own' && reachOf(table, 'loyalty_platform') === 'none')
          .map(({ name }) => name),
      ],
    );
    expect(rows.filter(({ first }) => first !== 'network_id')).toEqual([]);
  });

  it("is not gone around by views, by functions with their maker's rights, or by what the migrations keep", async () => {
    const views = await client.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')",
    );
    expect(views.rows).toEqual([]);
    const functions = await client.query<{ name: string }>(
      "SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY proname",
    );
    // They gather planner statistics, make empty partitions, and replace one by its journal; the most that they return of a row is a position.
    expect(functions.rows.map(({ name }) => name)).toEqual([
      'analyze_till_tables',
      'copy_journal_events',
      'make_event_partitions',
      'replace_event_partition',
    ]);
    const unfixed = await client.query(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND NOT coalesce(proconfig::text LIKE '%search_path=%', false)`,
    );
    expect(unfixed.rows).toEqual([]);
    for (const table of NOT_OURS) {
      for (const role of ['loyalty_app', 'loyalty_platform']) {
        const { rows } = await client.query<{ changes: boolean; reads: string[] }>(
          `SELECT has_any_column_privilege($1, $2, 'INSERT, UPDATE') OR has_table_privilege($1, $2, 'DELETE, TRUNCATE') AS changes,
             ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = $2::regclass AND attnum > 0 AND NOT attisdropped
               AND has_column_privilege($1, attrelid, attnum, 'SELECT') ORDER BY attname) AS reads`,
          [role, table],
        );
        const isOfDoctor = table === '_prisma_migrations' && role === 'loyalty_platform';
        const reads = isOfDoctor ? ['finished_at', 'migration_name', 'rolled_back_at'] : [];
        expect([table, role, rows[0]]).toEqual([table, role, { changes: false, reads }]);
      }
    }
  });
});
