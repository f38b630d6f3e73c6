import type { Statements, Tx } from '../../../platform/database/database';
import { type Sql, sql, when } from '../../../platform/database/sql';
import { inReview } from '../review/review-holds.sql';
import type { CaseState } from './fraud.dto';
import type { SignalSubject } from '../signals/facts';

export interface CaseRow {
  readonly id: string;
  readonly subjectKind: SignalSubject['kind'];
  readonly subjectId: string;
  readonly restaurantId: string | null;
  readonly state: CaseState;
  readonly openedAt: Date;
  readonly decidedAt: Date | null;
  readonly limitedUntil: Date | null;
  readonly rules: readonly { readonly key: string; readonly count: number }[];
  readonly signalCount: number;
  readonly stake: number;
  readonly until: Date | null;
}

/** The cases that a caller may see: those of these restaurants (null: all), except cases about the caller's own ids. */
export interface Sight {
  readonly restaurantIds: readonly string[] | null;
  readonly hiddenIds: readonly string[];
}

/** The condition on cases `c` that a caller may see. */
export const isSeen = ({ restaurantIds, hiddenIds }: Sight): Sql =>
  sql`c.subject_id <> ALL (${hiddenIds}::uuid[]) ${when(restaurantIds !== null, sql`AND c.restaurant_id = ANY (${restaurantIds})`)}`;

export const columnsOf = (networkId: string): Sql => sql`c.id, c.subject_kind, c.subject_id, c.restaurant_id, c.state,
  c.opened_at, c.decided_at, CASE WHEN c.limited_until > ledger_now() THEN c.limited_until END AS limited_until,
  coalesce(v.points, 0) AS stake, v.until,
  coalesce((SELECT json_agg(json_build_object('key', r.rule, 'count', r.count) ORDER BY r.count DESC, r.rule)
    FROM (SELECT s.rule, count(*)::integer AS count FROM fraud_signals s WHERE s.network_id = ${networkId} AND s.case_id = c.id GROUP BY s.rule) r),
    '[]') AS rules,
  (SELECT count(*)::integer FROM fraud_signals s WHERE s.network_id = ${networkId} AND s.case_id = c.id) AS signal_count`;

export function findCase(tx: Statements, networkId: string, sight: Sight, id: string): Promise<CaseRow | undefined> {
  return tx.maybe<CaseRow>`
    SELECT ${columnsOf(networkId)} FROM fraud_cases c LEFT JOIN (${inReview(networkId)}) v ON v.case_id = c.id
    WHERE c.network_id = ${networkId} AND ${isSeen(sight)} AND c.id = ${id}`;
}

export interface DecisionRow {
  readonly decision: 'CONFIRM' | 'DISMISS' | 'ASK';
  readonly ground: string;
  readonly measures: {
    readonly takeBack: boolean;
    readonly block: boolean;
    /** How many days the decision limits the person. Null: no limit. Absent in decisions of versions without limits. */
    readonly limitDays?: number | null;
    readonly noteToStaff: string | null;
    readonly message: string | null;
  };
  readonly by: string;
  readonly at: Date;
}

export async function insertDecision(
  tx: Tx,
  networkId: string,
  caseId: string,
  { id, decision, ground, measures, by }: Omit<DecisionRow, 'at'> & { readonly id: string },
): Promise<void> {
  await tx.query`
    INSERT INTO fraud_decisions (network_id, id, case_id, decision, ground, measures, decided_by, decided_at)
     VALUES (${networkId}, ${id}, ${caseId}, ${decision}, ${ground}, ${JSON.stringify(measures)}, ${by}, ledger_now())`;
}

/** Limits a case's person for some days from now. Null ends the limit. */
export async function limitPerson(tx: Tx, networkId: string, id: string, days: number | null): Promise<void> {
  await tx.query`
    UPDATE fraud_cases SET limited_until = ledger_now() + make_interval(days => ${days}) WHERE network_id = ${networkId}
     AND id = ${id}`;
}

export async function countShifts(tx: Statements, networkId: string, from: Date): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*)::integer AS count FROM shifts WHERE network_id = ${networkId} AND opened_at >= ${from}`;
  return count;
}
