import type { Tx } from '../../../platform/database/database';
import { type Sql, sql } from '../../../platform/database/sql';
import { type Check, type Finding, NAMED_FINDINGS } from './finding';
import { balances, balancesBesideLots, belowZero, limits, lots, stamps } from './guest-balances';

/**
 * Check 2 for settlements of partners: each receipt moved its points on its partner's account, and a settlement
 * equals the sum of its receipts and begins where the previous one ended.
 */
const settlements = (networkId: string): Sql => sql`
  WITH settled AS (
    SELECT s.*, lag(s.closing, 1, 0::bigint) OVER (PARTITION BY s.partner_id ORDER BY s.number) AS before
      FROM partner_settlements s WHERE s.network_id = ${networkId}),
  moved AS (
    SELECT l.settlement_id, l.transaction_id, l.points * CASE WHEN l.kind IN ('BURN', 'EARN_RETURN') THEN 1 ELSE -1 END AS stated,
           coalesce(sum(CASE WHEN x.credit_kind = 'PARTNER' AND x.credit_owner = s.partner_id THEN x.amount ELSE 0 END
             - CASE WHEN x.debit_kind = 'PARTNER' AND x.debit_owner = s.partner_id THEN x.amount ELSE 0 END), 0)::bigint AS gain
      FROM partner_settlement_lines l JOIN settled s ON s.id = l.settlement_id
      LEFT JOIN transfers x ON x.network_id = ${networkId} AND x.transaction_id = l.transaction_id AND x.unit IS NULL
     WHERE l.network_id = ${networkId} GROUP BY l.settlement_id, l.transaction_id, l.points, l.kind)
  SELECT 'partner_settlement_lines' AS row, m.transaction_id AS id,
         format('it states %s points, and %s were moved', m.stated, m.gain) AS "problem!"
    FROM moved m WHERE m.stated <> m.gain
  UNION ALL
  SELECT 'partner_settlements', s.id, format('it goes from %s to %s by %s receipts; the one before ended with %s, and %s receipts come to %s',
           s.opening, s.closing, s.operations, s.before, coalesce(r.receipts, 0), coalesce(r.gain, 0))
    FROM settled s
    LEFT JOIN (SELECT settlement_id, sum(gain)::bigint AS gain, count(*) AS receipts FROM moved GROUP BY 1) r ON r.settlement_id = s.id
   WHERE s.opening <> s.before OR s.closing - s.opening <> coalesce(r.gain, 0) OR s.operations <> coalesce(r.receipts, 0)`;

/** Statuses of redemptions that keep the stock, slots and codes that they took. */
const KEPT = sql`status IN ('PENDING', 'READY', 'FULFILLED')`;

/**
 * Check 4 for rows that decisions change outside the ledger. Each redemption in the journal exists, and is open or used unless it was refunded. The
 * remaining stock, slots and codes fit the number that redemptions took.
 */
