#!/usr/bin/env node
// npm run year: networks that live for months while their servers die: npm run year -- [--networks 100] [--months 12] [--sales 100]
// Everything goes through the public API: networks with tills, guests, a programme whose points end, a campaign and a plan with bills.
// libfaketime moves the time of PostgreSQL, servers and worker on by three days at once; between two jumps the tills sell, processes
// are killed, and once in three months the servers are replaced. At the end of each month the sums of the answers are compared with
// reports, balances, liability, closed month and invoices, and `verify-ledger` looks at everything.
// `--sales` are those of a network in a month. Ends with 1 when an act is lost or doubled, or a figure differs.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { readFileSync } from 'node:fs';
import { childrenOf, startBench } from './bench-server.mjs';
import { FakedTime } from './faked-time.mjs';
import { Books } from './year-books.mjs';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const HALF_DAY_MS = DAY_MS / 2;
/** Between two jumps of the time. */
const STEP_DAYS = 3;
const STEPS_OF_MONTH = 9;
const SERVERS = 2;
const TILLS = 2;
const GUESTS = 8;
const LOT_DAYS = 60;
const PUBLISHED_AFTER_MS = 60_000;
const PASSWORD = 'a year of a hundred networks';
const PRICE_PLAN = 'ULTIMA';
const SELLER = {
  name: 'Seller',
  taxId: '7701234560',
  kpp: '770101001',
  address: 'Moscow',
  account: '40702810200000000001',
  bank: 'Bank',
  bic: '044525225',
  correspondentAccount: '30101810400000000225',
  timeZone: 'Europe/Moscow',
  vatRates: [{ from: '2019-01-01', ratePpm: 200_000 }],
};
/** Calls at the same time. */
const CALLS = 24;
/** Two starts of a server on a busy machine. */
const ANSWERED_WITHIN_MS = 300_000;
const SILENT_FOR_MS = 15_000;
const MOST_STARTS = 5;
const QUARTER = 3;
const LATEST_FAULT_MS = 500;
/** How far the time moves between two looks at the jobs; less than a session lasts. */
const LOOK_EVERY_MS = 20_000;
const MOST_LOOKS = 42;
const PAUSE_MS = 500;

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: '100' },
    months: { type: 'string', default: '12' },
    sales: { type: 'string', default: '100' },
    /** Records one sale that the books do not have; the comparison has to find it. */
    control: { type: 'boolean', default: false },
  },
});
const [networkCount, monthCount, salesOfMonth] = ['networks', 'months', 'sales'].map((name) => Number(values[name]));
const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');
const campaignTypes = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../support/marketing/campaign-types.json'), 'utf8'),
);

