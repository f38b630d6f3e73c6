import type { CampaignDocument } from '../../decision';
import type { Tx } from '../../platform/database/database';
import { type Sql, sql, when } from '../../platform/database/sql';
import { lowestIdAt } from '../../platform/ids/ids';

/** The largest thousandth of what guests paid counts as the guest at its lower end, so that one banquet decides nothing. */
const CAPPED_ABOVE = 0.999;
/** The spend of guests before the start tells their habit. */
const DAYS_BEFORE = 90;
const MILLION = 1_000_000;

/** The place of a guest in the draw of the control group's seed, as `drawOf` counts it: the first six bytes of the digest, modulo a million. */
const drawBy = (seed: string | null) =>
  sql`('x' || left(encode(sha256(convert_to(${seed} || ':' || c.guest_id::text, 'UTF8')), 'hex'), 12))::bit(48)::bigint % ${MILLION}::integer`;

/** Sums over the guests of one arm and variant, guests without a purchase counted as 0. Money is in minor units. */
export interface ArmSums {
  readonly arm: 'TREATED' | 'CONTROL' | 'HELD_OUT';
  /** Null: the campaign had no variants when the guests were assigned. */
  readonly variant: string | null;
  readonly guests: number;
  readonly told: number;
  /** Messages that wait for the end of the quiet hours, and those that the network's limit a guest held back. */
  readonly waiting: number;
  readonly capped: number;
  readonly came: number;
  readonly money: number;
  readonly moneySquares: number;
  readonly moneyCubes: number;
  /** Before it was capped. */
  readonly wholeMoney: number;
  /** Payments of the 90 days before, capped likewise. */
  readonly before: number;
  readonly beforeSquares: number;
  readonly moneyProducts: number;
  /** Payments less the cost of the goods whose cost is known, capped likewise. */
  readonly margin: number;
  readonly marginSquares: number;
  readonly marginCubes: number;
  readonly marginProducts: number;
  /** Payments for goods whose cost is known, and for all, refunds not taken off. */
  readonly costedMoney: number;
  readonly soldMoney: number;
  readonly visits: number;
  readonly visitsSquares: number;
  readonly visitsCubes: number;
  /** Points that the campaign gave, less the points that refunds took back. */
  readonly points: number;
  /** Money off by the campaign, less what refunds took back of it, and the sales that had it. */
  readonly moneyOff: number;
  readonly checks: number;
}

/**
 * The sales and points of the campaign's guests since they were assigned, up to `until`. Sales count less what was refunded of them since; a visit
 * goes only with the whole sale, and a refund takes its share of the cost back. Goods cost what
 * the menu says now: an item's own cost, else the part of the line's price that its category says.
 *
 * Guests between a control group's former share and its present one are in no arm, whichever they were assigned to: they had the campaign for a part of
 * the time. The draw alone names them, so those who stay in the group stand for all who were in it.
 */
