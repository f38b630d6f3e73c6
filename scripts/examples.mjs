#!/usr/bin/env node
// Writes the examples of the OpenAPI document (src/platform/openapi/examples.jsonl, a line for each operation) from what the
// tests sent and got. Without an argument it runs the tests and writes all anew. With one it takes the exchanges that
// RECORD_EXAMPLES left in that folder, and keeps the examples of other operations.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CommandFailure, run } from './start/processes.mjs';
import { projectRoot } from './start/files.mjs';

const MAX_ENTRIES = 2;
/** Lists that an example keeps whole. `sizes` lists the sizes of a picture, and the picture's address in the example names one of them. */
const WHOLE_LISTS = new Set(['sizes']);
const MAX_TEXT = 400;
/** The moment at which every example took place. */
const NOW = Date.parse('2026-11-20T09:30:00Z');
const DAY_MS = 86_400_000;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const DATE = /^20\d\d-\d\d-\d\d$/;

/** Values of fields that are secret, or another one in each run. */
const KNOWN_VALUES = {
  accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJleGFtcGxlIjp0cnVlfQ.c2lnbmF0dXJl',
  refreshToken: 'example-refresh-token',
  token: 'example-token',
  password: 'correct horse battery',
  newPassword: 'staple correct horse',
  currentPassword: 'correct horse battery',
  secret: 'JBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Loyalty:manager?secret=JBSWY3DPEHPK3PXP',
  totp: '123456',
  cardCode: '123456',
  cardNumber: '1002170377692820',
  qr: '10021703776928202171689071747563734572979540105308430326',
  nextCursor: 'example-cursor',
  documentHash: '0'.repeat(64),
  expectedHash: '0'.repeat(64),
  hash: '0'.repeat(64),
  commitment: '0'.repeat(64),
  seed: '0'.repeat(64),
};
/** Texts that an example keeps unchanged in any place. */
const KNOWN_TEXTS = [
  [/\blk_[\w-]{20,}/g, 'lk_example-key'],
  [/\+7\d{10}\b/g, '+79001234567'],
  [/(\/api\/pictures\/[\w-]+\/)[0-9a-f]{64}\b/g, `$1${'0'.repeat(64)}`],
  [/http:\/\/127\.0\.0\.1:\d+\/hook/g, 'https://warehouse.example/hook'],
  [/\bn?[0-9a-f]{32}\b/g, 'example'],
  [/(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, 'name@example.com'],
  [/-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g, '-----BEGIN $1-----…-----END $1-----'],
  [/(\/gp\/v\/save\/)[\w.-]+/g, '$1example-token'],
  [/(\?until=)\d+&signature=[\w-]+/g, '$11795167000&signature=example-token'],
  [/\/join\/[\w-]+\/[\w-]+/g, '/join/osteria/K7M2Q-X9RAB'],
  [/ ?\bclub-[0-9a-f]{8}\.example\.org\b ?/gi, 'club.example.org'],
  [/(loyalty-verification=)[\w-]{32}/g, '$1example-proof'],
  [/(\/password\/[\w-]+[#/?=])[\w-]{20,}/g, '$1example-token'],
];

const folder = process.argv[2] ?? (await recordedFolder());
const best = new Map();
for (const line of readLines(folder)) {
  const [head, text] = line.split('\t');
  const { worth } = JSON.parse(head);
  const exchange = JSON.parse(text);
  if (worth > (best.get(exchange.operation)?.worth ?? 0)) best.set(exchange.operation, { worth, ...exchange });
}
const list = path.join(projectRoot, 'src', 'platform', 'openapi', 'examples.jsonl');
const lines = new Map(process.argv[2] === undefined ? [] : keptLines());
for (const [operation, exchange] of best) lines.set(operation, JSON.stringify({ operation, ...exampleOf(exchange) }));
fs.writeFileSync(
  list,
  [...lines.keys()]
    .sort()
    .map((operation) => `${lines.get(operation)}\n`)
    .join(''),
);
console.log(`${best.size} examples written`);

/** Failed tests record examples too; the tests report what is wrong with those. */
async function recordedFolder() {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'loyalty-examples-'));
  const jest = path.join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const environment = { ...process.env, RECORD_EXAMPLES: made };
  await run(process.execPath, [jest, '--selectProjects', 'database', 'made-up'], { environment }).catch((error) => {
    if (!(error instanceof CommandFailure)) throw error;
  });
  return made;
}

function keptLines() {
  const kept = fs.readFileSync(list, 'utf8').trimEnd().split('\n');
  return kept.map((line) => [JSON.parse(line).operation, line]);
}

function readLines(from) {
  return fs
    .readdirSync(from)
    .sort()
    .flatMap((file) => fs.readFileSync(path.join(from, file), 'utf8').split('\n').filter(Boolean));
}

function exampleOf({ status, at, request, response }) {
  const ids = new Map();
  const shift = NOW - Date.parse(at);
  const clean = (value, name) => {
    if (Array.isArray(value))
      return value.slice(0, WHOLE_LISTS.has(name) ? undefined : MAX_ENTRIES).map((entry) => clean(entry, name));
    if (typeof value === 'string') return textOf(value, name, ids, shift);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, part]) => [textOf(member, '', ids, shift), clean(part, member)]),
    );
  };
  return { status, ...(isBody(request) ? { request: clean(request, '') } : {}), response: clean(response, '') };
}

function isBody(request) {
  return typeof request === 'object' && request !== null;
}

function textOf(text, name, ids, shift) {
  if (text.startsWith('whsec_')) return 'whsec_bG95YWx0eS1kZW1vLXNlY3JldC0zMi1ieXRlcy0hISE=';
  if (/^\d{5,}:[\w-]{8,}$/.test(text)) return '123456789:example-token';
  if (Object.hasOwn(KNOWN_VALUES, name)) return KNOWN_VALUES[name];
  if (name === 'code' && /^\d{6}$/.test(text)) return '123456';
  if (MOMENT.test(text)) return new Date(Math.floor((Date.parse(text) + shift) / 1000) * 1000).toISOString();
  if (DATE.test(text) && !/birth/i.test(name))
    return new Date(Date.parse(text) + Math.round(shift / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
  const known = KNOWN_TEXTS.reduce((shown, [pattern, value]) => shown.replace(pattern, value), text);
  return known.replace(UUID, (id) => idOf(id, ids)).slice(0, MAX_TEXT);
}

/** Replaces equal ids of an example by the same id, numbered in the order in which they come. */
function idOf(id, ids) {
  if (!ids.has(id)) ids.set(id, `0198f2c4-7b1e-7c3a-9d52-${String(ids.size + 1).padStart(12, '0')}`);
  return ids.get(id);
}
