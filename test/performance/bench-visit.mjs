import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { CONNECTIONS, processorMs, saleOf, sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { makeHeavyGuest } from './bench-heavy-guest.mjs';
import { bytesOf, closedLoop, Connection, oneByOne, percentile } from './load-client.mjs';

const MANY = 100;
const GUESTS_OF_MANY = 10;
const HISTORY_ROWS = 20;
/** Sales of each guest before anything is measured, so that a page of history is full. */
const SALES_BEFORE = HISTORY_ROWS + 1;

const guestOf = (network, n) => network.guests[n % network.guests.length];
/** Guests that the bench made have their ids as cards. */
const cardOf = (network, n) => network.cards?.[n % network.cards.length] ?? guestOf(network, n).replaceAll('-', '');
const read = (network, path) => bytesOf({ method: 'GET', path, token: network.token, body: '' });
const ask = (network, path, body) =>
  bytesOf({ method: 'POST', path, token: network.token, body: JSON.stringify(body) });

/** The calls of a visit, each with its least rate as a share of the rate of sales. */
export const CALLS = {
  sale: { next: saleOf },
  quote: {
    next: (network, n) =>
      ask(network, `/api/guests/${guestOf(network, n)}/quote`, {
        pointOfSaleId: network.pointOfSaleId,
        amount: 100_000 + (n % 7_777) * 10,
      }),
    atLeast: 1,
  },
  balance: { next: (network, n) => read(network, `/api/guests/${guestOf(network, n)}/balance`), atLeast: 1.5 },
  lookup: {
    next: (network, n) => ask(network, '/api/guests/lookup', { card: cardOf(network, n) }),
    atLeast: 1.5,
  },
  history: {
    next: (network, n) => read(network, `/api/guests/${guestOf(network, n)}/history?limit=${HISTORY_ROWS}`),
    atLeast: 0.6,
  },
};

/** Shares of the calls in a hundred requests of tills at work. */
const MIX = { balance: 25, history: 15, lookup: 10, quote: 15, sale: 35 };
const ORDER = Object.entries(MIX)
  .flatMap(([call, count]) => Array.from({ length: count }, (_, n) => ({ call, at: (n + 0.5) / count })))
  .sort((a, b) => a.at - b.at)
  .map(({ call }) => call);

/** The calls of one visit in their order, by one till on one connection. */
const VISIT = ['lookup', 'balance', 'history', 'quote', 'sale'];

/** Further reads of a till and of a till system, beside the calls of a visit. */
const READS = {
  guest: (network, n) => read(network, `/api/guests/${guestOf(network, n)}`),
  tier: (network, n) => read(network, `/api/guests/${guestOf(network, n)}/tier`),
  rewards: (network, n) => read(network, `/api/rewards/customer/${guestOf(network, n)}/available`),
  status: (network, n) => read(network, `/api/loyalty/customer/${guestOf(network, n)}`),
  price: (network, n) => read(network, `/api/loyalty/customer/${guestOf(network, n)}/tier-price?amount=100`),
  redemptions: (network, n) => read(network, `/api/guests/${guestOf(network, n)}/redemptions`),
  shift: (network) => read(network, `/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`),
};

/** The guest with so much data may be at most `atMost` times slower than one with little. */
const HEAVY = { transactions: 10_000, lots: 500, atMost: 2 };
/** Blocks of calls of the two guests alternate, so that a disturbance slows both. */
const BLOCK = 5;

/** Parts of this section, each of which can run alone, with what it measures in a round. */
const PARTS = {
  /** Each call alone beside sales, and sales beside TPC-B. */
  'visit-calls': {
    async round({ bench, app, tpcb, network, seconds }, runs) {
      await checkpoint(bench);
      const transactions = await tpcb.measure(seconds);
      const round = { transactions };
      for (const [call, { next }] of Object.entries(CALLS))
        round[call] = await run({ bench, app, seconds, next: (n) => next(network, n) });
      runs.push(round);
    },
    rows: (runs) => Object.entries(CALLS).flatMap(([call, { atLeast }]) => rowsOf(call, runs, atLeast)),
  },
  /** All calls together, of one network and of many. */
  'visit-mix': {
    async round({ bench, app, network, many, seconds }, runs) {
      runs.push({
        one: await run({ bench, app, seconds, next: (n) => mixed([network], n) }),
        many: await run({ bench, app, seconds, next: (n) => mixed(many, n) }),
      });
    },
    rows: mixRows,
  },
  /** Whole visits, call by call. */
  'visit-whole': {
    async round({ bench, app, network, seconds }, runs) {
      runs.push(await runVisits({ bench, app, seconds, network }));
    },
    rows: visitRows,
  },
  /** Each call for a guest with much, to one with little. */
  'visit-heavy': {
    async round({ app, heavy, seconds }, runs) {
      runs.push(await runHeavy(app, heavy, seconds));
    },
    rows: heavyRows,
  },
};

export const VISIT_PARTS = Object.keys(PARTS);

/** Measures the parts that were asked for, in the same rounds. */
export async function measureVisits({ sections, rounds, ...given }) {
  const parts = Object.entries(PARTS).filter(([name]) => sections.has(name));
  const prepared = { ...given, ...(await prepare(given, sections)) };
  const runs = new Map(parts.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, part] of parts) await part.round(prepared, runs.get(name));
  return parts.flatMap(([name, part]) => part.rows(runs.get(name)));
}