export function listArmSums(
  tx: Tx,
  networkId: string,
  {
    id,
    code,
    takesMoneyOff,
    control,
  }: {
    readonly id: string;
    readonly code: string;
    readonly takesMoneyOff: boolean;
    readonly control: CampaignDocument['control'];
  },
  until: Date,
  knowsCosts: boolean,
): Promise<ArmSums[]> {
  const formerPpm = control?.formerPpm ?? null;
  return tx.query<ArmSums>`
    WITH figures AS MATERIALIZED (
       SELECT c.arm, c.variant, c.message_id IS NOT NULL AS told, c.unsent, f.money, f.visits, f.points, f.off, f.checks, f.money - f.cost AS margin, f.costed, f.sold, p.before
         FROM campaign_guests c
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(CASE t.type WHEN 'SALE' THEN t.payable WHEN 'REFUND' THEN -t.payable ELSE 0 END), 0)::double precision AS money,
                 coalesce(sum(CASE WHEN t.type = 'SALE' THEN 1 WHEN t.type = 'REFUND' AND (t.details->>'whole')::boolean THEN -1 ELSE 0 END), 0)::double precision AS visits,
                 (coalesce(sum(g.points), 0) - coalesce(sum(b.points), 0))::double precision AS points,
                 (coalesce(sum(g.off), 0) - CASE WHEN ${takesMoneyOff} THEN coalesce(sum(b.money), 0) ELSE 0 END)::double precision AS off, coalesce(sum(g.checks), 0)::double precision AS checks,
                 coalesce(sum(k.cost * CASE t.type WHEN 'SALE' THEN 1 ELSE -t.payable::double precision / nullif(o.payable, 0) END), 0)::double precision AS cost,
                 coalesce(sum(k.costed) FILTER (WHERE t.type = 'SALE'), 0)::double precision AS costed,
                 coalesce(sum(t.payable) FILTER (WHERE t.type = 'SALE'), 0)::double precision AS sold
            FROM transactions t
            LEFT JOIN transactions o ON t.type = 'REFUND' AND o.network_id = t.network_id AND o.id = t.related_id
            LEFT JOIN LATERAL (
              SELECT sum((e->>4)::bigint) AS points, sum((e->>9)::bigint) AS off, count(e->>9) AS checks
                FROM json_array_elements(CASE WHEN t.type = 'SALE' AND json_typeof(t.details->7) = 'array' THEN t.details->7
                                              WHEN t.type = 'AWARD' AND json_typeof(t.details) = 'array' THEN t.details
                                              ELSE '[]'::json END) e
               WHERE e->>0 = ${code} AND e->>3 = 'O') g ON true
            LEFT JOIN LATERAL (
              SELECT sum((e->>'points')::bigint) AS points, sum((e->>'money')::bigint) AS money
                FROM json_array_elements(CASE WHEN t.type = 'REFUND' THEN t.details->'campaigns' END) e
               WHERE e->>'campaign' = ${code}) b ON true
            LEFT JOIN LATERAL (
              SELECT sum(coalesce((i->>3)::double precision / 1000 * m.cost, (i->>5)::double precision * s.cost_ppm / ${MILLION}::integer)) AS cost,
                     sum((i->>9)::bigint) FILTER (WHERE m.cost IS NOT NULL OR s.cost_ppm IS NOT NULL) AS costed
                FROM json_array_elements(CASE t.type WHEN 'SALE' THEN t.items WHEN 'REFUND' THEN o.items END) i
                LEFT JOIN menu_items m ON m.network_id = t.network_id AND m.code = i->>0
                LEFT JOIN menu_category_costs s ON s.network_id = t.network_id AND m.cost IS NULL
                                               AND s.category_key = lower(coalesce(i->>2, m.category))) k ON ${knowsCosts}
           WHERE t.network_id = c.network_id AND t.guest_id = c.guest_id AND t.type IN ('SALE', 'REFUND', 'AWARD')
             AND t.occurred_at >= c.met_at AND t.occurred_at < ${until}
             AND (t.type <> 'AWARD' OR json_typeof(t.details) = 'array')
             AND (t.type <> 'REFUND' OR o.occurred_at >= c.met_at)
          OFFSET 0) f
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(CASE t.type WHEN 'SALE' THEN t.payable ELSE -t.payable END), 0)::double precision AS before
            FROM transactions t
           WHERE t.network_id = c.network_id AND t.guest_id = c.guest_id AND t.type IN ('SALE', 'REFUND')
             AND t.occurred_at >= c.met_at - ${DAYS_BEFORE} * interval '1 day' AND t.occurred_at < c.met_at
          OFFSET 0) p
        WHERE c.network_id = ${networkId} AND c.campaign_id = ${id}
          ${when(
            formerPpm !== null,
            sql`AND (c.arm = 'HELD_OUT' OR ${drawBy(control?.seed ?? null)} NOT BETWEEN ${control?.sharePpm ?? null}::integer AND ${formerPpm}::integer - 1)`,
          )}),
     bound AS (SELECT ${mostOf(sql`money`)}, ${mostOf(sql`margin`)}, ${mostOf(sql`before`)} FROM figures),
     capped AS (SELECT f.arm, f.variant, f.told, f.unsent, f.visits, f.points, f.off, f.checks, f.costed, f.sold, f.money AS whole, least(f.money, b.money) AS money,
                       least(f.margin, b.margin) AS margin, least(f.before, b.before) AS before
                  FROM figures f CROSS JOIN bound b)
     SELECT arm, variant, count(*) AS guests, count(*) FILTER (WHERE told) AS told, count(*) FILTER (WHERE visits > 0) AS came,
            count(*) FILTER (WHERE unsent = 'WAITS') AS waiting, count(*) FILTER (WHERE unsent = 'CAPPED') AS capped,
            sum(money) AS money, sum(money ^ 2) AS money_squares, sum(money ^ 3) AS money_cubes, sum(whole) AS whole_money,
            sum(before) AS before, sum(before ^ 2) AS before_squares, sum(money * before) AS money_products,
            sum(margin) AS margin, sum(margin ^ 2) AS margin_squares, sum(margin ^ 3) AS margin_cubes,
              sum(margin * before) AS margin_products,
            sum(costed) AS costed_money, sum(sold) AS sold_money,
            sum(visits) AS visits, sum(visits ^ 2) AS visits_squares, sum(visits ^ 3) AS visits_cubes, sum(points) AS points,
            sum(off) AS money_off, sum(checks) AS checks
       FROM capped GROUP BY arm, variant ORDER BY arm, variant`;
}