const time = new FakedTime();
let agent;
const began = performance.now();
const begin = firstOfMonth(1);
time.goTo(begin);
const bench = await startBench();
// Programs end with their killed group, and errors of cut calls are expected.
Object.assign(process.env, { LOG_LEVEL: process.env.YEAR_LOG_LEVEL ?? 'silent', DRAIN_SECONDS: '3' });
const total = { sales: 0, repeated: 0, kills: 0, replaced: 0, lost: 0, doubled: 0, differences: 0, findings: 0 };
/** Faults of this month that are under way. */
const disturbances = [];
let servers;
let worker;
let failure;
try {
  servers = await bench.startApplication({ WORKERS: 'off', PROCESSES: String(SERVERS) }, { program: 'servers.js' });
  worker = await startWorker();
  const owner = await makeOwner();
  const networks = await atOnce(
    Array.from({ length: networkCount }, (_, n) => n),
    (n) => openNetwork(owner, n),
  );
  // Their programmes decide from some seconds after the approval on.
  time.skip(PUBLISHED_AFTER_MS);
  await atOnce(networks, registerGuests);
  console.log(`${networkCount} networks opened after ${seconds(began)} s`);
  console.log(lineOf(['month', ...Object.keys(total), 'seconds']));
  console.log(lineOf(['---', ...Object.keys(total).map(() => '--:'), '--:']));
  for (let month = 1; month <= monthCount; month += 1) {
    const from = performance.now();
    const before = { ...total };
    const faults = planFaults(month);
    for (let step = 0; step < STEPS_OF_MONTH; step += 1) {
      moveTo(firstOfMonth(month) + (step * STEP_DAYS + 1) * DAY_MS + Math.random() * 10 * HOUR_MS);
      // A killed process may be down for longer than the step.
      for (const { run } of faults.filter((fault) => fault.step === step)) disturbances.push(observed(run()));
      await atOnce(tillsOf(networks), (till) => sellAt(till, salesOfMonth / STEPS_OF_MONTH / TILLS));
    }
    await Promise.all(disturbances.splice(0));
    moveTo(firstOfMonth(month + 1));
    await closeMonth(networks, owner, month);
    const figures = Object.keys(total).map((name) => total[name] - before[name]);
    console.log(lineOf([nameOf(month), ...figures, seconds(from)]));
  }
} catch (error) {
  failure = error;
} finally {
  await Promise.allSettled(disturbances);
  await worker?.stop();
  await servers?.stop();
  await bench.stop();
  time.remove();
}
if (failure !== undefined) {
  console.error(failure instanceof Error ? failure.stack : failure);
  process.exit(1);
}
const speed = (firstOfMonth(monthCount + 1) - begin) / (performance.now() - began);
console.log(lineOf(['all', ...Object.values(total), seconds(began)]));
console.log(`The time went on ${Math.round(speed).toLocaleString('en')} times as fast as the real one.`);
process.exit(total.lost + total.doubled + total.differences + total.findings > 0 ? 1 : 0);

/** Every way in which the installation is disturbed: each begins at a random moment of the sales of a step of its own. */
function planFaults(month) {
  const steps = Array.from({ length: STEPS_OF_MONTH }, (_, step) => ({ step, at: Math.random() }));
  const drawn = steps.sort((a, b) => a.at - b.at).map(({ step }) => step);
  const runs = [killServer, killWorker];
  if (month % 2 === 0) runs.push(killPostgres);
  if (month % QUARTER === 0) runs.push(replaceServers);
  return runs.map((run, n) => ({
    step: drawn[n],
    run: async () => {
      await sleep(Math.random() * LATEST_FAULT_MS);
      await run();
    },
  }));
}

/** Kills one of the servers that share the port; their parent starts it again. */
function killServer() {
  total.kills += 1;
  const [first, second] = childrenOf(servers.pid);
  process.kill(Math.random() < 0.5 ? first : (second ?? first), 'SIGKILL');
}

async function killWorker() {
  total.kills += 1;
  await worker.stop('SIGKILL');
  worker = await startWorker();
}

async function killPostgres() {
  total.kills += 1;
  bench.killPostgres();
  await bench.restartPostgres();
}

/** A rolling restart: each server is replaced once its successor serves. */
async function replaceServers() {
  const isReplaced = servers.hear('replaced');
  process.kill(servers.pid, 'SIGUSR2');
  await isReplaced;
  total.replaced += SERVERS;
}

/** Marks a promise as handled; its failure is thrown where it is awaited later. */
function observed(promise) {
  promise.catch(() => undefined);
  return promise;
}

/** A jump of the time ends a start that waits for a connection, so the start is repeated as a supervisor would. */
async function startWorker() {
  for (let start = 1; ; start += 1) {
    try {
      return await bench.startApplication({ WORKERS: 'on' }, { program: 'worker.js' });
    } catch (error) {
      if (start === MOST_STARTS) throw error;
    }
  }
}

async function makeOwner() {
  const email = 'owner@year.test';
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'owner', 'create', '--email', email]);
  const owner = await signUp(email, /#(\S+)/.exec(stdout)[1]);
  await ask('PUT', '/api/billing/seller', { token: owner.token, body: SELLER });
  return owner;
}

async function signUp(email, token) {
  await ask('POST', '/api/auth/password/set', { body: { token, password: PASSWORD } });
  return { email, token: await signIn(email) };
}

async function signIn(email) {
  return (await ask('POST', '/api/auth/login', { body: { email, password: PASSWORD } })).accessToken;
}

