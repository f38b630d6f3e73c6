import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const HOUSE = path.resolve(__dirname, '../..');
const DAY_MS = 86_400_000;

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'backup-store-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs code with everything that a module exports, which Node alone can load; answers its result, or the words of a refusal. */
function run<Result = unknown>(module: string, code: string, given: object = {}): Result {
  const program = `
    const module = await import(${JSON.stringify(path.join(HOUSE, module))});
    const { folder, given } = ${JSON.stringify({ folder, given })};
    const key = (id, byte) => ({ id, key: Buffer.alloc(32, byte) });
    try { console.log(JSON.stringify(await (async () => { ${code} })() ?? null)); }
    catch (error) { console.log(JSON.stringify(error.message)); }`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  ) as Result;
}

describe('An encrypted file of a backup', () => {
  const ENCRYPTED = 'scripts/backup/encrypted-file.mjs';
  /** More than two chunks, of bytes that can not be made fewer. */
  const WRITE = `
    const fs = await import('node:fs');
    const { randomBytes } = await import('node:crypto');
    fs.writeFileSync(folder + '/plain', randomBytes(2_200_000));
    fs.rmSync(folder + '/sealed', { force: true });
    return module.encryptFile(folder + '/plain', folder + '/sealed', { key: key('k2', 2), name: 'a', note: { until: 'now' } });`;
  const read = (name = 'a', keys = "[key('k1', 1), key('k2', 2)]"): unknown =>
    run(
      ENCRYPTED,
      `const fs = await import('node:fs');
       fs.rmSync(folder + '/back', { force: true });
       const options = { keys: ${keys}, name: ${JSON.stringify(name)} };
       await module.decryptFile(folder + '/sealed', folder + '/back', options);
       return fs.readFileSync(folder + '/back').equals(fs.readFileSync(folder + '/plain'));`,
    );
  const damaged = 'The backup is damaged: a is not what was written. Take another copy.';
  let sealed: Buffer;
  const head = (): number => sealed.indexOf('\n') + 1;
  const lengthAt = (at: number): number => 4 + sealed.readUInt32BE(at);
  const put = (...parts: Buffer[]): void => writeFileSync(path.join(folder, 'sealed'), Buffer.concat(parts));

  beforeAll(() => {
    run(ENCRYPTED, WRITE);
    sealed = readFileSync(path.join(folder, 'sealed'));
  });
  beforeEach(() => put(sealed));

  it('comes back to the byte by its key among others, and says its note without one', () => {
    expect(read()).toBe(true);
    expect(run(ENCRYPTED, "return module.readNote(folder + '/sealed', 'a')")).toMatchObject({
      keyId: 'k2',
      until: 'now',
    });
  });

  it('is refused under another name, by another key of the same id, and without its key', () => {
    expect(read('b')).toBe(damaged.replace(' a ', ' b '));
    expect(read('a', "[key('k2', 3)]")).toBe(damaged);
    expect(read('a', "[key('k1', 1)]")).toBe('a is encrypted by another key: BACKUP_KEYS has no "k2".');
  });

  it('is refused when a chunk was changed, moved, left out or cut off, and when its note was changed', () => {
    const [one, two] = [head(), head() + lengthAt(head())];
    const three = two + lengthAt(two);
    const parts = [sealed.subarray(one, two), sealed.subarray(two, three), sealed.subarray(three)] as const;
    const start = sealed.subarray(0, one);
    const changed = Buffer.from(sealed);
    changed[two + 100]! ^= 1;
    const noted = Buffer.from(start.toString().replace('"now"', '"new"'));
    for (const bad of [
      [changed],
      [start, parts[1], parts[0], parts[2]],
      [start, parts[0], parts[2]],
      [start, parts[0], parts[1]],
      [sealed.subarray(0, -1)],
      [sealed, Buffer.from([0])],
      [noted, ...parts],
      [Buffer.alloc(0)],
    ]) {
      put(...bad);
      expect(read()).toBe(damaged);
    }
  });
});

