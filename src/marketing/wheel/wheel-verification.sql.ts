import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import type { DrawRow, EpochRow } from './wheel.sql';

export type CheckedEpoch = Pick<EpochRow, 'id' | 'commitment' | 'seedEncrypted' | 'odds' | 'budgetPoints' | 'endsAt'>;

/** Epochs by id. @param after only epochs after this one; null: from the first */
export function listCheckedEpochs(
  tx: Tx,
  networkId: string,
  after: string | null,
  limit: number,
): Promise<CheckedEpoch[]> {
  return tx.query<CheckedEpoch>`SELECT id, commitment, seed_encrypted, odds, budget_points, ends_at
      FROM wheel_epochs WHERE network_id = ${networkId} ${when(after !== null, sql`AND id > ${after}`)} ORDER BY id LIMIT ${limit}`;
}

export type CheckedDraw = Pick<
  DrawRow,
  'id' | 'sourceKind' | 'sourceId' | 'counter' | 'ticket' | 'drawn' | 'given' | 'fallbackReason' | 'points'
> & {
  /** Null: the guest was erased, so the ticket can not be computed again. */
  readonly number: string | null;
  /** Whether the journal has the act that gave the prize, where one was due. */
  readonly isActRight: boolean;
};

/** Draws of an epoch by id. @param after only draws after this one; null: from the first */
export function listCheckedDraws(
  tx: Tx,
  networkId: string,
  epochId: string,
  after: string | null,
  limit: number,
): Promise<CheckedDraw[]> {
  return tx.query<CheckedDraw>`
    SELECT d.id, d.source_kind, d.source_id, d.number, d.counter, d.ticket, d.drawn, d.given,
           d.fallback_reason, d.points,
           CASE WHEN d.act_id IS NULL THEN d.points = 0
                WHEN d.points = 0 THEN coalesce(t.type = 'REDEMPTION', false)
                ELSE coalesce(t.type = 'MANUAL' AND t.reason_code = 'WHEEL' AND t.points_earned = d.points, false)
           END AS is_act_right
      FROM wheel_draws d LEFT JOIN transactions t ON t.network_id = ${networkId} AND t.id = d.act_id
     WHERE d.network_id = ${networkId} AND d.epoch_id = ${epochId} ${when(after !== null, sql`AND d.id > ${after}`)} ORDER BY d.id LIMIT ${limit}`;
}

/** A row that is not as its draw must have made it. */
export interface WheelFinding {
  readonly row: 'wheel_epochs' | 'wheel_stocks' | 'wheel_draws';
  readonly id: string;
  readonly problem: string;
}

/** Stocks and budgets that are not the sum of the draws. */
export function listWrongCounts(tx: Tx, networkId: string, limit: number): Promise<WheelFinding[]> {
  return tx.query<WheelFinding>`SELECT 'wheel_stocks' AS row, s.epoch_id AS id,
             format('prize %s was given %s times, and its stock says %s', s.prize, coalesce(c.draws, 0), s.given) AS problem
        FROM wheel_stocks s
        LEFT JOIN (SELECT epoch_id, given, count(*) AS draws FROM wheel_draws WHERE network_id = ${networkId} GROUP BY epoch_id, given) c
          ON c.epoch_id = s.epoch_id AND c.given = s.prize
       WHERE s.network_id = ${networkId} AND s.given <> coalesce(c.draws, 0)
      UNION ALL
      SELECT 'wheel_epochs', e.id, format('%s points were given, and the epoch says %s', coalesce(c.points, 0), e.spent_points)
        FROM wheel_epochs e
        LEFT JOIN (SELECT epoch_id, sum(points) AS points FROM wheel_draws WHERE network_id = ${networkId} GROUP BY epoch_id) c
          ON c.epoch_id = e.id
       WHERE e.network_id = ${networkId} AND e.budget_points IS NOT NULL AND e.spent_points <> coalesce(c.points, 0)
       LIMIT ${limit}`;
}
