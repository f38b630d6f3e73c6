import { execFileSync } from 'node:child_process';
import path from 'node:path';

const THREAD = path.resolve('dist/transactions/whatif/backtest/backtest-thread.js');

/** Loads a thread's program outside a thread, where it ends at once, and prints the packages that the program loaded. */
const NAMES_PACKAGES = `
try { require(${JSON.stringify(THREAD)}); } catch (error) { if (!/played in a thread/.test(error.message)) throw error; }
const names = Object.keys(require.cache).flatMap((file) => /node_modules.((?:@[^/\\\\]+.)?[^/\\\\]+)/.exec(file)?.[1] ?? []);
console.log(JSON.stringify([...new Set(names)]));
`;

describe('A thread of a backtest', () => {
  // With the modules of Nest each thread took a second and a half of a processor before its first guest.
  it('loads no module of Nest', () => {
    const packages = JSON.parse(
      execFileSync(process.execPath, ['-e', NAMES_PACKAGES], { encoding: 'utf8' }),
    ) as string[];
    expect(packages).toContain('pg');
    expect(packages.filter((name) => name.startsWith('@nestjs'))).toEqual([]);
  });
});
