import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { isHealthy, Sandbox } from './start-process';

/** The database may be the embedded one or another one; commands find it. */
describe('A start with a database of one’s own', () => {
  const sandbox = new Sandbox();
  let superuser: Client;
  let url: string;

  beforeAll(async () => {
    url = await sandbox.start().ready();
    superuser = new Client({ connectionString: sandbox.superuserUrl('postgres') });
    await superuser.connect();
    await superuser.query("CREATE ROLE admin LOGIN CREATEROLE PASSWORD 'of-the-admin'");
    await superuser.query(
      'GRANT loyalty_app, loyalty_platform, loyalty_queue, loyalty_backup TO admin WITH ADMIN OPTION',
    );
  });

  afterAll(async () => {
    await superuser.end();
    await sandbox.remove();
  });

  function urlOf(role: string, password: string, database: string): string {
    return Object.assign(new URL(sandbox.superuserUrl(database)), { username: role, password }).href;
  }

  it('makes the roles with one URL, and none of them owns or bypasses anything', async () => {
    await superuser.query('CREATE DATABASE one_url OWNER admin');
    const other = new Sandbox({ DATABASE_URL: urlOf('admin', 'of-the-admin', 'one_url') });
    const started = other.start();
    expect(await isHealthy(await started.ready())).toBe(true);
    await started.stop();
    const { rows } = await superuser.query(
      `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname LIKE 'one\\_url\\_%' ORDER BY rolname`,
    );
    const harmless = { rolsuper: false, rolbypassrls: false, rolcreaterole: false };
    expect(rows).toEqual([
      { rolname: 'one_url_app_login', ...harmless },
      { rolname: 'one_url_backup_login', ...harmless },
      { rolname: 'one_url_platform_login', ...harmless },
      { rolname: 'one_url_queue_login', ...harmless },
    ]);
    await other.remove();
  });

  it('serves twice when two begin at once on an empty database', async () => {
    await superuser.query('DROP DATABASE IF EXISTS at_once WITH (FORCE)');
    await superuser.query('CREATE DATABASE at_once OWNER admin');
    const others = [1, 2].map(() => new Sandbox({ DATABASE_URL: urlOf('admin', 'of-the-admin', 'at_once') }));
    const urls = await Promise.all(others.map((other) => other.start().ready()));
    for (const each of urls) expect(await isHealthy(each)).toBe(true);
    // Each start changes the same roles.
    const again = Array.from({ length: 6 }, () => others[0]!.run('cli.mjs', ['--only-migrate']));
    expect(await Promise.all(again.map((each) => each.ended()))).toEqual(again.map(() => 0));
    for (const other of others) await other.remove();
  });

  it('fills the demo once when two begin at once on an empty database, and the second says that it waits', async () => {
    await superuser.query('DROP DATABASE IF EXISTS demo_at_once WITH (FORCE)');
    await superuser.query('CREATE DATABASE demo_at_once OWNER admin');
    const settings = { DATABASE_URL: urlOf('admin', 'of-the-admin', 'demo_at_once'), DEMO: 'small' };
    const others = [1, 2].map(() => new Sandbox(settings));
    const both = others.map((other) => other.start());
    const urls = await Promise.all(both.map((each) => each.ready()));
    for (const each of urls) expect(await isHealthy(each)).toBe(true);
    const waits = both.filter(({ output }) => output.includes('Waiting for another process, which fills the demo'));
    expect(waits).toHaveLength(1);
    for (const other of others) await other.remove();
  });

  it('says that the database went away while it was migrated, and migrates it when it is back', async () => {
    await superuser.query('CREATE DATABASE went_away OWNER admin');
    const holder = new Client({ connectionString: sandbox.superuserUrl('went_away') });
    await holder.connect();
    // Another start migrates just now, so that this one waits.
    await holder.query('SELECT pg_advisory_lock(72707369)');
    const other = new Sandbox({ DATABASE_URL: urlOf('admin', 'of-the-admin', 'went_away') });
    const broken = other.run('cli.mjs', ['--only-migrate']);
    await eventually('its connection is ended', async () => {
      const { rowCount } = await superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'went_away' AND query LIKE '%pg_try_advisory_lock%'`,
      );
      return rowCount === 1;
    });
    await holder.end();
    expect(await broken.ended()).toBe(1);
    expect(broken.output).toMatch(
      /^\[[^\n]+ Waiting for another process, which migrates this database …\nThe database at \S+\/went_away went away \(.+\): start again; [^\n]+\n$/,
    );
    const again = other.run('cli.mjs', ['--only-migrate']);
    expect(await again.ended()).toBe(0);
    expect(again.output).toMatch(/Migrated: \d+ migrations up to \d{14}_\w+\n/);
    await other.remove();
  });

  it('uses three roles that are managed elsewhere, and makes none', async () => {
    await superuser.query('CREATE DATABASE three_urls OWNER admin');
    for (const name of ['app', 'platform']) {
      await superuser.query(`CREATE ROLE managed_${name} LOGIN PASSWORD 'managed' IN ROLE loyalty_${name}`);
    }
    const other = new Sandbox({
      DATABASE_URL: urlOf('managed_app', 'managed', 'three_urls'),
      DATABASE_PLATFORM_URL: urlOf('managed_platform', 'managed', 'three_urls'),
      DATABASE_OWNER_URL: urlOf('admin', 'of-the-admin', 'three_urls'),
    });
    const started = other.start();
    expect(await isHealthy(await started.ready())).toBe(true);
    await started.stop();
    const { rows } = await superuser.query("SELECT 1 FROM pg_roles WHERE rolname LIKE 'three\\_urls%'");
    expect(rows).toEqual([]);
    await other.remove();
  });

  it('makes the months of the event log before it serves, unless somebody holds the log', async () => {
    await superuser.query('CREATE DATABASE long_off OWNER admin');
    const other = new Sandbox({ DATABASE_URL: urlOf('admin', 'of-the-admin', 'long_off') });
    const prepare = () => other.run('cli.mjs', ['--only-migrate']).ended();
    expect(await prepare()).toBe(0);
    const there = new Client({ connectionString: sandbox.superuserUrl('long_off') });
    await there.connect();
    const months = async () =>
      (await there.query<{ name: string }>('SELECT name FROM list_event_partitions() ORDER BY name')).rows;
    const made = await months();
    expect(made).toHaveLength(4);
    for (const { name } of made) await there.query(`DROP TABLE ${name}`);
    await there.query('BEGIN; LOCK TABLE events IN ACCESS SHARE MODE');
    expect([await prepare(), await months()]).toEqual([0, []]);
    await there.query('COMMIT');
    expect([await prepare(), await months()]).toEqual([0, made]);
    await there.end();
    await other.remove();
  });

  it('says which URL is missing', async () => {
    const other = new Sandbox({
      DATABASE_URL: 'postgres://a@127.0.0.1/b',
      DATABASE_PLATFORM_URL: 'postgres://c@127.0.0.1/b',
    });
    const started = other.start();
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('DATABASE_PLATFORM_URL is set without DATABASE_OWNER_URL');
    await other.remove();
  });

  it('lists every command in the help, that of backups too, and needs no database for it', async () => {
    const empty = new Sandbox();
    const help = empty.run('cli.mjs', ['--help']);
    expect(await help.ended()).toBe(0);
    expect(empty.postgresPid()).toBeUndefined();
    for (const command of ['owner', 'network', 'backup', 'seed'])
      expect(help.output).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    await empty.remove();
  });

  it('lets commands use the database that runs', async () => {
    const command = sandbox.run('cli.mjs', ['--only-migrate']);
    expect(await command.ended()).toBe(0);
    expect(command.output).toContain('in use by the running platform');
  });

  it('gives links of a command the address of the platform that runs', async () => {
    const command = sandbox.run('cli.mjs', ['owner', 'create', '--email', 'owner@example.test']);
    expect(await command.ended()).toBe(0);
    expect(command.output).toContain(`${url}/password?role=owner#`);
  });

  it('starts the database for a command when none runs, and ends it after', async () => {
    const alone = new Sandbox();
    const command = alone.run('cli.mjs', ['--only-migrate']);
    expect(await command.ended()).toBe(0);
    expect(command.output).toMatch(/Migrated: \d+ migrations up to \d{14}_\w+\n/);
    expect(alone.postgresPid()).toBeUndefined();
    const again = alone.run('cli.mjs', ['--only-migrate']);
    expect(await again.ended()).toBe(0);
    expect(again.output).toContain('Nothing to migrate');
    await alone.remove();
  });
});
