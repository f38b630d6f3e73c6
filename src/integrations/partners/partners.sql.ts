import type { PartnerSettlement } from '../../generated/prisma/client';
import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { lowestIdAt } from '../../platform/ids/ids';

// SQL by hand: sums of the journal, and the partner of a call from a till, which is locked or read in a shared round trip.

export type Reads = Pick<Statements, 'query' | 'one' | 'maybe'>;

const DAY_MS = 86_400_000;

/** SQL condition: transactions `t` that a partner's keys recorded. */
export const ofPartner = (networkId: string, partnerId: string) => sql`t.network_id = ${networkId} AND t.type = 'MANUAL'
  AND t.actor_id IN (SELECT k.id FROM api_keys k WHERE k.network_id = ${networkId} AND k.integration_id = ${partnerId})`;

/** Receipts before an instant that belong to no settlement. Ids suffice, because each act is recorded within a day of its id. */
export const unsettled = (networkId: string, partnerId: string, last: PartnerSettlement | null, until: Date) => sql`
  SELECT t.id, t.points_earned AS points, CASE WHEN t.direction = 'CREDIT'
      THEN CASE WHEN t.related_id IS NULL THEN 'EARN' ELSE 'BURN_RETURN' END
      ELSE CASE WHEN t.related_id IS NULL THEN 'BURN' ELSE 'EARN_RETURN' END END AS kind
    FROM transactions t
   WHERE ${ofPartner(networkId, partnerId)} AND t.id >= ${lowestIdAt(last === null ? 0 : last.untilAt.getTime() - DAY_MS)}
     AND t.recorded_at < ${until}
     AND NOT EXISTS (SELECT FROM partner_settlement_lines l WHERE l.network_id = ${networkId} AND l.transaction_id = t.id)`;

export const SUMS = sql`count(*)::integer AS operations,
  coalesce(sum(points) FILTER (WHERE kind = 'EARN'), 0)::bigint AS earned,
  coalesce(sum(points) FILTER (WHERE kind = 'EARN_RETURN'), 0)::bigint AS earn_returned,
  coalesce(sum(points) FILTER (WHERE kind = 'BURN'), 0)::bigint AS burned,
  coalesce(sum(points) FILTER (WHERE kind = 'BURN_RETURN'), 0)::bigint AS burn_returned`;

export async function readLedgerNow(tx: Reads): Promise<Date> {
  return (await tx.one<{ now: Date }>`SELECT ledger_now() AS now`).now;
}
