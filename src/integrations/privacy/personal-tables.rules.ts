import type { PiiKind } from '../../security';

/** Marks an encrypted column that can't be null: erasure replaces its value by an encrypted empty text of this kind. */
interface EmptyOf {
  readonly emptyOf: PiiKind;
}

/** A table with rows about a person. Names of tables and columns come only from the list below. */
export interface PersonalTable {
  readonly table: string;
  /** The role that reads and erases the rows. `network`: the application's. `platform`: the platform's, for rows of no network. */
  readonly of: 'network' | 'platform';
  /** SQL condition on a person's rows: `$1` is the network, `$2` the person's guests, `$3` the blind indexes of their phones and addresses. */
  readonly rows: string;
  /** Columns that order the export and identify a row. */
  readonly order: string;
  /** The export's columns; an encrypted column has its kind. */
  readonly shown: Readonly<Record<string, PiiKind | null>>;
  /** Columns that erasure empties, with their SQL; `DELETE`: the whole row is deleted; null: the row has no personal data. */
  readonly erased: 'DELETE' | Readonly<Record<string, string | EmptyOf>> | null;
  /** Further columns of text, JSON, bytes or a date that are kept, by the reason. */
  readonly kept: Readonly<Record<string, readonly string[]>>;
}

const OF_GUEST = 'network_id = $1 AND guest_id = ANY ($2::uuid[])';
const OF_TRANSACTION =
  'network_id = $1 AND transaction_id IN (SELECT id FROM transactions t WHERE t.network_id = $1 AND t.guest_id = ANY ($2::uuid[]))';
const CODES = 'codes of ours or of the network';

/** Columns that are shown as stored. */
const plain = (...columns: readonly string[]): Record<string, null> =>
  Object.fromEntries(columns.map((column) => [column, null]));

