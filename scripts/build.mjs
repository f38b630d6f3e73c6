#!/usr/bin/env node
// Compiles src to dist with swc, file by file, and copies what is not TypeScript (SQL, data) beside it.
// Types are checked by `npm run typecheck`, not here. Keeps dist/web, which Vite builds.
import { transformFile } from '@swc/core';
import fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { projectRoot } from './start/files.mjs';

const source = path.join(projectRoot, 'src');
const target = path.join(projectRoot, 'dist');

const began = performance.now();
fs.mkdirSync(target, { recursive: true });
for (const name of fs.readdirSync(target)) {
  if (name !== 'web' && !name.startsWith('.')) fs.rmSync(path.join(target, name), { recursive: true, force: true });
}
const files = fs
  .readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\.(spec|d)\.ts$/.test(entry.name) && !entry.name.startsWith('.'))
  .map((entry) => path.relative(source, path.join(entry.parentPath ?? entry.path, entry.name)));
await Promise.all(files.map((file) => (file.endsWith('.ts') ? compile(file) : copy(file))));
console.log(`${files.length} files built in ${Math.round(performance.now() - began)} ms`);

async function compile(file) {
  const output = path.join(target, file.replace(/\.ts$/, '.js'));
  const { code, map } = await transformFile(path.join(source, file), { cwd: projectRoot, sourceMaps: true });
  fs.mkdirSync(path.dirname(output), { recursive: true });
  fs.writeFileSync(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
  fs.writeFileSync(`${output}.map`, map ?? '');
}

function copy(file) {
  const output = path.join(target, file);
  fs.mkdirSync(path.dirname(output), { recursive: true });
  fs.copyFileSync(path.join(source, file), output);
}
