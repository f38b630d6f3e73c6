import type { Tx } from '../../platform/database/database';
import type { LocalDate } from '../life/periods.rules';
import type { MetricsAnswer } from './metrics.dto';
import type { CustomerEvent, MovementSum } from './metrics.rules';

// SQL by hand: sums over all networks.

const MOST_EVENTS = 500_000;
const MOST_SUMS = 100_000;
const MOST_MOVES = 10_000;

/** Networks that are closed here by a move to or from another cell. */
export async function listMoving(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT id FROM networks WHERE moving_since IS NOT NULL LIMIT ${MOST_MOVES}`;
  return rows.map(({ id }) => id);
}

/** Networks and months that the figures are of. */
export interface FiguresAsked {
  readonly currency: string;
  readonly before: LocalDate;
  /** Ids of networks that another cell counts. */
  readonly without: readonly string[];
}

/** Movements of the networks before a day, by month. */
export function listMovementSums(tx: Tx, { currency, before, without }: FiguresAsked): Promise<MovementSum[]> {
  return tx.query<MovementSum>`
    SELECT to_char(effective_on, 'YYYY-MM') AS month, movement, sum(abs(mrr_after - mrr_before))::bigint AS amount,
           count(*) AS count
      FROM subscription_changes WHERE movement IS NOT NULL AND currency = ${currency} AND effective_on < ${before}
       AND network_id <> ALL (${without}::uuid[])
     GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${MOST_SUMS}`;
}

/** When networks began to pay, stopped and paid again, in the order of time. */
export function listCustomerEvents(tx: Tx, { currency, before, without }: FiguresAsked): Promise<CustomerEvent[]> {
  return tx.query<CustomerEvent>`
    SELECT network_id, to_char(effective_on, 'YYYY-MM') AS month, movement FROM subscription_changes
     WHERE movement IN ('NEW', 'CHURN', 'REACTIVATION') AND currency = ${currency} AND effective_on < ${before}
       AND network_id <> ALL (${without}::uuid[])
     ORDER BY effective_on, subscription_id, sequence LIMIT ${MOST_EVENTS}`;
}

type ReceivableAge = MetricsAnswer['receivables']['ages'][number];

/** Unpaid invoices by days after their due day; below 1 they are not overdue. */
export function listReceivables(
  tx: Tx,
  { currency, without }: Pick<FiguresAsked, 'currency' | 'without'>,
  today: LocalDate,
): Promise<ReceivableAge[]> {
  return tx.query<{ fromDays: number; toDays: number | null; amount: number; invoices: number }>`
    SELECT a.from_days, a.to_days, coalesce(sum(i.total - i.paid - i.credited), 0)::bigint AS amount,
           count(i.id) AS invoices
      FROM (VALUES (0, 0), (1, 30), (31, 60), (61, 90), (91, NULL)) a (from_days, to_days)
      LEFT JOIN invoices i ON i.kind = 'INVOICE' AND i.currency = ${currency} AND i.paid + i.credited < i.total
       AND i.network_id <> ALL (${without}::uuid[])
       AND greatest(${today}::date - i.due_on, 0) BETWEEN a.from_days AND coalesce(a.to_days, 2147483647)
     GROUP BY 1, 2 ORDER BY 1`;
}
