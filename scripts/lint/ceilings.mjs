#!/usr/bin/env node
// Counts the lines of the server by category and compares them with ceilings that only fall (ceilings.json). Ends with 1 when a count is
// above its ceiling; --write lowers the ceilings to the counts.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../start/files.mjs';
import { listServerSources } from './server-sources.mjs';

const CEILINGS = path.join(import.meta.dirname, 'ceilings.json');
const TEXT_STATEMENT = /\.(?:query|one|maybe)(?:<[^()`]*>)?\(\s*[`'"]/g;

const count = { 'lines of *.sql.ts': 0, 'statements given as text': 0 };
for (const file of listServerSources()) {
  const text = fs.readFileSync(path.join(projectRoot, file), 'utf8');
  count['statements given as text'] += [...text.matchAll(TEXT_STATEMENT)].length;
  if (file.endsWith('.sql.ts')) count['lines of *.sql.ts'] += text.split('\n').length - 1;
}

const ceilings = JSON.parse(fs.readFileSync(CEILINGS, 'utf8'));
const names = Object.keys(ceilings);
for (const name of names.filter((one) => count[one] > ceilings[one])) {
  console.log(
    `${name}: ${String(count[name])}, and at most ${String(ceilings[name])} (docs/decisions/0170, CONTRIBUTING.md)`,
  );
  process.exitCode = 1;
}
if (process.argv.includes('--write')) {
  const lowered = names.map((name) => [name, Math.min(count[name], ceilings[name])]);
  fs.writeFileSync(CEILINGS, `${JSON.stringify(Object.fromEntries(lowered), undefined, 2)}\n`);
}
