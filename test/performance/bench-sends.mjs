import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { CONNECTIONS, refuseFailures, saleOf, sell, until, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';
import { closedLoop, openLoop, percentile } from './load-client.mjs';

/** Guests who buy during the send; none of them agreed to messages. */
const BUYERS = 1_000;
/** Sales a second that tills make beside a send: a chain of some hundred restaurants at noon. */
const SALES_A_SECOND = 50;
const SLICE_SECONDS = 2;
const MESSAGES_A_SECOND = 500;
const ONE_STEP_SECONDS = 60;
const LEAST_OF_SALES = 0.5;
const GUESTS_AT_ONCE = 10_000;
/** States of messages that were not sent yet. */
const OPEN = ['PLANNED', 'QUEUED', 'SENDING'];

/** Starts a provider of SMS with Twilio's contract that accepts every call at once. `environment` has the settings that name it. */
export async function startProvider() {
  let calls = 0;
  let last = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      calls += 1;
      last = performance.now();
      response
        .writeHead(201, { 'Content-Type': 'application/json' })
        .end(`{"sid":"SM${String(calls).padStart(32, '0')}","status":"queued"}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: {
      TWILIO_URL: `http://AC00000000000000000000000000000001:bench@127.0.0.1:${server.address().port}`,
      SMS_FROM: '+15005550006',
    },
    calls: () => calls,
    lastAt: () => last,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Measures a campaign's message to all guests by a provider that answers at once, first without sales and then with sales. */
export async function measureSends({ bench, app, context, provider, rounds, seconds, told }) {
  const network = await openNetwork({ bench, app, context, told }, { code: 'sends', channels: ['SMS'] });
  const figures = { alone: [], beside: [], before: [], during: [] };
  const send = () => sendToAll({ bench, app, provider, network, told });
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    figures.alone.push(told / (await send()));
    await checkpoint(bench);
    const end = performance.now() + seconds * 1_000;
    figures.before.push(percentile(await sellSteadily(app, network, () => performance.now() > end), 0.99));
    let isOver = false;
    const selling = sellSteadily(app, network, () => isOver);
    figures.beside.push(
      told /
        (await send().finally(() => {
          isOver = true;
        })),
    );
    figures.during.push(percentile(await selling, 0.99));
  }
  const many = told.toLocaleString('en');
  return [
    rowOf({
      what: `messages sent a second, ${many} of a campaign, nobody selling`,
      figure: figureOf(figures.alone),
      atLeast: MESSAGES_A_SECOND,
    }),
    rowOf({ what: `messages sent a second beside ${SALES_A_SECOND} sales a second`, figure: figureOf(figures.beside) }),
    rowOf({ what: 'p99 of these sales without the send', figure: figureOf(figures.before), unit: ' ms', digits: 1 }),
    rowOf({ what: 'p99 of these sales beside it', figure: figureOf(figures.during), unit: ' ms', digits: 1 }),
  ];
}

/**
 * Measures one step of an automation for all guests in it, first without sales and then with sales. Messages go to the inbox, so that no send runs at
 * the same time.
 */
export async function measureSteps({ bench, app, context, rounds, seconds, told }) {
  const network = await openNetwork({ bench, app, context, told }, { code: 'steps', channels: [] });
  const kinds = {
    'a message': { kind: 'MESSAGE', message: { en: NEWS }, templateId: null },
    'a gift of points': { kind: 'POINTS', points: 10, validDays: null },
  };
  const rows = [];
  for (const [what, step] of Object.entries(kinds)) {
    const runs = { alone: [], beside: [], without: [], sales: [] };
    for (let round = 0; round < rounds; round += 1) {
      await checkpoint(bench);
      runs.alone.push(await passStep({ bench, app, network, step, told }));
      await checkpoint(bench);
      runs.without.push((await sell(app, [network], seconds)).perSecond);
      let isOver = false;
      const selling = sellUntil(app, network, () => isOver);
      runs.beside.push(
        await passStep({ bench, app, network, step, told }).finally(() => {
          isOver = true;
        }),
      );
      runs.sales.push(await selling);
    }
    const through = `${told.toLocaleString('en')} guests through ${what}`;
    rows.push(
      rowOf({ what: `${through}, nobody selling`, figure: figureOf(runs.alone), unit: ' s', digits: 1 }),
      rowOf({
        what: `${through}, beside sales`,
        figure: figureOf(runs.beside),
        unit: ' s',
        digits: 1,
        atMost: ONE_STEP_SECONDS,
      }),
      rowOf({ what: 'sales a second without it', figure: figureOf(runs.without) }),
      rowOf({
        what: 'sales beside it to those without',
        figure: ratioOf(runs.sales, runs.without),
        digits: 2,
        atLeast: LEAST_OF_SALES,
      }),
    );
  }
  return rows;
}

const NEWS = { title: 'News', text: 'A new menu waits for you.' };

/** @returns {Promise<number>} seconds from the start of a campaign's pass over its guests to the last message that was sent */
async function sendToAll({ bench, app, provider, network, told }) {
  const calls = provider.calls();
  const { id } = await call(app, network, 'POST', '/api/campaigns', { document: campaign() });
  await call(app, network, 'PUT', `/api/campaigns/${id}/state`, { state: 'RUNNING' });
  return asSuperuser(bench, 'loyalty', async (client) => {
    const has = async (text) => (await client.query(`SELECT EXISTS (${text}) AS is`, [network.id, id])).rows[0].is;
    await until('the first message', () => has('SELECT FROM messages WHERE network_id = $1 AND source_id = $2'));
    const began = performance.now();
    await until('every call of the provider', () => provider.calls() - calls >= told);
    await until(
      'every message',
      async () =>
        !(await has(
          `SELECT FROM messages WHERE network_id = $1 AND source_id = $2 AND status IN (${OPEN.map((status) => `'${status}'`).join()})`,
        )),
    );
    const took = (performance.now() - began) / 1_000;
    const { rows } = await client.query(
      `SELECT status, count(*)::integer AS messages FROM messages
        WHERE network_id = $1 AND source_id = $2 AND status <> 'SUPPRESSED' GROUP BY 1`,
      [network.id, id],
    );
    if (rows.length !== 1 || rows[0].status !== 'SENT' || rows[0].messages !== told)
      throw new Error(`${told} messages became ${JSON.stringify(rows)}`);
    return took;
  });
}

/** @returns {Promise<number>} seconds in which every guest whom an automation holds passed its one step */
async function passStep({ bench, app, network, step, told }) {
  const document = {
    schema: 1,
    name: 'One step',
    description: '',
    trigger: { kind: 'BAD_ANSWER', maxScore: 1 },
    condition: null,
    entry: { mode: 'ONCE', afterDays: null, perDay: null, inAll: null },
    quietHours: null,
    goal: null,
    steps: [{ name: 'only', ...step, next: null }],
  };
  const { id } = await call(app, network, 'POST', '/api/automations', { document });
  const turn = async (state) => {
    const { revision } = await call(app, network, 'GET', `/api/automations/${id}`);
    await call(app, network, 'PUT', `/api/automations/${id}/state`, { state, expectedRevision: revision });
  };
  await turn('ACTIVE');
  await turn('PAUSED');
  return asSuperuser(bench, 'loyalty', async (client) => {
    await client.query(
      `INSERT INTO automation_runs (network_id, id, automation_id, version, guest_id, entry_key, at, due_at, entered_at)
       SELECT g.network_id, uuidv7(), $2, 1, g.id, '', now(), now(), now() FROM guests g WHERE g.network_id = $1 AND g.locale = 'en'`,
      [network.id, id],
    );
    await client.query('ANALYZE automation_runs');
    const began = performance.now();
    await turn('ACTIVE');
    const waiting = `SELECT EXISTS (SELECT FROM automation_runs
      WHERE network_id = $1 AND automation_id = $2 AND state = 'WAITING') AS is`;
    await until('every guest', async () => !(await client.query(waiting, [network.id, id])).rows[0].is);
    const took = (performance.now() - began) / 1_000;
    const { rows } = await client.query(
      `SELECT outcome, count(*)::integer AS steps FROM automation_run_steps WHERE network_id = $1 AND automation_id = $2 GROUP BY 1`,
      [network.id, id],
    );
    if (rows.length !== 1 || !['SENT', 'PASSED'].includes(rows[0].outcome) || rows[0].steps !== told)
      throw new Error(`the step of ${told} guests became ${JSON.stringify(rows)}`);
    await turn('ENDED');
    return took;
  });
}

/** Latencies of sales at a steady pace, until it is over. */
async function sellSteadily(app, network, isOver) {
  const latencies = [];
  do {
    const load = { port: app.port, connections: CONNECTIONS, seconds: SLICE_SECONDS, perSecond: SALES_A_SECOND };
    const slice = await openLoop({ ...load, next: (n) => saleOf(network, n) });
    refuseFailures(slice);
    latencies.push(...slice.latencies);
  } while (!isOver());
  return latencies;
}

/** Sells as fast as the answers come until it is over. @returns {Promise<number>} sales a second */
async function sellUntil(app, network, isOver) {
  let sold = 0;
  const began = performance.now();
  do {
    const load = { port: app.port, connections: CONNECTIONS, seconds: SLICE_SECONDS };
    const slice = await closedLoop({ ...load, next: (n) => saleOf(network, n) });
    refuseFailures(slice);
    sold += slice.latencies.length;
  } while (!isOver());
  return sold / ((performance.now() - began) / 1_000);
}

async function openNetwork({ bench, app, context, told }, { code, channels }) {
  const settings = { marketing: { channels } };
  const network = await makeNetwork(context, { code, guests: BUYERS, role: 'manager', settings });
  await addGuests(bench, context, network.id, told);
  await warmUp(app, [network]);
  return network;
}

/** Guests whom a message reaches, written by SQL: each with a phone and a consent. */
async function addGuests(bench, context, networkId, count) {
  const { Pii } = built('security/index.js');
  const pii = context.get(Pii, { strict: false });
  await asSuperuser(bench, 'loyalty', async (client) => {
    for (let from = 0; from < count; from += GUESTS_AT_ONCE) {
      const phones = Array.from({ length: Math.min(GUESTS_AT_ONCE, count - from) }, (_, n) =>
        pii.encrypt(networkId, 'phone', `+79${String(from + n).padStart(9, '0')}`),
      );
      await client.query(
        `WITH made AS (
           INSERT INTO guests (network_id, id, card_number, source, locale, phone_encrypted)
           SELECT $1, uuidv7(), 'told ' || ($2 + p.n), 'STAFF', 'en', p.phone FROM unnest($3::bytea[]) WITH ORDINALITY p(phone, n)
           RETURNING network_id, id),
         states AS (INSERT INTO guest_states (network_id, guest_id) SELECT network_id, id FROM made)
         INSERT INTO consents (network_id, guest_id, id, kind, text_version, given, source)
         SELECT network_id, id, uuidv7(), 'marketing', '1', true, 'STAFF' FROM made`,
        [networkId, from, phones],
      );
    }
    for (const table of ['guests', 'guest_states', 'consents']) await client.query(`VACUUM ANALYZE ${table}`);
  });
}

function campaign() {
  const startsAt = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16);
  return {
    schema: 1,
    name: { en: 'News' },
    type: 'POINTS_MULTIPLIER',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: ['API'] },
    when: null,
    challenge: null,
    caps: null,
    budgets: [],
    schedule: { startsAt, endsAt: null, recurrence: null, exceptions: [] },
    offer: { kind: 'POINTS', points: 20 },
    onShortBudget: 'CUT',
    group: null,
    priority: 1,
    control: null,
    announcement: { en: NEWS },
  };
}

async function call(app, network, method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${network.token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}
