import type { NamedThing } from '../../../platform/language/spoken';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
import type { Statements, Tx } from '../../../platform/database/database';
import { IN_REVIEW } from '../review/review-holds.sql';
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

/** SQL condition for `Sight`: `$2` are the restaurants, `$3` the hidden ids. */
const SEEN = `($2::uuid[] IS NULL OR c.restaurant_id = ANY ($2)) AND c.subject_id <> ALL ($3::uuid[])`;

const COLUMNS = `c.id, c.subject_kind AS "subjectKind", c.subject_id AS "subjectId", c.restaurant_id AS "restaurantId", c.state,
  c.opened_at AS "openedAt", c.decided_at AS "decidedAt", CASE WHEN c.limited_until > ledger_now() THEN c.limited_until END AS "limitedUntil",
  coalesce(v.points, 0) AS stake, v.until,
  coalesce((SELECT json_agg(json_build_object('key', r.rule, 'count', r.count) ORDER BY r.count DESC, r.rule)
    FROM (SELECT s.rule, count(*)::integer AS count FROM fraud_signals s WHERE s.network_id = $1 AND s.case_id = c.id GROUP BY s.rule) r),
    '[]') AS rules,
  (SELECT count(*)::integer FROM fraud_signals s WHERE s.network_id = $1 AND s.case_id = c.id) AS "signalCount"`;

export function listCases(
  tx: Statements,
  networkId: string,
  sight: Sight,
  of: { readonly state: CaseState | null; readonly restaurantId: string | null; readonly rule: string | null },
  slice: IdSlice,
): Promise<CaseRow[]> {
  return tx.query<CaseRow>(
    `SELECT ${COLUMNS} FROM fraud_cases c LEFT JOIN (${IN_REVIEW}) v ON v.case_id = c.id
     WHERE c.network_id = $1 AND ${SEEN} AND ($4::text IS NULL OR c.state = $4) AND ($5::uuid IS NULL OR c.restaurant_id = $5)
       AND c.id > $6 AND c.id < $7
       AND ($9::text IS NULL OR EXISTS (SELECT FROM fraud_signals s WHERE s.network_id = $1 AND s.case_id = c.id AND s.rule = $9))
     ORDER BY c.id ${orderWord(slice)} LIMIT $8`,
    [
      networkId,
      sight.restaurantIds,
      sight.hiddenIds,
      of.state,
      of.restaurantId,
      slice.after,
      slice.before,
      slice.limit,
      of.rule,
    ],
  );
}

export function findCase(tx: Statements, networkId: string, sight: Sight, id: string): Promise<CaseRow | undefined> {
  return tx.maybe<CaseRow>(
    `SELECT ${COLUMNS} FROM fraud_cases c LEFT JOIN (${IN_REVIEW}) v ON v.case_id = c.id
     WHERE c.network_id = $1 AND ${SEEN} AND c.id = $4`,
    [networkId, sight.restaurantIds, sight.hiddenIds, id],
  );
}

export interface SumRow {
  readonly restaurantId: string | null;
  readonly open: number;
  readonly stake: number;
  readonly confirmed: number;
  readonly dismissed: number;
}

export function sumCases(tx: Statements, networkId: string, sight: Sight): Promise<SumRow[]> {
  return tx.query<SumRow>(
    `SELECT c.restaurant_id AS "restaurantId", count(*) FILTER (WHERE c.decided_at IS NULL)::integer AS open,
       coalesce(sum(v.points) FILTER (WHERE c.decided_at IS NULL), 0)::bigint AS stake,
       count(*) FILTER (WHERE c.state = 'CONFIRMED')::integer AS confirmed,
       count(*) FILTER (WHERE c.state = 'DISMISSED')::integer AS dismissed
     FROM fraud_cases c LEFT JOIN (${IN_REVIEW}) v ON v.case_id = c.id
     WHERE c.network_id = $1 AND ${SEEN} GROUP BY c.restaurant_id ORDER BY 2 DESC, 1`,
    [networkId, sight.restaurantIds, sight.hiddenIds],
  );
}

export interface SignalRow {
  readonly rule: string;
  readonly version: number;
  readonly at: Date;
  readonly inputs: Readonly<Record<string, number | string>>;
  readonly acts: readonly string[];
}

const MOST_SIGNALS = 200;
const MOST_ACTS = 200;
const MOST_SIMILAR = 10;

export function listSignalsOfCase(tx: Statements, networkId: string, caseId: string) {
  return tx.query<SignalRow>`SELECT rule, version, occurred_at AS at, inputs, acts::text[] AS acts FROM fraud_signals
      WHERE network_id = ${networkId} AND case_id = ${caseId} ORDER BY occurred_at DESC, id LIMIT ${MOST_SIGNALS}`;
}

export interface ActRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly restaurantId: string | null;
  readonly pointOfSale: string | null;
  /** Names of the till by language. */
  readonly tillNames: NamedThing['names'] | null;
  readonly cashierId: string | null;
  readonly guestId: string | null;
  readonly identifiedBy: string | null;
  readonly payable: number;
  readonly earned: number;
  readonly redeemed: number;
  /** The gift card. Null: the act moves points. */
  readonly giftCardId: string | null;
}