const rewards = (networkId: string): Sql => sql`
  SELECT 'transactions' AS row, x.id, CASE
      WHEN d.id IS NULL THEN 'the reward that it redeemed is not there'
      WHEN d.points <> x.points_redeemed THEN format('the redemption cost %s, the journal says %s', d.points, x.points_redeemed)
      ELSE format('the redemption is %s, and %s', d.status, CASE WHEN r.id IS NULL THEN 'was not refunded' ELSE 'was refunded' END)
    END AS "problem!"
  FROM transactions x
  LEFT JOIN redemptions d ON d.network_id = x.network_id AND d.id = x.id
  LEFT JOIN LATERAL (SELECT r.id FROM transactions r
    WHERE r.network_id = ${networkId} AND r.related_id = x.id AND r.type = 'REFUND' LIMIT 1) r ON true
  WHERE x.network_id = ${networkId} AND x.type = 'REDEMPTION' AND x.facts -> 'reward' IS NOT NULL
    AND (d.id IS NULL OR d.points <> x.points_redeemed OR (r.id IS NULL) <> (d.${KEPT}))
  UNION ALL
  SELECT 'redemptions', d.id, format('it was used by the sale %s, which is not there', d.sale_id)
  FROM redemptions d
  WHERE d.network_id = ${networkId} AND d.sale_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM transactions x WHERE x.network_id = ${networkId} AND x.id = d.sale_id AND x.type = 'SALE'
      AND (x.guest_id = d.guest_id OR EXISTS (SELECT FROM redemption_moves m
        JOIN transactions g ON g.network_id = ${networkId} AND g.id = m.transaction_id AND g.guest_id = x.guest_id
        WHERE m.network_id = ${networkId} AND m.redemption_id = d.id)))
  UNION ALL
  SELECT 'reward_stocks', s.reward_id, format('%s are taken, redemptions hold %s', s.supplied - s.remaining, coalesce(d.held, 0))
  FROM reward_stocks s
  LEFT JOIN (SELECT reward_id, sum(quantity) AS held FROM redemptions WHERE network_id = ${networkId} AND counted AND ${KEPT} GROUP BY reward_id) d
    ON d.reward_id = s.reward_id
  WHERE s.network_id = ${networkId} AND s.supplied - s.remaining <> coalesce(d.held, 0)
  UNION ALL
  SELECT 'reward_slots', s.id, format('%s places are taken, redemptions hold %s', s.taken, coalesce(d.held, 0))
  FROM reward_slots s
  LEFT JOIN (SELECT slot_id, sum(quantity) AS held FROM redemptions WHERE network_id = ${networkId} AND slot_id IS NOT NULL AND ${KEPT} GROUP BY slot_id) d
    ON d.slot_id = s.id
  WHERE s.network_id = ${networkId} AND s.taken <> coalesce(d.held, 0)
  UNION ALL
  SELECT 'redemptions', d.id, 'it holds a code of one use and has not claimed it, or the other way round'
  FROM redemptions d
  JOIN coupon_batches b ON b.network_id = d.network_id AND b.id = d.batch_id
  LEFT JOIN claims k ON k.network_id = d.network_id AND k.digest = d.coupon AND k.holder_id = d.id AND k.kind = 'P'
  WHERE d.network_id = ${networkId} AND d.coupon IS NOT NULL
    AND (d.claimed <> (b.kind = 'SINGLE' AND d.${KEPT}) OR d.claimed <> (k.digest IS NOT NULL))
  UNION ALL
  SELECT 'claims', k.digest, format('the code is claimed by the redemption %s, which does not hold it', k.holder_id)
  FROM claims k
  WHERE k.network_id = ${networkId} AND k.kind = 'P'
    AND NOT EXISTS (SELECT FROM redemptions d WHERE d.network_id = ${networkId} AND d.id = k.holder_id AND d.coupon = k.digest AND d.claimed)
  UNION ALL
  SELECT 'coupons', c.digest, format('%s uses are made, redemptions hold %s', b.uses - c.uses_left, coalesce(d.held, 0))
  FROM coupons c
  JOIN coupon_batches b ON b.network_id = c.network_id AND b.id = c.batch_id
  LEFT JOIN (SELECT coupon, count(*) AS held FROM redemptions WHERE network_id = ${networkId} AND coupon IS NOT NULL AND NOT claimed AND ${KEPT} GROUP BY coupon) d
    ON d.coupon = c.digest
  WHERE c.network_id = ${networkId} AND b.uses - c.uses_left <> coalesce(d.held, 0)`;

/**
 * Check 4 for families: each member's state names the family, and each loan has an act of the lender and an act of the borrower, and the borrower
 * spent the loan in the act that the loan names.
 */