/** Networks and guests, as many as the parts need. */
async function prepare({ app, context, network }, sections) {
  const many = [network];
  if (sections.has('visit-mix'))
    for (let n = 0; n < MANY - 1; n += 1)
      many.push(await makeNetwork(context, { code: `visit-${n}`, guests: GUESTS_OF_MANY }));
  await warmUp(app, many);
  if (['visit-calls', 'visit-mix', 'visit-whole'].some((name) => sections.has(name)))
    await sellEach(app, network, SALES_BEFORE);
  return { many, ...(sections.has('visit-heavy') && { heavy: await makeHeavyGuest(context, HEAVY) }) };
}

/** Sells to every guest of a network so often. */
async function sellEach(app, network, times) {
  let sold = 0;
  while (sold < network.guests.length * times) sold += (await sell(app, [network], 2)).latencies.length;
}

/** The n-th call of tills at work, spread over the networks. `calls`: how each is worded. */
export function mixed(networks, n, calls = CALLS) {
  const network = networks[n % networks.length];
  return calls[ORDER[n % ORDER.length]].next(network, Math.floor(n / networks.length));
}

function run({ bench, app, seconds, next }) {
  return measure(bench, app, () => closedLoop({ port: app.port, connections: CONNECTIONS, seconds, next }));
}

/** Result of a load, with the microseconds of processor that each of its calls took of either part. */
async function measure(bench, app, load) {
  await checkpoint(bench);
  const before = { app: processorMs(app.pid), postgres: processorMs(bench.postgresPid(), true) };
  const { perSecond, latencies, counts, example } = await load();
  refuseFailures(counts, example);
  const each = (ms) => (ms * 1_000) / latencies.length;
  return {
    perSecond,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    app: each(processorMs(app.pid) - before.app),
    postgres: each(processorMs(bench.postgresPid(), true) - before.postgres),
  };
}

function refuseFailures(counts, example) {
  const failed = [...counts].filter(([status]) => status >= 300);
  if (failed.length > 0) throw new Error(`calls of a visit failed: ${JSON.stringify(failed)} ${example}`);
}

/** Tills that serve one guest after another, call by call. A latency is that of a whole visit. */
function runVisits({ bench, app, seconds, network }) {
  return measure(bench, app, async () => {
    const latencies = [];
    const counts = new Map();
    let example = '';
    let visits = 0;
    const began = performance.now();
    const until = began + seconds * 1_000;
    const serve = async () => {
      const connection = new Connection(app.port);
      while (performance.now() < until) {
        const n = visits++;
        const came = performance.now();
        for (const call of VISIT) {
          const status = await connection.send(CALLS[call].next(network, n));
          counts.set(status, (counts.get(status) ?? 0) + 1);
          if (status >= 300 && example === '') example = connection.lastBody.toString();
        }
        latencies.push(performance.now() - came);
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, serve));
    return { perSecond: latencies.length / ((performance.now() - began) / 1_000), latencies, counts, example };
  });
}

