#!/usr/bin/env node
// Proves the statements that are written as templates against the schema: PostgreSQL describes the rows of each statement, and the type that the code
// gives these rows must fit. A cache keeps the descriptions until the statement or the schema changes.
// --fix writes the type of the rows for each statement that has none, or whose type the check cannot read.
// A folder as the last argument is read in place of the project.
import fs from 'node:fs';
import path from 'node:path';
import { contentHash, projectRoot, readIfThere, writeWhole } from '../start/files.mjs';
import { listServerSources } from './server-sources.mjs';
import { compare, RowTypes, writtenFor } from './sql/row-types.mjs';
import { findTemplates, Sources } from './sql/templates.mjs';

const CACHE = path.join(projectRoot, 'node_modules', '.cache', 'loyalty', 'sql-rows.json');

const [given] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const sources = new Sources(given ?? projectRoot);
const rowTypes = new RowTypes(sources);
const templates = listServerSources(sources.root)
  .filter(hasTemplates)
  .flatMap((file) => findTemplates(sources, file));
const described = await describeCached(templates.flatMap(({ texts }) => texts.map(({ text }) => text)));

const faults = new Set(process.argv.includes('--fix') ? writeTypes() : templates.flatMap(faultsOf));
if (faults.size > 0) {
  console.log([...faults].join('\n'));
  process.exitCode = 1;
}

/** Whether a file may contain statements. Most files contain no statement, and need not be parsed. */
function hasTemplates(file) {
  return /\.(?:query|one|maybe)\s*[<`]/.test(fs.readFileSync(path.join(sources.root, file), 'utf8'));
}

/** Descriptions of statements by their texts. PostgreSQL describes only texts that the cache does not have for this schema. */
async function describeCached(texts) {
  const checksum = contentHash(['prisma/migrations', 'prisma/functions', 'scripts/lint/sql']);
  const cache = JSON.parse(readIfThere(CACHE) ?? '{}');
  const known = new Map(cache.checksum === checksum ? cache.known : []);
  const pending = [...new Set(texts)].filter((text) => !known.has(text));
  if (pending.length > 0) {
    const { describeAll } = await import('./sql/describe.mjs');
    (await describeAll(pending)).forEach((one, at) => known.set(pending[at], one));
    fs.mkdirSync(path.dirname(CACHE), { recursive: true });
    const used = new Set(texts);
    const kept = given === undefined ? [...known].filter(([text]) => used.has(text)) : [...known];
    writeWhole(CACHE, JSON.stringify({ checksum, known: kept }));
  }
  return known;
}

function faultsOf({ node, texts }) {
  const source = node.getSourceFile();
  const place = `${source.fileName}:${String(source.getLineAndCharacterOfPosition(node.getStart()).line + 1)}`;
  const [type] = node.typeArguments ?? [];
  const members = type && rowTypes.membersOf(type);
  return texts.flatMap(({ text, placeOf }) => {
    const { columns, message, position } = described.get(text);
    if (message !== undefined) return [`${placeOf(position)}: ${message}`];
    if (type === undefined)
      return columns.length === 0 ? [] : [`${place}: write the type of its rows: ${writtenFor(columns)}`];
    if (members === undefined)
      return [`${place}: ${type.getText()} is not read: write the row as an interface or in place`];
    return compare(members, columns).map((fault) => `${place}: ${fault}`);
  });
}

/**
 * Writes the type of the rows for each statement that has none, or whose type the check cannot read. The last statement of a file comes first, so
 * that the positions of the statements before it stay valid.
 *
 * @returns a line for each type that was written
 */
function writeTypes() {
  const missing = templates.filter(({ node, texts }) => {
    const [type] = node.typeArguments ?? [];
    const hasRows = described.get(texts[0].text).columns?.length > 0;
    return hasRows && (type === undefined || rowTypes.membersOf(type) === undefined);
  });
  return missing.toReversed().map(({ node, texts }) => {
    const { fileName } = node.getSourceFile();
    const file = path.join(sources.root, fileName);
    const text = fs.readFileSync(file, 'utf8');
    const row = writtenFor(described.get(texts[0].text).columns);
    fs.writeFileSync(file, `${text.slice(0, node.tag.getEnd())}<${row}>${text.slice(node.template.getStart())}`);
    return `${fileName}: wrote ${row}`;
  });
}