/** Money off, less what refunds took back of it, and how many checks had it. */
export interface MoneyOffSums {
  readonly amount: number;
  readonly checks: number;
}

/** The gifts of a campaign by the journal, also to guests who were not assigned yet. */
export interface JournalTotals extends MoneyOffSums {
  /** Points that the campaign gave, less the points that refunds took back. */
  readonly points: number;
  /** The part of checks without a guest. Receipts that a guest claimed since are the guest's. */
  readonly withoutGuest: MoneyOffSums;
}

/** How far the recording of an act may lie from the act itself. */
const RECORDED_BEFORE_MS = 2 * 86_400_000;
const RECORDED_AFTER_MS = 62 * 86_400_000;

/**
 * A refund counts where the sale that it refunds does: a payout that it undoes was given by that sale or by another one.
 * Only rows that name the campaign are looked into. Ids are ordered by the time of recording, so the period is a range of the key.
 */
export async function findJournalTotals(
  tx: Tx,
  networkId: string,
  code: string,
  since: Date,
  until: Date,
): Promise<JournalTotals> {
  const { points, amount, checks, amountWithoutGuest, checksWithoutGuest } = await tx.one<{
    points: number;
    amount: number;
    checks: number;
    amountWithoutGuest: number;
    checksWithoutGuest: number;
  }>`
    WITH given AS (
       SELECT t.guest_id, g.points - coalesce(b.points, 0) AS points, g.off - coalesce(b.money, 0) AS amount, g.checks
         FROM transactions t
        CROSS JOIN LATERAL (
          SELECT sum((e->>4)::bigint) AS points, sum((e->>9)::bigint) AS off, count(e->>9) AS checks
            FROM json_array_elements(CASE WHEN t.type = 'SALE' AND json_typeof(t.details->7) = 'array' THEN t.details->7
                                          WHEN t.type = 'AWARD' AND json_typeof(t.details) = 'array' THEN t.details
                                          ELSE '[]'::json END) e
           WHERE e->>0 = ${code} AND e->>3 = 'O') g
        CROSS JOIN LATERAL (
          SELECT sum((e->>'points')::bigint) AS points, sum((e->>'money')::bigint) AS money
            FROM transactions r CROSS JOIN LATERAL json_array_elements(r.details->'campaigns') e
           WHERE g.points IS NOT NULL AND r.network_id = ${networkId} AND r.related_id = t.id AND r.type = 'REFUND' AND e->>'campaign' = ${code}) b
        WHERE t.network_id = ${networkId} AND t.id >= ${lowestIdAt(since.getTime() - RECORDED_BEFORE_MS)}
          AND t.id < ${lowestIdAt(until.getTime() + RECORDED_AFTER_MS)} AND t.type IN ('SALE', 'AWARD')
          AND strpos(t.details::text, '"' || ${code} || '"') > 0 AND t.occurred_at >= ${since} AND t.occurred_at < ${until}
          AND (t.guest_id IS NOT NULL
            OR NOT EXISTS (SELECT FROM transactions s WHERE s.network_id = ${networkId} AND s.related_id = t.id AND s.type = 'SALE')))
     SELECT coalesce(sum(points), 0)::bigint AS points, coalesce(sum(amount), 0)::bigint AS amount, coalesce(sum(checks), 0)::bigint AS checks,
            coalesce(sum(amount) FILTER (WHERE guest_id IS NULL), 0)::bigint AS amount_without_guest,
            coalesce(sum(checks) FILTER (WHERE guest_id IS NULL), 0)::bigint AS checks_without_guest
       FROM given`;
  return { points, amount, checks, withoutGuest: { amount: amountWithoutGuest, checks: checksWithoutGuest } };
}

const mostOf = (figure: Sql) =>
  sql`coalesce(percentile_disc(${CAPPED_ABOVE}::double precision) WITHIN GROUP (ORDER BY ${figure}) FILTER (WHERE ${figure} > 0), 0) AS ${figure}`;
