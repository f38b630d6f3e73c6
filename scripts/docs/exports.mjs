#!/usr/bin/env node
// Writes the generated part of docs/exports.md, the columns of each fact, from the list of facts of the server.
// `--check` writes nothing and ends with 1 when the page is not what the list says.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../start/files.mjs';

const PAGE = path.join(projectRoot, 'docs', 'exports.md');
const BEGIN = '<!-- generated: facts -->';
const END = '<!-- end: facts -->';

const { FACTS } = await readFacts();
const before = fs.readFileSync(PAGE, 'utf8');
const [from, to] = [before.indexOf(BEGIN), before.indexOf(END)];
if (from < 0 || to < from) throw new Error('docs/exports.md has no part for the facts');
const after = `${before.slice(0, from)}${BEGIN}\n\n${Object.values(FACTS).map(render).join('\n\n')}\n\n${before.slice(to)}`;

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('docs/exports.md is not what the list of facts says: node scripts/docs/exports.mjs');
    process.exitCode = 1;
  }
} else if (after !== before) {
  fs.writeFileSync(PAGE, after);
}

/** The list by which the server reads facts, read from its source. */
async function readFacts() {
  const file = path.join(projectRoot, 'src/integrations/facts/facts.rules.ts');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

function render({ name, description, key, columns }) {
  const lines = columns.map(
    (column) => `| \`${column.name}\` | ${column.type} | ${column.nullable ? 'yes' : ''} | ${column.description} |`,
  );
  const named = key.map((column) => `\`${column}\``).join(' and ');
  return [
    `### ${name}`,
    `${description} Key: ${named}.`,
    ['| column | type | may be empty | meaning |', '|---|---|---|---|', ...lines].join('\n'),
  ].join('\n\n');
}
