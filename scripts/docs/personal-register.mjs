/**
 * Why the platform has each personal column, how long, and who may read it. The columns of a guest's tables are those that
 * src/integrations/privacy/personal-tables.rules.ts exports or erases; `columns` names those of the other tables.
 * @typedef {{ title: string, why: string, howLong: string, readers: string,
 *   guestTables?: readonly string[], columns?: Readonly<Record<string, string>> }} Purpose
 */

/** Columns that name a person or hold something of one in each table of guests that has them. */
export const COLUMNS_OF_PERSONS = [
  ...['guest_id', 'user_id', 'home_user_id', 'actor_id', 'author_id', 'created_by', 'created_by_id', 'requested_by'],
  ...['decided_by', 'first_approved_by', 'phone_index', 'recipient_index', 'email_encrypted', 'email_index'],
  ...['sought_encrypted', 'password_hash', 'name', 'locale', 'seller_id', 'facts', 'details', 'trace'],
];

const STAFF_OF_GUESTS = 'the guest; staff and keys of the network with the permission `guest.read`, cashiers in their restaurants';
const SERVER = 'the server alone: no answer shows it';

/** @type {readonly Purpose[]} */
export const PURPOSES = [
  {
    title: 'Membership of a guest',
    why: 'to find the guest at the till, to reach the guest, and to give birthday gifts',
    howLong: 'until the guest is erased',
    readers: STAFF_OF_GUESTS,
    guestTables: ['guests', 'children', 'guest_cards', 'card_codes', 'identifications', 'till_accounts'],
    columns: {
      guest_summaries: 'guest_id name_key tier available last_visit_at',
      guest_words: 'word guest_id',
    },
  },
  {
    title: 'One person in several networks',
    why: 'to sign in once for all cards of a person',
    howLong: 'until no network has the person as a guest',
    readers: SERVER,
    columns: { guest_accounts: 'phone_encrypted phone_index telegram_encrypted telegram_index telegram_refused_at' },
  },
  {
    title: 'Agreement and erasure',
    why: 'to prove what the guest agreed to, and that an erasure was asked for and done',
    howLong: 'for good, under the number of a guest without a name',
    readers: STAFF_OF_GUESTS,
    guestTables: ['consents', 'erasures'],
  },
  {
    title: 'Purchases and points',
    why: 'to count points, to prove each balance, and to reckon with partners and tax',
    howLong: 'for good: the ledger is sealed, and erasure takes the name and the texts of people away from it; other events of the log {EVENT_MONTHS}',
    readers: 'the guest; staff and keys of the network with the permissions `guest.read` or `transaction.read`',
    guestTables: [
      ...['guest_states', 'lots', 'transactions', 'transaction_comments', 'approvals', 'confirmations'],
      ...['redemptions', 'reward_deliveries', 'family_members', 'impact_guests'],
    ],
    columns: {
      events: 'guest_id',
      guest_days: 'guest_id',
      guest_cohorts: 'guest_id person_id',
      liability_guests: 'guest_id',
      transfers: 'debit_owner credit_owner',
    },
  },
  {
    title: 'Friends who were invited',
    why: 'to reward an invitation once, and to refuse made-up friends',
    howLong: 'for good as ids; comment and device go with erasure',
    readers: STAFF_OF_GUESTS,
    guestTables: ['referrals', 'referral_rounds', 'referral_payouts'],
  },
  {
    title: 'Fraud watch',
    why: 'to find doubtful acts of staff and guests, and to decide on them',
    howLong: 'for good as ids, signals without a case 120 days; ground, note and message of a decision go with erasure',
    readers: 'staff of the network with the permission `fraud.read`',
    guestTables: ['fraud_cases', 'fraud_signals', 'fraud_decisions', 'review_holds'],
    columns: { fraud_days: 'counts', fraud_cases: 'subject_id blocked_by limited_until', fraud_signals: 'subject_id' },
  },
  {
    title: 'Gift cards in a cabinet',
    why: 'to show a guest the money of the cards that the guest put into the cabinet',
    howLong: 'until the guest is erased; the money stays on the card',
    readers: 'the guest; staff of the network with the permission `gifts.manage`',
    guestTables: ['gift_cards'],
  },
  {
    title: 'Requests and feedback',
    why: 'to answer a guest, and to see how a visit was',
    howLong: 'texts until the guest is erased',
    readers: STAFF_OF_GUESTS,
    guestTables: ['guest_cases', 'guest_case_notes', 'feedback_requests'],
  },
  {
    title: 'Messages and campaigns',
    why: 'to send what the guest agreed to, to stop at addresses that refuse, and to count results',
    howLong: 'recipient and text {MESSAGES}; channel, moment and outcome for good; the rest as the table says',
    readers: STAFF_OF_GUESTS,
    guestTables: [
      ...['messages', 'stopped_addresses', 'network_bot_chats', 'push_subscriptions', 'segment_members'],
      ...['wallet_passes', 'wallet_devices'],
      ...['campaign_guests', 'automation_runs', 'automation_run_steps', 'expiry_warnings'],
    ],
  },
  {
    title: 'Codes by message',
    why: 'to prove that a phone or an address is the own one',
    howLong: '{CODES} after the code has ended, as the message with it',
    readers: SERVER,
    guestTables: ['verifications'],
  },
  {
    title: 'Other systems',
    why: 'to exchange sales and balances with till systems and with the subscribers of the network',
    howLong: 'deliveries {WEBHOOK_DELIVERIES}, events {TILL_EVENTS}, dead letters {DEAD_LETTERS}, files {GUEST_FILES} after their last step, stored answers for good; erasure empties what names the guest',
    readers: 'staff of the network with the permission `integrations.manage`; systems that the network connected',
    guestTables: ['mirrored_guests', 'webhook_deliveries'],
    columns: {
      inbox_events: 'subject body_encrypted answer_encrypted',
      dead_letters: 'body_encrypted',
      stored_answers: 'data body_encrypted maker_id',
      guest_import_lines: 'guest_id',
      guest_files: 'head_encrypted refusals_encrypted created_by requested_by approved_by',
      guest_file_parts: 'content_encrypted',
    },
  },
  {
    title: 'Staff and owners',
    why: 'to let a member of staff sign in and do what the role allows',
    howLong: 'while the account exists; sessions {SESSIONS} after they ran out',
    readers: 'the person; those with the permission `staff.manage`. Hashes and secrets: the server alone',
    guestTables: ['users', 'sessions'],
    columns: {
      provider_people: 'issuer subject user_id',
      provider_sign_ins: 'user_id subject refresh_encrypted',
      provider_sessions: 'issuer subject refresh_encrypted',
      identity_providers: 'way_back_user_id',
      user_restaurants: 'user_id',
      password_links: 'user_id',
      second_factors: 'user_id secret_encrypted',
      account_openings: 'opened_by user_id',
      saved_views: 'user_id query',
      letter_readers: 'user_id',
      figure_alerts: 'user_id recipients',
      shifts: 'user_id',
      cashier_figures: 'user_id',
    },
  },
  {
    title: 'Limits of attempts',
    why: 'to stop guesses of passwords and codes, by address and account',
    howLong: 'two hours',
    readers: SERVER,
    columns: { rate_counters: 'subject' },
  },
  {
    title: 'Acts of staff',
    why: 'to show who changed what, staff of the owner among them',
    howLong: 'for good; erasure empties addresses and texts in entries about the guest',
    readers: 'staff of the network with the permission `audit.read`; the owner for entries of the platform',
    guestTables: ['audit_log'],
    columns: {
      platform_audit_log: 'actor_id subject_id before after address',
      acting_periods: 'owner_id reason',
      change_requests: 'requested_by decided_by reason',
      program_publications: 'requested_by decided_by',
      program_versions: 'created_by published_by changed_by',
      reward_versions: 'changed_by',
      message_templates: 'created_by',
      message_template_versions: 'changed_by',
      campaigns: 'created_by',
      campaign_versions: 'created_by',
      campaign_states: 'changed_by',
      automations: 'created_by changed_by',
      automation_versions: 'created_by',
      api_keys: 'created_by',
      partner_settlements: 'closed_by',
      settlements: 'closed_by',
      ledger_periods: 'closed_by',
      till_allowances: 'granted_by',
      coupon_batches: 'created_by',
      gift_batches: 'created_by',
      gift_transactions: 'actor_id',
      backtests: 'created_by',
    },
  },
  {
    title: 'Customers of the installation',
    why: 'to bill a network and to match its payments; a payer may be a person in business',
    howLong: 'for good: accounts and tax',
    readers: 'the owner; managers of the network for its own invoices',
    columns: {
      sellers: 'name tax_id address account',
      bank_entries: 'payer_name payer_account purpose',
      statement_imports: 'author',
      invoices: 'payer payee',
      payments: 'recorded_by',
      payment_refunds: 'requested_by',
    },
  },
];
