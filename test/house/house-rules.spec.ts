import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const project = mkdtempSync(path.join(tmpdir(), 'house-rules-'));
afterAll(() => rmSync(project, { recursive: true }));

const DIVIDE = 'Divide with a helper';
const FRACTION = 'A fraction is not an integer';
const MATH = 'Only what keeps integers integers';
const INPUT = 'A decision knows only its input';
const LOADS = 'A decision loads nothing';
const HOOKS = 'Pass it as an argument: async hooks';
const SPREAD = 'Write the members themselves';
const NOW = 'Ask Clock, which has the time of the database; measure';
const CLOCK = 'Ask Clock, which has the time of the database.';
const LEDGER = 'Write ledger_now()';
const WAITS = 'Ask pg_try_advisory_lock again and again';
const BRACES = 'Write the body in braces';
const SLOW = 'The time of this pattern grows faster';
const ENDLESS = 'Say by max() or length()';
const HANDLERS = 'Split this class by its uses';
const NOUN = 'Name a type by the noun of what it is';

const decision = 'src/decision/sale.ts';
const integers = 'src/decision/basics/integers.ts';
const server = 'src/identity/guest.ts';
const till = 'src/transactions/till/sale.ts';
const heads = 'src/transactions/books/seals/published-heads.ts';
const page = 'web/src/app/main.tsx';

/** A file, its code, and the beginning of the message that is expected. */
const broken: [string, string, string][] = [
  ...['interface Decided {}', 'type Booked = string;', 'export class Kept {}', 'enum Waiting {}', 'type Told = 1;'].map(
    (code): [string, string, string] => [server, code, NOUN],
  ),
  [page, 'interface Typed {}', NOUN],
  ['src/identity/guest.spec.ts', 'type Known = 1;', NOUN],
  [decision, 'a / b;', DIVIDE],
  [decision, 'a /= b;', DIVIDE],
  [decision, 'const share = 0.5;', FRACTION],
  [decision, 'const share = 1e-3;', FRACTION],
  [integers, 'const share = .25;', FRACTION],
  [decision, 'Math.random();', MATH],
  [integers, 'Math.round(a);', MATH],
  [decision, "Math['sqrt'](a);", MATH],
  ...['parseFloat', 'Temporal', 'crypto', 'performance', 'process', 'setTimeout', 'Date'].map(
    (name): [string, string, string] => [decision, `const used = ${name};`, INPUT],
  ),
  [decision, "await import('./other');", LOADS],
  [server, "import { AsyncLocalStorage } from 'node:async_hooks';", HOOKS],
  [server, "await import('async_hooks');", HOOKS],
  [server, 'send({ ...{ a, b }, c });', SPREAD],
  ['web/src/app/list.tsx', 'const list = [...[a, b], c];', SPREAD],
  ['src/identity/guest.spec.ts', 'send(...[a]);', SPREAD],
  [server, 'const list = [...([a] as const)];', SPREAD],
  [server, 'Date.now();', NOW],
  [till, 'const now = Date.now;', NOW],
  [server, 'new Date();', CLOCK],
  [server, 'new Date;', CLOCK],
  [till, 'Date();', CLOCK],
  [till, "const sql = 'SELECT now()';", LEDGER],
  [till, 'const sql = `SELECT now()`;', LEDGER],
  [till, 'const sql = `SELECT ${a}, now(), ${b}`;', LEDGER],
  [till, 'const sql = `SELECT ${a}, now()`;', LEDGER],
  [server, "const sql = 'SELECT pg_advisory_lock($1)';", WAITS],
  ['scripts/chart.mjs', 'const sql = `SELECT pg_advisory_lock(${a})`;', WAITS],
  [page, 'useEffect(() => element.scrollIntoView());', BRACES],
  [page, 'useLayoutEffect(() => measure(), []);', BRACES],
  [server, "host.replace(/\\.+$/, '');", SLOW],
  [server, "new RegExp('(a+)+b').test(text);", SLOW],
  [page, '/^[^@]+@[^@]+\\.[^@]+$/.test(text);', SLOW],
  ['scripts/chart.mjs', '/^(.*?)\\s*(\\S+)$/.exec(text);', SLOW],
  ...['/^[\\w-]+$/', '/^[a-z]{2,}$/', '/[0-9]{6}/', '/^a|b$/', '/^a{6}$/m', 'PATTERN'].map(
    (pattern): [string, string, string] => [server, `z.string().trim().regex(${pattern});`, ENDLESS],
  ),
  [server, 'z.string().regex(/^[a-z]*$/).max(9);', ENDLESS],
  ...['CommandHandler', 'QueryHandler', 'EventsHandler'].map((name): [string, string, string] => [
    server,
    `@${name}(Sell) export class SellHandler { constructor(a, b, c, d, e, f, g, h) {} }`,
    HANDLERS,
  ]),
  [server, 'class Sales { constructor(a, b, c, d, e, f, g, h) {} @Handles(Sell) sell() {} }', HANDLERS],
];

