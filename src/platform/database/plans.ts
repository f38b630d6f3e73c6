import type { Tx } from './database';

/**
 * Has the rest of the transaction find each row by its whole key. A network that grew since the last ANALYZE looks like one
 * row to the planner, and then any index that begins with the network will do for it: each probe would read the network
 * whole. A probe that could be taken for such a one asks for the order of the index of the whole key, `x.id BETWEEN y.id AND
 * y.id ORDER BY x.id`: what equals a value needs no order.
 */
export function readByKeys(tx: Tx): Promise<unknown> {
  return plan(tx, { seqscan: 'off', bitmapscan: 'off', sort: 'off', nestloop: 'on' });
}

/** Has the rest of the transaction read tables whole, each once, instead of all of one for each row of another. */
export function readWhole(tx: Tx): Promise<unknown> {
  return plan(tx, { seqscan: 'on', bitmapscan: 'on', sort: 'on', nestloop: 'off' });
}

/** Leaves the rest of the transaction to the planner. */
export function readAsPlanned(tx: Tx): Promise<unknown> {
  return plan(tx, { seqscan: 'on', bitmapscan: 'on', sort: 'on', nestloop: 'on' });
}

type Choice = 'on' | 'off';

function plan(
  tx: Tx,
  ways: Readonly<Record<'seqscan' | 'bitmapscan' | 'sort' | 'nestloop', Choice>>,
): Promise<unknown> {
  const settings = Object.entries(ways).map(([way, choice]) => `set_config('enable_${way}', '${choice}', true)`);
  return tx.query(`SELECT ${settings.join(', ')}, set_config('work_mem', '64MB', true)`);
}
