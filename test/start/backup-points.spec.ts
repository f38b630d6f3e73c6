import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { Sandbox } from './start-process';

const MAPPING = {
  version: 1,
  name: 'points-test',
  lines: 'ROW',
  columns: { number: 'number', occurredAt: 'at', total: 'total', guest: 'guest' },
};
const RECEIPTS = 20;
/** Long enough for a start, a copy and a verification on a machine with other work. */
const PATIENCE_MS = 600_000;

interface Record {
  readonly log?: { readonly upTo?: string };
  readonly lastGoodBackup?: { readonly folder: string; readonly kind: string };
}

/** Backups to a point in time, by the start of the platform and its commands, on a database of their own. */
describe('A backup to a point in time', () => {
  const source = new Sandbox({ DEMO: 'small' });
  const store = source.file('store');
  const settings = { BACKUP_DIR: store, BACKUP_LOG_SECONDS: '1' };
  let between: string;

  async function run(args: readonly string[], environment: Readonly<globalThis.Record<string, string>> = {}) {
    const command = source.run('cli.mjs', args, { ...settings, ...environment });
    return { code: await command.ended(), said: command.output };
  }

  async function done(...args: string[]): Promise<string> {
    const { code, said } = await run(args);
    expect([args, code, said]).toEqual([args, 0, said]);
    return said;
  }

  /** The words with which a restore of `between` from a store is refused. */
  async function refusal(environment: Readonly<globalThis.Record<string, string>>, to = between): Promise<string> {
    const into = source.file('refused');
    const { code, said } = await run(['restore', '--to', to, '--into', into], environment);
    expect([code, readdirSync(source.folder).includes('refused')]).toEqual([1, false]);
    return said;
  }

  function record(): Record {
    return JSON.parse(source.read('backup-record.json')) as Record;
  }

  async function importReceipts(name: string): Promise<void> {
    const [file, mapping] = [source.file(`${name}.csv`), source.file('mapping.json')];
    const rows = Array.from(
      { length: RECEIPTS },
      (_, n) => `${name}-${String(n)},2026-10-${String(n + 1).padStart(2, '0')}T12:30,10000,g${String(n % 7)}`,
    );
    writeFileSync(file, ['number,at,total,guest', ...rows].join('\n'));
    writeFileSync(mapping, JSON.stringify(MAPPING));
    await done(
      'import',
      'receipts',
      file,
      '--network',
      'demo',
      '--mapping',
      mapping,
      '--consent-basis',
      'FORMER_SYSTEM',
    );
  }

  /** A message that a provider took, to the guest of a receipt. */
  async function tellGuestOf(receipt: string): Promise<void> {
    const client = new Client({ connectionString: source.superuserUrl() });
    await client.connect();
    const { rowCount } = await client.query(
      `INSERT INTO messages (network_id, id, guest_id, purpose, language, subject, channel, recipient_encrypted, recipient_index,
         body_encrypted, status, tried)
       SELECT network_id, gen_random_uuid(), guest_id, 'SERVICE', 'en', 'Points', 'SMS', '\\x00', '\\x00', '\\x00', 'SENT', '{}'
         FROM transactions WHERE receipt_number = $1`,
      [receipt],
    );
    await client.end();
    expect(rowCount).toBe(1);
  }

  /** Waits until the log has all that was sold before this was called. */
  async function logReachesNow(): Promise<void> {
    const now = new Date().toISOString();
    await eventually('the log reaches now', () => (record().log?.upTo ?? '') > now);
  }

  /** A copy of the store with one file of it changed. */
  function damaged(find: (file: string) => boolean, change: (file: string) => void): globalThis.Record<string, string> {
    const copy = source.file('damaged');
    rmSync(copy, { recursive: true, force: true });
    cpSync(store, copy, { recursive: true });
    const files = readdirSync(copy, { recursive: true, encoding: 'utf8' }).sort();
    const file = files.find((each) => find(each));
    if (file === undefined) throw new Error(`no such file among ${files.join(', ')}`);
    change(path.join(copy, file));
    return { BACKUP_DIR: copy };
  }

  beforeAll(async () => {
    await source.start(settings).ready();
    await eventually('the start has made a base backup', () => record().lastGoodBackup !== undefined);
    await importReceipts('first');
    between = new Date().toISOString();
    await logReachesNow();
    await importReceipts('second');
    await tellGuestOf('second-1');
    await logReachesNow();
  }, PATIENCE_MS);
  afterAll(() => source.remove());

  it(
    'brings back exactly what was sold before a moment, and says up to which receipt, and what the running system has more',
    async () => {
      const into = source.file('restored');
      const said = await done('restore', '--to', between, '--into', into);
      expect(said).toMatch(/Restored the backup of \S+: 2 networks, every sealed transaction is there\./);
      expect(said).toMatch(/demo: 20 transactions, the last of \S+, receipt first-\d+/);
      expect(said).toMatch(/demo: 20 transactions under 1 seals .*: right/);
      expect(said).toContain('of the running system that are gone: 20; guests who got messages since: 1.');
      const told = readFileSync(path.join(into, 'told-guests.csv'), 'utf8').trim().split('\n');
      expect(told).toEqual([
        'network,guest,purpose,source,at,points_gone',
        expect.stringMatching(/^demo,[0-9a-f-]{36},SERVICE,,\S+Z,\d+$/),
      ]);
      expect(JSON.parse(readFileSync(path.join(into, 'restored.json'), 'utf8'))).toMatchObject({
        moment: between,
        networks: [{ code: 'demo', transactions: RECEIPTS }, { code: 'other' }],
      });
    },
    PATIENCE_MS,
  );

  it(
    'is refused by the name of what is changed, missing, or encrypted by another key, and leaves nothing behind',
    async () => {
      const changed = damaged(
        (file) => file.endsWith('database/PG_VERSION'),
        (file) => {
          const bytes = readFileSync(file);
          bytes[bytes.length - 1]! ^= 1;
          writeFileSync(file, bytes);
        },
      );
      expect(await refusal(changed)).toContain('database/PG_VERSION is not what was written');
      expect((await run(['backup', 'check'], changed)).said).toContain('database/PG_VERSION is not what was written');
      const [chain = ''] = readdirSync(path.join(store, 'log'));
      const last = JSON.parse(
        readFileSync(path.join(record().lastGoodBackup?.folder ?? '', 'backup.json'), 'utf8'),
      ) as {
        log: { last: string };
      };
      const isNeeded = (file: string): boolean =>
        /[0-9A-F]{24}$/.test(file) && file.startsWith('log') && path.basename(file) > last.log.last;
      const missing = damaged(isNeeded, (file) => rmSync(file));
      expect(await refusal(missing)).toMatch(new RegExp(`log/${chain}/[0-9A-F]{24} is missing`));
      const cut = damaged(isNeeded, (file) => writeFileSync(file, readFileSync(file).subarray(0, -1)));
      expect(await refusal(cut)).toMatch(new RegExp(`log/${chain}/[0-9A-F]{24} is not what was written`));
      const other = { BACKUP_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}` };
      expect(await refusal(other)).toContain('The keys of this backup are not here: BACKUP_KEYS (k1)');
      expect(await refusal({}, '2026-01-01T00:00:00Z')).toContain('no earlier moment can be restored');
      expect(await refusal({}, '2099-01-01T00:00:00Z')).toMatch(/The log reaches until \S+, and nothing after that/);
    },
    PATIENCE_MS,
  );

  it(
    'is listed and found whole',
    async () => {
      expect(await done('backup', 'list')).toMatch(/^\S+Z {2}to \S+Z {2}\d+ MB {2}/m);
      expect(await done('backup', 'check')).toMatch(/1 base backups and \d+ segments of the log are whole/);
      expect(record().lastGoodBackup).toMatchObject({ kind: 'base' });
    },
    PATIENCE_MS,
  );
});
