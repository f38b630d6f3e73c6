#!/usr/bin/env node
// Compiles the catalogues in words to the functions that the server and the pages call, and names every fault in them.
// Writes only what changed, and takes away what no catalogue makes any more.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot, readIfThere, writeWhole } from './start/files.mjs';
import { compileSide } from './words/compile.mjs';
import { SIDES } from './words/sides.mjs';

const read = (file) => readIfThere(path.join(projectRoot, 'words', file));
const languages = JSON.parse(read('languages.json'));
const compiled = Object.values(SIDES).map((side) => ({ ...compileSide(side, languages, read), output: side.output }));
const faults = compiled.flatMap((side) => side.faults);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
for (const { files, output } of compiled) writeAll(path.join(projectRoot, output), files);

function writeAll(folder, files) {
  for (const [file, text] of files) {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (readIfThere(target) !== text) writeWhole(target, text);
  }
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name));
    if (entry.isFile() && !files.has(file.split(path.sep).join('/'))) fs.rmSync(path.join(folder, file));
  }
}
