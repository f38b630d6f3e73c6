#!/usr/bin/env node
// Writes docs/personal-data.md, the register of personal data, from the Prisma schema and personal-register.mjs. Every column
// stands in the register or in not-personal.txt. `--check` writes nothing and ends with 1 when the page is not what they say.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../start/files.mjs';
import { COLUMNS_OF_PERSONS, PURPOSES } from './personal-register.mjs';
import { readSchema } from './prisma-schema.mjs';

const PAGE = path.join(projectRoot, 'docs', 'personal-data.md');
const INTRODUCTION = `# Personal data

The register of personal data: each column that tells something about a person, why the platform has it, how long, and who may
read it. It is made from the database's schema by \`node scripts/docs/personal-data.mjs\`; a test fails when a column stands
neither here nor in \`scripts/docs/not-personal.txt\`. Ids of people count as personal data. Columns \`…_encrypted\` are encrypted
with the keys of the installation, and columns \`…_index\` are blind indexes of the same values ([security.md](security.md)).

Rows belong to one network, and row-level security keeps them from all others. A member of the owner's staff reads them only while
acting for a network, which the network sees in its audit. Times are those of [retention](operations.md#retention).`;

/** The list by which the server exports and erases a guest's data. */
const { PERSONAL_TABLES } = await readSource('src/integrations/privacy/personal-tables.rules.ts');
/** The kinds of data that go by age; a purpose names them as `{KIND}`. */
const { RETENTION } = await readSource('src/platform/settings/retention.rules.ts');
const KIND = /\{(\w+)\}/g;

const guestTables = new Map(PERSONAL_TABLES.map((table) => [table.table, table]));
const tables = new Map(readSchema(path.join(projectRoot, 'prisma', 'schema')).map((table) => [table.name, table]));
const rows = PURPOSES.flatMap(rowsOf);
const faults = faultsOf(rows, readNotPersonal());
const page = render();

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
} else if (process.argv.includes('--check')) {
  if (!fs.existsSync(PAGE) || fs.readFileSync(PAGE, 'utf8') !== page) {
    console.error('docs/personal-data.md is not what the schema and the register say: node scripts/docs/personal-data.mjs');
    process.exitCode = 1;
  }
} else {
  fs.writeFileSync(PAGE, page);
}

/** Loads a source that has no imports. */
async function readSource(source) {
  const file = path.join(projectRoot, source);
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

/** Lines `table: column column`, for columns that tell nothing about a person. */
function readNotPersonal() {
  const text = fs.readFileSync(path.join(projectRoot, 'scripts/docs/not-personal.txt'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [table, columns = ''] = line.split(': ');
      return columns.split(' ').map((column) => `${table}.${column}`);
    });
}

function rowsOf(purpose) {
  const ofGuests = (purpose.guestTables ?? []).map((name) => {
    const { shown, erased, kept } = guestTables.get(name);
    const emptied = erased === null || erased === 'DELETE' ? [] : Object.keys(erased);
    const named = tables.get(name).columns.filter((one) => COLUMNS_OF_PERSONS.includes(one.name));
    const columns = [...new Set([...named.map((one) => one.name), ...Object.keys(shown), ...emptied])];
    return { purpose, name, columns, erasure: describeErasure(erased, Object.keys(kept)) };
  });
  const others = Object.entries(purpose.columns ?? {}).map(([name, columns]) => {
    return { purpose, name, columns: columns.split(' '), erasure: '' };
  });
  return [...ofGuests, ...others];
}

/** @param reasons why columns stay; one of a table whose rows go later says when */
function describeErasure(erased, reasons) {
  if (erased === null)
    return reasons.find((reason) => reason.startsWith('deleted')) ?? 'stays, under the number of a guest without a name';
  return erased === 'DELETE' ? 'deletes the row' : `empties or changes ${Object.keys(erased).join(', ')}`;
}

function faultsOf(registered, notPersonal) {
  const known = [...registered.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)), ...notPersonal];
  const existing = new Set([...tables.values()].flatMap(({ name, columns }) => columns.map((one) => `${name}.${one.name}`)));
  const listed = new Set(registered.map(({ name }) => name));
  const kinds = PURPOSES.flatMap(({ howLong }) => [...howLong.matchAll(KIND)].map(([, kind]) => kind));
  return [
    ...[...existing].filter((one) => !known.includes(one)).map((one) => `${one} is in neither list`),
    ...known.filter((one) => !existing.has(one)).map((one) => `${one} is no column`),
    ...known.filter((one, index) => known.indexOf(one) !== index).map((one) => `${one} is listed twice`),
    ...kinds.filter((kind) => !(kind in RETENTION)).map((kind) => `${kind} is no kind of data that goes by age`),
    ...Object.keys(RETENTION).filter((kind) => !kinds.includes(kind)).map((kind) => `${kind} goes by age and has no purpose`),
    ...[...guestTables.keys()].filter((name) => !listed.has(name)).map((name) => `${name} has no purpose`),
  ];
}

function daysOf({ name, days, least }) {
  const count = (number) => `${number.toLocaleString('en')} ${number === 1 ? 'day' : 'days'}`;
  return `the \`${name}\` days of \`RETENTION_DAYS\` (${count(days)} unless set, at least ${least.toLocaleString('en')})`;
}

function render() {
  const parts = PURPOSES.map((purpose) => {
    const own = rows.filter((row) => row.purpose === purpose);
    return [
      `## ${purpose.title}`,
      [`- **Why:** ${purpose.why}.`, `- **How long:** ${purpose.howLong.replaceAll(KIND, (_, kind) => daysOf(RETENTION[kind]))}.`, `- **Who may read it:** ${purpose.readers}.`].join('\n'),
      [
        '| table | personal columns | erasure of a guest |',
        '|---|---|---|',
        ...own.map(({ name, columns, erasure }) => `| \`${name}\` | ${columns.join(', ')} | ${erasure || '–'} |`),
      ].join('\n'),
    ].join('\n\n');
  });
  return `${[INTRODUCTION, ...parts].join('\n\n')}\n`;
}
