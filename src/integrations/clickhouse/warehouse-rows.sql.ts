import type { Tx } from '../../platform/database/database';
import type { Fact } from '../facts/facts.rules';
import { type FactPeriod, type FactRow, findPageEnd, listFacts, selectFacts } from '../facts/facts.sql';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
export const ALL_TIME: FactPeriod = { from: new Date(0), to: new Date('9999-01-01T00:00:00Z'), restaurantIds: null };

export interface FactPage {
  readonly rows: readonly FactRow[];
  /** The last id of the fact's table that was read; undefined: the table was read to its end. */
  readonly end: string | undefined;
}

/** The facts of these rows of the fact's table; the caller limits the number of ids. */
export function listFactsOf(tx: Tx, networkId: string, fact: Fact, ids: readonly string[]): Promise<FactRow[]> {
  return tx.query<FactRow>(selectFacts(fact, `t.${fact.of.idColumn} = ANY ($2::uuid[])`), [networkId, ids]);
}

/** The facts of the rows after an id, one page. */
export async function listFactPage(
  tx: Tx,
  networkId: string,
  fact: Fact,
  after: string,
  limit: number,
): Promise<FactPage> {
  const end = await findPageEnd(tx, networkId, fact.of, { after, upTo: LAST_ID }, limit);
  return { rows: await listFacts(tx, networkId, fact, { after, upTo: end ?? LAST_ID }, ALL_TIME), end };
}

/** Survey answers that earned one of these manual credits, at most one answer for each credit. */
export async function listRewardedAnswers(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  awardIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ saleId: string }>`SELECT sale_id FROM feedback_requests
      WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND asked_at IS NOT NULL AND award_id = ANY (${awardIds}::uuid[])`;
  return rows.map(({ saleId }) => saleId);
}