/** A network of two tills, with guests, a plan, points that end after two months, tiers of the last three, and a campaign for weekends. */
async function openNetwork(owner, n) {
  const code = `year-${String(n + 1).padStart(3, '0')}`;
  const { id, passwordLink } = await ask('POST', '/api/networks', {
    token: owner.token,
    body: {
      code,
      name: code,
      currency: 'RUB',
      timeZone: 'Europe/Moscow',
      country: 'RU',
      language: 'en',
      preset: 'hybrid-5',
      manager: { email: `manager@${code}.test`, name: 'Manager' },
      settings: { spending: { tillSystemPerReceipt: null, tillSystemPerDay: null } },
    },
  });
  await ask('POST', `/api/networks/${id}/subscription`, {
    token: owner.token,
    body: { planCode: PRICE_PLAN, payer: { name: code, taxId: '7801234564', kpp: null, address: null } },
  });
  const manager = await signUp(`manager@${code}.test`, passwordLink.token);
  const call = (method, where, body) => ask(method, where, { token: manager.token, body });
  const restaurant = await call('POST', '/api/restaurants', { code: 'one', name: 'One' });
  const tills = [];
  for (let till = 1; till <= TILLS; till += 1)
    tills.push(
      await call('POST', `/api/restaurants/${restaurant.id}/points-of-sale`, { code: `t${till}`, name: 'Till' }),
    );
  const { document } = await call('GET', '/api/programs/in-force');
  const { version } = await call('POST', '/api/programs', {
    document: {
      ...document,
      expiry: { kind: 'DAYS', count: LOT_DAYS },
      // Without warnings, because an undelivered one would postpone the expiry.
      warning: null,
      tierWindow: { kind: 'ROLLING', months: 3 },
    },
  });
  const { documentHash } = await call('POST', `/api/programs/${version}/publish`, {});
  // The change takes something from guests, and the network has one manager, so the owner is the second person.
  await ask('POST', `/api/networks/${id}/act-for`, { token: owner.token, body: { reason: 'year' } });
  await ask('POST', `/api/programs/${version}/approve`, {
    token: owner.token,
    actFor: id,
    body: { expectedHash: documentHash },
  });
  const weekend = campaignTypes.WEEKEND;
  const campaign = await call('POST', '/api/campaigns', {
    code: 'WEEKEND',
    document: { ...weekend, schedule: { ...weekend.schedule, startsAt: `${localDate(time.now())}T00:00` } },
  });
  await call('PUT', `/api/campaigns/${campaign.id}/state`, { state: 'RUNNING' });
  const { key } = await call('POST', '/api/api-keys', { name: 'Tills', scopes: ['till'] });
  return { id, code, manager, key, tills, restaurant, guests: [], books: new Books(LOT_DAYS) };
}

async function registerGuests({ manager, restaurant, guests, books }) {
  for (let guest = 0; guest < GUESTS; guest += 1) {
    const body = { externalId: `g-${guest}`, restaurantId: restaurant.id, consentBasis: 'PAPER_FORM' };
    const made = await ask('POST', '/api/guests', { token: manager.token, body });
    books.register(made);
    guests.push({ id: made.id, sales: 0 });
  }
}

/** Each till has its own guests, so that acts of a guest come in order and the books know the state before each. */
function tillsOf(networks) {
  return networks.flatMap((network) =>
    network.tills.map(({ id }, n) => ({
      network,
      pointOfSaleId: id,
      guests: network.guests.filter((_, guest) => guest % TILLS === n),
    })),
  );
}

async function sellAt({ network, pointOfSaleId, guests }, sales) {
  const count = Math.floor(sales) + (Math.random() < sales % 1 ? 1 : 0);
  for (let n = 0; n < count; n += 1) {
    const guest = guests[Math.floor(Math.random() * guests.length)];
    const amount = 1_000 + Math.floor(Math.random() * 200_000);
    const spends = n % 4 === 3 && amount > 60_000 && network.books.balanceOf(guest.id, time.now()) >= 100;
    const receiptNumber = randomUUID();
    const body = { type: 'SALE', pointOfSaleId, receiptNumber, amount, ...(spends && { pointsToRedeem: 100 }) };
    const where = `/api/guests/${guest.id}/transaction`;
    if (values.control && total.sales === 0)
      await act(network, where, { ...body, receiptNumber: randomUUID() }, randomUUID());
    const sale = await act(network, where, body, receiptNumber);
    network.books.sell(sale, receiptNumber);
    same(network, 'balance after a sale', sale.balance.available, network.books.balanceOf(guest.id, time.now()));
    guest.sales += 1;
    total.sales += 1;
    if (guest.sales === 1 || spends || n % 10 !== 9) continue;
    const key = randomUUID();
    const refund = await act(network, `/api/transactions/${sale.id}/refund`, { reason: 'year' }, key);
    network.books.refund(refund, key);
  }
}

