import path from 'node:path';

/** The folder of the sources, or of the build. */
const ROOT = path.join(__dirname, '../..');

/** The compiled program of a thread in `folder`; tests run from the sources, beside which the build stands. */
export function threadProgram(folder: string, name: string): string {
  const compiled = path.basename(ROOT) === 'src' ? path.join(ROOT, '../dist') : ROOT;
  return path.join(compiled, path.relative(ROOT, folder), name);
}
