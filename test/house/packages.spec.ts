import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { allowScripts, dependencies, scripts, workspaces } from '../../package.json';

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

interface Place {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly peer?: boolean;
  readonly dev?: boolean;
  readonly peerDependencies?: Versions;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifestOf = (folder: string): Manifest => JSON.parse(read(path.join(folder, 'package.json'))) as Manifest;
/** The packages of the lock file, by their paths. */
const LOCK = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Place>> };
const { packages } = LOCK;

/** Pages and database client are built before; the PostgreSQL is another's. */
const MOST_MEGABYTES = 300;
/** Everything that `npm start` installs: the server, its build, the pages and PostgreSQL. Lower the bounds when a package is removed. */
const MOST_OF_START = { megabytes: 525, files: 36_000 };
/** Loaded by generated code. */
const UNNAMED = ['@prisma/client'];

describe('The packages of an image', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'image-packages-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Places of the lock file. */
  let installed: readonly string[];
  beforeAll(() => {
    const command =
      /^RUN (npm pkg delete .*) && npm ci .*--omit=peer$/m.exec(read('docker/Dockerfile'))?.[1] ?? 'false';
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      copyFileSync(path.join(root, file), path.join(folder, file));
    execFileSync('sh', ['-c', `${command} && npm install --package-lock-only 2>&1`], { cwd: folder });
    const lock = JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')) as typeof LOCK;
    installed = Object.keys(lock.packages).filter((place) => place !== '' && lock.packages[place]?.peer !== true);
  });

  it('are those of a running server: nothing that builds it, its pages or its tests', () => {
    const names = installed.map(nameOf);
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    for (const builds of ['prisma', 'typescript', '@swc/core', 'vite', 'react', 'jest', '@nestjs/cli'])
      expect(names).not.toContain(builds);
  });

  it(`take less than ${String(MOST_MEGABYTES)} MB`, () => {
    const places = installed.map((place) => path.join(root, place)).filter((place) => existsSync(place));
    expect(places.length).toBeGreaterThan(100);
    expect(places.reduce((sum, place) => sum + sizeOf(place).bytes, 0) / 2 ** 20).toBeLessThan(MOST_MEGABYTES);
  });
});

it(`The packages of a start take less than ${String(MOST_OF_START.megabytes)} MB and ${String(MOST_OF_START.files)} files`, () => {
  const places = Object.entries(packages).flatMap(([place, { dev, link }]) =>
    place.includes('node_modules/') && dev !== true && link !== true ? [path.join(root, place)] : [],
  );
  const sizes = places.filter((place) => existsSync(place)).map(sizeOf);
  expect(sizes.length).toBeGreaterThan(300);
  expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20).toBeLessThan(MOST_OF_START.megabytes);
  expect(sizes.reduce((sum, { files }) => sum + files, 0)).toBeLessThan(MOST_OF_START.files);
});

it('A start installs neither Prisma’s command line nor the compiler of types', () => {
  // npm installs an optional peer of a server's package wherever something else names it, also with `--omit=dev`. So the
  // lock does not name these two as peers: after an update that brings them back, take them out of its `peerDependencies`.
  const serving = Object.keys(packages).filter((place) => packages[place]?.dev !== true);
  expect(serving.filter((place) => /(?:^|\/)node_modules\/(?:prisma|typescript)$/.test(place))).toEqual([]);
});

it('Each package is named in the exact version that the lock file installs', () => {
  const named = ['', ...workspaces].flatMap((folder) => {
    const { dependencies, devDependencies, optionalDependencies } = manifestOf(folder);
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).map(
      ([name, version]) => `${folder}: ${name} ${version}`,
    );
  });
  expect(named.length).toBeGreaterThan(120);
  const installed = new Set(Object.entries(packages).map(([place, { version = '' }]) => `${nameOf(place)} ${version}`));
  expect(named.filter((one) => !installed.has(one.replace(/^.*: /, '')))).toEqual([]);
});