/** All tables with rows about a person, in the order of the export. */
export const PERSONAL_TABLES: readonly PersonalTable[] = [
  {
    table: 'guests',
    of: 'network',
    rows: 'network_id = $1 AND id = ANY ($2::uuid[])',
    order: 'id',
    shown: {
      ...plain('id', 'external_id', 'name'),
      phone_encrypted: 'phone',
      email_encrypted: 'email',
      ...plain('birth_date', 'locale', 'note', 'card_number', 'referral_code', 'source', 'created_at', 'merged_into'),
      ...plain('unwanted_messages', 'leaderboard_name'),
    },
    // `erased_at` comes first, because triggers then also delete the search words of the name.
    erased: {
      erased_at: 'coalesce(erased_at, now())',
      account_id: 'NULL',
      external_id: 'NULL',
      name: 'NULL',
      phone_encrypted: 'NULL',
      phone_index: 'NULL',
      phone_last4_index: 'NULL',
      email_encrypted: 'NULL',
      email_index: 'NULL',
      birth_date: 'NULL',
      locale: 'NULL',
      note: 'NULL',
      unwanted_messages: "'{}'",
      leaderboard_name: 'NULL',
      profile_times: "'{}'",
      referral_code: 'new_referral_code()',
      // The sixteen digits of a card number that was never printed.
      card_number:
        "'9' || lpad((('x' || substr(md5(gen_random_uuid()::text), 1, 12))::bit(48)::bigint % 1000000000000000)::text, 15, '0')",
    },
    kept: { [CODES]: ['source'], 'moments at which fields were filled first': ['filled'] },
  },
  {
    table: 'children',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: { name_encrypted: 'name', ...plain('birth_date', 'created_at') },
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'guest_cards',
    of: 'network',
    rows: OF_GUEST,
    order: 'number',
    shown: plain('number', 'created_at'),
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'consents',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('kind', 'text_version', 'given', 'source', 'basis', 'recorded_at'),
    erased: null,
    kept: {
      'proof of what was agreed to, under the number of a guest without a name': [
        'kind',
        'text_version',
        'source',
        'basis',
      ],
    },
  },
  {
    table: 'guest_states',
    of: 'network',
    rows: OF_GUEST,
    order: 'guest_id',
    shown: plain('blocked', 'tier', 'available', 'pending', 'held', 'in_review', 'receivable', 'visits', 'spend'),
    erased: { birthday: 'NULL', birthday_from: 'NULL', erased: 'true', version: 'version + 1' },
    kept: { 'figures of the ledger': ['tier', 'counters', 'segments', 'days'] },
  },
  {
    table: 'lots',
    of: 'network',
    rows: OF_GUEST,
    order: 'expires_at, lot_id',
    shown: plain('lot_id', 'amount', 'remaining', 'expires_at'),
    erased: null,
    kept: {},
  },
  {
    table: 'transactions',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain(
      ...['id', 'type', 'occurred_at', 'restaurant_id', 'receipt_number', 'external_order_id', 'channel', 'amount'],
      ...['discount', 'payable', 'points_redeemed', 'points_earned', 'available', 'tier', 'items', 'payment_method'],
      'reason_code',
    ),
    erased: null,
    kept: {
      'sealed, and without personal data: what people write stands in transaction_comments': [
        ...['actor_kind', 'channel', 'receipt_number', 'external_order_id', 'business_date', 'tier_before', 'tier'],
        ...['tier_progress', 'items', 'facts', 'details', 'trace', 'payment_method', 'direction', 'reason_code'],
        ...['comment_hash', 'request_hash', 'request_id', 'identified_by', 'fiscal_document', 'printed_number'],
      ],
    },
  },
  {
    table: 'transaction_comments',
    of: 'network',
    rows: OF_TRANSACTION,
    order: 'transaction_id',
    shown: plain('transaction_id', 'comment'),
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'approvals',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('id', 'type', 'points', 'status', 'request', 'requested_at', 'decided_at', 'reason'),
    erased: {
      reason: 'NULL',
      request: `jsonb_set(jsonb_set(request::jsonb, '{body,comment}', 'null', false), '{body,reason}', 'null', false)::json`,
    },
    kept: { [CODES]: ['status'] },
  },
  {
    table: 'redemptions',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('id', 'reward_id', 'quantity', 'points', 'status', 'created_at', 'expires_at', 'ready_at', 'ended_at'),
    erased: null,
    kept: { 'terms of the reward, and codes of ours': ['terms', 'status'] },
  },
  {
    table: 'reward_deliveries',
    of: 'network',
    rows: `network_id = $1 AND redemption_id IN (SELECT d.id FROM redemptions d
             WHERE d.network_id = $1 AND d.guest_id = ANY ($2::uuid[]))`,
    order: 'redemption_id',
    shown: { ...plain('redemption_id'), address_encrypted: 'postal_address' },
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'family_members',
    of: 'network',
    rows: OF_GUEST,
    order: 'guest_id',
    shown: plain('family_id', 'role', 'joined_at', 'allowance', 'allowance_period'),
    erased: null,
    kept: { 'codes and figures of ours': ['role', 'allowance_period', 'taken'] },
  },
  {
    table: 'referrals',
    of: 'network',
    rows: 'network_id = $1 AND (friend_id = ANY ($2::uuid[]) OR referrer_id = ANY ($2::uuid[]))',
    order: 'id',
    shown: plain('friend_id', 'referrer_id', 'code', 'created_at'),
    erased: { device_index: 'CASE WHEN friend_id = ANY ($2::uuid[]) THEN NULL ELSE device_index END' },
    kept: { 'the code belongs to no guest any more, once its guest is erased': ['code', 'refusal'] },
  },
  {
    table: 'referral_rounds',
    of: 'network',
    rows: `network_id = $1 AND referral_id IN (SELECT r.id FROM referrals r WHERE r.network_id = $1
             AND (r.friend_id = ANY ($2::uuid[]) OR r.referrer_id = ANY ($2::uuid[])))`,
    order: 'id',
    shown: plain('id', 'sale_id', 'state', 'comment', 'created_at'),
    erased: { comment: 'NULL' },
    kept: { [CODES]: ['state', 'reasons'] },
  },
  {
    table: 'referral_payouts',
    of: 'network',
    rows: OF_GUEST,
    order: 'round_id, side',
    shown: plain('round_id', 'side', 'points'),
    erased: null,
    kept: { [CODES]: ['side', 'refused'] },
  },
  {
    table: 'fraud_cases',
    of: 'network',
    rows: `network_id = $1 AND subject_kind = 'GUEST' AND subject_id = ANY ($2::uuid[])`,
    order: 'id',
    shown: plain('id', 'state', 'opened_at', 'decided_at'),
    erased: null,
    kept: { [CODES]: ['subject_kind', 'state'] },
  },
  {
    table: 'fraud_signals',
    of: 'network',
    rows: `network_id = $1 AND subject_kind = 'GUEST' AND subject_id = ANY ($2::uuid[])`,
    order: 'id',
    shown: plain('id', 'rule', 'occurred_at', 'inputs'),
    erased: null,
    kept: {
      [CODES]: ['rule', 'subject_kind'],
      'ids of acts': ['acts', 'doubtful_acts'],
      'figures of a rule': ['inputs'],
      'a day of the ledger': ['business_date'],
    },
  },
  {
    table: 'fraud_decisions',
    of: 'network',
    rows: `network_id = $1 AND case_id IN (SELECT c.id FROM fraud_cases c WHERE c.network_id = $1 AND c.subject_kind = 'GUEST'
             AND c.subject_id = ANY ($2::uuid[]))`,
    order: 'id',
    shown: plain('id', 'decision', 'ground', 'measures', 'decided_at'),
    erased: {
      ground: `''`,
      measures: `(measures::jsonb || '{"noteToStaff": null, "message": null}')::json`,
    },
    kept: { [CODES]: ['decision'] },
  },
  {
    table: 'review_holds',
    of: 'network',
    rows: OF_GUEST,
    order: 'transaction_id',
    shown: plain('transaction_id', 'points', 'until', 'state'),
    erased: null,
    kept: { [CODES]: ['state'] },
  },
  {
    table: 'sole_gifts',
    of: 'network',
    rows: OF_GUEST,
    order: 'transaction_id',
    shown: plain('transaction_id', 'unit', 'amount', 'waiting', 'given_at'),
    erased: null,
    kept: { [CODES]: ['unit', 'source'] },
  },
  {
    table: 'guest_cases',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('id', 'kind', 'text', 'status', 'created_at', 'done_at'),
    erased: { text: "'–'" },
    kept: { [CODES]: ['kind', 'tier', 'status', 'created_by_kind'], 'ids of guests that were merged': ['came_from'] },
  },
  {
    table: 'guest_case_notes',
    of: 'network',
    rows: 'network_id = $1 AND case_id IN (SELECT c.id FROM guest_cases c WHERE c.network_id = $1 AND c.guest_id = ANY ($2::uuid[]))',
    order: 'id',
    shown: plain('case_id', 'text', 'created_at'),
    erased: { text: "'–'" },
    kept: {},
  },
  {
    table: 'feedback_requests',
    of: 'network',
    rows: OF_GUEST,
    order: 'sale_id',
    shown: {
      ...plain('sale_id', 'asked_at', 'score', 'answered_at'),
      words_encrypted: 'feedback',
      ...plain('reward_points'),
    },
    erased: { words_encrypted: 'NULL' },
    kept: { [CODES]: ['state', 'reason', 'reward'] },
  },
  {
    table: 'wheel_draws',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain(
      'source_kind',
      'source_id',
      'number',
      'ticket',
      'drawn',
      'given',
      'points',
      'drawn_at',
      'returned_points',
    ),
    // The guest chose the number, which may be personal.
    erased: { number: 'NULL' },
    kept: { [CODES]: ['source_kind', 'source_id', 'fallback_reason'] },
  },
  {
    table: 'gift_cards',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('last4', 'state', 'balance', 'sold_at', 'ends_on'),
    // The money stays on the card: anybody with its code and PIN can spend it.
    erased: { guest_id: 'NULL' },
    kept: {
      [CODES]: ['state'],
      'the day until which the holder of the card can pay with it': ['ends_on', 'due_on'],
      'the code and the PIN of the card, by which its holder pays': ['code_index', 'face_encrypted', 'last4'],
    },
  },
  {
    table: 'messages',
    of: 'network',
    rows: 'network_id = $1 AND (guest_id = ANY ($2::uuid[]) OR recipient_index = ANY ($3::bytea[]))',
    order: 'id',
    shown: {
      ...plain('channel', 'subject'),
      recipient_encrypted: 'recipient',
      body_encrypted: 'message',
      ...plain('status', 'created_at', 'opened_at'),
    },
    erased: {
      recipient_encrypted: { emptyOf: 'recipient' },
      recipient_index: "'\\x'::bytea",
      body_encrypted: { emptyOf: 'message' },
      subject: 'NULL',
      provider_id: 'NULL',
      status: "CASE WHEN status IN ('PLANNED', 'HELD', 'QUEUED', 'SENDING', 'OUTBOX') THEN 'FAILED' ELSE status END",
      failure: "CASE WHEN status IN ('PLANNED', 'HELD', 'QUEUED', 'SENDING', 'OUTBOX') THEN 'erased' ELSE failure END",
    },
    kept: {
      [CODES]: ['channel', 'provider', 'purpose', 'source', 'language', 'dedupe_key', 'reason', 'tried', 'receipt'],
      'ids of guests that were merged': ['came_from'],
    },
  },
  {
    table: 'stopped_addresses',
    of: 'network',
    rows: 'network_id = $1 AND (guest_id = ANY ($2::uuid[]) OR recipient_index = ANY ($3::bytea[]))',
    order: 'stopped_at',
    shown: plain('channel', 'reason', 'failure', 'stopped_at', 'reopened_at'),
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'network_bot_chats',
    of: 'network',
    rows: 'network_id = $1 AND phone_index = ANY ($3::bytea[])',
    order: 'id',
    shown: { phone_encrypted: 'phone', chat_encrypted: 'recipient', ...plain('linked_at') },
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'push_subscriptions',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: { subscription_encrypted: 'recipient', ...plain('created_at') },
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'wallet_passes',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('wallet', 'created_at', 'ended_at'),
    // The row stays for a day, so that a phone that requests its pass gets an empty one.
    erased: {
      ended_at: 'coalesce(ended_at, clock_timestamp())',
      changed_at: 'clock_timestamp()',
      due_at: 'clock_timestamp()',
      shown_digest: 'NULL',
    },
    kept: {
      [CODES]: ['wallet'],
      'why a wallet could not be told': ['failure'],
      'ids of guests that were merged': ['came_from'],
    },
  },
  {
    table: 'wallet_devices',
    of: 'network',
    rows: 'network_id = $1 AND pass_id IN (SELECT id FROM wallet_passes p WHERE p.network_id = $1 AND p.guest_id = ANY ($2::uuid[]))',
    order: 'id',
    shown: { token_encrypted: 'recipient', ...plain('created_at') },
    erased: null,
    kept: {
      'deleted a day later, after the phone was told by it that its pass has ended': ['digest', 'token_encrypted'],
    },
  },
  {
    table: 'verifications',
    of: 'network',
    rows: 'network_id = $1 AND phone_index = ANY ($3::bytea[])',
    order: 'id',
    shown: plain('purpose', 'channel', 'created_at'),
    erased: {
      payload: { emptyOf: 'verification' },
      phone_index: "'\\x'::bytea",
      code_hash: "'\\x'::bytea",
      waiting_phone_index: 'NULL',
      used_at: 'coalesce(used_at, now())',
    },
    kept: { [CODES]: ['channel', 'purpose'] },
  },
  {
    table: 'card_codes',
    of: 'network',
    rows: OF_GUEST,
    order: 'code',
    shown: plain('expires_at'),
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'segment_members',
    of: 'network',
    rows: OF_GUEST,
    order: 'segment_id',
    shown: plain('segment_id', 'since'),
    erased: null,
    kept: { 'ids of guests that were merged': ['brought'] },
  },
  {
    table: 'campaign_guests',
    of: 'network',
    rows: OF_GUEST,
    order: 'campaign_id',
    shown: plain('campaign_id', 'arm', 'met_at', 'told_at'),
    erased: null,
    kept: { [CODES]: ['arm', 'variant', 'unsent'] },
  },
  {
    table: 'automation_runs',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('automation_id', 'state', 'step', 'entered_at', 'ended_at'),
    erased: null,
    kept: { [CODES]: ['entry_key', 'state', 'reason', 'step', 'hears', 'caused_by'] },
  },
  {
    table: 'automation_run_steps',
    of: 'network',
    rows: 'network_id = $1 AND run_id IN (SELECT id FROM automation_runs r WHERE r.network_id = $1 AND r.guest_id = ANY ($2::uuid[]))',
    order: 'run_id, visit',
    shown: plain('run_id', 'step', 'kind', 'outcome', 'at', 'points'),
    erased: null,
    kept: { [CODES]: ['step', 'kind', 'outcome', 'reason'] },
  },
  {
    table: 'expiry_warnings',
    of: 'network',
    rows: OF_GUEST,
    order: 'ends_at, lot_id',
    shown: plain('ends_at', 'told_way', 'told_at'),
    erased: null,
    kept: { [CODES]: ['told_way'] },
  },
  {
    table: 'identifications',
    of: 'network',
    rows: OF_GUEST,
    order: 'actor_id',
    shown: plain('way', 'noted_at'),
    erased: null,
    kept: { [CODES]: ['way'] },
  },
  {
    table: 'confirmations',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('points', 'created_at', 'confirmed_by'),
    erased: null,
    kept: { [CODES]: ['confirmed_by'] },
  },
  {
    table: 'till_accounts',
    of: 'network',
    rows: OF_GUEST,
    order: 'number',
    shown: plain('number'),
    erased: null,
    kept: {},
  },
  {
    table: 'mirrored_guests',
    of: 'network',
    rows: OF_GUEST,
    order: 'connection_id',
    shown: plain('customer_id', 'wallet_id', 'told'),
    erased: null,
    kept: { 'ids of the till system, by which its wallet is emptied': ['customer_id', 'wallet_id', 'tier', 'failure'] },
  },
  {
    table: 'webhook_deliveries',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('type', 'status', 'created_at', 'body'),
    erased: 'DELETE',
    kept: {},
  },
  {
    table: 'impact_guests',
    of: 'network',
    rows: OF_GUEST,
    order: 'impact_id',
    shown: plain('tier_without', 'tier_with', 'discount', 'earned', 'expired', 'paid'),
    erased: null,
    kept: { [CODES]: ['tier_without', 'tier_with'] },
  },
  {
    table: 'audit_log',
    of: 'network',
    rows: `network_id = $1 AND (actor_kind = 'guest' AND actor_id = ANY ($2::uuid[])
             OR subject_kind = 'guest' AND subject_id::text = ANY ($2::text[]))`,
    order: 'id',
    shown: plain('recorded_at', 'actor_kind', 'action', 'before', 'after', 'address'),
    // Entries have no personal data under these names now; texts in entries of earlier versions are erased.
    erased: {
      address: 'NULL',
      before: 'CASE WHEN before IS NULL THEN NULL ELSE (before::jsonb - ERASED_VALUES)::json END',
      after: 'CASE WHEN after IS NULL THEN NULL ELSE (after::jsonb - ERASED_VALUES)::json END',
    },
    kept: { [CODES]: ['actor_kind', 'action', 'subject_kind', 'subject_id', 'request_id'] },
  },
  {
    table: 'users',
    of: 'network',
    rows: 'network_id = $1 AND guest_id = ANY ($2::uuid[])',
    order: 'id',
    shown: plain('role', 'created_at'),
    erased: { guest_id: 'NULL' },
    kept: {
      'the account of a member of staff, which ends with the work and not with the card': [
        ...['name', 'email_encrypted', 'email_index', 'password_hash', 'locale', 'role'],
      ],
    },
  },
  {
    table: 'sessions',
    of: 'platform',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('device', 'address', 'created_at', 'last_used_at', 'revoked_at'),
    erased: { device: 'NULL', address: 'NULL' },
    kept: { 'a hash that opens nothing once the session has ended': ['refresh_hash', 'revoked_reason'] },
  },
  {
    table: 'erasures',
    of: 'network',
    rows: OF_GUEST,
    order: 'id',
    shown: plain('status', 'requested_by_kind', 'requested_at', 'due_at'),
    erased: null,
    kept: {
      'emptied when the erasure is done': ['sought_encrypted'],
      [CODES]: ['status', 'requested_by_kind', 'stage'],
    },
  },
];

