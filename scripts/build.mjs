#!/usr/bin/env node
// Compiles src to dist with swc, file by file, and copies what is not TypeScript (SQL, data) beside it; the packages that the
// server can load go to dist/packages. The client of the database comes from prisma/client as it is.
// Types are checked by `npm run typecheck`, not here. Keeps dist/web, which Vite builds.
import { transformFile } from '@swc/core';
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { extensionNames } from './extensions.mjs';
import { projectRoot } from './start/files.mjs';

/** Folders of sources with their places in `dist`. */
const sources = [
  { folder: path.join(projectRoot, 'src'), place: '' },
  ...extensionNames().map((name) => ({
    folder: path.join(projectRoot, 'packages', name, 'src'),
    place: path.join('packages', name),
  })),
];
const target = path.join(projectRoot, 'dist');
const client = path.join('generated', 'prisma');
const keptClient = path.join(projectRoot, 'prisma', 'client');

const began = performance.now();
fs.mkdirSync(target, { recursive: true });
const made = [
  ...(await Promise.all(sources.flatMap(build))),
  ...listFiles(keptClient).map((file) => copy(keptClient, file, path.join(client, file))),
];
removeOthers(new Set(made.flat()));
console.log(`${made.length} files built in ${Math.round(performance.now() - began)} ms`);

function listFiles(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/** @returns {(string[] | Promise<string[]>)[]} the files made, relative to `dist` */
function build({ folder, place }) {
  const files = listFiles(folder).filter(
    (file) =>
      !/\.(spec|d)\.ts$/.test(file) && !path.basename(file).startsWith('.') && !file.startsWith(client + path.sep),
  );
  return files.map((file) => {
    const output = path.join(place, file);
    return file.endsWith('.ts') ? compile(path.join(folder, file), output) : copy(folder, file, output);
  });
}

async function compile(file, place) {
  const output = place.replace(/\.ts$/, '.js');
  const { code, map } = await transformFile(file, { cwd: projectRoot, sourceMaps: true });
  write(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
  write(`${output}.map`, map ?? '');
  return [output, `${output}.map`];
}

function copy(folder, file, output = file) {
  write(output, fs.readFileSync(path.join(folder, file)));
  return [output];
}

/** Replaces a file in one step: a server that starts just now from this folder finds the old one or the new one. */
function write(file, content) {
  const output = path.join(target, file);
  fs.mkdirSync(path.dirname(output), { recursive: true });
  fs.writeFileSync(`${output}.new`, content);
  fs.renameSync(`${output}.new`, output);
}

/** Removes files of an earlier build that this one did not make, and the description of the earlier API; pages and marks of finished steps stay. */
function removeOthers(kept) {
  for (const entry of fs.readdirSync(target, { recursive: true, withFileTypes: true })) {
    const file = path.relative(target, path.join(entry.parentPath ?? entry.path, entry.name));
    const isOurs = !file.startsWith(`web${path.sep}`) && !file.startsWith('.');
    if (entry.isFile() && isOurs && !kept.has(file)) fs.rmSync(path.join(target, file), { force: true });
  }
}