describe('Each package', () => {
  const unused = (names: Versions | undefined, patterns: readonly string[]): string[] => {
    const text = textOf(patterns);
    const all = Object.keys(names ?? {});
    const peers = new Set(all.flatMap((name) => peersOf(name)));
    return all.filter((name) => !new RegExp(`['"\`/]${name}['"\`/]`).test(text) && !peers.has(name));
  };

  it('of a running server is imported by the server', () => {
    const server = textOf(['src', 'packages/demo', 'packages/compat', ':!*.spec.ts', ':!src/platform/openapi']);
    const imported = (name: string): boolean =>
      new RegExp(`(?:from |import |import\\(|require\\(|file: |: |= )'${name}['/]`).test(server);
    const peers = new Set(Object.keys(dependencies).flatMap((name) => peersOf(name)));
    expect(Object.keys(dependencies).filter((name) => !imported(name) && !peers.has(name))).toEqual(UNNAMED);
  });

  it('of the pages is named by them', () => {
    expect(unused(manifestOf('web').dependencies, ['web', ':!web/package.json'])).toEqual([]);
  });

  it('that builds the server is named by what builds it, and of the version that tests and rules have', () => {
    const { dependencies: ofBuild = {} } = manifestOf('packages/build');
    expect(unused(ofBuild, ['scripts', 'prisma.config.ts'])).toEqual([]);
    expect(manifestOf('').devDependencies).toMatchObject(ofBuild);
  });
});

it('No package runs a script when it is installed, whichever npm installs it', () => {
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  expect(new Set(Object.values(allowScripts))).toEqual(new Set([false]));
  // With ignore-scripts npm would skip these hooks, too.
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)/.test(name))).toEqual([]);
});

it('Each package whose licence asks for something is named with it in docs/licences.md', () => {
  const permissive =
    /^\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0)\)?$/;
  const asks = (licence: string): boolean =>
    licence.split(/ (?:OR|or) /).every((way) => way.split(/ (?:AND|and) /).some((part) => !permissive.test(part)));
  const page = read('docs/licences.md');
  const unnamed = Object.entries(packages).flatMap(([place, { license, link }]) => {
    const name = nameOf(place);
    // A package outside of node_modules is ours.
    if (link === true || name === place || (license !== undefined && !asks(license))) return [];
    const isNamed =
      page.includes(`\`${name}\``) ||
      page.includes(`\`${name.replace(/-.*/, '-*')}\``) ||
      name.startsWith('lightningcss-');
    return isNamed ? [] : [`${name}: ${license ?? 'no licence'}`];
  });
  expect(unnamed).toEqual([]);
  const named = [...page.matchAll(/^\| ([\w.-]+-[\d.]+\S*) \|/gm)].map(([, licence = '']) => licence);
  const held = Object.values(packages).map(({ license = '' }) => license);
  expect(named.filter((licence) => !held.some((one) => one.includes(licence)))).toEqual([]);
});

function nameOf(place: string): string {
  return place.replace(/^.*node_modules\//, '');
}

/** The peer dependencies of a package that are not optional. */
function peersOf(name: string): string[] {
  const { peerDependencies = {}, peerDependenciesMeta } = packages[`node_modules/${name}`] ?? {};
  return Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta?.[peer]?.optional !== true);
}

/** The text of all files under git that the patterns name. */
function textOf(patterns: readonly string[]): string {
  const files = execFileSync('git', ['ls-files', '--', ...patterns], { cwd: root, encoding: 'utf8' });
  const texts = files.split('\n').filter((file) => /\.(?:[cm]?[jt]sx?|css|json|yml)$/.test(file));
  return texts.map(read).join('\n');
}

/** Bytes and files of a package, without the packages in its own `node_modules`. */
function sizeOf(folder: string): { readonly bytes: number; readonly files: number } {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules');
  const parts = entries.map((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return sizeOf(place);
    return entry.isFile() ? { bytes: statSync(place).blocks * 512, files: 1 } : { bytes: 0, files: 0 };
  });
  const sumOf = (figure: 'bytes' | 'files'): number => parts.reduce((sum, part) => sum + part[figure], 0);
  return { bytes: sumOf('bytes'), files: sumOf('files') };
}
