#!/usr/bin/env node
// Writes the generated parts of docs/database.md, the diagrams and the lists of tables, from the Prisma schema.
// `--check` writes nothing and ends with 1 when the page is not what the schema says.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../start/files.mjs';
import { readSchema } from './prisma-schema.mjs';

const PAGE = path.join(projectRoot, 'docs', 'database.md');

const LAYERS = [
  ['identity', 'Layer 1: identity'],
  ['transactions', 'Layer 2: transactions'],
  ['configuration', 'Layer 3: configuration'],
  ['marketing', 'Layer 4: marketing'],
  ['subscriptions', 'Layer 5: subscriptions'],
  ['integrations', 'Layer 6: integrations'],
  ['security', 'Layer 7: security'],
  ['platform', 'Platform: what may happen once'],
];

/**
 * References without a foreign key, because a key would cost each sale a lock and a query: parent table, child table, column of the child. The
 * diagram draws them dotted.
 */
const UNHELD = [
  ['guests', 'transactions', 'guest_id'],
  ['guests', 'impact_guests', 'guest_id'],
  ['guest_states', 'lots', 'guest_id'],
  ['guests', 'guest_words', 'guest_id'],
  ['guests', 'guest_summaries', 'guest_id'],
  ['guests', 'guest_days', 'guest_id'],
  ['guests', 'guest_cohorts', 'guest_id'],
  ['points_of_sale', 'transactions', 'point_of_sale_id'],
  ['shifts', 'transactions', 'shift_id'],
  ['program_versions', 'transactions', 'program_version'],
  ['transactions', 'transfers', 'transaction_id'],
  ['transactions', 'partner_settlement_lines', 'transaction_id'],
  ['transactions', 'budget_uses', 'transaction_id'],
  ['budgets', 'budget_uses', 'budget_id'],
  ['transactions', 'claims', 'holder_id'],
  ['transactions', 'events', 'id'],
  ['stored_answers', 'claims', 'holder_id'],
  ['seals', 'transactions', 'position'],
  ['points_of_sale', 'shifts', 'point_of_sale_id'],
  ['users', 'shifts', 'user_id'],
  ['guests', 'approvals', 'guest_id'],
  ['restaurants', 'daily_figures', 'restaurant_id'],
  ['restaurants', 'hourly_figures', 'restaurant_id'],
  ['restaurants', 'cashier_figures', 'restaurant_id'],
  ['restaurants', 'item_figures', 'restaurant_id'],
  ['guests', 'liability_guests', 'guest_id'],
  ['guest_accounts', 'guests', 'account_id'],
  ['guests', 'messages', 'guest_id'],
  ['guests', 'sessions', 'guest_id'],
  ['imports', 'import_refusals', 'import_id'],
];

const tables = readSchema(path.join(projectRoot, 'prisma', 'schema'));
const before = fs.readFileSync(PAGE, 'utf8');
const after = LAYERS.reduce((page, [file]) => replacePart(page, file, renderLayer(file)), before);
requireKnownNames(after);

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('docs/database.md is not what prisma/schema says: node scripts/docs/database.mjs');
    process.exitCode = 1;
  }
} else if (after !== before) {
  fs.writeFileSync(PAGE, after);
}

/** Everything between the two marks of a part is ours; the rest of the page is written by hand. */
function replacePart(page, name, content) {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/database.md has no part "${name}"`);
  return `${page.slice(0, from)}${begin}\n\n${content}\n\n${page.slice(to)}`;
}

function renderLayer(file) {
  const own = tables.filter((table) => table.file === file);
  const title = LAYERS.find(([name]) => name === file)[1];
  return [`### ${title}`, renderDiagram(own), renderList(own)].join('\n\n');
}

/** Draws keys alone: with all columns the larger tables would hide the others. */
function renderDiagram(own) {
  const names = new Set(own.map(({ name }) => name));
  const entities = own.map((table) => {
    const columns = table.columns.filter(({ key, reference }) => key || reference);
    const lines = columns.map(({ name, type, key, reference }) => {
      const marks = [key && 'PK', reference && 'FK'].filter(Boolean).join(', ');
      return `        ${type} ${name} ${marks}`;
    });
    return [`    ${table.name} {`, ...lines, '    }'].join('\n');
  });
  const held = own.flatMap((table) =>
    table.references
      .filter(({ to }) => names.has(to))
      .map(({ to, columns, single }) => `    ${to} ||--o${single ? '|' : '{'} ${table.name} : "${columns.join(', ')}"`),
  );
  const unheld = UNHELD.filter(([parent, child]) => names.has(parent) && names.has(child)).map(
    ([parent, child, column]) => `    ${parent} ||..o{ ${child} : "${column}"`,
  );
  return ['```mermaid', 'erDiagram', ...held, ...unheld, ...entities, '```'].join('\n');
}

function renderList(own) {
  const rows = own.map((table) => {
    const columns = table.columns.map(({ name, optional }) => (optional ? `${name}?` : name)).join(', ');
    const others = [
      ...table.references.filter(({ to }) => !own.some(({ name }) => name === to)).map(({ to }) => to),
      ...UNHELD.filter(([parent, child]) => child === table.name && !own.some(({ name }) => name === parent)).map(
        ([parent, , column]) => `${parent} (${column}, not held)`,
      ),
    ];
    const elsewhere = others.length === 0 ? '' : ` Refers to ${others.join(', ')}.`;
    return `| \`${table.name}\` | ${table.comment}${elsewhere} | ${columns} |`;
  });
  return ['| table | what it is for | columns (`?`: may be null) |', '|---|---|---|', ...rows].join('\n');
}

/** Every table that the hand-written map names must exist. */
function requireKnownNames(page) {
  const known = new Set(tables.map(({ name }) => name));
  const map = page.slice(page.indexOf('<!-- map -->'), page.indexOf('<!-- end of map -->'));
  const named = [...map.matchAll(/`([a-z_]+)(?:\.[a-z_]+)?`/g)].map((match) => match[1]);
  const unknown = [...named, ...UNHELD.flatMap(([parent, child]) => [parent, child])].filter((name) => !known.has(name));
  if (map === '' || unknown.length > 0) throw new Error(`these are no tables: ${unknown.join(', ')}`);
}
