#!/usr/bin/env node
// How many simple sales one core decides a second, and how that compares with parsing the same acts from JSON.
// A simple sale: an amount without items, nothing redeemed, by `hybrid-5`, each on the state of one of 10,000 guests who
// have come fifteen times in half a year. A rich sale: five tiers, twenty rules of all kinds of gain of which ten have
// conditions, and twenty items. As at a till the state comes from outside and what is decided goes outside.
// A sale with campaigns is a simple sale among 30 that run, ten of which give something at this till; one with money off has
// twenty items, and ten of its 30 campaigns take money off at this till, half of them off one category.
// Both sides run interleaved, five rounds, medians with their spread, in time of the processor.
import { transformFile } from '@swc/core';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { moneyOffCampaigns, thirtyCampaigns } from './thirty-campaigns.mjs';

const ROUNDS = 5;
const GUESTS = 10_000;
const ACTS = 300_000;
const RICH_ACTS = 20_000;
/**
 * Least number of sales that each round decides: with fewer, the compilation by the JavaScript engine would be a large
 * part of the time.
 */
const LEAST_DECIDED = 100_000;
const RICH_RULES = 20;
const RICH_ITEMS = 20;
/** A campaign for another restaurant, and one for another tier. */
const ELSEWHERE = [
  { where: { restaurantIds: ['0199f3a0-0000-7000-8000-000000000009'], channels: [] } },
  { audience: { segments: [], tiers: ['ANOTHER'] } },
];
const FLOOR_PER_SECOND = { simple: 300_000, rich: 50_000, campaigns: 100_000, moneyOff: 40_000 };
const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1, 9);

const root = fileURLToPath(new URL('../..', import.meta.url));
const document = JSON.parse(
  fs.readFileSync(path.join(root, 'src/configuration/program-document/presets/hybrid-5.json'), 'utf8'),
);
const { load, calendar } = await compileDecision();
// Another copy of the code makes the guests; objects that survive in the measured copy would teach the engine to keep them.
const maker = load(document);
const itemised = makeActs(RICH_ACTS, makeItems);
const plain = caseOf('sale of twenty items', document, itemised, 0);
const cases = [
  caseOf('simple sale', document, makeActs(ACTS, null), FLOOR_PER_SECOND.simple),
  caseOf(
    'simple sale among thirty campaigns',
    document,
    makeActs(ACTS, null),
    FLOOR_PER_SECOND.campaigns,
    thirtyCampaigns(ELSEWHERE),
  ),
  caseOf('sale of twenty items by twenty rules', richDocument(), itemised, FLOOR_PER_SECOND.rich),
  plain,
  {
    ...caseOf(
      'the same sale among thirty campaigns, ten of which take money off',
      document,
      itemised,
      FLOOR_PER_SECOND.moneyOff,
      moneyOffCampaigns(ELSEWHERE),
    ),
    beside: plain,
  },
];

console.log('| | median a second | spread | against JSON.parse |');
console.log('|---|---|---|---|');
for (const one of cases) {
  const rates = { decide: [], parse: [], beside: [] };
  measureDecide(one);
  measureParse(one);
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.decide.push(measureDecide(one));
    rates.parse.push(measureParse(one));
    if (one.beside !== undefined) rates.beside.push(measureDecide(one.beside));
  }
  const decided = summary(rates.decide);
  const parsed = summary(rates.parse);
  const ratio = (decided.median / parsed.median).toFixed(2);
  console.log(`| decide, ${one.name} | ${format(decided.median)} | ${format(decided.spread)} | ${ratio} |`);
  console.log(`| JSON.parse of the same act | ${format(parsed.median)} | ${format(parsed.spread)} | 1.00 |`);
  if (one.beside !== undefined) {
    const { median } = summary(rates.beside);
    console.log(
      `| to the ${one.beside.name} alone, beside it | ${format(median)} | | ${(decided.median / median).toFixed(2)} |`,
    );
  }
  if (decided.median + decided.spread < one.floor) {
    console.error(`${one.name}: below ${format(one.floor)} a second by more than the spread`);
    process.exitCode = 1;
  }
}

function caseOf(name, program, acts, floor, documents = []) {
  const decision = load(program);
  const inOrder = documents
    .map((campaign, i) => decision.compileCampaign(`CAMPAIGN_${i}`, 1, campaign))
    .sort(decision.compareCampaigns);
  const nothingLeft = () => {
    throw new Error('no campaign has a budget');
  };
  const running = { inOrder, draw: () => 0, isHeldOut: () => false, left: nothingLeft };
  return {
    name,
    acts,
    texts: acts.map((act) => JSON.stringify(act)),
    guests: makeGuests(),
    decision,
    campaigns: documents.length === 0 ? undefined : running,
    floor,
  };
}

