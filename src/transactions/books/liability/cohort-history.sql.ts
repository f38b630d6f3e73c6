import type { Tx } from '../../../platform/database/database';

/**
 * Points by cohort (the month in which their lot was earned), the month of the lot's own date and the month of the
 * movement, each as the number of boundaries that its instant has reached; net of what was taken back and given back.
 */
export interface CohortSum {
  readonly cohort: number;
  readonly expires: number;
  readonly month: number;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
}

/**
 * Every movement that brought points into a lot or took them out for good, by the instants at which things happened,
 * not at which they were recorded: an import tells of months before it. One scan, for as long as it takes.
 */
export async function listCohortSums(
  tx: Tx,
  networkId: string,
  monthStarts: readonly Date[],
  expiryStarts: readonly Date[],
): Promise<CohortSum[]> {
  // As for the open lots: few groups, of which the planner expects as many as there are rows.
  await tx.query(`SELECT set_config('work_mem', '64MB', true), set_config('enable_sort', 'off', true)`);
  return tx.query<CohortSum>(
    `WITH moves AS (
       SELECT y.lot_id, y.expires_at, y.transaction_id,
         CASE WHEN y.credit_kind::text LIKE 'GUEST%' AND y.credit_kind <> 'GUEST_RECEIVABLE' THEN y.amount ELSE -y.amount END AS amount,
         CASE WHEN y.credit_kind::text LIKE 'GUEST%' AND y.credit_kind <> 'GUEST_RECEIVABLE' THEN y.debit_kind ELSE y.credit_kind END AS other
       FROM transfers y
       WHERE y.network_id = $1 AND y.unit IS NULL AND y.lot_id IS NOT NULL
         AND NOT (y.debit_kind::text LIKE 'GUEST%' AND y.credit_kind::text LIKE 'GUEST%' AND y.credit_kind <> 'GUEST_RECEIVABLE'))
     SELECT least(width_bucket(earned.occurred_at, $2::timestamptz[]), width_bucket(moved.occurred_at, $2::timestamptz[])) AS cohort,
       width_bucket(coalesce(m.expires_at, 'infinity'), $3::timestamptz[]) AS expires,
       width_bucket(moved.occurred_at, $2::timestamptz[]) AS month,
       coalesce(sum(m.amount) FILTER (WHERE m.other NOT IN ('RESTAURANT_REDEEMED', 'NETWORK_EXPIRY', 'NETWORK_BREAKAGE')), 0)::bigint AS issued,
       coalesce(-sum(m.amount) FILTER (WHERE m.other = 'RESTAURANT_REDEEMED'), 0)::bigint AS redeemed,
       coalesce(-sum(m.amount) FILTER (WHERE m.other IN ('NETWORK_EXPIRY', 'NETWORK_BREAKAGE')), 0)::bigint AS expired
     FROM moves m
     JOIN transactions earned ON earned.network_id = $1 AND earned.id = m.lot_id
     JOIN transactions moved ON moved.network_id = $1 AND moved.id = m.transaction_id
     GROUP BY 1, 2, 3`,
    [networkId, monthStarts, expiryStarts],
  );
}

/** The first month of which anything is known; nothing while there are no transactions. */
export async function findFirstInstant(tx: Tx, networkId: string): Promise<Date | undefined> {
  const { first } = await tx.one<{ first: Date | null }>(
    'SELECT min(occurred_at) AS first FROM transactions WHERE network_id = $1',
    [networkId],
  );
  return first ?? undefined;
}
