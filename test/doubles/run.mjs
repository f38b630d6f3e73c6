#!/usr/bin/env node
// Runs a double by hand: node test/doubles/run.mjs farcards-till --help
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformFile } from '@swc/core';

const [name = '', ...rest] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name)) {
  process.stderr.write('Usage: node test/doubles/run.mjs NAME …\n');
  process.exit(2);
}
const source = path.join(path.dirname(fileURLToPath(import.meta.url)), `${name}.ts`);
const { code } = await transformFile(source, {
  swcrc: false,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'es6' },
});
// Doubles import nothing but Node's own modules, so one file is all there is to run.
const folder = mkdtempSync(path.join(os.tmpdir(), 'double-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, `${name}.mjs`);
writeFileSync(file, code);
const { runByHand } = await import(pathToFileURL(file).href);
await runByHand(rest);
