import { execFileSync } from 'node:child_process';
import path from 'node:path';

const TILL = path.resolve('dist/transactions/till/queue/till.js');
const MOST_MODULES = 500;
/** `Injectable`'s package and its dependencies. */
const OF_NEST = ['@nestjs/common', 'iterare', 'rxjs', 'tslib'];

const LISTS_MODULES = `require(${JSON.stringify(TILL)}); console.log(JSON.stringify(Object.keys(require.cache)));`;

describe('The way of a sale', () => {
  const modules = JSON.parse(execFileSync(process.execPath, ['-e', LISTS_MODULES], { encoding: 'utf8' })) as string[];

  // The import once loaded 1,829 modules before the first decision, among them routes, sign-in and the check of phone numbers.
  it(`loads fewer than ${String(MOST_MODULES)} modules besides Nest’s`, () => {
    const others = modules.filter((file) => !OF_NEST.includes(roomOf(file)));
    expect(others.length < MOST_MODULES ? [] : heaviest(others)).toEqual([]);
  });

  it.each(['libphonenumber-js', 'yaml', 'jsonwebtoken', 'openid-client'])('does not load %s', (name) => {
    expect(modules.filter((file) => roomOf(file) === name)).toEqual([]);
  });
});

/** Packages and folders of ours by the number of their modules, the greatest first. */
function heaviest(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(roomOf(file), (counts.get(roomOf(file)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([room, count]) => `${room}: ${String(count)}`);
}

function roomOf(file: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file.replaceAll(path.sep, '/'))?.[1];
  return inPackage ?? path.relative(path.resolve('dist'), file).split(path.sep).slice(0, 2).join('/');
}