const whole: [string, string][] = [
  [server, 'interface DecidedRow {} type Rounding = 1; class Finding {} type OpeningBalances = 1; const kept = 1;'],
  [integers, 'a / b;'],
  [decision, 'Math.min(a, Math.trunc(b)); const rate = 1_000_000; const same = 1.0;'],
  ['src/decision/sale.spec.ts', 'Math.random(); a / b; new Date();'],
  [server, 'new Date(at); new Date(at).getTime(); performance.now(); a / b;'],
  ['src/identity/guest.spec.ts', 'Date.now(); new Date();'],
  ['src/platform/clock/clock.ts', 'Date.now();'],
  ['src/platform/database/clock-keeper.ts', 'new Date();'],
  [heads, "Date.now(); const sql = 'SELECT now()';"],
  [server, 'send({ ...a, ...(b ? { c } : {}) }, [...list, ...(b ? [c] : [])]);'],
  ['packages/verify/verify.mjs', 'send({ ...{ a, b } });'],
  [server, "const sql = 'SELECT now()';"],
  [till, "const sql = 'SELECT ledger_now()';"],
  [server, "host.replace(/(?<!\\.)\\.+$/, ''); new RegExp(`^${name}$`);"],
  ['src/identity/guest.spec.ts', '/\\s+$/.test(text);'],
  [server, 'z.string().max(9).regex(/^[a-z]*$/); z.string().trim().length(9).regex(PATTERN); line(9).regex(/a+/);'],
  [server, 'z.string().regex(/^(?:[*+|]|[a-z]{2,3}(-[A-Z]{2})?|\\d{4})\\+$/); z.url().max(9);'],
  [page, 'useEffect(() => { element.scrollIntoView(); }); useMemo(() => Date.now());'],
  [server, '@CommandHandler(Sell) class SellHandler { constructor(a, b, c, d, e, f, g) {} }'],
  [server, '@Injectable() class Sales { constructor(a, b, c, d, e, f, g, h) {} @Get() list() {} }'],
  [server, 'class Sales { constructor(a, b, c, d, e, f, g) {} @Handles(Sell) sell(a, b, c, d, e, f, g, h) {} }'],
];

/** Each code is one line of its file. */
const linesOf = new Map<string, string[]>();
for (const [file, code] of [...broken, ...whole]) linesOf.set(file, [...(linesOf.get(file) ?? []), code]);

let status: number | null;
let found: string[];
beforeAll(() => {
  for (const [file, lines] of linesOf) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    writeFileSync(path.join(project, file), lines.join('\n'));
  }
  const script = path.join(root, 'scripts/lint/house-rules.mjs');
  const run = spawnSync(process.execPath, [script, project], { encoding: 'utf8' });
  expect(run.stderr).toBe('');
  status = run.status;
  found = run.stdout.split('\n').filter((line) => line !== '');
});

/** The messages about one line. */
function messagesAbout(file: string, code: string): string[] {
  const place = `${file}:${String((linesOf.get(file) ?? []).indexOf(code) + 1)}: `;
  return found.filter((line) => line.startsWith(place)).map((line) => line.slice(place.length));
}

test.each(broken)('%s may not have: %s', (file, code, message) => {
  expect(messagesAbout(file, code)).toEqual([expect.stringContaining(message)]);
});

test.each(whole)('%s may have: %s', (file, code) => {
  expect(messagesAbout(file, code)).toEqual([]);
});

it('Broken rules fail the check', () => {
  expect(status).toBe(1);
  expect(found).toHaveLength(broken.length);
});

it('Files that need each other fail the check of directions, also where they know only types of each other', () => {
  const folder = path.join(project, 'circle');
  mkdirSync(path.join(folder, 'src/decision'), { recursive: true });
  writeFileSync(path.join(folder, 'tsconfig.json'), '{}');
  for (const [file, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const)
    writeFileSync(
      path.join(folder, `src/decision/${file}.ts`),
      `import type { T } from './${other}';\nexport type { T };`,
    );
  const tool = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [tool, '--config', path.join(root, '.dependency-cruiser.cjs'), 'src'];
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(run.stdout).toContain('error no-cycles: src/decision/a.ts');
  expect(run.status).toBe(1);
});
