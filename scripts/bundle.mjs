#!/usr/bin/env node
// Puts the built server and its packages into one file, and beside it what V8 compiled of it: a start reads one file instead of
// looking for 3,300 (docs/decisions/0155-a-start-loads-one-file.md).
import { decode, encode } from '@jridgewell/sourcemap-codec';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { extensionNames } from './extensions.mjs';
import { projectRoot } from './start/files.mjs';
import { run } from './start/processes.mjs';
import { SERVER_ARGUMENTS } from './start/server-arguments.mjs';

const dist = path.join(projectRoot, 'dist');
const folder = path.join(dist, 'bundle');
const extensions = extensionNames();
const sources = ['src', ...extensions.map((name) => path.join('packages', name, 'src'))].map(
  (one) => path.join(projectRoot, one) + path.sep,
);

// A first start makes the bundle while its server serves.
os.setPriority(os.constants.priority.PRIORITY_LOW);
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
const bundle = await rolldown({
  input: path.join(dist, 'main.js'),
  cwd: projectRoot,
  platform: 'node',
  // sharp is left out, because it has native binaries for each system.
  external: ['sharp'],
  plugins: [
    {
      name: 'packages',
      load: { filter: { id: /[\\/]dist[\\/]platform[\\/]extensions[\\/]package-named\.js$/ }, handler: nameExtensions },
    },
    { name: 'maps', load: { filter: { id: /[\\/]dist[\\/].*\.js$/ }, handler: loadWithMap } },
    { name: 'places', transform: { filter: { code: /\b__(?:dirname|filename)\b/ }, handler: keepPlace } },
  ],
  // Imports that are not found are optional packages, which their importers do without.
  onLog: (level, log) => {
    if (log.code !== 'UNRESOLVED_IMPORT') console.error(log.message);
  },
});
const { output } = await bundle.generate({
  dir: folder,
  format: 'cjs',
  codeSplitting: false,
  keepNames: true,
  comments: false,
  sourcemap: true,
});
const [{ code, map }] = output;
fs.writeFileSync(
  path.join(folder, 'server.txt'),
  `(function (exports, require, module, __filename, __dirname) {${code}\n})`,
);
fs.writeFileSync(path.join(folder, 'main.js.map'), JSON.stringify(linesOf(map)));
fs.copyFileSync(path.join(projectRoot, 'scripts', 'bundle-loader.cjs'), path.join(folder, 'main.js'));
await run(process.execPath, [...SERVER_ARGUMENTS, path.join(folder, 'main.js'), '--held', '--keep-compiled']);

/** The packages that the server can load, each evaluated once `EXTENSIONS` names it. */
function nameExtensions() {
  const lines = extensions.map((name) => {
    const file = JSON.stringify(path.join(dist, 'packages', name, 'index.js'));
    return `${JSON.stringify(name)}: () => require(${file}),`;
  });
  const code = `
    const packages = { ${lines.join(' ')} };
    exports.packageNamed = async (name) => {
      if (!Object.hasOwn(packages, name)) throw new Error('no packages/' + name + ' in the bundle');
      return packages[name]();
    };`;
  return { code, map: null };
}

function loadWithMap(id) {
  return {
    code: fs.readFileSync(id, 'utf8'),
    map: fs.existsSync(`${id}.map`) ? fs.readFileSync(`${id}.map`, 'utf8') : null,
  };
}

/** Lets `__dirname` and `__filename` name the place of the module in `dist` or `node_modules`, where files lie that it reads. */
function keepPlace(code, id) {
  if (!/\.c?js$/.test(id)) return undefined;
  const from = path.relative(folder, id);
  const place = (relative) => `require('node:path').join(__dirname, ${JSON.stringify(relative)})`;
  const moved = code.replace(/\b__(dirname|filename)\b/g, (_, of) =>
    place(of === 'dirname' ? path.dirname(from) : from),
  );
  return { code: moved, map: null };
}

/** A source map with the lines of our own sources and no columns, kept small because a server reads all of it at its first error. */
function linesOf({ sources: all, mappings }) {
  const isOurs = all.map((source) => {
    const file = path.resolve(folder, source);
    return sources.some((place) => file.startsWith(place));
  });
  const lines = decode(mappings).map((segments) => segments.filter(([, source]) => isOurs[source]).slice(0, 1));
  return { version: 3, sources: all.map((source, n) => (isOurs[n] ? source : '')), names: [], mappings: encode(lines) };
}
