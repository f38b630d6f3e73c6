import { randomUUID } from 'node:crypto';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { metricOf, saleOf, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { checkpoint } from './bench-tpcb.mjs';
import { bytesOf, Connection, openLoop, percentile } from './load-client.mjs';

const CALLS_A_SECOND = 200;
const CONNECTIONS = 32;
const GUESTS = 1_000;
const WARM_UP_SECONDS = 3;
const ORGANIZATION = 'hall';
/** The p99 of each call of a till system, over that of a plain sale. */
const BOUND = 2;
const CALLS = [
  ['lookup', 'R-Keeper asks for a card'],
  ['packet', 'R-Keeper closes a check'],
  ['identify', 'a plugin of iiko asks for a guest'],
  ['commit', 'a plugin of iiko closes a check'],
];

/**
 * Calls of till systems beside plain sales, each at the same rate in turn: how long the slowest of a hundred waits. None
 * of them may be kept on the disk, which is quick and no answer to the question.
 */
export async function measureTillSystems({ bench, app, context, rounds, seconds }) {
  const network = await makeNetwork(context, { code: 'till-systems', guests: GUESTS, role: 'manager' });
  const cards = await giveCards(context, network);
  const kinds = {
    plain: { status: 201, next: (n) => saleOf(network, n) },
    ...(await callsOf(app, network, cards)),
  };
  await warmUp(app, [network]);
  for (const { next } of Object.values(kinds)) await load(app, WARM_UP_SECONDS, next);
  const waits = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  const kept = await metricOf(app, 'loyalty_spool_keep_seconds_count');
  for (let round = 0; round < rounds; round += 1) {
    const turn = Object.keys(kinds);
    for (const kind of round % 2 === 0 ? turn : turn.reverse()) {
      await checkpoint(bench);
      const { status, next } = kinds[kind];
      const { latencies, counts } = await load(app, seconds, next);
      const others = [...counts].filter(([answered]) => answered !== status);
      if (others.length > 0) throw new Error(`calls of ${kind} were answered ${JSON.stringify(others)}`);
      waits[kind].push(percentile(latencies, 0.99));
    }
  }
  const keptNow = (await metricOf(app, 'loyalty_spool_keep_seconds_count')) - kept;
  return [
    rowOf({
      what: `a plain sale at ${CALLS_A_SECOND} a second, p99`,
      figure: figureOf(waits.plain),
      unit: ' ms',
      digits: 1,
    }),
    ...CALLS.flatMap(([kind, words]) => [
      rowOf({
        what: `${words}, at ${CALLS_A_SECOND} a second, p99`,
        figure: figureOf(waits[kind]),
        unit: ' ms',
        digits: 1,
      }),
      rowOf({ what: 'to that of a plain sale', figure: ratioOf(waits[kind], waits.plain), digits: 2, atMost: BOUND }),
    ]),
    rowOf({ what: 'checks of them that went to the disk', figure: figureOf([keptNow]) }),
  ];
}

const load = (app, seconds, next) =>
  openLoop({ port: app.port, connections: CONNECTIONS, seconds, perSecond: CALLS_A_SECOND, next });

/** A card number of its own for each guest, as a till reads it. */
export async function giveCards(context, network) {
  const { Database } = built('platform/database/database.js');
  const cards = network.guests.map((_, n) => `790011223344${String(n).padStart(6, '0')}`);
  await context
    .get(Database)
    .inNetwork(network.id, (tx) =>
      tx.query(
        'UPDATE guests g SET external_id = c.card FROM unnest($2::uuid[], $3::text[]) c(id, card) WHERE g.network_id = $1 AND g.id = c.id',
        [network.id, network.guests, cards],
      ),
    );
  return cards;
}

async function callsOf(app, network, cards) {
  const rkeeper = `/api/hooks/rkeeper/${await connect(app, network, 'RKEEPER', '1')}`;
  const token = await connect(app, network, 'IIKO', ORGANIZATION);
  const day = new Date().toISOString().slice(0, 10);
  const cardOf = (n) => cards[n % cards.length];
  const lookup = (n) => xml('getcardinfoex', `<QRY Card="${cardOf(n)}" Restaurant="1" UnitNo="3"/>`);
  const guestOf = (n) => network.guests[n % network.guests.length];
  let checks = 0;
  const xml = (call, body) =>
    bytesOf({ method: 'POST', path: `${rkeeper}/${call}`, token: '-', body: `<ROOT>${body}</ROOT>` });
  const plugin = (call, body) =>
    bytesOf({
      method: 'POST',
      path: `/api/hooks/iiko/v1/${call}`,
      token,
      body: JSON.stringify({ organizationId: ORGANIZATION, ...body }),
    });
  // A till sends the number of the account that it got with the card.
  const accounts = await accountsOf(app, cards.length, lookup);
  return {
    lookup: { status: 200, next: lookup },
    packet: {
      status: 200,
      next: (n) => {
        checks += 1;
        const row = `<TransactionsEx Card="${cardOf(n)}" Account="${accounts[n % accounts.length]}" Kind="3" Summa="${100_000 + (n % 7_777) * 10}" Restaurant="1" RKDate="${day}" RKUni="3" RKCheck="${checks}"/>`;
        return xml(
          'transactionsex',
          `${row}<INPBUF><CHECK stationcode="3" shiftdate="${day}"><CHECKDATA checkguid="${randomUUID()}"/></CHECK></INPBUF>`,
        );
      },
    },
    identify: { status: 200, next: (n) => plugin('identify', { by: { card: cardNumberOf(guestOf(n)) } }) },
    commit: {
      status: 200,
      next: (n) => plugin('commit', { orderId: randomUUID(), guestId: guestOf(n), amount: 100_000 + (n % 7_777) * 10 }),
    },
  };
}

/** The card number that `makeNetwork` gives a guest. */
const cardNumberOf = (guestId) => guestId.replaceAll('-', '');

async function accountsOf(app, count, lookup) {
  const connection = new Connection(app.port);
  const accounts = [];
  while (accounts.length < count) {
    await connection.send(lookup(accounts.length));
    const [, account = '0'] = /Account="(\d+)"/.exec(connection.lastBody.toString()) ?? [];
    // While the first calls compile, one may be answered as if points were away.
    if (account !== '0') accounts.push(account);
  }
  connection.close();
  return accounts;
}

/** @returns {Promise<string>} the token of a new connection to a till system */
export async function connect(app, network, kind, organization) {
  const places = [{ organization, terminal: null, pointOfSaleId: network.pointOfSaleId }];
  const answer = await fetch(`http://127.0.0.1:${app.port}/api/integrations/connections`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${network.token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({ kind, name: kind, places }),
  });
  if (answer.status !== 201) throw new Error(`no connection: ${await answer.text()}`);
  return (await answer.json()).token;
}
