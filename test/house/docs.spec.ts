import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { REMOVED_NAMES } from '../../src/platform/settings/removed-settings';
import { RETENTION } from '../../src/platform/settings/retention.rules';
import { scopesNeedSecondPerson } from '../../src/security/permissions/permissions.rules';
import { SCOPE_BUNDLES } from '../../src/security/principal/principal';

const HOUSE = path.resolve(__dirname, '../..');
const read = (...parts: string[]): string => readFileSync(path.join(HOUSE, ...parts), 'utf8');
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(path.join(HOUSE, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join(folder, file));
const allOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

const PAGES = [
  'README.md',
  'packages/client/README.md',
  'docker/README.md',
  'data/README.md',
  ...filesOf('docs', '.md'),
];

describe('The settings', () => {
  const schema = read('src/platform/settings/settings.ts').split('z.object({')[1]?.split('\n});')[0] ?? '';
  const known = sorted(allOf(schema, /^ {2}([A-Z][A-Z0-9_]+):/gm));
  const example = sorted(allOf(read('.env.example'), /^#?([A-Z][A-Z0-9_]+)=/gm));
  // The supervisor reads some that the application never sees.
  const ofStart = sorted(
    filesOf('scripts/start', '.mjs').flatMap((file) => allOf(read(file), /\benvironment\.([A-Z][A-Z0-9_]+)/g)),
  );

  it('are read from one schema', () => {
    expect(known.length).toBeGreaterThan(20);
  });

  it('are few enough to be known, and those that matter stand first in both lists', () => {
    expect(example.length).toBeLessThanOrEqual(81);
    const first = (names: string[]) => names.slice(0, 10);
    const table = read('docs/operations.md').split('### Roles')[0] ?? '';
    const rows = allOf(table, /^\| (`[A-Z][^|]*) \|/gm).flatMap((cell) => allOf(cell, /`([A-Z][A-Z0-9_]+)`/g));
    expect(first(allOf(read('.env.example'), /^#?([A-Z][A-Z0-9_]+)=/gm))).toEqual(first(rows));
  });

  it('that went away are none of today, and upgrading.md names each', () => {
    const removed = [...REMOVED_NAMES, ...Object.values(RETENTION).map(({ earlier }) => earlier)];
    expect(removed.filter((name) => example.includes(name))).toEqual([]);
    const named = allOf(read('docs/upgrading.md'), /`([A-Z][A-Z0-9_]+)`/g);
    expect(removed.filter((name) => !named.includes(name))).toEqual([]);
  });

  it('are all described in .env.example', () => {
    expect(example).toEqual(expect.arrayContaining(known));
  });

  it('of .env.example are all read', () => {
    expect(example.filter((name) => !known.includes(name) && !ofStart.includes(name))).toEqual([]);
  });

  it('stand in the table of docs/operations.md, and no others', () => {
    const table = read('docs/operations.md').split('### Roles')[0] ?? '';
    const cells = allOf(table, /^\| (`[^|]*) \|/gm).join(' ');
    expect(sorted(allOf(cells, /`([A-Z][A-Z0-9_]+)`/g))).toEqual(example);
  });
});

describe('The changelog', () => {
  const check = (...files: string[]) =>
    spawnSync(process.execPath, [path.join(HOUSE, 'scripts/release/changelog.mjs'), '--check', ...files], {
      encoding: 'utf8',
    });

  it('has at most 60 lines a version, and begins with what an operator does first', () => {
    const { status, stderr } = check();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each<[string, string, string | undefined]>([
    ['nothing unreleased', '## [Unreleased]\n\n## [0.1.0] - 2026-11-01\n\n- The till.\n', undefined],
    ['no order', '## [Unreleased]\n\n### New\n\n- The till.\n', '[Unreleased] does not begin with what'],
    ['headings alone', '## [Unreleased]\n\n### Before you upgrade\n\n### New\n', undefined],
    [
      'an empty first section',
      '## [Unreleased]\n\n### Before you upgrade\n\n### New\n\n- The till.\n',
      '[Unreleased] does not begin with what',
    ],
    ['a list', `## [Unreleased]\n\n## [0.1.0] - 2026-11-01\n\n${'- The till.\n'.repeat(61)}`, '[0.1.0] has 61 lines'],
    ['a paragraph', `## [Unreleased]\n\n## [0.1.0] - 2026-11-01\n\n- ${'x'.repeat(299)}\n`, 'a line of 301 characters'],
    ['no date', '## [Unreleased]\n\n## [0.1.0]\n\n- The till.\n', '[0.1.0] has no date'],
    ['no place for what comes', '## [0.1.0] - 2026-11-01\n\n- The till.\n', 'is not [Unreleased]'],
  ])('is judged where it has %s', (_, text, fault) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-changelog-'));
    const file = path.join(folder, 'CHANGELOG.md');
    writeFileSync(file, text);
    const { status, stderr } = check(file);
    rmSync(folder, { recursive: true });
    expect(status).toBe(fault === undefined ? 0 : 1);
    expect(stderr).toContain(fault ?? '');
  });
});

describe('The documentation', () => {
  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = PAGES.flatMap((page) => allOf(read(page), /\bnpm run (?:--silent )?([a-z][a-z0-9:]*)/g));
    expect(sorted(named).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names every npm script in README, CONTRIBUTING or docs/operations.md', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const pages = ['README.md', 'CONTRIBUTING.md', 'docs/operations.md'].map((page) => read(page)).join('\n');
    const silent = Object.keys(scripts).filter(
      (name) => !pages.includes(`npm run ${name}`) && !pages.includes(`npm ${name}`),
    );
    expect(silent).toEqual([]);
  });

  it.each([...PAGES, 'CHANGELOG.md', 'CONTRIBUTING.md'])('has no link in %s that leads nowhere', (page) => {
    const links = allOf(withoutCode(read(page)), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    const lost = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), decodeURIComponent(file));
      if (!existsSync(path.join(HOUSE, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor);
    });
    expect(lost).toEqual([]);
  });

  it('names only files of the sources that exist', () => {
    const named = PAGES.flatMap((page) =>
      allOf(read(page), /`((?:src|test|scripts|prisma|web|docker|data)\/[\w./-]+)`/g),
    );
    expect(sorted(named).filter((file) => !existsSync(path.join(HOUSE, file)))).toEqual([]);
  });

  it.each(PAGES)('%s does not speak of parts that are missing or still to be made', (page) => {
    const stale =
      /\bnot (?:yet )?built\b|\bnot yet (?:there|implemented)\b|\b(?:is|are|quiet hours) to come\b|"to come"|\| to come \|/i;
    expect(stale.exec(read(page))?.[0]).toBeUndefined();
  });

  it('draws in architecture.md every folder that there is, and no other', () => {
    const [house = '', pages = ''] = allOf(read('docs/architecture.md'), /^```\n((?:src|web\/src)\/\n[\s\S]*?)^```$/gm);
    expect(foldersDrawn(house, 'src')).toEqual(foldersOf('src', { deep: true }));
    expect(foldersDrawn(pages, 'web/src')).toEqual(foldersOf('web/src', { deep: false }));
  });

  it('leads from README to every application that people open by its address, and to none that is not there', () => {
    const linked = sorted(allOf(read('README.md'), /http:\/\/127\.0\.0\.1:3000\/([a-z]+)/g));
    const applications = allOf(read('web/src/app/main.tsx'), /^ {2}([a-z]+): \(\) => import/gm);
    // People reach the other pages by links: a friend's invitation, a password link, a sign-in elsewhere. Sign-up is off by default.
    const byLink = ['join', 'password', 'provider', 'signup'];
    expect(linked.filter((name) => name !== 'api')).toEqual(
      sorted(applications.filter((name) => !byLink.includes(name))),
    );
    expect(linked).toContain('api');
  });

  it('shows in README pictures that are small enough to be loaded at once', () => {
    for (const picture of allOf(read('README.md'), /!\[[^\]]*\]\(([^)]+)\)/g))
      expect(readFileSync(path.join(HOUSE, picture)).length).toBeLessThan(200_000);
  });

  it('says of every table which of the earlier system it stands for, or that it had none there', () => {
    const [page = '', map = ''] = read('docs/database.md').split('<!-- map -->');
    const layers = page.split('## The tables')[1] ?? '';
    const tables = sorted(allOf(layers, /^\| `(\w+)` \|/gm));
    expect(tables.length).toBeGreaterThan(50);
    const named = sorted(allOf(map, /`(\w+)(?:\.\w+)?`/g));
    expect(tables.filter((table) => !named.includes(table))).toEqual([]);
    expect(named.filter((name) => name.endsWith('s') && !tables.includes(name))).toEqual([]);
    expect(allOf(map, /^\| \d \| ([A-Z]+) \|/gm)).toHaveLength(28);
  });

  it('says in security.md of every scope of a key what it gives, and whether such a key waits for a second person', () => {
    const table = read('docs/security.md').split('| scope | gives |')[1]?.split('\n\n')[0] ?? '';
    const told = [...table.matchAll(/^\| (`.+?`) \| .+ \| (yes|no) \|$/gm)].flatMap(([, scopes = '', waits]) =>
      allOf(scopes, /`(\w+)`/g).map((scope) => [scope, waits === 'yes']),
    );
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(SCOPE_BUNDLES.map((scope) => [scope, scopesNeedSecondPerson([scope])])),
    );
  });

  it('numbers the decisions without a gap, each in the list', () => {
    const records = readdirSync(path.join(HOUSE, 'docs/decisions')).filter((file) => /^\d{4}-/.test(file));
    const list = read('docs/decisions/README.md');
    records.sort().forEach((file, index) => {
      expect(Number(file.slice(0, 4))).toBe(index + 1);
      expect(list).toContain(`](${file})`);
      expect(read('docs/decisions', file)).toMatch(
        /^# \d+\. [\s\S]*\n## Context\n[\s\S]*\n## Decision\n[\s\S]*\n## Consequences\n/,
      );
    });
  });

  it('draws the database as the schema has it', () => {
    const check = spawnSync(process.execPath, [path.join(HOUSE, 'scripts/docs/database.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status: check.status, said: check.stderr }).toEqual({ status: 0, said: '' });
  });

  it('names in exports.md the columns of each fact', () => {
    const check = spawnSync(process.execPath, [path.join(HOUSE, 'scripts/docs/exports.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status: check.status, said: check.stderr }).toEqual({ status: 0, said: '' });
  });

  it('has each column of the schema in the register of personal data or among those that are not personal', () => {
    const check = spawnSync(process.execPath, [path.join(HOUSE, 'scripts/docs/personal-data.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status: check.status, said: check.stderr }).toEqual({ status: 0, said: '' });
  });

  it('has the schema of each file of an archive in docs/archive', () => {
    const check = spawnSync(process.execPath, [path.join(HOUSE, 'scripts/docs/archive.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status: check.status, said: check.stderr }).toEqual({ status: 0, said: '' });
  });

  it('lists in test/nightly.mjs only files of tests that exist', () => {
    const files = allOf(read('test/nightly.mjs'), /'(test\/[^']+)'/g);
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !existsSync(path.join(HOUSE, file)))).toEqual([]);
  });

  it('has the rules of the ledger that the sources name', () => {
    const rules = new Set(allOf(read('docs/ledger.md'), /^(\d+)\. /gm));
    const sources = [...filesOf('src', '.ts'), ...filesOf('test', '.ts'), ...filesOf('prisma', '.sql')];
    const named = sources.flatMap((file) => allOf(read(file), /ledger\.md, rules? (\d+)/g));
    expect(named.length).toBeGreaterThan(10);
    expect(sorted(named).filter((rule) => !rules.has(rule))).toEqual([]);
  });
});

/** Folders in the tree of architecture.md: the folders of `root`, and the second level of each layer. */
function foldersDrawn(tree: string, root: string): string[] {
  const drawn: string[] = [];
  let layer = '';
  for (const line of tree.split('\n').slice(1)) {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (indent === 0 && line !== '') break;
    const names = foldersAtTheLeft(line);
    if (indent === 2) drawn.push(...names.map((name) => `${root}/${name}`));
    if (indent === 2 && names[0] !== undefined) layer = names[0];
    if (indent === 4) drawn.push(...names.map((name) => `${root}/${layer}/${name}`));
  }
  return sorted(drawn);
}

/** `rkeeper/ iiko/  its own words` names two; a description begins after two blanks and names none. */
function foldersAtTheLeft(line: string): string[] {
  const [left = ''] = line.trim().split(/ {2,}/);
  return /^(?:[\w-]+\/ ?)+$/.test(left) ? allOf(left, /([\w-]+)\//g) : [];
}

function foldersOf(root: string, { deep }: { deep: boolean }): string[] {
  const inside = (folder: string): string[] =>
    readdirSync(path.join(HOUSE, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${folder}/${entry.name}`);
  const first = inside(root);
  const second = deep ? first.filter((folder) => !folder.endsWith('/generated')).flatMap(inside) : [];
  return sorted([...first, ...second]);
}

/** Removes code: a bracket in it is no link. */
function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** Anchors of headings as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  return new Set(
    allOf(text, /^#+ (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
