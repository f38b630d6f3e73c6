import type { Statements } from '../../platform/database/database';
import type { LimitedThing } from '../../security';
import type { State } from '../life/life.rules';
import type { PlanTerms } from '../life/terms';

// SQL by hand: every registration asks for them, also at a till.

/** The newest subscription of a network, also one that has ended; undefined: it has had none. */
export function findNewestTerms(
  tx: Statements,
  networkId: string,
): Promise<{ readonly state: State; readonly terms: PlanTerms } | undefined> {
  return tx.maybe(
    `SELECT state, terms FROM subscriptions WHERE network_id = $1
      ORDER BY (state = 'CANCELLED'), id DESC LIMIT 1`,
    [networkId],
  );
}

export async function isSandbox(tx: Statements, networkId: string): Promise<boolean> {
  return (await tx.maybe('SELECT 1 FROM networks WHERE id = $1 AND sandbox_of IS NOT NULL', [networkId])) !== undefined;
}

/** Waits for other registrations that are close to the limit too. */
export async function lockForLimit(tx: Statements, networkId: string): Promise<void> {
  await tx.query("SELECT FROM subscriptions WHERE network_id = $1 AND state <> 'CANCELLED' FOR NO KEY UPDATE", [
    networkId,
  ]);
}

const COUNTED: Readonly<Record<LimitedThing, string>> = {
  restaurants: 'restaurants WHERE network_id = $1 AND closed_at IS NULL',
  guests: 'guests WHERE network_id = $1 AND merged_into IS NULL AND erased_at IS NULL',
};

/** How many there are, counted no further than `upTo`. */
export async function countOf(tx: Statements, networkId: string, thing: LimitedThing, upTo: number): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT FROM ${COUNTED[thing]} LIMIT $2) counted`,
    [networkId, upTo],
  );
  return count;
}
