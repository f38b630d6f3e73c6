import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

type Needs = Map<string, Set<string>>;

describe('The folders of a folder', () => {
  it('need each other in no circle', () => {
    const circles = ['src', 'web/src'].flatMap((top) =>
      [...needsOfFolders(top)].flatMap(([folder, needs]) =>
        circlesOf(needs).map((circle) => `${folder}: ${circle.sort().join(' ')}`),
      ),
    );
    // Dots are the files of the folder itself.
    expect(circles.sort()).toEqual([]);
  });

  it('are in a circle when each leads to the other by way of a third', () => {
    const needs = new Map(Object.entries({ sale: ['lots'], lots: ['tiers'], tiers: ['sale'], money: [] }));
    expect(circlesOf(new Map([...needs].map(([name, all]) => [name, new Set(all)])))).toEqual([
      ['tiers', 'lots', 'sale'],
    ]);
  });
});

/** For each folder the folders that it imports at run time; types may be imported in both directions. */
function needsOfFolders(top: string): Map<string, Needs> {
  const files = readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.(spec|d)\.tsx?$|^generated\//.test(file));
  const known = new Set(files);
  const needs = new Map<string, Needs>();
  for (const file of files) {
    for (const target of importedBy(top, file, known)) {
      const [from, to] = [file.split('/'), target.split('/')];
      const shared = from.findIndex((part, index) => part !== to[index] || index === from.length - 1);
      // Between layers and applications .dependency-cruiser.cjs keeps the order.
      if (shared < 1) continue;
      const [needing, needed] = [from, to].map((parts) => (parts.length > shared + 1 ? (parts[shared] ?? '.') : '.'));
      if (needing === undefined || needed === undefined || needing === needed) continue;
      const ofFolder = entryOf(
        needs,
        `${top}/${from.slice(0, shared).join('/')}`,
        () => new Map<string, Set<string>>(),
      );
      entryOf(ofFolder, needing, () => new Set()).add(needed);
    }
  }
  return needs;
}

/** The files whose values a file imports. */
function importedBy(top: string, file: string, known: ReadonlySet<string>): string[] {
  const text = readFileSync(path.join(root, top, file), 'utf8');
  const imports = text.matchAll(/^(?:import|export)\s+(?!type\b)([^;']*?)(?:from\s+)?'(\.[^']+)';/gm);
  return [...imports].flatMap(([, names = '', from = '']) => {
    const parts = names.replaceAll(/[{}\s]+/g, ' ').split(',');
    if (names !== '' && parts.every((part) => part.trim() === '' || /^ ?type /.test(part))) return [];
    const target = path.posix.join(path.posix.dirname(file), from).replace(/\.js$/, '');
    return ['.ts', '.tsx', '/index.ts'].map((end) => `${target}${end}`).find((name) => known.has(name)) ?? [];
  });
}

/** Tarjan's strongly connected components of more than one folder. */
function circlesOf(needs: Needs): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (folder: string): number => {
    const own = order.size;
    order.set(folder, own);
    lowest.set(folder, own);
    open.push(folder);
    for (const needed of needs.get(folder) ?? []) {
      const reached = order.has(needed) ? (open.includes(needed) ? order.get(needed) : undefined) : visit(needed);
      lowest.set(folder, Math.min(lowest.get(folder) ?? own, reached ?? own));
    }
    const low = lowest.get(folder) ?? own;
    if (low === own) {
      const circle = open.splice(open.indexOf(folder)).reverse();
      if (circle.length > 1) circles.push(circle);
    }
    return low;
  };
  for (const folder of needs.keys()) if (!order.has(folder)) visit(folder);
  return circles;
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
