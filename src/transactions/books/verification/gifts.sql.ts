import type { Tx } from '../../../platform/database/database';
import { type Finding, NAMED_FINDINGS } from './finding';

/** The signed movements of gift cards: `g (card_id, transaction_id, amount)`. */
const MOVED = `g AS (
  SELECT credit_owner AS card_id, transaction_id, amount FROM gift_transfers WHERE network_id = $1 AND credit_kind = 'CARD'
  UNION ALL
  SELECT debit_owner, transaction_id, -amount FROM gift_transfers WHERE network_id = $1 AND debit_kind = 'CARD')`;

/**
 * Check 11: a card's balance is the sum of its movements and that of its last act. A card's acts are numbered without a
 * gap and name the amount that they moved. Refunds do not exceed their spending. No card ended before its day. Every
 * movement has an act, a card and a restaurant of the network.
 */
export async function listWrongGifts(tx: Tx, networkId: string): Promise<Finding[]> {
  const rows = await tx.query<{ row: string; id: string; problem: string }>(
    `WITH ${MOVED}, moved AS (SELECT card_id, sum(amount) AS amount FROM g GROUP BY card_id),
     acts AS (SELECT card_id, count(*) AS acts, max(number) AS last,
         (array_agg(balance ORDER BY number DESC))[1] AS balance
       FROM gift_transactions WHERE network_id = $1 GROUP BY card_id)
     SELECT 'gift_cards' AS row, c.id, format('the card has %s, its movements add up to %s and its last act says %s (acts: %s, version: %s)',
         c.balance, coalesce(m.amount, 0), coalesce(a.balance, 0), coalesce(a.acts, 0), c.version) AS problem
     FROM gift_cards c LEFT JOIN moved m ON m.card_id = c.id LEFT JOIN acts a ON a.card_id = c.id
     WHERE c.network_id = $1 AND (c.balance <> coalesce(m.amount, 0) OR c.balance <> coalesce(a.balance, 0)
       OR c.version <> coalesce(a.acts, 0) OR coalesce(a.last, 0) <> coalesce(a.acts, 0))
     UNION ALL
     SELECT 'gift_transactions', t.id, format('the act says that it moved %s, and it moved %s', t.amount, coalesce(abs(s.amount), 0))
     FROM gift_transactions t
     LEFT JOIN LATERAL (SELECT sum(g.amount) AS amount FROM g WHERE g.card_id = t.card_id
       AND g.transaction_id = CASE t.kind WHEN 'MOVED_IN' THEN t.related_id ELSE t.id END) s ON true
     WHERE t.network_id = $1 AND t.amount <> coalesce(abs(s.amount), 0)
     UNION ALL
     SELECT 'gift_transactions', t.id, format('%s of the spending of %s went back', r.amount, t.amount)
     FROM gift_transactions t
     JOIN (SELECT related_id, sum(amount) AS amount FROM gift_transactions WHERE network_id = $1 AND kind = 'REFUNDED' GROUP BY related_id) r
       ON r.related_id = t.id
     WHERE t.network_id = $1 AND r.amount > t.amount
     UNION ALL
     SELECT 'gift_transactions', t.id, format('the card ended on %s, and could be spent until %s', t.business_date, c.ends_on)
     FROM gift_transactions t JOIN gift_cards c ON c.network_id = t.network_id AND c.id = t.card_id AND c.version = t.number
     WHERE t.network_id = $1 AND t.kind = 'ENDED' AND (t.business_date >= c.ends_on) IS NOT TRUE
     UNION ALL
     SELECT 'gift_transfers', m.transaction_id, 'its act, its card or its restaurant is not there'
     FROM gift_transfers m
     WHERE m.network_id = $1 AND (
       NOT EXISTS (SELECT FROM gift_transactions t WHERE t.network_id = $1 AND t.id = m.transaction_id)
       OR m.debit_kind = 'CARD' AND NOT EXISTS (SELECT FROM gift_cards c WHERE c.network_id = $1 AND c.id = m.debit_owner)
       OR m.credit_kind = 'CARD' AND NOT EXISTS (SELECT FROM gift_cards c WHERE c.network_id = $1 AND c.id = m.credit_owner)
       OR m.debit_kind IN ('SOLD', 'REDEEMED') AND NOT EXISTS (SELECT FROM restaurants r WHERE r.network_id = $1 AND r.id = m.debit_owner)
       OR m.credit_kind IN ('SOLD', 'REDEEMED') AND NOT EXISTS (SELECT FROM restaurants r WHERE r.network_id = $1 AND r.id = m.credit_owner))
     LIMIT $2`,
    [networkId, NAMED_FINDINGS + 1],
  );
  return rows.map((row) => ({ check: 11, ...row }));
}