function act(network, where, body, key) {
  return ask('POST', where, { token: network.key, body, key, expected: [201] });
}

/** Compares the API's figures of the month with the books, closes the month, and pays the bills. */
async function closeMonth(networks, owner, month) {
  owner.token = await signIn(owner.email);
  await atOnce(networks, async (network) => {
    network.manager.token = await signIn(network.manager.email);
    network.owed = network.books.owedAt(endOfMonth(month) - 1);
  });
  let open = networks;
  for (let look = 1; ; look += 1) {
    const found = await atOnce(open, async (network) => ({ network, ...(await differencesOf(network, owner, month)) }));
    const left = found.filter(({ differences }) => differences.length > 0);
    open = left.map(({ network }) => network);
    if (open.length === 0) break;
    if (look === MOST_LOOKS) {
      for (const { network, differences } of left) for (const difference of differences) differ(network, difference);
      break;
    }
    time.skip(LOOK_EVERY_MS);
    await sleep(PAUSE_MS);
  }
  await atOnce(networks, (network) => countActs(network, month));
  await atOnce(networks, (network) => closeBooks(network, month));
  await atOnce(networks, (network) => pay(network, owner));
  await verifyLedger();
}

/** Differences after the jobs had time to settle them. */
async function differencesOf(network, owner, month) {
  const { books, manager } = network;
  const read = (where, token = manager.token) => ask('GET', where, { token });
  const differences = [];
  const compare = (name, is, should) => {
    if (is !== should) differences.push(`${name}: ${is} instead of ${should}`);
  };
  const period = `from=${localDate(begin)}&to=${localDate(time.now())}`;
  const { total: reported } = await read(`/api/reports/daily?${period}`);
  for (const [name, sum] of Object.entries(books.figures)) compare(`reported ${name}`, reported[name], sum);
  compare('reported pointsExpired', reported.pointsExpired, books.expiredUntil(time.now()));
  const { items: guests } = await read('/api/guests?limit=200');
  for (const { id, balance } of guests) compare(`balance of ${id}`, balance.available, books.balanceOf(id, time.now()));
  const liability = await read('/api/ledger/liability');
  compare('liability', liability.total.points, books.owedAt(time.now()));
  compare('agreement of the ledger', liability.agreement.agrees, true);
  const { items: invoices } = await read(`/api/invoices?networkId=${network.id}&limit=200`, owner.token);
  compare('invoices', invoices.length, month + 1);
  return { differences };
}

