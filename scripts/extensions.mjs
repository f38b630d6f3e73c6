import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, readIfThere } from './start/files.mjs';

const KEYWORD = 'loyalty-platform-extension';

/** Names of the folders of `packages` that the server can load (EXTENSIONS): their `package.json` has the keyword. */
export function extensionNames() {
  const folder = path.join(projectRoot, 'packages');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((name) => {
    const manifest = readIfThere(path.join(folder, name, 'package.json'));
    return manifest !== undefined && JSON.parse(manifest).keywords?.includes(KEYWORD);
  });
}
