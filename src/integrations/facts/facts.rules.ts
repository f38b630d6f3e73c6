/** The type of a column. `money`: minor units of the network's currency; `instant`: milliseconds or finer. */
export type FactType = 'id' | 'text' | 'instant' | 'date' | 'int64' | 'money' | 'boolean';

/** A column of a fact; `sql` reads it from the row `t` of the fact's table and the tables in `joins`. */
export interface FactColumn {
  readonly name: string;
  readonly type: FactType;
  readonly nullable?: true;
  readonly sql: string;
  readonly description: string;
}

/**
 * A table whose ids are ordered by time. `momentColumn` decides to which period a row belongs; the row's id was made at most `lagDays` days before
 * that moment.
 */
export interface FactTable {
  readonly table: 'transactions' | 'messages' | 'feedback_requests';
  readonly idColumn: string;
  readonly momentColumn: string;
  readonly lagDays: number;
  readonly hasRestaurants: boolean;
}

/** Something that happened, in the form in which it leaves the platform, as a file or for a warehouse. Its only personal data are ids. */
export interface Fact {
  readonly name: FactName;
  readonly description: string;
  readonly of: FactTable;
  /** SQL joins, between table `t` and the conditions. */
  readonly joins: string;
  /** SQL condition on the rows that are facts; left out: all rows. */
  readonly condition?: string;
  /** Columns that identify a fact within the network. */
  readonly key: readonly string[];
  /** SQL that orders several facts of one row; left out: a row is one fact. */
  readonly place?: string;
  readonly columns: readonly FactColumn[];
}