/** Acts of the month that were acknowledged and are missing, and rows that are doubled or were never sent. */
async function countActs(network, month) {
  const found = new Map();
  for (const type of ['SALE', 'REFUND']) {
    const query = `type=${type}&limit=200&from=${instant(firstOfMonth(month))}&to=${instant(firstOfMonth(month + 1))}`;
    for (let cursor = ''; cursor !== null;) {
      const page = await ask('GET', `/api/transactions?${query}${cursor}`, { token: network.manager.token });
      for (const { id, receiptNumber } of page.items) found.set(id, receiptNumber);
      cursor = page.nextCursor === null ? null : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }
  const sent = new Set(network.books.acts.values());
  const isThere = (id) => found.has(id);
  total.lost += [...sent].filter((id) => !isThere(id)).length;
  total.doubled += [...found.keys()].filter((id) => !sent.has(id)).length;
  network.books.acts.clear();
}

async function closeBooks(network, month) {
  const name = nameOf(month);
  const closed = await ask('POST', `/api/ledger/periods/${name}/close`, { token: network.manager.token, body: {} });
  same(network, `end of the closed ${name}`, Date.parse(closed.until), endOfMonth(month));
  same(network, `points of the closed ${name}`, closed.closing.points, network.owed);
  same(network, `debit of the closed ${name}`, closed.totals.debit, closed.totals.credit);
}

async function pay(network, owner) {
  const { items } = await ask('GET', `/api/invoices?networkId=${network.id}&limit=200`, { token: owner.token });
  for (const { id, balance, currency } of items.filter((invoice) => invoice.balance > 0))
    await ask('POST', `/api/invoices/${id}/payments`, {
      token: owner.token,
      body: { amount: balance, currency, paidOn: localDate(time.now()) },
    });
}

/** Each line about a network says that it is right, or is a finding. */
async function verifyLedger() {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'verify-ledger'], {
    env: { ...process.env, WORKERS: 'off' },
    maxBuffer: 64 * 1_024 * 1_024,
  }).catch((error) => error);
  const right = stdout.match(/: \d+ transactions under \d+ seals in [\d.]+ s: right/g)?.length ?? 0;
  if (right === networkCount) return;
  total.findings += networkCount - right;
  console.error(stdout);
}

function same(network, what, is, should) {
  if (is !== should) differ(network, `${what}: ${is} instead of ${should}`);
}

function differ({ code }, difference) {
  total.differences += 1;
  console.error(`${code}: ${difference}`);
}

/** Retries a call under its key for as long as the server is away. */
async function ask(method, where, { token, actFor, body, key = randomUUID(), expected = [200, 201, 202, 204] }) {
  const deadline = performance.now() + ANSWERED_WITHIN_MS;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(method, where, { token, actFor, body, key }).catch((error) => ({
      status: 0,
      text: String(error),
    }));
    if (expected.includes(answer.status)) return answer.text === '' ? null : JSON.parse(answer.text);
    // 202: the server keeps the sale until the database is back.
    const isAway = [0, 202, 500, 503].includes(answer.status);
    if (!isAway || performance.now() > deadline)
      throw new Error(`${method} ${where} was answered ${answer.status}: ${answer.text.slice(0, 1_000)}`);
    if (attempt === 1) total.repeated += 1;
    await sleep(100);
  }
}

function send(method, where, { token, actFor, body, key }) {
  const content = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      'Accept-Language': 'en',
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(actFor && { 'X-Act-For-Network': actFor }),
      ...(method !== 'GET' && { 'Content-Type': 'application/json', 'Idempotency-Key': key }),
      'Content-Length': Buffer.byteLength(content),
    };
    const request = http.request(
      { port: servers.port, host: '127.0.0.1', path: where, method, headers, agent },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
        answer.on('error', reject);
      },
    );
    request.on('error', reject);
    // A connection that was handed to a server as it was killed stays open without an answer.
    request.setTimeout(SILENT_FOR_MS, () => request.destroy(new Error('no answer')));
    request.end(content);
  });
}

/** Ends idle connections, because the jump is longer than they may be idle. */
function moveTo(at) {
  agent?.destroy();
  agent = new http.Agent({ keepAlive: true, maxSockets: CALLS });
  time.goTo(at);
}

async function atOnce(items, work) {
  const results = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(CALLS, items.length) }, async () => {
      while (next < items.length) {
        const at = next++;
        results[at] = await work(items[at]);
      }
    }),
  );
  return results;
}

/** Noon in Moscow of the first day of the nth month of the run, which begins with the next month. */
function firstOfMonth(n) {
  const today = new Date();
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + n, 1, 9);
}

function endOfMonth(n) {
  return firstOfMonth(n + 1) - HALF_DAY_MS;
}

function nameOf(month) {
  return new Date(firstOfMonth(month)).toISOString().slice(0, 7);
}

function localDate(at) {
  return new Date(at + 3 * HOUR_MS).toISOString().slice(0, 10);
}

function instant(at) {
  return encodeURIComponent(new Date(at).toISOString());
}

function seconds(from) {
  return Math.round((performance.now() - from) / 1_000);
}

function lineOf(cells) {
  return `| ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |`;
}
