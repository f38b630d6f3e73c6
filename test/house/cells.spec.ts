import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../src');
/** The module of cells, which the server loads only where `CELL` is set. */
const MODULE = /^(?:platform\/cells|integrations\/(?:cells|network-move|home-copies))\//;
/** Imports of the module, its settings, and the connection to the directory. */
const NAMES =
  /\/cells\/|\bCellsModule\b|\bDirectoryConnection\b|\b(?:settings\.|env\.)?(?:CELL(?:_\w+)?|DIRECTORY_URL|cellAddress|cellDatabases|isHomeCell|directoryUrl)\b(?!s)|settings\.cell\b/;

describe('The cells', () => {
  it('are known to few files but those of their own module; the others ask Homes where a network lives', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll(path.sep, '/'))
      .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|^generated\//.test(file) && !MODULE.test(file));
    const knowing = files.filter((file) => NAMES.test(readFileSync(path.join(root, file), 'utf8')));
    expect(knowing.sort()).toEqual([
      'app.module.ts',
      'integrations/index.ts',
      'platform/database/directory-connection.ts',
      'platform/settings/settings.ts',
    ]);
  });
});
