/** Tables whose rows of a network go into its archive, one file for each table. */
export const ARCHIVED_TABLES: readonly string[] = [
  // The network and its own settings.
  'networks',
  'consent_texts',
  'earlier_settings',
  'network_domains',
  'network_looks',
  'network_look_images',
  'restaurants',
  'restaurant_groups',
  'restaurant_group_members',
  'points_of_sale',
  'program_versions',
  'program_publications',
  'rewards',
  'reward_versions',
  'reward_slots',
  'reward_stocks',
  'message_templates',
  'message_template_versions',
  'pictures',
  'picture_files',
  'picture_removals',
  'menu_items',
  'menu_category_costs',
  'loyaltea_items',
  'change_requests',
  'campaigns',
  'campaign_versions',
  'campaign_states',
  'campaign_passes',
  'campaign_guests',
  'wheel_epochs',
  'wheel_stocks',
  'wheel_draws',
  'automations',
  'automation_versions',
  'automation_runs',
  'automation_run_steps',
  'automation_counts',
  'automation_codes',
  'segments',
  'segment_members',
  'segment_passes',
  'rfm_boundaries',
  'partners',
  'partner_settlements',
  'partner_settlement_lines',
  // Its people.
  'users',
  'user_restaurants',
  'own_roles',
  'second_factors',
  'identity_providers',
  'identity_provider_groups',
  'provider_people',
  'saved_views',
  'letter_readers',
  'api_keys',
  'shifts',
  'account_openings',
  'audit_log',
  'figure_alerts',
  'figure_alert_crossings',
  'devices',
  'till_allowances',
  // Its guests.
  'guest_accounts',
  'guests',
  'guest_words',
  'guest_summaries',
  'guest_cards',
  'card_codes',
  'consents',
  'children',
  'identifications',
  'confirmations',
  'erasures',
  'guest_cases',
  'guest_case_notes',
  'feedback_requests',
  'referrals',
  'referral_rounds',
  'referral_payouts',
  'families',
  'family_members',
  'messages',
  'stopped_addresses',
  'held_sources',
  'network_bots',
  'expiry_warnings',
  'expiry_warning_passes',
  'fraud_rules',
  'fraud_positions',
  'fraud_days',
  'fraud_cases',
  'fraud_signals',
  'fraud_decisions',
  'review_holds',
  'confirmed_sources',
  'sole_gifts',
  // The ledger.
  'guest_states',
  'lots',
  'transactions',
  'transaction_comments',
  'transfers',
  'claims',
  'stored_answers',
  'approvals',
  'seals',
  'seal_publications',
  'coupon_batches',
  'coupons',
  'redemptions',
  'redemption_moves',
  'reward_deliveries',
  'budgets',
  'budget_leases',
  'budget_uses',
  'settlements',
  'ledger_periods',
  'events',
  'event_cursors',
  'event_marks',
  'gift_batches',
  'gift_cards',
  'gift_transactions',
  'gift_transfers',
  // Figures, which follow the event log by its cursors.
  'daily_figures',
  'hourly_figures',
  'item_figures',
  'item_sums',
  'cashier_figures',
  'figure_countings',
  'guest_days',
  'guest_cohorts',
  'cohort_cells',
  'visit_gaps',
  'liability_countings',
  'liability_guests',
  'liability_movements',
  'liability_sums',
  'tier_figures',
  'campaign_figures',
  'tier_revision_passes',
  // Systems at the other end.
  'till_connections',
  'till_accounts',
  'till_products',
  'till_mirrors',
  'till_reconciliations',
  'mirrored_guests',
  'inbox_events',
  'dead_letters',
  'webhooks',
  'webhook_deliveries',
  'imports',
  'import_mappings',
  'import_refusals',
  'guest_import_lines',
];

const OF_THE_DATABASE = 'belongs to the database';
const OF_THE_INSTALLATION = 'belongs to the installation';
const SIGN_IN = 'staff and guests sign in again';
const BILLING = 'bills between the network and the operator that it leaves';
const CODE = 'a code that lives for minutes; it is asked for again';
const WALLET = 'its phones ask at the address of the installation; the guest adds the card again';
const IN_A_SHADOW = 'a shadow run has no archive; it begins anew';
const AT_TILLS =
  'digests under a key of the installation; managers bind the tills again, and people set their PIN and card again';
