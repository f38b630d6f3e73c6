#!/usr/bin/env node
// Plays exchanges at a till or middleware and writes a signed report, or checks such a report.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EXCHANGES } from './exchanges/exchanges.mjs';
import { play } from './play.mjs';
import { pageOf } from './report/page.mjs';
import { faultOf, reportOf } from './report/report.mjs';
import { keyOf, signed } from './report/signature.mjs';
import { linesOf, verdictOf } from './report/text.mjs';
import { LANGUAGES, wordsOf } from './words.mjs';

const HELP = `Plays the exchanges of a day at a till, and signs what came of it.

  till-check run --adapter URL     plays all exchanges at the till behind this driver
  till-check verify REPORT.json    checks that a report is unchanged
  till-check list                  lists the exchanges

Options of run
  --only ID,ID        plays these exchanges alone
  --report FOLDER     where the report is written (till-check-report)
  --key FILE          Ed25519 key that signs (PKCS #8, PEM); made where there is none. Without it: a key of this report alone
  --host ADDRESS      address of this machine by which the till reaches the platform's double (127.0.0.1)
  --port N            port of the double (any)
  --till-seconds N    how long a guest waits at the till at most (10)
  --patience N        how many seconds the adapter may take for an act (60)
Options of verify
  --signed-by HEX     the public key that is to have signed
Options of all
  --language ru|en    (en)

0: passed, or right. 1: an exchange failed, or the report is refused. 2: the kit could not do it.
`;

const text = { type: 'string' };
const OPTIONS = {
  adapter: text,
  only: text,
  report: { ...text, default: 'till-check-report' },
  key: text,
  host: { ...text, default: '127.0.0.1' },
  port: { ...text, default: '0' },
  'till-seconds': { ...text, default: '10' },
  patience: { ...text, default: '60' },
  'signed-by': text,
  language: { ...text, default: 'en' },
  help: { type: 'boolean' },
};

const COMMANDS = { run, verify, list };

try {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [name, ...rest] = positionals;
  if (values.help === true || name === undefined) console.log(HELP);
  else if (!(name in COMMANDS)) throw new Error(`till-check has no command ${name}: try --help`);
  else if (!LANGUAGES.includes(values.language)) throw new Error(`--language is ${LANGUAGES.join(' or ')}`);
  else process.exitCode = await COMMANDS[name](values, wordsOf(values.language), rest);
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

async function run(options, words) {
  if (options.adapter === undefined) throw new Error('--adapter is missing: the address of the driver of your till');
  const key = keyOf(options.key);
  const { till, played } = await play({
    adapter: options.adapter,
    exchanges: chosen(options.only),
    host: options.host,
    port: wholeOf(options, 'port', 0, 65_535),
    tillSeconds: wholeOf(options, 'till-seconds', 1, 300),
    patienceSeconds: wholeOf(options, 'patience', 1, 3_600),
    onPlayed: (one) => console.log(linesOf(one, words).join('\n')),
  });
  const at = new Date().toISOString();
  const file = signed(reportOf({ version: versionOf(), at, till, played, all: EXCHANGES.length }), key);
  mkdirSync(options.report, { recursive: true });
  const write = (name, content) => writeFileSync(path.join(options.report, name), content);
  write('report.json', `${JSON.stringify(file, null, 2)}\n`);
  for (const language of LANGUAGES) write(`report.${language}.html`, pageOf(file, wordsOf(language)));
  console.log(`\n${verdictOf(file.report, words)}\n${path.resolve(options.report)}`);
  return file.report.counts.failed > 0 ? 1 : 0;
}

function verify({ 'signed-by': signedBy }, { say }, [name]) {
  if (name === undefined) throw new Error('Name the file: till-check verify report.json');
  const file = readReport(name);
  const fault = faultOf(file, signedBy?.toLowerCase());
  if (fault !== null) {
    console.log(say('verify', 'refused', { reason: say('verify', fault.code, fault.values) }));
    return 1;
  }
  const { counts, all, kit: version } = file.report;
  console.log(say('verify', 'right', { ...counts, all, version }));
  console.log(
    signedBy === undefined ? say('verify', 'ownKey', { key: file.signature.publicKey }) : say('verify', 'knownKey'),
  );
  return 0;
}

function list(_options, words) {
  for (const { id, needs } of EXCHANGES)
    console.log(
      `${id}${needs.length > 0 ? ` (${needs.join(', ')})` : ''}: ${words.titleOf(id)}. ${words.expectedOf(id)}`,
    );
  return 0;
}

function chosen(only) {
  if (only === undefined) return EXCHANGES;
  const ids = only.split(',');
  const unknown = ids.find((id) => !EXCHANGES.some((one) => one.id === id));
  if (unknown !== undefined) throw new Error(`There is no exchange ${unknown}: till-check list names them`);
  return EXCHANGES.filter(({ id }) => ids.includes(id));
}

function wholeOf(options, name, least, most) {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${least} to ${most}`);
  return value;
}

function versionOf() {
  return JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).version;
}

/** A file that is not JSON is no report. */
function readReport(name) {
  const content = readFileSync(name, 'utf8');
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
