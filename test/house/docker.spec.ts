import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

const HOUSE = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(HOUSE, file), 'utf8');

interface Service {
  readonly env_file?: readonly { readonly path: string }[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly build?: { readonly target?: string };
}

interface Compose {
  readonly services: Readonly<Record<'platform' | 'proxy' | 'backup' | 'database' | 'kafka', Service>>;
  readonly networks: { readonly front: { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } } };
  readonly volumes: Readonly<Record<string, null>>;
}

describe('docker compose', () => {
  const { services, networks, volumes } = parse(read('docker/compose.yml'), { merge: true }) as Compose;
  const { platform, proxy, backup } = services;

  it('passes every line of its .env file to the platform, mail, SMS and Telegram among them, and sets only what is set here', () => {
    expect(platform.env_file).toEqual([{ path: '.env', required: false }]);
    // The first Compose that knows `required`.
    for (const file of ['docker/compose.yml', 'docker/README.md'])
      expect(read(file)).toContain('Docker Compose 2.24 or later');
    const known = [...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(known).toEqual(expect.arrayContaining(['SMTP_URL', 'TWILIO_URL', 'TELEGRAM_BOT_TOKEN']));
    const set = Object.keys(platform.environment ?? {});
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
    expect(set.filter((name) => /^(SMTP|TWILIO|TELEGRAM)/.test(name))).toEqual([]);
  });

  it('lets other machines in by TLS alone, and believes its own proxy', () => {
    expect(platform.ports).toEqual(['127.0.0.1:${PORT:-3000}:3000']);
    const open = Object.entries(services).filter(([, { ports = [] }]) =>
      ports.some((port) => !port.startsWith('127.')),
    );
    expect(open.map(([name]) => name)).toEqual(['proxy']);
    expect(proxy.command).toEqual([
      'caddy',
      'reverse-proxy',
      '--from',
      '${DOMAIN:-localhost}',
      '--to',
      'platform:3000',
    ]);
    expect(platform.networks).toEqual(expect.arrayContaining(proxy.networks ?? []));
    expect(platform.environment).toMatchObject({
      PORT: 3000,
      PUBLIC_URL: '${PUBLIC_URL:-https://${DOMAIN:-localhost}}',
      TRUST_PROXY: networks.front.ipam.config[0]?.subnet,
    });
  });

  it('has a Kafka that the platform reaches by the address of its documentation, and that keeps its data', () => {
    const { kafka } = services;
    expect(kafka.environment).toMatchObject({ KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092' });
    expect(read('docker/README.md')).toContain('KAFKA_BROKERS=kafka:9092');
    expect(kafka.volumes).toEqual([`events:${kafka.environment?.['KAFKA_LOG_DIRS'] ?? ''}`]);
    expect(Object.keys(volumes)).toContain('events');
  });

  it('makes backups of the database and the seals by an image that has the programs for it', () => {
    expect(backup.build?.target).toBe('backup');
    expect(backup.environment).toEqual(platform.environment);
    expect(backup.volumes).toEqual(['data:/data', 'backups:/backups']);
    expect(Object.keys(volumes)).toEqual(expect.arrayContaining(['data', 'backups', 'certificates']));
    const stage = /^FROM (\S+) AS backup$([\s\S]*?)^FROM /m.exec(read('docker/Dockerfile'));
    expect(stage?.[1]).toMatch(/^postgres:/);
    expect(stage?.[2]).toContain('docker/backup.sh');
  });
});

describe('The daily backup', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'daily-backup-'));
  const [programs, backups, log] = ['programs', 'backups', 'log'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A program of the test in place of one of the machine. */
  const stand = (name: string, script: string) => {
    writeFileSync(path.join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(programs, name), 0o755);
  };

  it('waits for its time, tries a failed one again, clears what was broken off, and keeps the newest', async () => {
    for (const made of [programs, backups]) mkdirSync(made);
    for (const old of ['2026-01-01T03-00-00', '2026-01-02T03-00-00', '2026-01-03T03-00-00.partial', 'by-hand'])
      mkdirSync(path.join(backups, old));
    // The third wait of a script that would go on for ever is its end.
    stand('sleep', `echo "sleep $1" >> ${log}; [ "$(grep -c sleep ${log})" -lt 3 ] || kill $PPID`);
    stand(
      'node',
      `echo "$3 $4" >> ${log}; [ "$(grep -c create ${log})" -gt 1 ] || exit 1; mkdir "$5" && touch "$5/backup.json"`,
    );
    await new Promise((resolve) => {
      const env = { ...process.env, PATH: `${programs}:${process.env['PATH'] ?? ''}` };
      const more = { BACKUP_FOLDER: backups, BACKUP_AT: '03:00', BACKUPS_KEPT: '2' };
      execFile('sh', [path.join(HOUSE, 'docker/backup.sh')], { env: { ...env, ...more } }, resolve);
    });
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^sleep \d+$/),
      'backup create',
      'sleep 600',
      'backup create',
      expect.stringMatching(/^sleep \d+$/),
    ]);
    for (const line of [lines[0], lines[4]]) {
      const seconds = Number(line?.split(' ')[1]);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(86_400);
    }
    const [oldest, newest, ...others] = readdirSync(backups).sort();
    expect([oldest, others]).toEqual(['2026-01-02T03-00-00', ['by-hand']]);
    expect(existsSync(path.join(backups, newest ?? '', 'backup.json'))).toBe(true);
  });
});
