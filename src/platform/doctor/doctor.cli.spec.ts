import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WHOLE_LANGUAGES } from '../language/language';
import { DATABASE_CHECKS, lookAtMigrations } from './database-checks';
import { exitCodeOf, linesOf } from './doctor.cli';
import { examine, type SettingsUnderTest } from './examination';
import { complaintOf, type Finding } from './finding';
import { diskFinding, examineMachine } from './machine-checks';
import { networkFindings } from './network-checks';
import { queueFindings, redisFindings } from './queue-checks';
import { examineSettings } from './settings-checks';

const HOUR_MS = 3_600_000;
const folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const KEY = ['a:AAAA'];
const RIGHT: SettingsUnderTest = {
  production: true,
  demo: '0',
  publicUrl: 'https://loyalty.example',
  metricsToken: 'token',
  jwtKeys: KEY,
  qrKeys: KEY,
  piiKeys: KEY,
  indexKey: 'AAAA',
  sealKeys: KEY,
  smtpUrl: 'smtp://mail.example',
  sendgrid: undefined,
  telegramBotToken: undefined,
  twilio: undefined,
  vonage: undefined,
  smsGateway: undefined,
  tlsCertificate: undefined,
  tlsKey: undefined,
  redisUrl: undefined,
  dataDirectory: folder,
  spoolDirectory: path.join(folder, 'spool'),
  sealDirectory: path.join(folder, 'seals'),
  databaseUrl: '',
  databasePlatformUrl: '',
  removedNames: [],
};
const checksOf = (findings: readonly Finding[]) => findings.map(({ check }) => check);
/** Findings about this machine. Its disk is left out, because it may be full. */
const machine = async (seen: Partial<SettingsUnderTest> = {}, nowMs?: number) =>
  (await examineMachine({ ...RIGHT, ...seen }, nowMs)).filter(({ check }) => check !== 'disk');
const sentences = (findings: readonly Finding[]) => findings.map((finding) => complaintOf(finding, 'en').found);
const said = (findings: readonly Finding[]) =>
  linesOf(
    findings.map((finding) => complaintOf(finding, 'en')),
    'en',
  );
const record = (text: string) => writeFileSync(path.join(folder, 'backup-record.json'), text);
const backup = { outcome: 'DONE', error: null };
const backedUpAt = (moment: number) =>
  record(JSON.stringify({ backup, lastGoodBackup: { createdAt: new Date(moment).toISOString() } }));
beforeEach(() => backedUpAt(Date.now()));

describe('what the doctor says of settings', () => {
  it('has nothing to say of right ones, nor of a machine where developers work', () => {
    expect(examineSettings(RIGHT)).toEqual([]);
    expect(examineSettings({ ...RIGHT, production: false, demo: 'full', publicUrl: undefined })).toEqual([]);
  });

  it.each([
    ['demo', 2, { demo: 'small' }],
    ['publicAddress', 1, { publicUrl: 'http://loyalty.example' }],
    ['publicAddress', 1, { publicUrl: undefined }],
    ['keysMissing', 2, { sealKeys: undefined }],
    ['metricsToken', 1, { metricsToken: undefined }],
    ['messageChannel', 1, { smtpUrl: undefined }],
    ['removedSettings', 1, { removedNames: ['TWILIO_AUTH_TOKEN'] }],
  ] as const)('%s alone is named, with exit code %i', (check, code, broken) => {
    const findings = examineSettings({ ...RIGHT, ...broken });
    expect(checksOf(findings)).toEqual([check]);
    expect(exitCodeOf(findings.map((finding) => complaintOf(finding, 'en')))).toBe(code);
  });

  it('says each fault and what to do in each language', () => {
    const [finding] = examineSettings({ ...RIGHT, demo: 'full' });
    const said = WHOLE_LANGUAGES.map((language) => complaintOf(finding as Finding, language));
    expect(said.map(({ todo }) => todo)).toEqual(['Set DEMO=0.', 'Задайте DEMO=0.']);
    expect(WHOLE_LANGUAGES.map((language) => linesOf([], language))).toEqual([['nothing is wrong'], ['всё в порядке']]);
    expect(exitCodeOf([])).toBe(0);
  });
});

