import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const GUEST = 'src/identity/guest.ts';

/** Statements, each with the type that its rows have in the code, and the faults that the check has to name. Each stands in a file of its own. */
const CASES: readonly (readonly [title: string, row: string, statement: string, ...faults: string[]])[] = [
  ['a column', '{ id: string; name: string | null; createdAt: Date }', 'SELECT id, name, created_at FROM guests'],
  ['a count', '{ cards: number }', 'SELECT count(*) AS cards FROM gift_cards'],
  ['a written row', '{ downloads: number }', 'UPDATE gift_batches SET downloads = downloads + 1 RETURNING downloads'],
  ['JSON', '{ items: readonly Item[] | null }', 'SELECT items FROM transactions'],
  ['a list', '{ ids: readonly string[] }', 'SELECT array_agg(id) AS ids FROM guests GROUP BY source'],
  ['a value by default', '{ sum: number }', 'SELECT coalesce(sum(balance), 0)::bigint AS sum FROM gift_cards'],
  ['what WHERE tests', '{ soldAt: Date }', 'SELECT sold_at FROM gift_cards WHERE sold_at IS NOT NULL'],
  ['what the column says', '{ last: number }', 'SELECT max(balance) AS "last!" FROM gift_cards'],
  ['another type', '{ id: number }', 'SELECT id FROM guests', 'id is string (uuid), and the row says number'],
  ['no member', '{ id: string }', 'SELECT id, source FROM guests', 'the column source is no member of the row'],
  ['no column', '{ id: string; name: string }', 'SELECT id FROM guests', 'no column is the member name'],
  ['a nullable attribute', '{ name: string }', 'SELECT name FROM guests', 'name may be null'],
  ['an aggregate of no row', '{ most: number }', 'SELECT max(balance) AS most FROM gift_cards', 'most may be null'],
  [
    'the far side of an outer join',
    '{ id: string; guestId: string }',
    'SELECT c.id, g.id AS guest_id FROM gift_cards c LEFT JOIN guests g ON g.network_id = c.network_id AND g.id = c.guest_id',
    'guestId may be null',
  ],
  [
    'a subquery of no row',
    '{ source: string }',
    'SELECT (SELECT g.source FROM guests g WHERE g.id = c.guest_id) AS source FROM gift_cards c',
    'source may be null',
  ],
  [
    'a word that the table allows',
    "{ state: 'ACTIVE' | 'BLOCKED' }",
    'SELECT state FROM gift_cards',
    'state may be ISSUED, REPLACED, ENDED',
  ],
  [
    'an interface without a member of another',
    "Omit<Card, 'soldAt'> & { readonly soldAt: Card['soldAt'] | null }",
    'SELECT id, state, sold_at FROM gift_cards',
  ],
  ['an element of a parameter', '{ id: string }', 'SELECT i.id FROM unnest(${ids}::uuid[]) i(id)', 'id may be null'],
  [
    'an element of a parameter that a join compares',
    '{ id: string }',
    'SELECT i.id FROM unnest(${ids}::uuid[]) i(id) JOIN guests g ON g.id = i.id',
  ],
  ['an interface', 'Card', 'SELECT id, state, sold_at FROM gift_cards', 'soldAt may be null'],
  ['a part that is called', '{ id: string }', 'SELECT id FROM guests ORDER BY ${by(key)}'],
  [
    'a part under a condition',
    '{ id: string }',
    'SELECT id FROM guests WHERE true ${when(source !== null, sql`AND origin = ${source}`)}',
    'column "origin" does not exist',
  ],
  [
    'a part of a table',
    '{ id: string }',
    'SELECT id FROM guests ORDER BY id ${ORDERS[order]}',
    'syntax error at or near "DESCENDING"',
  ],
  [
    'a value within quotes',
    '{ id: string }',
    "SELECT id FROM guests WHERE name = 'Mr ${name}'",
    'a value stands within quotes',
  ],
];

describe('The check of the rows of statements', () => {
  let project: string;
  beforeEach(() => (project = mkdtempSync(path.join(tmpdir(), 'loyalty-rows-'))));
  afterEach(() => rmSync(project, { recursive: true }));

  const write = (file: string, ...lines: string[]): void => {
    mkdirSync(path.join(project, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(project, file), `${lines.join('\n')}\n`);
  };
  const check = (...options: string[]): string[] => {
    const script = path.join(ROOT, 'scripts/lint/sql-rows.mjs');
    const { stdout, status } = spawnSync(process.execPath, [script, project, ...options], { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(status).toBe(lines.length === 0 ? 0 : 1);
    return lines;
  };

  it('stops at each statement that names a column which is gone', () => {
    write(
      GUEST,
      'const COLUMNS = sql`g.id,',
      '  g.given_name`;',
      'const rows = tx.query<Row>`SELECT ${COLUMNS} FROM guests g`;',
      'const row = tx.maybe<{ id: string }>`SELECT id FROM guests',
      '  WHERE network_id = ${networkId}',
      '    AND given_name = ${name}`;',
      "await tx.query`UPDATE guests SET given_name = '' WHERE network_id = ${networkId}`;",
    );
    expect(check()).toEqual([
      `${GUEST}:2: column g.given_name does not exist`,
      `${GUEST}:6: column "given_name" does not exist`,
      `${GUEST}:7: column "given_name" of relation "guests" does not exist`,
    ]);
  });

  it('compares the type of a row with its columns', () => {
    write(
      'src/identity/card.ts',
      "const STATES = ['ISSUED', 'ACTIVE', 'BLOCKED', 'REPLACED', 'ENDED'] as const;",
      'export interface Card { readonly id: string; readonly state: (typeof STATES)[number]; readonly soldAt: Date }',
    );
    const before = [
      "import type { Card } from './card';",
      'const by = (key: Key): Sql => (key === "name" ? sql`name` : sql`source`);',
      'const ORDERS = { up: sql`ASC`, down: sql`DESCENDING` };',
    ];
    CASES.forEach(([, row, statement], at) =>
      write(`src/identity/${String(at)}.ts`, ...before, `tx.query<${row}>\`${statement}\`;`),
    );
    const found = check().map((line) => /^src\/identity\/(\d+)\.ts:\d+: (.*)$/.exec(line) ?? []);
    const faults = CASES.map(([title], at) => [
      title,
      ...found.filter(([, file]) => file === String(at)).map(([, , fault]) => fault),
    ]);
    expect(faults).toEqual(CASES.map(([title, , , ...expected]) => [title, ...expected]));
  });

  it('wants the type of rows, and writes it', () => {
    const states = `'ISSUED' | 'ACTIVE' | 'BLOCKED' | 'REPLACED' | 'ENDED'`;
    const row = `{ id: string; soldAt: Date | null; state: ${states} }`;
    write(GUEST, 'const rows = tx.query`SELECT id, sold_at, state FROM gift_cards`;', 'tx.query`SELECT pg_sleep(0)`;');
    expect(check()).toEqual([`${GUEST}:1: write the type of its rows: ${row}`]);
    check('--fix');
    expect(readFileSync(path.join(project, GUEST), 'utf8')).toBe(
      `const rows = tx.query<${row}>\`SELECT id, sold_at, state FROM gift_cards\`;\ntx.query\`SELECT pg_sleep(0)\`;\n`,
    );
    expect(check()).toEqual([]);
  });
});