describe('The log of a backup', () => {
  it('names its segments as PostgreSQL does, across the parts of its numbers', () => {
    const code = `return given.numbers.map((number) => {
      const name = module.nameOf(1, BigInt(number), BigInt(16 * 2 ** 20));
      return [name, String(module.partsOf(name, 16 * 2 ** 20).number)];
    })`;
    expect(run('scripts/backup/log.mjs', code, { numbers: [5, 255, 256] })).toEqual([
      ['000000010000000000000005', '5'],
      ['0000000100000000000000FF', '255'],
      ['000000010000000100000000', '256'],
    ]);
  });
});

describe('The rule of retention', () => {
  const STORE = 'scripts/backup/store.mjs';
  const now = Date.parse('2026-11-27T00:00:00Z');
  const base = (daysAgo: number, chain: string, first: string) => ({
    folder: `${String(daysAgo)} days`,
    consistentAt: new Date(now - daysAgo * DAY_MS).toISOString(),
    log: { chain, first, last: first, segmentBytes: 1 },
  });
  const outOfDate = (bases: object[], chains: object, current = 'b') =>
    run<{ bases: { folder: string }[]; chains: string[]; segments: { chain: string; name: string }[] }>(
      STORE,
      'return module.outOfDate(given)',
      { bases, chains, current, nowMs: now, keepDays: 7 },
    );

  it('keeps every moment of the last days: one base before them, and the log since that', () => {
    const { bases, chains, segments } = outOfDate(
      [base(9, 'b', 'A1'), base(8, 'b', 'A3'), base(6, 'b', 'A5'), base(1, 'b', 'A7')],
      { b: ['A1', 'A2', 'A3', 'A4', 'A5', 'A7'] },
    );
    expect(bases.map(({ folder }) => folder)).toEqual(['9 days']);
    expect([chains, segments.map(({ name }) => name)]).toEqual([[], ['A1', 'A2']]);
  });

  it('never takes the newest base, and takes a chain with its last base, but not the one that is written', () => {
    expect(outOfDate([base(30, 'b', 'A1')], { b: ['A1'] }).bases).toEqual([]);
    const two = [base(30, 'a', 'A1'), base(20, 'b', 'A1')];
    expect(outOfDate(two, { a: ['A1'], b: ['A1'] })).toMatchObject({ bases: [{ folder: '30 days' }], chains: ['a'] });
    expect(outOfDate([base(1, 'a', 'A1')], { a: ['A1'], b: ['A1'] })).toEqual({ bases: [], chains: [], segments: [] });
  });

  it('finds a base due where the log has none, and when the newest is old enough', () => {
    const isDue = (bases: object[], chain: string) =>
      run(STORE, 'return module.isDue(given.bases, given.chain, given.now)', { bases, chain, now });
    expect(isDue([base(0.5, 'a', 'A1')], 'a')).toBe(false);
    expect(isDue([base(1, 'a', 'A1')], 'a')).toBe(true);
    expect(isDue([base(0.5, 'a', 'A1')], 'b')).toBe(true);
  });
});

describe('Settings of backups', () => {
  const SETTINGS = 'scripts/start/backup-settings.mjs';

  it('have bounds, and production makes up no key', () => {
    const of = (environment: object) => run(SETTINGS, 'return module.backupSettings(given)', environment);
    expect(of({})).toBeNull();
    expect(of({ BACKUP_DIR: '/store' })).toEqual({ folder: '/store', keepDays: 14, logSeconds: 60 });
    expect(of({ BACKUP_DIR: '/store', BACKUP_KEEP_DAYS: '0' })).toContain('BACKUP_KEEP_DAYS is "0"');
    const keys = (environment: object) =>
      run(SETTINGS, 'return module.chooseBackupKeys(given, { keys: given.kept })', environment);
    const ring = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
    expect(keys({ kept: { BACKUP_KEYS: ring } })).toMatchObject([{ id: 'k1' }]);
    expect(keys({ NODE_ENV: 'production', kept: { BACKUP_KEYS: ring } })).toContain('In production BACKUP_KEYS must');
    expect(keys({ BACKUP_KEYS: 'k1:AAAA', kept: {} })).toContain('base64 of 32 bytes');
  });
});
