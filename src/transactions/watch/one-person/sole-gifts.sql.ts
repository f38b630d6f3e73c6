import { invariant } from '../../../decision';
import type { Statements, Tx } from '../../../platform/database/database';

/** A gift above the bound of one person, whose case was not opened yet. */
export interface OpenGift {
  readonly transactionId: string;
  readonly personId: string;
  readonly unit: 'POINTS' | 'MONEY' | 'USES';
  readonly guestId: string | null;
  readonly source: string;
  readonly waiting: number;
  readonly holdId: string | null;
  readonly at: Date;
  readonly restaurantId: string | null;
}

export function lockGiftsWithoutCase(tx: Tx, networkId: string, limit: number) {
  return tx.query<OpenGift>`SELECT g.transaction_id, g.person_id, g.unit, g.guest_id, g.source, g.waiting,
        g.hold_id, g.given_at AS at, coalesce(t.restaurant_id, c.restaurant_id) AS restaurant_id
      FROM sole_gifts g
      LEFT JOIN transactions t ON t.network_id = ${networkId} AND t.id = g.transaction_id
      LEFT JOIN gift_transactions c ON c.network_id = ${networkId} AND c.id = g.transaction_id
      WHERE g.network_id = ${networkId} AND g.waiting > 0 AND g.case_id IS NULL
      ORDER BY g.transaction_id, g.person_id LIMIT ${limit} FOR UPDATE OF g SKIP LOCKED`;
}

/** Notes the case of these gifts, and that their points are in its review until a person decides. */
export async function noteGiftsOfCase(
  tx: Tx,
  networkId: string,
  caseId: string,
  gifts: readonly OpenGift[],
  until: Date,
): Promise<void> {
  await tx.query`UPDATE sole_gifts g SET case_id = ${caseId}
      FROM unnest(${gifts.map(({ transactionId }) => transactionId)}::uuid[], ${gifts.map(({ personId }) => personId)}::uuid[],
      ${gifts.map(({ unit }) => unit)}::text[]) w(transaction_id, person_id, unit)
      WHERE g.network_id = ${networkId} AND g.transaction_id = w.transaction_id AND g.person_id = w.person_id AND g.unit = w.unit`;
  const held = gifts.filter(({ holdId, guestId }) => holdId !== null && guestId !== null);
  invariant(
    held.every(({ waiting, unit }) => waiting > 0 && unit === 'POINTS'),
    'only points wait in a review, and not without any',
  );
  await tx.query`
    INSERT INTO review_holds (network_id, transaction_id, case_id, guest_id, hold_id, points, until, state)
     SELECT ${networkId}, w.transaction_id, ${caseId}, w.guest_id, w.hold_id, w.points, ${until}, 'HELD'
       FROM unnest(${held.map(({ transactionId }) => transactionId)}::uuid[], ${held.map(({ guestId }) => guestId)}::uuid[],
       ${held.map(({ holdId }) => holdId)}::uuid[], ${held.map(({ waiting }) => waiting)}::bigint[]) w(transaction_id, guest_id, hold_id, points)
     ON CONFLICT DO NOTHING`;
}

/** The people, guests and sources of the gifts of a case. */
export interface GiftsOfCase {
  readonly people: readonly string[];
  readonly guests: readonly string[];
  readonly sources: readonly string[];
}

/** The people include those who acted. Undefined: the case has no gift of one person. */
export async function findGiftsOfCase(
  tx: Statements,
  networkId: string,
  caseId: string,
): Promise<GiftsOfCase | undefined> {
  const row = await tx.one<GiftsOfCase & { readonly count: number }>`
    SELECT count(*)::integer AS count, coalesce(array_agg(DISTINCT g.source), '{}') AS sources,
       coalesce(array_agg(DISTINCT g.guest_id) FILTER (WHERE g.guest_id IS NOT NULL), '{}')::text[] AS guests,
       coalesce((SELECT array_agg(DISTINCT p.id) FROM (
         SELECT o.person_id AS id FROM sole_gifts o WHERE o.network_id = ${networkId} AND o.case_id = ${caseId}
         UNION SELECT t.actor_id FROM sole_gifts o JOIN transactions t ON t.network_id = ${networkId} AND t.id = o.transaction_id
           WHERE o.network_id = ${networkId} AND o.case_id = ${caseId} AND t.actor_kind = 'user') p), '{}')::text[] AS people
     FROM sole_gifts g WHERE g.network_id = ${networkId} AND g.case_id = ${caseId}`;
  return row.count === 0 ? undefined : row;
}