const families = (networkId: string): Sql => sql`
  SELECT 'guest_states' AS row, coalesce(s.guest_id, m.guest_id) AS "id!",
    format('the guest is known as of the family %s, and is a member of %s', coalesce(s.family_id::text, 'none'),
      coalesce(m.family_id::text, 'none')) AS "problem!"
  FROM (SELECT guest_id, family_id FROM guest_states WHERE network_id = ${networkId} AND family_id IS NOT NULL) s
  FULL JOIN (SELECT guest_id, family_id FROM family_members WHERE network_id = ${networkId}) m ON m.guest_id = s.guest_id
  WHERE s.family_id IS DISTINCT FROM m.family_id
  UNION ALL
  SELECT 'transactions', d.id, 'points were lent and never received'
  FROM transactions d
  WHERE d.network_id = ${networkId} AND d.type = 'TRANSFER' AND d.direction = 'DEBIT' AND d.reason_code = 'FAMILY'
    AND NOT EXISTS (SELECT FROM transactions c WHERE c.network_id = ${networkId} AND c.related_id = d.id AND c.type = 'TRANSFER'
      AND c.direction = 'CREDIT' AND c.points_earned = d.points_earned)
  UNION ALL
  SELECT 'transactions', l.borrowed_for, format('%s points were lent to it, and it redeemed %s', l.lent, coalesce(x.points_redeemed, 0))
  FROM (SELECT d.related_id AS borrowed_for, c.guest_id, sum(d.points_earned) AS lent
          FROM transactions d
          JOIN transactions c ON c.network_id = ${networkId} AND c.related_id = d.id AND c.type = 'TRANSFER' AND c.direction = 'CREDIT'
         WHERE d.network_id = ${networkId} AND d.type = 'TRANSFER' AND d.direction = 'DEBIT' AND d.reason_code = 'FAMILY'
         GROUP BY d.related_id, c.guest_id) l
  LEFT JOIN transactions x ON x.network_id = ${networkId} AND x.id = l.borrowed_for AND x.guest_id = l.guest_id AND x.type IN ('SALE', 'REDEMPTION')
  WHERE l.lent > coalesce(x.points_redeemed, 0)`;

/**
 * Check 11: a card's balance equals the sum of its movements, and equals the balance after its last act. A card's acts are numbered without a gap and
 * name the amount that they moved. Refunds do not exceed their spending. No card ended before its day. Every movement has an act, a card and a
 * restaurant of the network.
 */
