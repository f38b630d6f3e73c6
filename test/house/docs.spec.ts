import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const read = (...parts: string[]): string => readFileSync(path.join(root, ...parts), 'utf8');
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
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

  it('are all described in .env.example', () => {
    expect(example).toEqual(expect.arrayContaining(known));
  });

  it('of .env.example are all read', () => {
    expect(example.filter((name) => !known.includes(name) && !ofStart.includes(name))).toEqual([]);
  });

  it('stand in the table of docs/operations.md, and no others', () => {
    const table = read('docs/operations.md').split('## Roles')[0] ?? '';
    const cells = allOf(table, /^\| (`[^|]*) \|/gm).join(' ');
    expect(sorted(allOf(cells, /`([A-Z][A-Z0-9_]+)`/g))).toEqual(example);
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

  it.each(PAGES)('has no link in %s that leads nowhere', (page) => {
    const links = allOf(withoutCode(read(page)), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    const lost = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? page : path.join(path.dirname(page), decodeURIComponent(file));
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).has(anchor);
    });
    expect(lost).toEqual([]);
  });

  it('names only files of the sources that exist', () => {
    const named = PAGES.flatMap((page) =>
      allOf(read(page), /`((?:src|test|scripts|prisma|web|docker|data)\/[\w./-]+)`/g),
    );
    expect(sorted(named).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('shows in README pictures that are small enough to be loaded at once', () => {
    for (const picture of allOf(read('README.md'), /!\[[^\]]*\]\(([^)]+)\)/g))
      expect(readFileSync(path.join(root, picture)).length).toBeLessThan(200_000);
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

  it('numbers the decisions without a gap, each in the list', () => {
    const records = readdirSync(path.join(root, 'docs/decisions')).filter((file) => /^\d{4}-/.test(file));
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
    const check = spawnSync(process.execPath, [path.join(root, 'scripts/docs/database.mjs'), '--check'], {
      encoding: 'utf8',
    });
    expect({ status: check.status, said: check.stderr }).toEqual({ status: 0, said: '' });
  });

  it('has the rules of the ledger that the sources name', () => {
    const rules = new Set(allOf(read('docs/ledger.md'), /^(\d+)\. /gm));
    const sources = [...filesOf('src', '.ts'), ...filesOf('test', '.ts'), ...filesOf('prisma', '.sql')];
    const named = sources.flatMap((file) => allOf(read(file), /ledger\.md, rules? (\d+)/g));
    expect(named.length).toBeGreaterThan(10);
    expect(sorted(named).filter((rule) => !rules.has(rule))).toEqual([]);
  });
});

/** Removes code: a bracket in it is no link. */
function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** Anchors as GitHub makes them of headings. */
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