/** Names of values in audit entries about a guest that a person may have typed. */
export const ERASED_VALUES = "ARRAY['reason', 'comment', 'name', 'note', 'externalId', 'text']";

/** A table whose stored bodies may name any guest, so each row is searched. */
export interface SearchedTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly kind: PiiKind;
  /** SQL condition on rows that may be emptied. */
  readonly rows: string;
  /** Further SQL assignments for an emptied row; empty: none. */
  readonly also: string;
}

export const SEARCHED_TABLES = {
  // After the erasure, a repeated call about the guest is answered like a new one.
  STORED_ANSWERS: {
    table: 'stored_answers',
    columns: ['body_encrypted'],
    kind: 'answer',
    rows: 'true',
    also: `body_encrypted = NULL, status = 404, code = 'guest_not_found', data = '{"requestId":"","data":{},"faults":[]}'::json`,
  },
  // Waiting events are handled first. All events are deleted by age.
  INBOX_EVENTS: {
    table: 'inbox_events',
    columns: ['body_encrypted', 'answer_encrypted'],
    kind: 'event',
    rows: "status <> 'WAITING'",
    also: '',
  },
  DEAD_LETTERS: { table: 'dead_letters', columns: ['body_encrypted'], kind: 'event', rows: 'true', also: '' },
} as const satisfies Record<string, SearchedTable>;