const gifts = (networkId: string): Sql => sql`
  WITH g AS (
    SELECT credit_owner AS card_id, transaction_id, amount FROM gift_transfers WHERE network_id = ${networkId} AND credit_kind = 'CARD'
    UNION ALL
    SELECT debit_owner, transaction_id, -amount FROM gift_transfers WHERE network_id = ${networkId} AND debit_kind = 'CARD'),
  moved AS (SELECT card_id, sum(amount) AS amount FROM g GROUP BY card_id),
  acts AS (SELECT card_id, count(*) AS acts, max(number) AS last,
      (array_agg(balance ORDER BY number DESC))[1] AS balance
    FROM gift_transactions WHERE network_id = ${networkId} GROUP BY card_id)
  SELECT 'gift_cards' AS row, c.id, format('the card has %s, its movements add up to %s and its last act says %s (acts: %s, version: %s)',
      c.balance, coalesce(m.amount, 0), coalesce(a.balance, 0), coalesce(a.acts, 0), c.version) AS "problem!"
  FROM gift_cards c LEFT JOIN moved m ON m.card_id = c.id LEFT JOIN acts a ON a.card_id = c.id
  WHERE c.network_id = ${networkId} AND (c.balance <> coalesce(m.amount, 0) OR c.balance <> coalesce(a.balance, 0)
    OR c.version <> coalesce(a.acts, 0) OR coalesce(a.last, 0) <> coalesce(a.acts, 0))
  UNION ALL
  SELECT 'gift_transactions', t.id, format('the act says that it moved %s, and it moved %s', t.amount, coalesce(abs(s.amount), 0))
  FROM gift_transactions t
  LEFT JOIN LATERAL (SELECT sum(g.amount) AS amount FROM g WHERE g.card_id = t.card_id
    AND g.transaction_id = CASE t.kind WHEN 'MOVED_IN' THEN t.related_id ELSE t.id END) s ON true
  WHERE t.network_id = ${networkId} AND t.amount <> coalesce(abs(s.amount), 0)
  UNION ALL
  SELECT 'gift_transactions', t.id, format('%s of the spending of %s went back', r.amount, t.amount)
  FROM gift_transactions t
  JOIN (SELECT related_id, sum(amount) AS amount FROM gift_transactions WHERE network_id = ${networkId} AND kind = 'REFUNDED' GROUP BY related_id) r
    ON r.related_id = t.id
  WHERE t.network_id = ${networkId} AND r.amount > t.amount
  UNION ALL
  SELECT 'gift_transactions', t.id, format('the card ended on %s, and could be spent until %s', t.business_date, c.ends_on)
  FROM gift_transactions t JOIN gift_cards c ON c.network_id = t.network_id AND c.id = t.card_id AND c.version = t.number
  WHERE t.network_id = ${networkId} AND t.kind = 'ENDED' AND (t.business_date >= c.ends_on) IS NOT TRUE
  UNION ALL
  SELECT 'gift_transfers', m.transaction_id, 'its act, its card or its restaurant is not there'
  FROM gift_transfers m
  WHERE m.network_id = ${networkId} AND (
    NOT EXISTS (SELECT FROM gift_transactions t WHERE t.network_id = ${networkId} AND t.id = m.transaction_id)
    OR m.debit_kind = 'CARD' AND NOT EXISTS (SELECT FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = m.debit_owner)
    OR m.credit_kind = 'CARD' AND NOT EXISTS (SELECT FROM gift_cards c WHERE c.network_id = ${networkId} AND c.id = m.credit_owner)
    OR m.debit_kind IN ('SOLD', 'REDEEMED') AND NOT EXISTS (SELECT FROM restaurants r WHERE r.network_id = ${networkId} AND r.id = m.debit_owner)
    OR m.credit_kind IN ('SOLD', 'REDEEMED') AND NOT EXISTS (SELECT FROM restaurants r WHERE r.network_id = ${networkId} AND r.id = m.credit_owner))`;

/**
 * Check 4 for allowances of offline tills: the uses of each add up and stay within it, and each use matches the
 * journal. So the allowances paid as much as the restaurants' accounts lost before refunds.
 */
const allowances = (networkId: string): Sql => sql`
  WITH paid AS (
    SELECT t.id, t.restaurant_id, (t.facts -> 'allowance' ->> 'id')::uuid AS allowance_id,
           (t.facts -> 'allowance' ->> 'points')::bigint AS points
      FROM transactions t WHERE t.network_id = ${networkId} AND t.facts -> 'allowance' IS NOT NULL),
  moved AS (
    SELECT x.transaction_id AS id, x.debit_owner AS restaurant_id, sum(x.amount)::bigint AS points
      FROM transfers x WHERE x.network_id = ${networkId} AND x.debit_kind = 'RESTAURANT_OFFLINE_LOSS' GROUP BY 1, 2)
  SELECT 'till_allowances' AS row, a.id AS "id!",
    format('%s of its %s points are used, and it paid %s', a.used, a.points, coalesce(u.points, 0)) AS "problem!"
  FROM till_allowances a
  LEFT JOIN (SELECT allowance_id, sum(points)::bigint AS points FROM paid GROUP BY 1) u ON u.allowance_id = a.id
  WHERE a.network_id = ${networkId} AND (a.used <> coalesce(u.points, 0) OR a.used > a.points)
  UNION ALL
  SELECT 'transactions', coalesce(p.id, m.id), format('the allowance %s of its till paid %s, and %s were moved',
    coalesce(p.allowance_id::text, 'none'), coalesce(p.points, 0), coalesce(m.points, 0))
  FROM paid p FULL JOIN moved m ON m.id = p.id
  LEFT JOIN till_allowances a ON a.network_id = ${networkId} AND a.id = p.allowance_id
  WHERE p.points IS DISTINCT FROM m.points OR a.restaurant_id IS DISTINCT FROM p.restaurant_id
     OR m.restaurant_id IS DISTINCT FROM p.restaurant_id`;