describe('what the doctor says of a machine', () => {
  const CERTIFICATES = path.resolve(__dirname, '../../../test/support/certificate');
  const right = {
    tlsCertificate: path.join(CERTIFICATES, 'certificate.pem'),
    tlsKey: path.join(CERTIFICATES, 'key.pem'),
  };
  const END = Date.parse('2081-08-29T19:56:30Z');
  const sentencesAt = async (seen: Partial<SettingsUnderTest>, moment: number) => {
    backedUpAt(moment);
    return sentences(await machine(seen, moment));
  };

  it('has nothing to say of a right one', async () => {
    expect(await machine(right)).toEqual([]);
  });

  it('names a certificate near its end, one that ended, a key of another one, and files that are no certificate', async () => {
    const [day, halfDay] = [24 * HOUR_MS, 12 * HOUR_MS];
    expect(await sentencesAt(right, END - 15 * day)).toEqual([]);
    expect(await sentencesAt(right, END - 5 * day - halfDay)).toEqual([expect.stringContaining('ends in 5 days')]);
    expect(await sentencesAt(right, END + 2 * day + halfDay)).toEqual([expect.stringContaining('ended 2 days ago')]);
    backedUpAt(Date.now());
    const tlsKey = path.join(folder, 'other.key');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    writeFileSync(tlsKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(sentences(await machine({ ...right, tlsKey }))).toEqual([expect.stringContaining('is not the key')]);
    const none = { ...right, tlsCertificate: path.join(folder, 'none') };
    expect(sentences(await machine(none))).toEqual([expect.stringContaining("can't be used")]);
  });

  it('names a folder that is a file', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(checksOf(await machine({ sealDirectory: file }))).toEqual(['folder']);
  });

  it.each([
    [100, 1_000, undefined],
    [99, 1_000, 'warning'],
    [20, 1_000, 'error'],
  ])('%i free of %i blocks of a disk: %s', (free, all, severity) => {
    expect(diskFinding('DATA_DIR', free, all)?.severity).toBe(severity);
  });

  it('names calls of tills that wait', async () => {
    const slot = path.join(folder, 'spool', '1');
    const file = path.join(slot, '000000000001.log');
    mkdirSync(slot, { recursive: true });
    writeFileSync(file, 'a call');
    expect(await machine()).toEqual([]);
    const before = (Date.now() - 11 * 60_000) / 1_000;
    utimesSync(file, before, before);
    expect(sentences(await machine())).toEqual([expect.stringContaining('11 minutes')]);
    rmSync(path.join(folder, 'spool'), { recursive: true });
  });

  it.each([
    ['none', () => record('{}'), 'No backup'],
    ['a record that was cut off', () => record('{"backup":'), 'No backup'],
    [
      'one that failed',
      () => record(JSON.stringify({ backup: { outcome: 'FAILED', error: 'the disk is full' } })),
      'the disk is full',
    ],
    ['an old one', () => backedUpAt(Date.now() - 31 * HOUR_MS), '31 hours'],
  ])('names a backup: %s', async (_, note, words) => {
    note();
    expect(sentences(await machine())).toEqual([expect.stringContaining(words)]);
    expect(await machine({ production: false })).toEqual([]);
  });
});

describe('what the doctor says of Redis and the queue', () => {
  const INFO = 'redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n';

  it.each([
    [INFO, []],
    [INFO.replace('7.0', '6.0'), ['redisVersion']],
    [INFO.replace('noeviction', 'allkeys-lru'), ['redisMemory']],
  ])('%j: %j', (info, checks) => {
    expect(checksOf(redisFindings(info))).toEqual(checks);
  });

  it('names a Redis that does not answer', async () => {
    expect(checksOf(await examine({ ...RIGHT, redisUrl: 'redis://127.0.0.1:1' }, 500))).toContain('redis');
  });

  it('names a queue that grows, and a job that failed within the day', () => {
    expect(queueFindings(499, undefined, 0)).toEqual([]);
    expect(checksOf(queueFindings(500, undefined, 0))).toEqual(['queue']);
    expect(checksOf(queueFindings(0, 0, 24 * HOUR_MS))).toEqual([]);
    expect(said(queueFindings(0, 0, HOUR_MS))).toEqual([expect.stringContaining('60 minutes ago')]);
  });
});

