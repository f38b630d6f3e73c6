import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually';

const RELEASE = path.resolve(__dirname, '../../scripts/release.mjs');
/** The commands of a release in their order: name, file, and what it writes. */
const COMMANDS: readonly (readonly [name: string, file: string, writes: string | undefined])[] = [
  ['chart', 'scripts/chart.mjs', 'deploy/kubernetes/servers.yaml'],
  ['freeze', 'scripts/freeze.mjs', 'prisma/migrations/frozen.json'],
  ['schema', 'scripts/released-schema.mjs', 'prisma/migrations/released.sql'],
  ['fixture', 'test/start/upgrade/make-fixture.mjs', 'test/start/upgrade/fixtures/0.2.0.tar.br'],
  ['pictures', 'scripts/pictures.mjs', 'docs/pictures/till.png'],
  ['lint', 'scripts/check.mjs', undefined],
  ['nightly', 'scripts/test.mjs', undefined],
  ['trust', 'test/trust/run.mjs', 'docs/trust-results.md'],
];
const NAMES = COMMANDS.map(([name]) => name);
const NOTES = '### Before you upgrade\n\n- Stop the servers.\n\n### New\n\n- The wheel.';
const CHANGELOG = `# Changelog\n\n## [Unreleased]\n\n${NOTES}\n\n## [0.1.0] - 2026-11-01\n\n- The till.\n`;
const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_CONFIG_SYSTEM: os.devNull,
  GIT_AUTHOR_NAME: 'Anna',
  GIT_AUTHOR_EMAIL: 'anna@example.com',
  GIT_COMMITTER_NAME: 'Anna',
  GIT_COMMITTER_EMAIL: 'anna@example.com',
};