/** Check 3 for budgets of campaigns: the leased, spent and returned amounts equal those of leases and uses. */
const budgets = (networkId: string): Sql => sql`
  WITH leases AS (
    SELECT l.budget_id, sum(l.granted) FILTER (WHERE l.is_open) AS leased, sum(l.used) FILTER (WHERE NOT l.is_open) AS spent,
           sum(l.used) AS used
      FROM budget_leases l WHERE l.network_id = ${networkId} GROUP BY 1),
  uses AS (
    SELECT u.budget_id, sum(u.amount) AS used, sum(u.given_back) AS returned
      FROM budget_uses u WHERE u.network_id = ${networkId} GROUP BY 1)
  SELECT 'budgets' AS row, b.id, format('%s leased, %s spent and %s returned, but its leases and uses say %s, %s and %s',
    b.leased, b.spent, b.returned, coalesce(l.leased, 0), coalesce(l.spent, 0), coalesce(u.returned, 0)) AS "problem!"
  FROM budgets b LEFT JOIN leases l ON l.budget_id = b.id LEFT JOIN uses u ON u.budget_id = b.id
  WHERE b.network_id = ${networkId} AND (b.leased, b.spent, b.returned) IS DISTINCT FROM
    (coalesce(l.leased, 0), coalesce(l.spent, 0), coalesce(u.returned, 0))
  UNION ALL
  SELECT 'budgets', b.id, format('its leases say that %s was used, its uses %s', coalesce(l.used, 0), coalesce(u.used, 0))
  FROM budgets b LEFT JOIN leases l ON l.budget_id = b.id LEFT JOIN uses u ON u.budget_id = b.id
  WHERE b.network_id = ${networkId} AND coalesce(l.used, 0) <> coalesce(u.used, 0)`;

/**
 * Check 4 for segments: each guest's own list of segments matches the segments' lists, and each segment's count of
 * guests is right.
 */
const segments = (networkId: string): Sql => sql`
  SELECT 'guest_states' AS row, coalesce(s.guest_id, m.guest_id) AS "id!",
    format('the guest is known as in %s, and is a member of %s', coalesce(s.codes, 'no segment'), coalesce(m.codes, 'none')) AS "problem!"
  FROM (SELECT guest_id, array_to_string(segments, ', ') AS codes FROM guest_states
         WHERE network_id = ${networkId} AND segments <> '{}') s
  FULL JOIN (SELECT m.guest_id, string_agg(g.code, ', ' ORDER BY g.code COLLATE "C") AS codes FROM segment_members m
         JOIN segments g ON g.network_id = m.network_id AND g.id = m.segment_id
         WHERE m.network_id = ${networkId} GROUP BY m.guest_id) m ON m.guest_id = s.guest_id
  WHERE s.codes IS DISTINCT FROM m.codes
  UNION ALL
  SELECT 'segments', g.id, format('%s guests are counted, and %s are in it', g.guests, count(m.guest_id))
  FROM segments g LEFT JOIN segment_members m ON m.network_id = ${networkId} AND m.segment_id = g.id
  WHERE g.network_id = ${networkId} GROUP BY g.id, g.guests HAVING g.guests <> count(m.guest_id)`;