/** The newest acts of a case's signals, of points and of gift cards, ordered by time. */
export function listActsOfCase(tx: Statements, networkId: string, caseId: string) {
  return tx.query<ActRow>`SELECT * FROM (
        SELECT t.id, t.occurred_at AS at, t.type::text AS kind, t.restaurant_id, p.name AS point_of_sale, p.names AS till_names,
          coalesce(CASE t.actor_kind WHEN 'user' THEN t.actor_id END, s.user_id,
            CASE WHEN t.actor_kind = 'guest' AND r.type = 'SALE' AND r.actor_kind = 'user' THEN r.actor_id END) AS cashier_id, t.guest_id,
          t.identified_by::text AS identified_by, t.payable, t.points_earned AS earned, t.points_redeemed AS redeemed, NULL::uuid AS gift_card_id
        FROM (SELECT DISTINCT unnest(acts) AS id FROM fraud_signals WHERE network_id = ${networkId} AND case_id = ${caseId}) a
        JOIN transactions t ON t.network_id = ${networkId} AND t.id = a.id
        LEFT JOIN points_of_sale p ON p.network_id = ${networkId} AND p.id = t.point_of_sale_id
        LEFT JOIN shifts s ON s.network_id = ${networkId} AND s.id = t.shift_id
        LEFT JOIN transactions r ON r.network_id = ${networkId} AND r.id = t.related_id
        UNION ALL
        SELECT g.id, g.recorded_at, 'GIFT_' || g.kind, g.restaurant_id, p.name, p.names, CASE g.actor_kind WHEN 'user' THEN g.actor_id END,
          c.guest_id, NULL, g.amount, 0, 0, c.id
        FROM (SELECT DISTINCT unnest(acts) AS id FROM fraud_signals WHERE network_id = ${networkId} AND case_id = ${caseId}) a
        JOIN gift_transactions g ON g.network_id = ${networkId} AND g.id = a.id
        JOIN gift_cards c ON c.network_id = ${networkId} AND c.id = g.card_id
        LEFT JOIN points_of_sale p ON p.network_id = ${networkId} AND p.id = g.point_of_sale_id
        ORDER BY at DESC, id DESC LIMIT ${MOST_ACTS}) newest
      ORDER BY at, id`;
}

export interface SimilarRow {
  readonly id: string;
  readonly state: CaseState;
  readonly ground: string | null;
  readonly decidedAt: Date | null;
}

/** Decided cases with a signal of one of the rules of this case. */
export function listSimilar(tx: Statements, networkId: string, sight: Sight, caseId: string): Promise<SimilarRow[]> {
  return tx.query<SimilarRow>(
    `SELECT c.id, c.state, d.ground, c.decided_at AS "decidedAt"
     FROM fraud_cases c
     LEFT JOIN LATERAL (SELECT e.ground FROM fraud_decisions e WHERE e.network_id = $1 AND e.case_id = c.id
       ORDER BY e.id DESC LIMIT 1) d ON true
     WHERE c.network_id = $1 AND ${SEEN} AND c.id <> $4 AND c.decided_at IS NOT NULL
       AND EXISTS (SELECT FROM fraud_signals s JOIN fraud_signals o ON o.network_id = $1 AND o.case_id = $4 AND o.rule = s.rule
         WHERE s.network_id = $1 AND s.case_id = c.id)
     ORDER BY c.decided_at DESC, c.id LIMIT $5`,
    [networkId, sight.restaurantIds, sight.hiddenIds, caseId, MOST_SIMILAR],
  );
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

export function listDecisions(tx: Statements, networkId: string, caseId: string) {
  return tx.query<DecisionRow>`
    SELECT decision, ground, measures, decided_by AS by, decided_at AS at FROM fraud_decisions
     WHERE network_id = ${networkId} AND case_id = ${caseId} ORDER BY id`;
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

/** Locks a case. */
export function lockCase(tx: Tx, networkId: string, id: string) {
  return tx.maybe<Pick<CaseRow, 'subjectKind' | 'subjectId' | 'restaurantId' | 'state'>>`
    SELECT subject_kind, subject_id, restaurant_id, state
     FROM fraud_cases WHERE network_id = ${networkId} AND id = ${id} FOR UPDATE`;
}

export async function moveCase(
  tx: Tx,
  networkId: string,
  id: string,
  state: CaseState,
  blockedBy: string | null,
): Promise<void> {
  await tx.query`UPDATE fraud_cases SET state = ${state}, blocked_by = ${blockedBy}, decided_at = CASE
      WHEN ${state} IN ('CONFIRMED', 'DISMISSED') THEN ledger_now() END
      WHERE network_id = ${networkId} AND id = ${id}`;
}

/** Limits a case's person for some days from now. Null ends the limit. */
export async function limitPerson(tx: Tx, networkId: string, id: string, days: number | null): Promise<void> {
  await tx.query`
    UPDATE fraud_cases SET limited_until = ledger_now() + make_interval(days => ${days}) WHERE network_id = ${networkId}
     AND id = ${id}`;
}

/** Cases whose guest has to be blocked. */
export function listBlocks(tx: Statements, networkId: string) {
  return tx.query<{ id: string; guestId: string; by: string }>`
    SELECT id, subject_id AS guest_id, blocked_by AS by FROM fraud_cases
     WHERE network_id = ${networkId} AND subject_kind = 'GUEST' AND blocked_by IS NOT NULL ORDER BY id LIMIT 50`;
}

export async function noteBlocked(tx: Pick<Statements, 'query'>, networkId: string, id: string): Promise<void> {
  await tx.query`UPDATE fraud_cases SET blocked_by = NULL WHERE network_id = ${networkId} AND id = ${id}`;
}

export async function countShifts(tx: Statements, networkId: string, from: Date): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*)::integer AS count FROM shifts WHERE network_id = ${networkId} AND opened_at >= ${from}`;
  return count;
}