const FILE_UNDER_WAY = 'a file that was being uploaded; it is uploaded again';

/** Tables that an archive leaves out, each with the reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  _applied_functions: OF_THE_DATABASE,
  _prisma_migrations: OF_THE_DATABASE,
  rate_counters: OF_THE_INSTALLATION,
  message_rates: OF_THE_INSTALLATION,
  telegram_updates: OF_THE_INSTALLATION,
  platform_audit_log: OF_THE_INSTALLATION,
  kafka_positions: OF_THE_INSTALLATION,
  warehouse_positions: 'of the ClickHouse beside it; that of the reader is filled by `warehouse backfill`',
  retention_days: OF_THE_INSTALLATION,
  cells: OF_THE_INSTALLATION,
  network_cells: OF_THE_INSTALLATION,
  restores: 'made anew where the archive is read',
  sessions: SIGN_IN,
  used_refresh_tokens: SIGN_IN,
  provider_sessions: SIGN_IN,
  provider_sign_ins: SIGN_IN,
  password_links: SIGN_IN,
  verifications: CODE,
  acting_periods:
    'of owners of the installation that the network leaves; the audit of the network says when they acted, and why',
  max_bots: 'its updates go to the address of the installation; a manager connects the bot again',
  max_chats: 'its bot stays behind; guests open their card in the other bot',
  bound_tills: AT_TILLS,
  staff_pins: AT_TILLS,
  staff_cards: AT_TILLS,
  till_pin_failures: AT_TILLS,
  channel_contracts: 'a contract is recorded where its messages leave; a manager records it again',
  network_bot_chats: 'a chat receives codes, so guests share their phone with the bot again',
  family_invitations: 'a code that is kept as a digest under a key of the installation; the family invites again',
  push_subscriptions: 'bound to the key of the installation; the browser subscribes again',
  fact_exports: 'about files in a bucket of the installation',
  shadow_groups: IN_A_SHADOW,
  shadow_receipts: IN_A_SHADOW,
  shadow_balances: IN_A_SHADOW,
  wallet_accounts: 'bound to the key of the installation; a manager enters the certificate again',
  wallet_passes: WALLET,
  wallet_devices: WALLET,
  guest_files: FILE_UNDER_WAY,
  guest_file_parts: FILE_UNDER_WAY,
  backtests: 'a report of past settings; it is made again',
  impact_guests: 'a report of past settings; it is made again',
  subscriptions: BILLING,
  subscription_changes: BILLING,
  invoices: BILLING,
  invoice_lines: BILLING,
  invoice_series: BILLING,
  payments: BILLING,
  payment_refunds: BILLING,
  online_payments: BILLING,
  dunning_steps: BILLING,
  bank_entries: BILLING,
  statement_imports: BILLING,
  sellers: BILLING,
  plan_versions: BILLING,
};

/**
 * Further tables in an archive for another cell of this installation (docs/scaling.md). The cells share keys, so staff and guests stay signed in,
 * and the operator, so invoices go on.
 */
const BETWEEN_CELLS: readonly string[] = [
  'sessions',
  'used_refresh_tokens',
  'provider_sessions',
  'provider_sign_ins',
  'password_links',
  'verifications',
  'acting_periods',
  'bound_tills',
  'staff_pins',
  'staff_cards',
  'till_pin_failures',
  'max_bots',
  'max_chats',
  'channel_contracts',
  'network_bot_chats',
  'family_invitations',
  'push_subscriptions',
  'wallet_accounts',
  'wallet_passes',
  'wallet_devices',
  'guest_files',
  'guest_file_parts',
  'fact_exports',
  'backtests',
  'impact_guests',
  'subscriptions',
  'subscription_changes',
  'invoices',
  'invoice_lines',
  'payments',
  'payment_refunds',
  'online_payments',
  'dunning_steps',
  'restores',
  'telegram_updates',
  'kafka_positions',
  'warehouse_positions',
];

/** The tables in an archive. @param within whether the archive is for another cell of this installation */
export function tablesOfArchive(within: boolean): readonly string[] {
  return within ? [...ARCHIVED_TABLES, ...BETWEEN_CELLS] : ARCHIVED_TABLES;
}