/** Compiles the decision into a folder beside the dependencies, without touching dist/. */
async function compileDecision() {
  const target = path.join(root, 'node_modules/.cache/decide-bench');
  const filesOf = (folder) =>
    fs
      .readdirSync(path.join(root, 'src', folder), { recursive: true })
      .filter((name) => /(?<!\.spec)\.ts$/.test(name))
      .map((name) => `${folder}/${name}`);
  const sources = [...filesOf('decision'), ...filesOf('typed'), 'platform/clock/calendar.ts'];
  for (const source of sources) {
    const { code } = await transformFile(path.join(root, 'src', source), { cwd: root });
    const output = path.join(target, source.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(output), { recursive: true });
    fs.writeFileSync(output, code);
  }
  const require = createRequire(import.meta.url);
  const { calendarOf } = require(path.join(target, 'platform/clock/calendar.js'));
  const load = (program) => {
    for (const name of Object.keys(require.cache))
      if (name.includes('decide-bench/decision')) delete require.cache[name];
    const loaded = require(path.join(target, 'decision/index.js'));
    return { ...loaded, program: loaded.compileProgram(program) };
  };
  return { load, calendar: calendarOf('Europe/Moscow', '04:00') };
}

function makeActs(count, itemsOf) {
  let seed = 42;
  const random = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1) / 2 ** 31;
  return Array.from({ length: count }, (_, i) => {
    const lines = itemsOf?.(random) ?? null;
    return {
      kind: 'SALE',
      occurredAt: BEGIN + Math.floor((i * 350 * DAY) / count),
      restaurantId: '0199f3a0-0000-7000-8000-000000000001',
      pointOfSaleId: '0199f3a0-0000-7000-8000-000000000002',
      channel: 'TILL',
      paymentMethod: 'card',
      amount: lines?.reduce((sum, line) => sum + line.total, 0) ?? 1_000 + Math.floor(random() * 400_000),
      lines,
      pointsToRedeem: null,
      hold: null,
      prior: null,
      networkLimit: null,
      tierAsOf: null,
      birthdayToday: null,
      rewards: [],
      birthdayMonth: null,
      segments: null,
    };
  });
}

function makeItems(random) {
  return Array.from({ length: RICH_ITEMS }, () => ({
    sku: `sku-${Math.floor(random() * 200)}`,
    category: `category-${Math.floor(random() * 8)}`,
    quantityMilli: 1_000 * (1 + Math.floor(random() * 3)),
    total: 5_000 + Math.floor(random() * 80_000),
  }));
}

/** Every gain equally often, with and without a condition; half of the conditions ask the lines, half the sale. */
function richDocument() {
  const gains = [
    { kind: 'MULTIPLIER', multiplierPpm: 1_250_000 },
    { kind: 'POINTS', points: 20 },
    { kind: 'PER_STEP', step: 50_000, points: 3 },
    { kind: 'PER_QUANTITY', quantityMilli: 3_000, points: 2 },
  ];
  const conditions = [
    (i) => ({ field: 'category', operator: 'in', value: [`category-${i % 8}`, `category-${(i + 3) % 8}`] }),
    () => ({ field: 'localTime', operator: 'between', value: ['08:00', '22:00'] }),
    (i) => ({ field: 'sku', operator: 'notIn', value: Array.from({ length: 50 }, (_, n) => `sku-${n * 4 + (i % 4)}`) }),
    (i) => ({ field: 'weekday', operator: 'in', value: [1 + (i % 7), 1 + ((i + 2) % 7), 1 + ((i + 4) % 7)] }),
  ];
  const rules = Array.from({ length: RICH_RULES }, (_, i) => ({
    id: `rule-${String(i).padStart(2, '0')}`,
    when:
      i % 2 === 0 ? { combinator: 'and', rules: [conditions[(i / 2) % 4](i), conditions[(i / 2 + 1) % 4](i)] } : null,
    gain: gains[Math.floor(i / 2) % 4],
    caps: null,
  }));
  const caps = { perSale: 100_000, perDay: 500_000, perWeek: null, perGuest: null };
  return { ...document, earning: { ...document.earning, rules, caps } };
}

/** The guests after the first half of the simple sales. */
function makeGuests() {
  const states = Array.from({ length: GUESTS }, () => ({ ...maker.newGuest(), lots: null }));
  makeActs(ACTS, null)
    .slice(0, ACTS / 2)
    .forEach((act, i) => {
      states[i % GUESTS] = decideOne(maker, states[i % GUESTS], act).after;
    });
  return JSON.parse(JSON.stringify(states));
}

function measureDecide({ acts, guests, decision, campaigns }) {
  const began = process.cpuUsage();
  let points = 0;
  const half = acts.length / 2;
  const count = Math.max(half, LEAST_DECIDED);
  for (let i = 0; i < count; i += 1)
    points += decideOne(decision, guests[i % GUESTS], acts[half + (i % half)], campaigns).amounts.pointsEarned;
  const seconds = secondsSince(began);
  if (points === 0) throw new Error('nothing was decided');
  return count / seconds;
}

function decideOne({ decide, program }, guest, act, campaigns) {
  return decide(program, guest, act, {
    now: act.occurredAt,
    calendar,
    inForce: null,
    transactionId: '0199f3a0-0000-7000-8000-000000000003',
    captureGraceMs: 900_000,
    restoredForDays: 30,
    recordedAt: act.occurredAt,
    campaigns,
  });
}

function measureParse({ acts, texts }) {
  const began = process.cpuUsage();
  let amount = 0;
  for (let i = acts.length / 2; i < acts.length; i += 1) amount += JSON.parse(texts[i]).amount;
  const seconds = secondsSince(began);
  if (amount === 0) throw new Error('nothing was parsed');
  return acts.length / 2 / seconds;
}

/** Processor time, not wall-clock time: the machine may have other work. */
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
