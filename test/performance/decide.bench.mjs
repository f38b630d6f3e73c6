#!/usr/bin/env node
// How many simple sales one core decides a second, and how that compares with parsing the same acts from JSON.
// A simple sale: an amount without items, nothing redeemed, by `hybrid-5`, each on the state of one of 10,000 guests who
// have come fifteen times in half a year. As at a till the state comes from outside and what is decided goes outside.
// Both sides run interleaved, five rounds, medians with their spread, in time of the processor.
import { transformFile } from '@swc/core';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 5;
const GUESTS = 10_000;
const ACTS = 300_000;
const FLOOR_PER_SECOND = 300_000;
const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1, 9);

const root = fileURLToPath(new URL('../..', import.meta.url));
const document = JSON.parse(
  fs.readFileSync(path.join(root, 'src/configuration/programs/presets/hybrid-5.json'), 'utf8'),
);
const { load, calendar } = await compileDecision();
// Guests are made by another copy of the code: what survives there would teach the engine to keep what is measured.
const maker = load();
const decision = load();
const acts = makeActs();
const texts = acts.map((act) => JSON.stringify(act));
const guests = makeGuests();

const rates = { decide: [], parse: [] };
measureDecide();
measureParse();
for (let round = 0; round < ROUNDS; round += 1) {
  rates.decide.push(measureDecide());
  rates.parse.push(measureParse());
}
const decided = summary(rates.decide);
const parsed = summary(rates.parse);
console.log('| | median a second | spread | against JSON.parse |');
console.log('|---|---|---|---|');
console.log(
  `| decide, simple sale | ${format(decided.median)} | ${format(decided.spread)} | ${(decided.median / parsed.median).toFixed(2)} |`,
);
console.log(`| JSON.parse of the same act | ${format(parsed.median)} | ${format(parsed.spread)} | 1.00 |`);
if (decided.median + decided.spread < FLOOR_PER_SECOND) {
  console.error(`below ${format(FLOOR_PER_SECOND)} a second by more than the spread`);
  process.exitCode = 1;
}

/** Compiles the decision beside the dependencies, so that nobody's build is needed or disturbed. */
async function compileDecision() {
  const target = path.join(root, 'node_modules/.cache/decide-bench');
  const files = fs.readdirSync(path.join(root, 'src/decision')).filter((name) => /(?<!\.spec)\.ts$/.test(name));
  const sources = [...files.map((name) => `decision/${name}`), 'platform/clock/calendar.ts'];
  for (const source of sources) {
    const { code } = await transformFile(path.join(root, 'src', source), { cwd: root });
    const output = path.join(target, source.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(output), { recursive: true });
    fs.writeFileSync(output, code);
  }
  const require = createRequire(import.meta.url);
  const { calendarOf } = require(path.join(target, 'platform/clock/calendar.js'));
  const load = () => {
    for (const name of Object.keys(require.cache))
      if (name.includes('decide-bench/decision')) delete require.cache[name];
    const loaded = require(path.join(target, 'decision/index.js'));
    return { ...loaded, program: loaded.compileProgram(document) };
  };
  return { load, calendar: calendarOf('Europe/Moscow', '04:00') };
}

function makeActs() {
  let seed = 42;
  const random = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1) / 2 ** 31;
  return Array.from({ length: ACTS }, (_, i) => ({
    kind: 'SALE',
    occurredAt: BEGIN + Math.floor((i * 350 * DAY) / ACTS),
    restaurantId: '0199f3a0-0000-7000-8000-000000000001',
    pointOfSaleId: '0199f3a0-0000-7000-8000-000000000002',
    channel: 'TILL',
    paymentMethod: 'card',
    amount: 1_000 + Math.floor(random() * 400_000),
    lines: null,
    pointsToRedeem: null,
    hold: null,
    prior: null,
    networkLimit: null,
    tierAsOf: null,
    birthdayToday: null,
  }));
}

/** The guests as the first half of the acts leaves them. */
function makeGuests() {
  const states = Array.from({ length: GUESTS }, () => ({ ...maker.newGuest(), lots: null }));
  for (let i = 0; i < ACTS / 2; i += 1) states[i % GUESTS] = decideOne(maker, states[i % GUESTS], acts[i]).after;
  return JSON.parse(JSON.stringify(states));
}

function measureDecide() {
  const began = process.cpuUsage();
  let points = 0;
  for (let i = ACTS / 2; i < ACTS; i += 1)
    points += decideOne(decision, guests[i % GUESTS], acts[i]).amounts.pointsEarned;
  const seconds = secondsSince(began);
  if (points === 0) throw new Error('nothing was decided');
  return ACTS / 2 / seconds;
}

function decideOne({ decide, program }, guest, act) {
  return decide(program, guest, act, {
    now: act.occurredAt,
    calendar,
    inForce: null,
    transactionId: '0199f3a0-0000-7000-8000-000000000003',
    captureGraceMs: 900_000,
    restoredForDays: 30,
    recordedAt: act.occurredAt,
  });
}

function measureParse() {
  const began = process.cpuUsage();
  let amount = 0;
  for (let i = ACTS / 2; i < ACTS; i += 1) amount += JSON.parse(texts[i]).amount;
  const seconds = secondsSince(began);
  if (amount === 0) throw new Error('nothing was parsed');
  return ACTS / 2 / seconds;
}

/** Of the processor, not of the clock: the machine may have other work. */
function secondsSince(began) {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000_000;
}

/** The median, and half the distance between the second best and the second worst round. */
function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[(ROUNDS - 1) / 2], spread: (sorted[ROUNDS - 2] - sorted[1]) / 2 };
}

function format(value) {
  return Math.round(value).toLocaleString('en');
}
