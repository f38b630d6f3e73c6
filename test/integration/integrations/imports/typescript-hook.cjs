// Lets a child process run the sources as they are: `node -r ./typescript-hook.cjs src/cli.ts …`. A process that is to
// be killed has to be a real one, and what is built in dist/ may be older than what is tested.
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (loaded, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { filename });
  loaded._compile(code, filename);
};

const root = path.resolve(__dirname, '../../../..');
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolve(request, parent, ...rest) {
  return resolveFilename.call(this, sourceOf(request, parent), parent, ...rest);
};

/** Generated sources import their neighbours by the names of the built files. Packages beside the server import the server by the server's own name. */
function sourceOf(request, parent) {
  const [, beside, own] = /^loyalty-platform\/(?:packages\/([a-z-]+)$|(.*))/.exec(request) ?? [];
  if (beside !== undefined) return path.join(root, 'packages', beside, 'src', 'index');
  if (own !== undefined) return path.join(root, 'src', own);
  const isBuiltName = request.startsWith('.') && request.endsWith('.js') && parent?.filename?.endsWith('.ts');
  const source = isBuiltName ? path.resolve(path.dirname(parent.filename), request.replace(/\.js$/, '.ts')) : '';
  return isBuiltName && existsSync(source) ? source : request;
}
