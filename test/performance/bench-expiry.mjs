import { setTimeout as sleep } from 'node:timers/promises';
import { figureOf, ratioOf, rowOf } from './bench-figures.mjs';
import { importHistory } from './bench-history.mjs';
import { sell, warmUp } from './bench-load.mjs';
import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

const LOOK_EVERY_MS = 100;
const SELL_SECONDS = 6;
const HOUR_MS = 3_600_000;
let networks = 0;

/**
 * Lots that end at one instant, one a guest, whose warnings were delivered: how many the workers write down in a
 * second, and what it leaves to the tills that sell meanwhile. An import of the same run is the measure.
 */
export async function measureExpiry({ bench, app, context, network, rounds, seconds, receipts, lots }) {
  const figures = { imported: [], alone: [], expired: [], sales: [], beside: [] };
  await warmUp(app, [network]);
  for (let round = 0; round < rounds; round += 1) {
    await checkpoint(bench);
    figures.imported.push(await importHistory(bench, context, network, receipts));
    await checkpoint(bench);
    figures.alone.push((await expire(bench, context, lots)).perSecond);
    await checkpoint(bench);
    figures.sales.push(
      rateOf(await sell(app, [network], Math.min(seconds, SELL_SECONDS)), Math.min(seconds, SELL_SECONDS)),
    );
    const beside = await expire(bench, context, lots, () => sell(app, [network], SELL_SECONDS));
    figures.beside.push(rateOf(beside.sold, SELL_SECONDS));
    figures.expired.push(beside.perSecond);
  }
  const words = lots.toLocaleString('en');
  return [
    rowOf({ what: `lots expired a second, of ${words}, nobody selling`, figure: figureOf(figures.alone) }),
    rowOf({ what: 'expiry to import', figure: ratioOf(figures.alone, figures.imported), digits: 2, atLeast: 1 }),
    rowOf({ what: `lots expired a second, of ${words}, tills selling`, figure: figureOf(figures.expired) }),
    rowOf({
      what: 'sales beside expiry to sales',
      figure: ratioOf(figures.beside, figures.sales),
      digits: 2,
      atLeast: 0.5,
    }),
  ];
}

function rateOf({ latencies }, seconds) {
  return latencies.length / seconds;
}

/** Makes the lots, lets them all end at once, and waits until the workers have written down the last of them. */
async function expire(bench, context, lots, meanwhile = () => undefined) {
  networks += 1;
  const { id } = await makeNetwork(context, { code: `expiry-${networks}`, guests: lots });
  await asSuperuser(bench, 'loyalty', (client) => makeLots(client, id));
  return asSuperuser(bench, 'loyalty', async (client) => {
    const due = async () =>
      Number((await client.query('SELECT count(*) AS n FROM lots WHERE network_id = $1', [id])).rows[0].n);
    await client.query(`SET session_replication_role = replica`);
    await client.query(`UPDATE guest_states SET due_at = now() WHERE network_id = $1`, [id]);
    let left = lots;
    while (left === lots) {
      await sleep(LOOK_EVERY_MS);
      left = await due();
    }
    const began = { at: performance.now(), left };
    const selling = meanwhile();
    // While tills sell only their time counts; alone it goes on to the last lot.
    const sold = await selling;
    if (sold !== undefined) {
      left = await due();
      const perSecond = (began.left - left) / ((performance.now() - began.at) / 1_000);
      while (left > 0) {
        await sleep(LOOK_EVERY_MS);
        left = await due();
      }
      return { perSecond, sold };
    }
    while (left > 0) {
      await sleep(LOOK_EVERY_MS);
      left = await due();
    }
    return { perSecond: began.left / ((performance.now() - began.at) / 1_000), sold };
  });
}

/** A hundred points of each guest, given long ago, told of in time; the till's own guards would want a sale for each. */
async function makeLots(client, networkId) {
  await client.query('BEGIN');
  await client.query(`SET LOCAL session_replication_role = replica`);
  const ends = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS;
  await client.query(
    `INSERT INTO lots (network_id, guest_id, expires_at, lot_id, amount, remaining)
     SELECT $1, guest_id, to_timestamp($2::double precision / 1000), guest_id, 100, 100 FROM guest_states WHERE network_id = $1`,
    [networkId, ends],
  );
  await client.query(
    `UPDATE guest_states SET version = 1, available = 100, due_at = 'infinity', counters = ($2::jsonb || jsonb_build_object(
       'lotsDueAt', $3::bigint,
       'terms', jsonb_build_array(jsonb_build_object(
         'lotId', guest_id, 'expiresAt', $3::bigint, 'endsAt', $3::bigint, 'isWarned', true, 'extensions', 0))))::json
     WHERE network_id = $1`,
    [networkId, JSON.stringify(built('decision/index.js').EMPTY_COUNTERS), ends],
  );
  await client.query('COMMIT');
  await client.query('ANALYZE guest_states, lots');
}
