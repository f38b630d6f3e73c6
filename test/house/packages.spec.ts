import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { allowScripts, dependencies, scripts, workspaces } from '../../package.json';
import { devDependencies as tools } from '../../packages/tools/package.json';

const root = path.resolve(__dirname, '../..');
/** By its place below the project. */
const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, { readonly version?: string; readonly license?: string; readonly link?: boolean }>>;
};

/** A server with its PostgreSQL; pages and database client are built before. */
const MOST_MEGABYTES = 450;
/** Loaded by packages or by generated code. */
const UNNAMED = ['@prisma/client'];

describe('The packages of production', () => {
  it(`take less than ${String(MOST_MEGABYTES)} MB`, () => {
    const listed = execFileSync('npm', ['ls', '--all', '--omit=dev', '--parseable'], { cwd: root, encoding: 'utf8' });
    const places = listed.split('\n').filter((place) => place.includes('node_modules') && existsSync(place));
    expect(places.length).toBeGreaterThan(100);
    expect(places.reduce((sum, place) => sum + bytesOf(place), 0) / 2 ** 20).toBeLessThan(MOST_MEGABYTES);
  });

  it('are each named by the server: what builds it, or its pages, is installed for that alone', () => {
    const server = textOf(['src', ':!*.spec.ts']);
    const unnamed = Object.keys(dependencies).filter((name) => !server.includes(`'${name}`));
    expect(unnamed).toEqual(UNNAMED);
  });
});

it('Each package is named in the exact version that the lock file installs', () => {
  const named = ['', ...workspaces].flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Partial<
      Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Readonly<Record<string, string>>>
    >;
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
    return Object.entries(all).map(([name, version]) => `${folder}: ${name} ${version.replace(/^npm:.*@/, '')}`);
  });
  expect(named.length).toBeGreaterThan(120);
  const installed = new Set(
    Object.entries(packages).map(([place, { version = '' }]) => `${place.replace(/^.*node_modules\//, '')} ${version}`),
  );
  expect(named.filter((one) => !installed.has(one.replace(/^.*: /, '')))).toEqual([]);
});

it('Each package of tests and rules is named by a file', () => {
  const files = textOf(['.', ':!package*.json', ':!packages/tools', ':!*.md', ':!src/platform/openapi']);
  const unnamed = Object.keys(tools).filter((name) => !name.startsWith('@types/') && !files.includes(name));
  expect(unnamed).toEqual([]);
});

it('No package runs a script when it is installed, whichever npm installs it', () => {
  expect(readFileSync(path.join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  expect(new Set(Object.values(allowScripts))).toEqual(new Set([false]));
  // With ignore-scripts npm would leave out these, too.
  expect(Object.keys(scripts).filter((name) => /^(?:pre|post)/.test(name))).toEqual([]);
});

it('Each package whose licence asks for something is named with it in docs/licences.md', () => {
  const permissive =
    /^\(?(?:MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0)\)?$/;
  const asks = (licence: string): boolean =>
    licence.split(/ (?:OR|or) /).every((way) => way.split(/ (?:AND|and) /).some((part) => !permissive.test(part)));
  const page = readFileSync(path.join(root, 'docs/licences.md'), 'utf8');
  const unnamed = Object.entries(packages).flatMap(([place, { license, link }]) => {
    const name = place.replace(/^.*node_modules\//, '');
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

/** The text of all files under git that the patterns name. */
function textOf(patterns: readonly string[]): string {
  const files = execFileSync('git', ['ls-files', '--', ...patterns], { cwd: root, encoding: 'utf8' });
  const texts = files.split('\n').filter((file) => /\.(?:[cm]?[jt]sx?|json|yml)$/.test(file));
  return texts.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return sum + (entry.name === 'node_modules' ? 0 : bytesOf(place));
    return sum + (entry.isFile() ? statSync(place).blocks * 512 : 0);
  }, 0);
}