describe('what the doctor says of a database', () => {
  const ROLE = { role: 'app', superuser: false, bypass: false, owner: false, backup: false };
  const answerOf = async (name: string, rows: readonly object[]) => {
    const check = DATABASE_CHECKS.find((one) => one.name === name);
    const finding = await check?.look(<Row>() => Promise.resolve(rows as Row[]), 'DATABASE_URL');
    return finding && complaintOf(finding, 'en').found;
  };

  it.each([
    ['role', [ROLE], [{ ...ROLE, superuser: true }], 'is a superuser'],
    ['role', [ROLE], [{ ...ROLE, bypass: true }], 'bypasses row-level security'],
    ['role', [ROLE], [{ ...ROLE, backup: true }], 'reads all networks'],
    ['version', [{ number: 150_000, version: '15.0' }], [{ number: 140_012, version: '14.12' }], '14.12'],
    ['rowSecurity', [], [{ name: 'guests' }], 'guests'],
    ['policies', [], [{ name: 'guests' }], 'guests'],
    ['durability', [], [{ name: 'fsync' }], 'fsync is off'],
    ['connections', [{ used: 84, most: 100 }], [{ used: 85, most: 100 }], '85 of 100'],
    ['longTransaction', [], [{ pid: 4711 }], '4711'],
    ['indexes', [], [{ name: 'guests_code' }], 'guests_code'],
    ['bloat', [], [{ name: 'lots' }], 'lots'],
    ['autovacuum', [], [{}], 'autovacuum is off'],
    ['wraparound', [{ millions: 999 }], [{ millions: 1_000 }], '1,000 million'],
    ['replicationSlots', [], [{ name: 'standby' }], 'standby'],
    ['eventPartitions', [{}], [], 'no partition'],
  ])('%s: nothing of %j, and a complaint about %j', async (name, right, wrong, words) => {
    expect(await answerOf(name, right)).toBeUndefined();
    expect(await answerOf(name, wrong)).toContain(words);
  });

  it.each([
    [0, undefined],
    [60_000, 'clock'],
    [-60_000, 'clock'],
  ])('a clock that is %i ms away: %s', async (awayMs, check) => {
    const clock = DATABASE_CHECKS.find(({ name }) => name === 'clock');
    const finding = await clock?.look(
      <Row>() => Promise.resolve([{ ms: Date.now() + awayMs }] as Row[]),
      'DATABASE_URL',
    );
    expect(finding?.check).toBe(check);
  });

  const DONE = [
    { name: '1_one', finished: true },
    { name: '2_two', finished: true },
  ];
  it.each([
    [DONE, ['1_one', '2_two'], undefined],
    [DONE, ['1_one', '2_two', '3_three'], '1 migration is not applied: 3_three.'],
    [[...DONE, { name: '3_three', finished: false }], ['1_one', '2_two', '3_three'], 'did not end: 3_three'],
    [DONE, ['1_one'], 'newer version of the platform: 2_two'],
  ])('migrations %j of %j: %s', async (rows, known, words) => {
    const answers: object[][] = [[{ may: true, platform: true }], rows];
    const finding = await lookAtMigrations(<Row>() => Promise.resolve(answers.shift() as Row[]), known);
    const found = finding && complaintOf(finding, 'en').found;
    expect(found ?? '').toContain(words ?? '');
    expect(found === undefined).toBe(words === undefined);
  });

  it('takes a database that does not show its migrations for an older one, by the role that should see them', async () => {
    const seenBy = (platform: boolean) =>
      lookAtMigrations(<Row>() => Promise.resolve([{ may: false, platform }] as Row[]), ['1_one']);
    expect(await seenBy(false)).toBeUndefined();
    expect((await seenBy(true))?.check).toBe('migrations');
  });

  it('names the first networks that have a fault', () => {
    const rows = Array.from({ length: 7 }, (_, n) => ({ check: 'seals' as const, name: `network-${n}` }));
    expect(sentences(networkFindings(rows))).toEqual([expect.stringMatching(/: network-0, .*network-4, …\.$/)]);
    expect(networkFindings([])).toEqual([]);
  });

  it.each(['', 'postgresql://nobody@127.0.0.1:1/none'])(
    'names a database that cannot be reached: "%s"',
    async (databaseUrl) => {
      const findings = await examine({ ...RIGHT, databaseUrl, databasePlatformUrl: databaseUrl }, 1_000);
      expect(said(findings)).toEqual([
        expect.stringMatching(/^error database: DATABASE_PLATFORM_URL(: | is)/),
        expect.stringMatching(/^error database: DATABASE_URL(: | is)/),
      ]);
    },
  );

  it('ends when the database never answers', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const databaseUrl = `postgresql://nobody@127.0.0.1:${port}/none`;
    expect(said(await examine({ ...RIGHT, databaseUrl }, 200))).toContainEqual(
      expect.stringMatching(/^error database: DATABASE_URL: /),
    );
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
