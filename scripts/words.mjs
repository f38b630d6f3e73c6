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
const compiled = Object.values(SIDES).map((side) => ({ ...side, ...compileSide(side, languages, read) }));
const faults = compiled.flatMap((side) => side.faults);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
for (const { files, output, hasAuditCodes } of compiled)
  writeAll(path.join(projectRoot, output), hasAuditCodes ? files.set('audit.ts', auditLists()) : files);

/** The vocabulary of the audit, which server and pages share: an entry of the audit has words before it can be written. */
function auditLists() {
  const { action, subject, field, value } = JSON.parse(read('admin/en.json')).audit;
  const verbs = Object.fromEntries(Object.entries(action).map(([group, words]) => [group, Object.keys(words)]));
  const lists = {
    AUDIT_ACTIONS: verbs,
    AUDIT_SUBJECTS: Object.keys(subject),
    AUDIT_FIELDS: Object.keys(field),
    AUDIT_CODES: Object.keys(value),
  };
  return Object.entries(lists)
    .map(([name, list]) => `export const ${name} = ${JSON.stringify(list)} as const;\n`)
    .join('');
}

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