/** Medians of each call for both guests, one call at a time. */
async function runHeavy(app, { heavy, light }, seconds) {
  const medians = {};
  // No points are earned, so that the guest with little keeps few lots.
  const sale = (network, n) => saleOf(network, n, { amount: 100 });
  const calls = {
    ...Object.fromEntries(Object.entries(CALLS).map(([call, { next }]) => [call, next])),
    ...READS,
    sale,
  };
  for (const [call, next] of Object.entries(calls)) {
    const kinds = { heavy: (n) => next(heavy, n), light: (n) => next(light, n) };
    const { latencies, counts, example } = await oneByOne({ port: app.port, seconds, block: BLOCK, kinds });
    refuseFailures(counts, `${call}: ${example}`);
    medians[call] = { heavy: percentile(latencies.heavy, 0.5), light: percentile(latencies.light, 0.5) };
  }
  return medians;
}

function rowsOf(call, runs, atLeast) {
  const of = (name) => runs.map((round) => round[call][name]);
  const sales = runs.map(({ sale }) => sale.perSecond);
  return [
    rowOf({ what: `${call}: calls a second`, figure: figureOf(of('perSecond')) }),
    rowOf({ what: `${call}: p50`, figure: figureOf(of('p50')), unit: ' ms', digits: 1 }),
    rowOf({ what: `${call}: p99`, figure: figureOf(of('p99')), unit: ' ms', digits: 1 }),
    rowOf({ what: `${call}: application, processor a call`, figure: figureOf(of('app')), unit: ' µs' }),
    rowOf({ what: `${call}: PostgreSQL, processor a call`, figure: figureOf(of('postgres')), unit: ' µs' }),
    call === 'sale'
      ? rowOf({
          what: 'sales to TPC-B',
          figure: ratioOf(
            sales,
            runs.map(({ transactions }) => transactions),
          ),
          digits: 2,
        })
      : rowOf({ what: `${call} to sales`, figure: ratioOf(of('perSecond'), sales), digits: 2, atLeast }),
  ];
}

function mixRows(runs) {
  const rate = (networks) => runs.map((round) => round[networks].perSecond);
  const row = (what, name, more) => rowOf({ what, figure: figureOf(runs.map(({ one }) => one[name])), ...more });
  return [
    rowOf({ what: 'mix of visits: calls a second', figure: figureOf(rate('one')), atLeast: 3_500, goal: 5_000 }),
    row('mix of visits: p50', 'p50', { unit: ' ms', digits: 1 }),
    row('mix of visits: p99', 'p99', { unit: ' ms', digits: 1, atMost: 100 }),
    row('mix of visits: application, processor a call', 'app', { unit: ' µs' }),
    row('mix of visits: PostgreSQL, processor a call', 'postgres', { unit: ' µs' }),
    rowOf({
      what: `mix over ${MANY} networks to one`,
      figure: ratioOf(rate('many'), rate('one')),
      digits: 2,
      atLeast: 0.5,
    }),
  ];
}

function visitRows(visits) {
  const row = (what, name, more) => rowOf({ what, figure: figureOf(visits.map((one) => one[name])), ...more });
  return [
    row(`whole visits (${VISIT.join(', ')}) a second`, 'perSecond'),
    row('whole visit: p50', 'p50', { unit: ' ms', digits: 1 }),
    row('whole visit: p99', 'p99', { unit: ' ms', digits: 1 }),
    row('whole visit: application, processor', 'app', { unit: ' µs' }),
    row('whole visit: PostgreSQL, processor', 'postgres', { unit: ' µs' }),
  ];
}

function heavyRows(rounds) {
  const much = `${HEAVY.transactions.toLocaleString('en')} transactions and ${HEAVY.lots} lots`;
  return Object.keys(rounds[0]).map((call) => {
    const of = (guest) => rounds.map((round) => round[call][guest]);
    return rowOf({
      what: `${call}, a guest of ${much} to one of few`,
      figure: ratioOf(of('heavy'), of('light')),
      digits: 2,
      atMost: HEAVY.atMost,
    });
  });
}