/** Tables without rows about a person, each with the reason. Every new table must be here or above. */
export const WITHOUT_PERSONS: Readonly<Record<string, string>> = {
  guest_accounts: 'erased by itself, once no network knows the person',
  guest_words: 'triggers on guests keep them, and take them away with erased_at',
  guest_summaries: 'triggers on guests keep them, and take them away with erased_at',
  stored_answers: 'searched, see SEARCHED_TABLES',
  inbox_events: 'searched, see SEARCHED_TABLES',
  dead_letters: 'searched, see SEARCHED_TABLES',
  ...groupOf('figures and codes of the ledger, without a text of a person', [
    ...[
      'transfers',
      'shifts',
      'devices',
      'till_allowances',
      'seals',
      'seal_publications',
      'daily_figures',
      'ledger_periods',
      'events',
    ],
    ...['guest_days', 'guest_cohorts', 'cohort_cells', 'visit_gaps'],
    ...['liability_countings', 'liability_guests', 'liability_sums', 'liability_movements', 'event_cursors', 'claims'],
    ...['hourly_figures', 'cashier_figures', 'figure_countings', 'item_figures', 'item_sums', 'tier_figures'],
    ...['expiry_warning_passes', 'tier_revision_passes', 'redemption_moves', 'families', 'family_invitations'],
    ...['gift_batches', 'gift_transactions', 'gift_transfers'],
    ...['reward_stocks', 'reward_slots', 'coupon_batches', 'coupons', 'budgets', 'budget_leases', 'budget_uses'],
    ...[
      'backtests',
      'rate_counters',
      'restores',
      'kafka_positions',
      'warehouse_positions',
      'event_marks',
      'telegram_updates',
      'message_rates',
      'retention_days',
      'cells',
      'network_cells',
    ],
    ...['settlements', 'partner_settlements', 'partner_settlement_lines'],
  ]),
  ...groupOf('configuration of the network', [
    ...['networks', 'restaurants', 'points_of_sale', 'program_versions', 'program_publications', 'rewards'],
    ...[
      'reward_versions',
      'pictures',
      'picture_files',
      'picture_removals',
      'menu_items',
      'menu_category_costs',
      'campaigns',
      'campaign_versions',
    ],
    ...[
      'campaign_states',
      'wheel_epochs',
      'wheel_stocks',
      'automations',
      'automation_versions',
      'automation_codes',
      'automation_counts',
      'held_sources',
    ],
    ...['network_looks', 'network_look_images', 'segments', 'segment_passes', 'rfm_boundaries'],
    ...['campaign_passes', 'loyaltea_items', 'till_connections', 'till_reconciliations', 'till_products'],
    ...['till_mirrors', 'webhooks', 'partners', 'restaurant_groups', 'restaurant_group_members'],
    ...[
      'own_roles',
      'identity_providers',
      'identity_provider_groups',
      'network_domains',
      'network_bots',
      'wallet_accounts',
    ],
    ...['fraud_rules', 'fraud_positions', 'confirmed_sources'],
    ...['consent_texts', 'earlier_settings', 'message_templates', 'message_template_versions'],
  ]),
  ...groupOf('names of columns and codes of refusals, without values of the rows', [
    ...['imports', 'import_mappings', 'import_refusals', 'guest_import_lines'],
  ]),
  ...groupOf('encrypted rows of a file on their way in, deleted within seven days after the last step', [
    ...['guest_files', 'guest_file_parts'],
  ]),
  ...groupOf('about staff and the installation, not about guests', [
    ...[
      'user_restaurants',
      'password_links',
      'second_factors',
      'used_refresh_tokens',
      'saved_views',
      'fact_exports',
      'letter_readers',
      'figure_alerts',
      'figure_alert_crossings',
      'fraud_days',
      'api_keys',
      'platform_audit_log',
    ],
    ...[
      'acting_periods',
      'account_openings',
      'change_requests',
      'provider_people',
      'provider_sessions',
      'provider_sign_ins',
    ],
  ]),
  ...groupOf('about networks as customers of the installation', [
    ...[
      'plan_versions',
      'sellers',
      'invoice_series',
      'bank_entries',
      'statement_imports',
      'subscriptions',
      'subscription_changes',
    ],
    ...['invoices', 'invoice_lines', 'payments', 'dunning_steps', 'online_payments', 'payment_refunds'],
  ]),
};

function groupOf(reason: string, tables: readonly string[]): Record<string, string> {
  return Object.fromEntries(tables.map((table) => [table, reason]));
}