describe('npm run release', () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'loyalty-release-'));
  const begin = path.join(scratch, 'begin', 'house');
  let folder = begin;
  beforeAll(() => {
    for (const [file, content] of Object.entries(house())) write(file, content);
    git('init', '--quiet', '--initial-branch=main');
    git('init', '--quiet', '--bare', '../published.git');
    git('add', '-A');
    git('commit', '--quiet', '-m', 'Begin');
    git('remote', 'add', 'origin', '../published.git');
    git('push', '--quiet', 'origin', 'main');
  });
  beforeEach(() => {
    const copy = mkdtempSync(path.join(scratch, 'copy-'));
    cpSync(path.dirname(begin), copy, { recursive: true, preserveTimestamps: true });
    folder = path.join(copy, 'house');
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, env: ENVIRONMENT, encoding: 'utf8' }).trim();
  const write = (file: string, content: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const release = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [RELEASE, ...args], {
      cwd: folder,
      env: ENVIRONMENT,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  /** The commands that ran, in their order. */
  const ran = (): string[] => (existsSync(path.join(folder, '.ran')) ? read('.ran').trim().split('\n') : []);
  const failsIn = (name: string, way = 'fails') => write(`.${way}`, name);
  const mend = () => rmSync(path.join(folder, '.fails'));
  const differs = () => git('diff', '--name-only').concat(git('ls-files', '-o', '--exclude-standard'));

  it('brings notes, versions, commit and an annotated tag, and pushes nothing', () => {
    const commit = git('rev-parse', 'HEAD');
    const { status, stdout } = release('0.2.0');
    expect(status).toBe(0);
    expect(ran()).toEqual(NAMES);
    expect(stdout).toContain('git push origin main v0.2.0');

    expect(git('status', '--porcelain')).toBe('');
    expect(git('log', '--format=%s')).toBe('trust: results of 0.2.0\nrelease: 0.2.0\nBegin');
    expect(git('cat-file', '-t', 'v0.2.0')).toBe('tag');
    expect(git('rev-parse', 'v0.2.0^{commit}')).toBe(git('rev-parse', 'HEAD'));
    expect(git('for-each-ref', '--format=%(contents)', 'refs/tags/v0.2.0')).toBe(`0.2.0\n\n${NOTES}`);
    const day = new Date().toISOString().slice(0, 8);
    expect(read('CHANGELOG.md')).toMatch(
      new RegExp(`## \\[Unreleased\\]\n\n## \\[0\\.2\\.0\\] - ${day}\\d\\d\n\n### Before`),
    );

    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.2.0' });
    expect(JSON.parse(read('packages/agent/package.json'))).toMatchObject({
      version: '0.2.0',
      devDependencies: { '@loyalty-platform/client': '0.2.0', pg: '0.1.0' },
    });
    expect(JSON.parse(read('packages/build/package.json'))).toEqual({ name: 'build' });
    expect(JSON.parse(read('package-lock.json'))).toEqual({
      version: '0.2.0',
      packages: {
        '': { version: '0.2.0' },
        'node_modules/pg': { version: '0.1.0' },
        'packages/build': { name: 'build' },
        'packages/client': { version: '0.2.0' },
      },
    });
    expect(read('deploy/helm/loyalty-platform/Chart.yaml')).toBe('version: 0.2.0\nappVersion: 0.2.0\n');
    expect(read('docs/deployment.md')).toContain('loyalty-platform:0.2.0');
    expect(git('ls-remote', 'origin')).toBe(`${commit}\trefs/heads/main`);
    expect(release('0.2.0')).toMatchObject({ status: 1, stderr: expect.stringContaining('0.2.0 exists') as string });
  });

  it.each<[string, string[], () => void, string]>([
    ['without a version', [], () => undefined, 'Name the version'],
    ['of a version that is no number', ['next'], () => undefined, 'Name the version'],
    ['of an unknown option', ['0.2.0', '--push'], () => undefined, '--push'],
    ['of a version that is not later', ['0.0.9'], () => undefined, 'not later than 0.1.0'],
    ['of a version that has its tag', ['0.2.0'], () => git('tag', 'v0.2.0'), '0.2.0 exists'],
    ['of a version that has its notes', ['0.1.0'], () => undefined, '0.1.0 exists'],
    ['with a changed file', ['0.2.0'], () => write('README.md', 'changed'), 'README.md'],
    ['with a new file', ['0.2.0'], () => write('new.ts', 'new'), 'new.ts'],
    ['with nothing to release', ['0.2.0'], () => commit({ 'CHANGELOG.md': CHANGELOG.replace(NOTES, '') }), 'is empty'],
    [
      'with headings alone',
      ['0.2.0'],
      () => commit({ 'CHANGELOG.md': CHANGELOG.replace(NOTES, '### Before you upgrade') }),
      'is empty',
    ],
    [
      'with notes that begin with what is new',
      ['0.2.0'],
      () => commit({ 'CHANGELOG.md': CHANGELOG.replace('### Before you upgrade', '### New') }),
      'does not begin with what an operator does first',
    ],
    ['of a step that there is not', ['0.2.0', '--from', 'push'], () => undefined, 'The steps are version, notes'],
    ['from a step whose steps before are not done', ['0.2.0', '--from', 'tag'], () => undefined, 'is not done'],
    ['that is to be taken back and was not begun', ['--undo'], () => undefined, 'No release was begun'],
  ])('refuses a release %s', (_, args, prepare, reason) => {
    prepare();
    const before = [git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag')];
    const { status, stderr } = release(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(reason);
    expect([git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag')]).toEqual(before);
    expect(ran()).toEqual([]);
  });

  it.each(NAMES)('leaves nothing half done where %s fails, and goes on with it', (name) => {
    failsIn(name);
    const failed = release('0.2.0');
    expect(failed).toMatchObject({ status: 1, stderr: expect.stringContaining('ended with 3') as string });
    expect(differs()).toBe('');
    expect(git('diff', '--cached')).not.toContain(`made by ${name}`);
    expect(git('tag')).toBe('');
    expect(ran()).toEqual(NAMES.slice(0, NAMES.indexOf(name) + 1));

    mend();
    expect(release()).toMatchObject({ status: 0 });
    expect(ran()).toEqual([...NAMES.slice(0, NAMES.indexOf(name) + 1), ...NAMES.slice(NAMES.indexOf(name))]);
    expect(git('rev-parse', 'v0.2.0^{commit}')).toBe(git('rev-parse', 'HEAD'));
    expect(git('log', '--format=%s')).toBe('trust: results of 0.2.0\nrelease: 0.2.0\nBegin');
  });

  it('says what would run and what is done, and does nothing', () => {
    expect(release('0.2.0', '--dry-run').stdout).toMatch(
      /^to do {2}version .*node scripts\/chart\.mjs\n(to do .*\n)+$/,
    );
    expect([ran(), git('status', '--porcelain')]).toEqual([[], '']);
    failsIn('fixture');
    release('0.2.0');
    const { stdout } = release('--dry-run');
    expect(stdout).toMatch(
      /^done {3}version .*\ndone {3}notes .*\ndone {3}freeze .*\ndone {3}schema .*\nto do {2}fixture .*node test\/start/,
    );
    expect(release('--dry-run', '--from', 'notes').stdout).toMatch(/^done {3}version .*\nto do {2}notes /);
    expect(release('--dry-run').stdout).toBe(stdout);
    expect(ran()).toEqual(['chart', 'freeze', 'schema', 'fixture']);
  });

  it('does a step and those behind it once more', () => {
    failsIn('pictures');
    release('0.2.0');
    mend();
    expect(release('--from', 'freeze')).toMatchObject({ status: 0 });
    expect(ran()).toEqual(['chart', 'freeze', 'schema', 'fixture', 'pictures', ...NAMES.slice(1)]);
  });

  it('goes back over its commit only by taking the release back', () => {
    failsIn('trust');
    release('0.2.0');
    expect(release('--from', 'freeze').stderr).toContain('take the release back by --undo');
    mend();
    expect(release('--from', 'nightly')).toMatchObject({ status: 0 });
    expect(ran()).toEqual([...NAMES, 'nightly', 'trust']);
  });

  it.each(['pictures', 'nightly'])('is taken back whole after %s failed', (name) => {
    const before = [git('rev-parse', 'HEAD'), git('ls-files', '-s')];
    failsIn(name);
    release('0.2.0');
    expect(release('--undo')).toMatchObject({ status: 0, stdout: expect.stringContaining('taken back') as string });
    expect([git('rev-parse', 'HEAD'), git('ls-files', '-s')]).toEqual(before);
    expect(git('status', '--porcelain')).toBe('');
    mend();
    expect(release('0.2.0')).toMatchObject({ status: 0 });
  });

  it.each(['freeze', 'nightly'])('waits for files that somebody changed after %s failed, and keeps them', (name) => {
    failsIn(name);
    release('0.2.0');
    mend();
    write('README.md', 'changed');
    for (const args of [[], ['--undo']]) expect(release(...args).stderr).toContain('README.md');
    expect(read('README.md')).toBe('changed');
    git('checkout', '--', 'README.md');
    expect(release()).toMatchObject({ status: 0 });
  });

  it('keeps a file that a step does not write, and fails', () => {
    failsIn('README.md', 'strays');
    expect(release('0.2.0').stderr).toContain('does not write:\n  README.md');
    expect(differs()).toBe('README.md');
  });

  it('refuses to go on where something was committed before its own commit', () => {
    failsIn('freeze');
    release('0.2.0');
    git('commit', '--quiet', '-m', 'Another');
    expect(release().stderr).toContain('Something was committed');
  });

  it('does all trials again on the commit that mends a fault, and tags that', () => {
    failsIn('nightly');
    release('0.2.0');
    mend();
    commit({ 'src.ts': 'mended' });
    expect(release()).toMatchObject({ status: 0 });
    expect(ran().slice(NAMES.indexOf('lint'))).toEqual(['lint', 'nightly', 'lint', 'nightly', 'trust']);
    expect(git('log', '-3', '--format=%s', 'v0.2.0')).toBe('trust: results of 0.2.0\nMend\nrelease: 0.2.0');
  });

  it('finishes one release before another', () => {
    failsIn('freeze');
    release('0.2.0');
    expect(release('0.3.0').stderr).toContain('The release of 0.2.0 is not finished');
  });

  it('makes its commit once, also when it was killed before it noted so', () => {
    failsIn('lint');
    release('0.2.0');
    mend();
    const file = '.git/loyalty-release.json';
    const state = JSON.parse(read(file)) as { done: { name: string }[] };
    write(file, JSON.stringify({ ...state, done: state.done.filter(({ name }) => name !== 'commit') }));
    expect(release()).toMatchObject({ status: 0 });
    expect(git('log', '--format=%s')).toBe('trust: results of 0.2.0\nrelease: 0.2.0\nBegin');
  });

  it('ends its step and takes it back when it is stopped', async () => {
    failsIn('fixture', 'waits');
    const running = spawn(process.execPath, [RELEASE, '0.2.0'], { cwd: folder, env: ENVIRONMENT, stdio: 'ignore' });
    const end = once(running, 'exit');
    const made = path.join(folder, 'test/start/upgrade/fixtures/0.2.0.tar.br');
    await eventually('the fixture', () => existsSync(made) && running.exitCode === null);
    running.kill('SIGTERM');
    expect(await end).toEqual([1, null]);
    expect(differs()).toBe('');
    rmSync(path.join(folder, '.waits'));
    expect(release()).toMatchObject({ status: 0 });
  });

  function commit(files: Readonly<Record<string, string>>): void {
    for (const [file, content] of Object.entries(files)) write(file, content);
    git('add', '-A');
    git('commit', '--quiet', '-m', 'Mend');
  }
});

/** A small repository in which every command only notes that it ran and writes its file. */
function house(): Record<string, string> {
  const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
  return {
    '.gitignore': '.ran\n.fails\n.waits\n.strays\n',
    'README.md': 'The house.\n',
    'CHANGELOG.md': CHANGELOG,
    'package.json': json({ version: '0.1.0', type: 'commonjs' }),
    'package-lock.json': json({
      version: '0.1.0',
      packages: {
        '': { version: '0.1.0' },
        'node_modules/pg': { version: '0.1.0' },
        'packages/build': { name: 'build' },
        'packages/client': { version: '0.1.0' },
      },
    }),
    'packages/build/package.json': json({ name: 'build' }),
    'packages/client/package.json': json({ version: '0.1.0' }),
    'packages/agent/package.json': json({
      version: '0.1.0',
      devDependencies: { '@loyalty-platform/client': '0.1.0', pg: '0.1.0' },
    }),
    'deploy/helm/loyalty-platform/Chart.yaml': 'version: 0.1.0\nappVersion: 0.1.0\n',
    'docs/deployment.md': 'docker build -t loyalty-platform:0.1.0 .\n',
    'docs/trust-results.md': 'No trials.\n',
    ...Object.fromEntries(COMMANDS.map(([name, file, writes]) => [file, command(name, writes)])),
  };
}

function command(name: string, writes: string | undefined): string {
  return `
    import fs from 'node:fs';
    import path from 'node:path';
    const says = (file) => fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    fs.appendFileSync('.ran', '${name}\\n');
    ${writes === undefined ? '' : `fs.mkdirSync(path.dirname('${writes}'), { recursive: true }); fs.writeFileSync('${writes}', 'made by ${name}');`}
    if (says('.strays') !== '') fs.writeFileSync(says('.strays'), 'strayed');
    if (says('.waits') === '${name}') setInterval(() => undefined, 1_000);
    if (says('.fails') === '${name}') process.exitCode = 3;
  `;
}
