import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../start/files.mjs';

const FOLDERS = ['src', 'packages/demo/src', 'packages/compat/src'];

/**
 * Returns the paths of the source files of the server and of its packages, relative to `root`, a folder with the layout of the project. Tests and
 * generated files are left out.
 */
export function listServerSources(root = projectRoot) {
  return FOLDERS.filter((folder) => fs.existsSync(path.join(root, folder))).flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('generated'))
      .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/'))),
  );
}
