import type { Tx } from './database';

/**
 * Makes the rest of the transaction find each row by its whole key. A network that grew since the last ANALYZE looks like one row to the planner,
 * so it may take any index that begins with the network, and read the whole network for each probe. A probe that could end so asks for the order of
 * the full key's index: `x.id BETWEEN y.id AND y.id ORDER BY x.id`, since `x.id = y.id` would need no order. Each key comes once, so Memoize is off:
 * remembered look-ups would never be used.
 */
export function readByKeys(tx: Tx): Promise<unknown> {
  return plan(tx, { seqscan: 'off', bitmapscan: 'off', sort: 'off', nestloop: 'on', memoize: 'off' });
}

/** Makes the rest of the transaction read each table once as a whole, instead of one table once for each row of another. */
export function readWhole(tx: Tx): Promise<unknown> {
  return plan(tx, { seqscan: 'on', bitmapscan: 'on', sort: 'on', nestloop: 'off', memoize: 'on' });
}

/** Leaves the rest of the transaction to the planner. */
export function readAsPlanned(tx: Tx): Promise<unknown> {
  return plan(tx, { seqscan: 'on', bitmapscan: 'on', sort: 'on', nestloop: 'on', memoize: 'on' });
}

type PlannerSwitch = 'on' | 'off';

function plan(
  tx: Tx,
  ways: Readonly<Record<'seqscan' | 'bitmapscan' | 'sort' | 'nestloop' | 'memoize', PlannerSwitch>>,
): Promise<unknown> {
  const settings = Object.entries(ways).map(([way, choice]) => `set_config('enable_${way}', '${choice}', true)`);
  return tx.query(`SELECT ${settings.join(', ')}, set_config('work_mem', '64MB', true)`);
}