/** Check 5: the holder of each claim exists, and each row with an idempotency key has claimed it. */
const claims = (networkId: string): Sql => sql`
  SELECT 'claims' AS row, c.digest AS id, format('the %s points to %s, which is not there',
      CASE c.kind WHEN 'K' THEN 'key' WHEN 'R' THEN 'receipt' ELSE 'claim' END, c.holder_id) AS "problem!"
  FROM claims c
  WHERE c.network_id = ${networkId} AND c.kind IN ('K', 'R', 'Q', 'C', 'T', 'D', 'E', 'A')
    AND NOT EXISTS (SELECT FROM transactions x WHERE x.network_id = ${networkId} AND x.id = c.holder_id)
    AND (c.kind IN ('R', 'C', 'T', 'A') OR NOT EXISTS (SELECT FROM stored_answers a WHERE a.network_id = ${networkId} AND a.id = c.holder_id))
  UNION ALL
  SELECT 'transactions', x.id, 'it was asked for under a key that is not claimed'
  FROM transactions x
  WHERE x.network_id = ${networkId} AND x.request_hash IS NOT NULL
    AND NOT EXISTS (SELECT FROM claims c WHERE c.network_id = ${networkId} AND c.kind = 'K' AND c.holder_id = x.id)
  UNION ALL
  SELECT 'claims', min(c.digest::text)::uuid, format('the transaction %s holds %s keys', c.holder_id, count(*))
  FROM claims c WHERE c.network_id = ${networkId} AND c.kind = 'K' GROUP BY c.holder_id HAVING count(*) > 1`;

/** Check 6: each state has its event and each event its state, from the same database transaction. */
const events = (networkId: string): Sql => sql`
  SELECT 'transactions' AS row, x.id, 'it has no event' AS "problem!"
  FROM transactions x
  WHERE x.network_id = ${networkId} AND NOT EXISTS (SELECT FROM events e WHERE e.network_id = ${networkId} AND e.id = x.id)
  UNION ALL
  SELECT 'events', e.id, CASE WHEN x.id IS NULL THEN 'it tells of a transaction that is not there'
      ELSE format('it tells %s of guest %s at version %s', e.type, e.guest_id, e.guest_version) END
  FROM events e LEFT JOIN transactions x ON x.network_id = e.network_id AND x.id = e.id
  WHERE e.network_id = ${networkId} AND e.type LIKE 'transaction.%'
    AND (x.id IS NULL OR (e.xid, e.subject_id, e.guest_id, e.guest_version, e.type)
      IS DISTINCT FROM (x.xid, x.id, x.guest_id, x.guest_version, 'transaction.' || lower(x.type::text)))`;

/**
 * The statements that find wrong rows, each with the number of its check. A statement selects rows that contradict other rows, with the table, the id
 * and the fault of each row.
 */
const WRONG_ROWS = {
  balances: { check: 1, rows: balances },
  balancesBesideLots: { check: 1, rows: balancesBesideLots },
  limits: { check: 1, rows: limits },
  lots: { check: 1, rows: lots },
  stamps: { check: 1, rows: stamps },
  settlements: { check: 2, rows: settlements },
  belowZero: { check: 3, rows: belowZero },
  rewards: { check: 4, rows: rewards },
  families: { check: 4, rows: families },
  gifts: { check: 11, rows: gifts },
  allowances: { check: 4, rows: allowances },
  budgets: { check: 3, rows: budgets },
  segments: { check: 4, rows: segments },
  claims: { check: 5, rows: claims },
  events: { check: 6, rows: events },
} as const satisfies Record<string, { readonly check: Check; readonly rows: (networkId: string) => Sql }>;

type WrongRow = Omit<Finding, 'check'>;

/** Runs the checks that one SQL statement makes over whole tables. */
export async function checkRows(tx: Tx, networkId: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const subject of Object.keys(WRONG_ROWS) as (keyof typeof WRONG_ROWS)[]) {
    const rows = await tx.query<WrongRow>`${WRONG_ROWS[subject].rows(networkId)} LIMIT ${NAMED_FINDINGS + 1}`;
    findings.push(...rows.map((row) => ({ check: WRONG_ROWS[subject].check, ...row })));
  }
  return findings;
}
