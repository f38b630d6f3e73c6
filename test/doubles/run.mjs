#!/usr/bin/env node
// Runs a double by hand: node test/doubles/run.mjs farcards-till --help
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformFile } from '@swc/core';

const [name = '', ...rest] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name)) {
  process.stderr.write('Usage: node test/doubles/run.mjs NAME …\n');
  process.exit(2);
}
const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'double-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Doubles import nothing but Node's own modules and files beside them. */
const BESIDE = /from (['"])\.\/([\w-]+)\1/g;

/** Compiles a double and the files that it imports; returns the path of the result. */
async function compile(one) {
  const { code } = await transformFile(path.join(here, `${one}.ts`), {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  const file = path.join(folder, `${one}.mjs`);
  writeFileSync(file, code.replaceAll(BESIDE, "from './$2.mjs'"));
  for (const [, , other] of code.matchAll(BESIDE))
    if (!existsSync(path.join(folder, `${other}.mjs`))) await compile(other);
  return file;
}

const file = await compile(name);
const { runByHand } = await import(pathToFileURL(file).href);
await runByHand(rest);