export const FACT_NAMES = [
  'transactions',
  'transaction-lines',
  'transfers',
  'tier-changes',
  'campaign-effects',
  'messages',
  'answers',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** The column that grows when a fact changes: of two rows with the same key, the higher version is valid. */
export const VERSION_COLUMN = 'version';

const JOURNAL: FactTable = {
  table: 'transactions',
  idColumn: 'id',
  momentColumn: 'recorded_at',
  // A call that waits on the disk while the database is away already has its id.
  lagDays: 1,
  hasRestaurants: true,
};
const MESSAGES: FactTable = {
  table: 'messages',
  idColumn: 'id',
  momentColumn: 'created_at',
  lagDays: 1,
  hasRestaurants: false,
};
const ANSWERS: FactTable = {
  table: 'feedback_requests',
  idColumn: 'sale_id',
  momentColumn: 'answered_at',
  // The longest time that a network may wait to ask, plus the longest that a guest may take to answer.
  lagDays: 120,
  hasRestaurants: true,
};

const NEVER_CHANGES: FactColumn = {
  name: VERSION_COLUMN,
  type: 'int64',
  sql: '1::bigint',
  description: 'Always 1, since a recorded fact never changes',
};
const CHANGES: FactColumn = {
  name: VERSION_COLUMN,
  type: 'int64',
  sql: '(extract(epoch FROM statement_timestamp()) * 1000000)::bigint',
  description: 'Microseconds since 1970 when the row was read; the higher one is the newer state',
};

const GUEST = column('guestId', 'id', 't.guest_id', 'Guest; empty for an anonymous receipt', true);
const RESTAURANT = column('restaurantId', 'id', 't.restaurant_id', 'Restaurant; empty where none had a part', true);
const WHEN: readonly FactColumn[] = [
  column(
    'businessDate',
    'date',
    't.business_date',
    'Business date to which reports count it; empty where it has none',
    true,
  ),
  column('occurredAt', 'instant', 't.occurred_at', 'When it happened'),
  column('recordedAt', 'instant', 't.recorded_at', 'When it was recorded; a period is chosen by this moment'),
];
const TRANSACTION = column('transactionId', 'id', 't.id', 'The transaction that it is part of');
const TRANSACTION_TYPE = column('transactionType', 'text', 't.type::text', 'Kind of that transaction');

/** The journal: sales, refunds and every other act that was decided. */
const TRANSACTIONS: Fact = {
  name: 'transactions',
  description: 'Each act of the journal: sales, refunds, points by hand, ends of points, and all others.',
  of: JOURNAL,
  joins: '',
  key: ['id'],
  columns: [
    column('id', 'id', 't.id', 'The transaction'),
    column('type', 'text', 't.type::text', 'Kind, such as `SALE`, `REFUND` or `EXPIRY`'),
    GUEST,
    column('guestVersion', 'int64', 't.guest_version', "Place in the guest's journal, from 1", true),
    RESTAURANT,
    column('pointOfSaleId', 'id', 't.point_of_sale_id', 'Till', true),
    column('shiftId', 'id', 't.shift_id', 'Shift of the cashier', true),
    column('actorKind', 'text', 't.actor_kind', 'Kind of the actor: `user`, `guest`, `key` or `system`'),
    column('actorId', 'id', 't.actor_id', 'Member of staff, guest or API key', true),
    column('channel', 'text', 't.channel', 'Door by which it came, such as `TILL`, `API` or `OFFLINE`'),
    column(
      'relatedId',
      'id',
      't.related_id',
      'The sale that is refunded, the receipt that is claimed, or the hold that is captured',
      true,
    ),
    column(
      'claimsReceipt',
      'boolean',
      "(t.type = 'SALE' AND t.related_id IS NOT NULL AND t.facts -> 'captureGraceMs' IS NULL)",
      'The sale is an anonymous receipt that a guest claimed later. The receipt is a fact of its own: leave one of both out of sums',
    ),
    column('receiptNumber', 'text', 't.receipt_number', 'Number of the receipt', true),
    column('externalOrderId', 'text', 't.external_order_id', 'Order in the till system', true),
    ...WHEN,
    column('amount', 'money', 't.amount', 'Sum before discounts; of a refund: what is given back of it'),
    column('discount', 'money', 't.discount', 'Money off'),
    column('pointsRedeemed', 'int64', 't.points_redeemed', 'Points that were spent, or that a refund returned'),
    column('pointsValue', 'money', 't.points_value', 'Money that these points stood for'),
    column('payable', 'money', 't.payable', 'Money paid; of a refund: given back'),
    column('pointsEarned', 'int64', 't.points_earned', 'Points that were earned, or that a refund took back'),
    column('pointsNotTaken', 'int64', 't.points_not_taken', 'Points that a refund should have taken and could not'),
    column('available', 'int64', 't.available', 'Points that the guest could spend afterwards'),
    column('pending', 'int64', 't.pending', 'Points that begin later, afterwards'),
    column('held', 'int64', 't.held', 'Points set aside by quotes, afterwards'),
    column('inReview', 'int64', 't.in_review', 'Points in review, afterwards'),
    column('receivable', 'int64', 't.receivable', 'Points that the guest owed, afterwards'),
    column('tierBefore', 'text', 't.tier_before', 'Code of the tier before', true),
    column('tier', 'text', 't.tier', 'Code of the tier afterwards', true),
    column('programVersion', 'int64', 't.program_version', 'Version of the programme that decided', true),
    column('paymentMethod', 'text', 't.payment_method', 'Way of payment as the till said', true),
    column('direction', 'text', 't.direction', 'Whether points were given or taken by hand or in a transfer', true),
    column('reasonCode', 'text', 't.reason_code', 'Code of the reason', true),
    column('guestCount', 'int64', 't.guest_count', 'Number of guests of the check', true),
    column('identifiedBy', 'text', 't.identified_by', 'How the guest was found at the till', true),
    column('pointsGiven', 'int64', 't.points_given', 'Points that count against the budget of the restaurant', true),
    NEVER_CHANGES,
  ],
};

const LINE = (place: number, type: 'text' | 'bigint' = 'bigint'): string =>
  `(l.item ->> ${String(place)})${type === 'text' ? '' : '::bigint'}`;

/** Lines of receipts as tills sent them, and lines or parts of them that were refunded. */
const LINES: Fact = {
  name: 'transaction-lines',
  description:
    'Lines of sales, and the part of a line that a refund gave back. A sale that came without lines has none here.',
  of: JOURNAL,
  joins: `LEFT JOIN transactions s ON t.type = 'REFUND' AND s.network_id = t.network_id AND s.id = t.related_id AND s.type = 'SALE'
    CROSS JOIN LATERAL (
      SELECT n, item, NULL::json AS back FROM json_array_elements(CASE t.type WHEN 'SALE' THEN t.items END) WITH ORDINALITY i(item, n)
      UNION ALL
      SELECT (back ->> 'line')::bigint, s.items -> ((back ->> 'line')::integer - 1), back
        FROM json_array_elements(CASE t.type WHEN 'REFUND' THEN t.details -> 'lines' END) b(back) WHERE s.items IS NOT NULL) l`,
  condition: "t.type IN ('SALE', 'REFUND')",
  key: ['transactionId', 'line'],
  place: 'l.n',
  columns: [
    TRANSACTION,
    column('line', 'int64', 'l.n', 'Number of the line in its sale, from 1'),
    TRANSACTION_TYPE,
    GUEST,
    RESTAURANT,
    ...WHEN,
    column('sku', 'text', LINE(0, 'text'), 'Code of the item in the till system', true),
    column('name', 'text', LINE(1, 'text'), 'Name of the item as the till said', true),
    column('category', 'text', LINE(2, 'text'), 'Category of the item as the till said', true),
    column('itemType', 'text', LINE(11, 'text'), 'Kind of the item where the till said one', true),
    column(
      'quantityMilli',
      'int64',
      `coalesce((l.back ->> 'quantityMilli')::bigint, ${LINE(3)})`,
      'Thousandths of a piece or kilogram; of a refund: given back',
    ),
    column('unitPrice', 'money', LINE(4), 'Price of one'),
    column(
      'total',
      'money',
      `coalesce((l.back ->> 'gross')::bigint, ${LINE(5)})`,
      'Price of the line before discounts',
    ),
    column(
      'discount',
      'money',
      `CASE WHEN l.back IS NULL THEN ${LINE(6)} ELSE coalesce((l.back ->> 'discount')::bigint, 0) END`,
      'Money off the line',
    ),
    column(
      'points',
      'int64',
      `CASE WHEN l.back IS NULL THEN ${LINE(7)} END`,
      'Points that paid; empty in refunds',
      true,
    ),
    column('pointsValue', 'money', `CASE WHEN l.back IS NULL THEN ${LINE(8)} END`, 'Money they stood for', true),
    column('payable', 'money', `coalesce((l.back ->> 'payable')::bigint, ${LINE(9)})`, 'Money paid or given back'),
    column('earned', 'int64', `CASE WHEN l.back IS NULL THEN ${LINE(10)} END`, 'Points earned; empty in refunds', true),
    NEVER_CHANGES,
  ],
};

const LASTING = (moment: string): string => `CASE WHEN ${moment} < '9999-01-01' THEN ${moment} END`;

/** The postings of the ledger. */
const TRANSFERS: Fact = {
  name: 'transfers',
  description: 'Postings of the ledger: points, or stamps of a card, that went from one account to another.',
  of: JOURNAL,
  joins: 'JOIN transfers x ON x.network_id = t.network_id AND x.transaction_id = t.id',
  key: ['transactionId', 'n'],
  place: 'x.n',
  columns: [
    TRANSACTION,
    column('n', 'int64', 'x.n::bigint', 'Number of the posting in its transaction'),
    TRANSACTION_TYPE,
    column('code', 'text', 'x.code::text', 'Reason, such as `ACCRUAL`, `REDEMPTION` or `EXPIRY`'),
    column('debitKind', 'text', 'x.debit_kind::text', 'Kind of the account that gives'),
    column('debitOwner', 'id', 'x.debit_owner', 'Guest, restaurant, network or partner whose account gives'),
    column('creditKind', 'text', 'x.credit_kind::text', 'Kind of the account that gets'),
    column('creditOwner', 'id', 'x.credit_owner', 'Guest, restaurant, network or partner whose account gets'),
    column('amount', 'int64', 'x.amount', 'Points, or stamps'),
    column('stampCardId', 'id', 'x.unit', 'Stamp card whose stamps move; empty: points', true),
    column('lotId', 'id', 'x.lot_id', 'Lot of the guest that changes', true),
    column('expiresAt', 'instant', LASTING('x.expires_at'), 'End of the lot that it opens; empty: none', true),
    column('activatesAt', 'instant', LASTING('x.activates_at'), 'From when that lot may be spent', true),
    RESTAURANT,
    ...WHEN,
    NEVER_CHANGES,
  ],
};

/** Changes of tier, counted by the same rule as in `breakdowns_take`. */
const TIER_CHANGES: Fact = {
  name: 'tier-changes',
  description: 'Guests who went to another tier, and those who came or went by a merge.',
  of: JOURNAL,
  joins: `CROSS JOIN LATERAL (
      SELECT CASE
        WHEN t.type = 'TRANSFER' AND t.details ->> 'kind' = 'MERGE' THEN CASE
          WHEN t.direction = 'DEBIT' AND json_typeof(t.details -> 'undoes') = 'null' THEN 'MERGED'
          WHEN (t.details ->> 'isUndo')::boolean THEN 'UNMERGED'
          ELSE 'OTHER' END
        WHEN t.type IN ('SALE', 'AWARD', 'REFUND') THEN t.type::text
        WHEN t.type = 'COUNT' THEN 'ACTIVITY'
        WHEN t.type = 'TIER' THEN CASE
          WHEN t.details -> 'change' ->> 'kind' = 'SET' THEN 'BY_HAND'
          WHEN t.details -> 'change' ->> 'kind' = 'END' THEN 'BY_HAND_ENDED'
          WHEN t.details -> 'change' ->> 'kind' = 'REVISE' THEN 'PROGRAM'
          WHEN t.trace::text ~ '\\.by(Hand|Campaign)Ended"' THEN 'BY_HAND_ENDED'
          ELSE 'REVIEW' END
        ELSE 'OTHER' END AS cause) c`,
  condition:
    "t.tier IS NOT NULL AND t.tier_before IS NOT NULL AND (t.tier <> t.tier_before OR c.cause IN ('MERGED', 'UNMERGED'))",
  key: ['transactionId'],
  columns: [
    TRANSACTION,
    TRANSACTION_TYPE,
    GUEST,
    RESTAURANT,
    ...WHEN,
    column(
      'fromTier',
      'text',
      "CASE WHEN c.cause <> 'UNMERGED' THEN t.tier_before END",
      'Code of the tier before; empty: the guest was merged into another',
      true,
    ),
    column(
      'toTier',
      'text',
      "CASE WHEN c.cause <> 'MERGED' THEN t.tier END",
      'Code of the tier afterwards; empty: the guest is merged into another',
      true,
    ),
    column(
      'cause',
      'text',
      'c.cause',
      'Reason of the change: `SALE`, `AWARD`, `REFUND`, `ACTIVITY`, `BY_HAND`, `BY_HAND_ENDED`, `PROGRAM`, `REVIEW`, `MERGED`, `UNMERGED`, `OTHER`',
    ),
    NEVER_CHANGES,
  ],
};

const SOLD = (place: number): string => `(e.part ->> ${String(place)})`;
const RETURNED = (member: string): string => `(e.part ->> '${member}')`;
const byWay = (given: string, returned = 'NULL'): string =>
  `CASE WHEN e.is_returned THEN ${returned} ELSE ${given} END`;

/** Effects of campaigns on acts, and effects that refunds reversed. */
const CAMPAIGN_EFFECTS: Fact = {
  name: 'campaign-effects',
  description: 'Parts that campaigns had in sales and activities, and the parts that refunds took back.',
  of: JOURNAL,
  joins: `CROSS JOIN LATERAL (
      SELECT n, part, false AS is_returned FROM json_array_elements(
        CASE WHEN t.type = 'SALE' AND json_typeof(t.details -> 7) = 'array' THEN t.details -> 7
             WHEN t.type = 'AWARD' AND json_typeof(t.details) = 'array' THEN t.details END) WITH ORDINALITY g(part, n)
      UNION ALL
      SELECT n, part, true FROM json_array_elements(
        CASE WHEN t.type = 'REFUND' AND json_typeof(t.details -> 'campaigns') = 'array' THEN t.details -> 'campaigns' END)
        WITH ORDINALITY b(part, n)) e`,
  condition: "t.type IN ('SALE', 'AWARD', 'REFUND')",
  key: ['transactionId', 'n'],
  place: 'e.n',
  columns: [
    TRANSACTION,
    column('n', 'int64', 'e.n', 'Number of the part in its transaction, from 1'),
    TRANSACTION_TYPE,
    GUEST,
    RESTAURANT,
    ...WHEN,
    column('isReturned', 'boolean', 'e.is_returned', 'A refund took this back; else it was given'),
    column('campaign', 'text', byWay(SOLD(0), RETURNED('campaign')), 'Code of the campaign'),
    column('campaignVersion', 'int64', `${byWay(SOLD(1))}::bigint`, 'Its version; empty where it is returned', true),
    column('occurrence', 'int64', `${byWay(SOLD(2))}::bigint`, 'Which time of a repeated campaign it was', true),
    column(
      'arm',
      'text',
      byWay(`CASE ${SOLD(3)} WHEN 'O' THEN 'OFFERED' WHEN 'C' THEN 'CONTROL' ELSE 'HELD_OUT' END`),
      'Group of the guest: only `OFFERED` got anything, `CONTROL` and `HELD_OUT` say what they would have got',
      true,
    ),
    column('variant', 'text', byWay(SOLD(8)), 'Variant of the offer; empty where the campaign has none', true),
    column('points', 'int64', `${byWay(SOLD(4), RETURNED('points'))}::bigint`, 'Points'),
    column(
      'moneyOff',
      'money',
      `coalesce(${byWay(SOLD(9), `CASE ${RETURNED('points')} WHEN '0' THEN ${RETURNED('money')} END`)}::bigint, 0)`,
      'Money off',
    ),
    column('uses', 'int64', `${byWay(SOLD(5), RETURNED('uses'))}::bigint`, 'Uses of the campaign'),
    column(
      'givenById',
      'id',
      `${byWay('e.part ->> 10', RETURNED('transactionId'))}::uuid`,
      'Transaction that gave it, where that is another: the one that is refunded, or the receipt that is claimed',
      true,
    ),
    NEVER_CHANGES,
  ],
};

/** Messages to guests and staff, without addresses and texts. */
const MESSAGES_SENT: Fact = {
  name: 'messages',
  description: 'Messages to guests and staff, as they stand when they are read. Addresses and texts stay inside.',
  of: MESSAGES,
  joins: '',
  key: ['id'],
  columns: [
    column('id', 'id', 't.id', 'The message'),
    column('guestId', 'id', 't.guest_id', 'Guest; empty: somebody who is no guest', true),
    column('purpose', 'text', 't.purpose', '`MARKETING`, `SERVICE` or `CODE`'),
    column('source', 'text', 't.source', 'Part of the platform that asked for it, such as `CAMPAIGN`', true),
    column('sourceId', 'id', 't.source_id', 'Campaign, automation or sale that asked for it', true),
    column('channel', 'text', 't.channel', 'Channel that carries it'),
    column('status', 'text', 't.status', 'Its state, such as `SENT`, `DELIVERED`, `FAILED` or `SUPPRESSED`'),
    column('reason', 'text', 't.reason', 'Rule that suppressed it', true),
    column('language', 'text', 't.language', 'Language of its text', true),
    column('templateId', 'id', 't.template_id', 'Template of its text', true),
    column('templateVersion', 'int64', 't.template_version', 'Version of the template', true),
    column('provider', 'text', 't.provider', 'Provider that took it', true),
    column('attempts', 'int64', 't.attempts::bigint', 'Attempts to send it by its channel'),
    column('inInbox', 'boolean', 't.in_inbox', 'Whether the guest finds it in the cabinet'),
    column('createdAt', 'instant', 't.created_at', 'When it was asked for; a period is chosen by this moment'),
    column('decidedAt', 'instant', 't.decided_at', 'When its channel was chosen', true),
    column('openedAt', 'instant', 't.opened_at', 'When the guest opened it in the cabinet', true),
    CHANGES,
  ],
};

/** Guests' answers after visits, without their words. */
const FEEDBACK: Fact = {
  name: 'answers',
  description: 'Scores that guests gave after a visit, as they stand when they are read. Their words stay inside.',
  of: ANSWERS,
  joins: '',
  condition: 't.score IS NOT NULL',
  key: ['saleId'],
  columns: [
    column('saleId', 'id', 't.sale_id', 'The sale of the visit'),
    column('guestId', 'id', 't.guest_id', 'Guest'),
    RESTAURANT,
    column('soldAt', 'instant', 't.sold_at', 'When the sale happened'),
    column('askedAt', 'instant', 't.asked_at', 'When the question was put', true),
    column('answeredAt', 'instant', 't.answered_at', 'When the guest responded; a period is chosen by this moment'),
    column('score', 'int64', 't.score::bigint', 'From 1 (bad) to 5 (good)'),
    column('reward', 'text', 't.reward', 'Points for the response: `DUE`, `GIVEN` or `REFUSED`', true),
    column('rewardPoints', 'int64', 't.reward_points', 'How many points were given', true),
    CHANGES,
  ],
};

/** All facts, in the order in which people see them. */
export const FACTS: Readonly<Record<FactName, Fact>> = {
  transactions: TRANSACTIONS,
  'transaction-lines': LINES,
  transfers: TRANSFERS,
  'tier-changes': TIER_CHANGES,
  'campaign-effects': CAMPAIGN_EFFECTS,
  messages: MESSAGES_SENT,
  answers: FEEDBACK,
};

function column(name: string, type: FactType, sql: string, description: string, nullable?: true): FactColumn {
  return { name, type, sql, description, ...(nullable && { nullable }) };
}