/** The tables left out of an archive, with reasons. @param within whether the archive is for another cell of this installation */
export function leftOutOf(within: boolean): Readonly<Record<string, string>> {
  if (!within) return LEFT_OUT;
  return Object.fromEntries(
    Object.entries(LEFT_OUT)
      .filter(([table]) => !BETWEEN_CELLS.includes(table))
      .map(([table, reason]) => [table, reason === OF_THE_DATABASE ? reason : OF_THE_INSTALLATION]),
  );
}

/** Tables whose rows are deleted only by age. A later part need not list deleted rows: the reader deletes them by age too. */
export const MAY_LINGER: readonly string[] = ['sessions', 'used_refresh_tokens'];

const ofSessions = (network: string): string =>
  `t.session_id IN (SELECT id FROM sessions WHERE network_id = ${network})`;

/** SQL conditions that select a network's rows, over the alias `t`, for tables where `network_id` does not suffice. */
const ROWS: Readonly<Record<string, (network: string) => string>> = {
  networks: (network) => `t.id = ${network}`,
  second_factors: (network) => `t.user_id IN (SELECT id FROM users WHERE network_id = ${network})`,
  guest_accounts: (network) => `t.id IN (SELECT account_id FROM guests WHERE network_id = ${network})`,
  used_refresh_tokens: ofSessions,
  provider_sessions: ofSessions,
  provider_sign_ins: (network) => `t.provider_network_id = ${network}`,
  password_links: (network) => `t.user_id IN (SELECT id FROM users WHERE network_id = ${network})`,
  telegram_updates: (network) => `t.source IN ((${network}::uuid)::text, 'MAX:' || (${network}::uuid)::text)`,
};

/** SQL condition over the alias `t` that selects a network's rows of a table. @param network an SQL literal or `$1` */
export function rowsOfNetwork(table: string, network: string): string {
  return ROWS[table]?.(network) ?? `t.network_id = ${network}`;
}

/** Small tables that a later part contains whole: its rows replace the receiver's. */
export const ALWAYS_WHOLE: readonly string[] = ['networks', 'users', 'second_factors', 'stopped_addresses'];

/** A table whose rows change or are deleted only together with the guest's state, so a later part has all its rows of each changed guest. */
export const OF_CHANGED_GUESTS = 'lots';

/**
 * The rows for a later part of an archive: those written by transactions that the earlier part did not see, and perhaps some more. PostgreSQL
 * stores in each row (`xmin`) which transaction wrote it.
 * @param xid the earlier part's position
 */
export function rowsSince(table: string, network: string, xid: string): string {
  const rows = rowsOfNetwork(table, network);
  const isNew = (alias: string): string => `age(${alias}.xmin) <= age('${String(BigInt(xid) % XIDS)}'::xid)`;
  const changed = (alias: string): string => `${alias}.network_id = ${network} AND ${isNew(alias)}`;
  if (ALWAYS_WHOLE.includes(table)) return rows;
  if (table === OF_CHANGED_GUESTS)
    return `${rows} AND t.guest_id IN (SELECT s.guest_id FROM guest_states s WHERE ${changed('s')})`;
  if (table === 'guest_accounts')
    return `(${rows} AND ${isNew('t')} OR t.id IN (SELECT g.account_id FROM guests g WHERE ${changed('g')}))`;
  return `${rows} AND ${isNew('t')}`;
}

const XIDS = 1n << 32n;

/**
 * Orders tables so that every row comes after the rows that its foreign keys refer to.
 *
 * @param keys pairs of tables: the table with the key, and the table that the key refers to
 */
export function inOrderOfKeys(tables: readonly string[], keys: readonly (readonly [string, string])[]): string[] {
  const ordered: string[] = [];
  const place = (table: string, above: readonly string[]): void => {
    if (ordered.includes(table)) return;
    if (above.includes(table)) throw new Error(`foreign keys go round: ${[...above, table].join(', ')}`);
    for (const [from, to] of keys)
      if (from === table && to !== table && tables.includes(to)) place(to, [...above, table]);
    ordered.push(table);
  };
  for (const table of tables) place(table, []);
  return ordered;
}
