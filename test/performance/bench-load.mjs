import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { asSuperuser } from './bench-tpcb.mjs';
import { bytesOf, closedLoop } from './load-client.mjs';

export const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 10 * 60_000;

/** Number of the last receipt of any section of the bench: no receipt and no key comes twice. */
let receipts = 0;

/** A sale of the nth guest of a network, with receipt number and key, without items; `besides` adds members. */
export function saleOf(network, n, besides = {}) {
  receipts += 1;
  return bytesOf({
    method: 'POST',
    path: `/api/guests/${network.guests[n % network.guests.length]}/transaction`,
    token: network.token,
    key: randomUUID(),
    body: JSON.stringify({
      type: 'SALE',
      pointOfSaleId: network.pointOfSaleId,
      receiptNumber: `R-${receipts}`,
      amount: 100_000 + (n % 7_777) * 10,
      ...besides,
    }),
  });
}

/** Sells on the networks in turn for some seconds; any status but 201 ends the bench. `besides` adds members to each sale. */
export async function sell(app, networks, seconds, besides = () => ({})) {
  const result = await closedLoop({
    port: app.port,
    connections: CONNECTIONS,
    seconds,
    next: (n) => saleOf(networks[n % networks.length], Math.floor(n / networks.length), besides()),
  });
  refuseFailures(result);
  return result;
}

export function refuseFailures({ counts, example }) {
  const others = [...counts].filter(([status]) => status !== 201);
  if (others.length > 0) throw new Error(`sales failed: ${JSON.stringify(others)} ${example ?? ''}`);
}

/** Compiled code and planned statements on every connection, before anything is measured. */
export function warmUp(app, networks) {
  return sell(app, networks, WARM_UP_SECONDS);
}

/** Cursors of relays that read each event of a network. */
const RELAYS = ['figures', 'liability'];

/** Waits until the network is sealed and counted, so that the next measurement does not include that work. */
export async function relayed(bench, networkId, database = 'loyalty') {
  await asSuperuser(bench, database, async (client) => {
    const waits = async () =>
      (
        await client.query(
          `SELECT EXISTS (
               SELECT FROM unnest($2::text[]) u(subscriber)
               LEFT JOIN event_cursors c ON c.network_id = $1 AND c.subscriber = u.subscriber
               WHERE c.subscriber IS NULL OR EXISTS (
                 SELECT FROM events e WHERE e.network_id = $1 AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)))
             OR NOT EXISTS (SELECT FROM seals s WHERE s.network_id = $1)
             OR EXISTS (SELECT 1 FROM events e WHERE e.network_id = $1
               AND (e.epoch, e.xid, e.id) > (SELECT s.to_epoch, s.to_xid, s.to_id FROM seals s WHERE s.network_id = $1 ORDER BY s.number DESC LIMIT 1)) AS waits`,
          [networkId, RELAYS],
        )
      ).rows[0].waits;
    while (await waits()) await sleep(1_000);
  });
}

/** How many readers of a network's event log have read all of it, and how many have not. Seals are left out, because they come once a minute. */
export async function readersOf(client, networkId) {
  const { rows } = await client.query(
    `SELECT count(*) FILTER (WHERE NOT b.behind)::int AS "atEnd", count(*) FILTER (WHERE b.behind)::int AS behind
       FROM event_cursors c
       CROSS JOIN LATERAL (SELECT coalesce((
         SELECT (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id) FROM events e WHERE e.network_id = $1
          ORDER BY e.epoch DESC, e.xid DESC, e.id DESC LIMIT 1), false) AS behind) b
      WHERE c.network_id = $1 AND c.subscriber = ANY ($2)`,
    [networkId, RELAYS],
  );
  return rows[0];
}

/** Waits until all readers are at the end of the event log of a network; a reader that has not begun is waited for. */
export function haveRead(client, networkId) {
  return until(
    'the readers of the event log',
    async () => (await readersOf(client, networkId)).atEnd === RELAYS.length,
  );
}

/** Milliseconds of processor that a process has used, alone or with its living and ended children (Linux). */
export function processorMs(pid, withChildren = false) {
  if (!withChildren) return ticksOf(pid, OWN);
  return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child, OWN), ticksOf(pid, OWN_AND_ENDED_CHILDREN));
}

const TICK_MS = 10;
/** Fields of `/proc/<pid>/stat` behind the name: user and system time. */
const OWN = [11, 12];
const OWN_AND_ENDED_CHILDREN = [11, 12, 13, 14];

function ticksOf(pid, fieldsOfTime) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return fieldsOfTime.reduce((sum, field) => sum + Number(fields[field]), 0) * TICK_MS;
  } catch {
    return 0;
  }
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A figure of the process's own metrics, all labels added up. */
export async function metricOf(app, name) {
  const text = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Polls a condition; throws when it takes longer than any round of a bench may. */
export async function until(what, isDone) {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
