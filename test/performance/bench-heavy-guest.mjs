import { makeNetwork } from './bench-networks.mjs';
import { built } from './bench-server.mjs';

/** Acts that are handed to the till at once. */
const AT_ONCE = 500;
/** Earns points, and so a lot. */
const EARNING = 100_000;
/** An amount too small to earn a point. */
const TOO_LITTLE = 100;
const SALES_OF_THE_LIGHT = 30;

/** Two networks with one guest each: one guest has `transactions` and open lots, the other one page of them. */
export async function makeHeavyGuest(context, { transactions, lots }) {
  const heavy = await makeNetwork(context, { code: 'heavy', guests: 1 });
  const light = await makeNetwork(context, { code: 'light', guests: 1 });
  await buy(context, heavy, transactions, Math.floor(transactions / lots));
  await buy(context, light, SALES_OF_THE_LIGHT, 6);
  return { heavy, light };
}

/** Sales of the network's guests in turn, each so many-th of which earns. */
export async function buy(context, network, sales, apart) {
  const { Till } = built('transactions/till/queue/till.js');
  const { systemActOf } = built('transactions/ledger/act/system-act.js');
  const { NO_SALE_ATTRIBUTES } = built('transactions/ledger/journal/journal-columns.js');
  const till = context.get(Till, { strict: false });
  const { restaurantId, pointOfSaleId, id, guests } = network;
  const saleOf = (n) => {
    const amount = n % apart === 0 ? EARNING : TOO_LITTLE;
    const body = { kind: 'SALE', amount, lines: null, pointsToRedeem: null, holdId: null, rewards: null };
    const place = { restaurantId, pointOfSaleId };
    return systemActOf(id, guests[n % guests.length], { ...body, attributes: NO_SALE_ATTRIBUTES }, place);
  };
  for (let from = 0; from < sales; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, sales - from);
    const outcomes = await Promise.all(Array.from({ length: count }, (_, n) => till.submit(saleOf(from + n))));
    for (const { kind, code } of outcomes) if (kind !== 'POSTED') throw new Error(`a sale was ${kind}: ${code}`);
  }
}
