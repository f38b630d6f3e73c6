import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { v7 } from 'uuid';

/** A table as the catalogue describes it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly isPartition: boolean;
  readonly isSecured: boolean;
  readonly isForced: boolean;
  readonly policies: readonly Policy[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** The values of an enum, in their order. */
  readonly values: readonly string[];
}

interface Policy {
  readonly name: string;
  readonly command: string;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** Made by the migration runner, of no network, and shut to both roles (see the test). */
export const NOT_OURS = ['_prisma_migrations', '_applied_functions'];

/**
 * Every table of the schema, or the one that is named, as it stands in the catalogue now. The policy of backups is tried by
 * itself (isolation-roles): neither of the two roles is a member of its role.
 */
export async function readTables(client: Client, only?: string): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.relname AS name, c.relispartition AS "isPartition", c.relrowsecurity AS "isSecured", c.relforcerowsecurity AS "isForced",
       (SELECT json_agg(json_build_object('name', a.attname, 'type', t.typname,
                 'isRequired', a.attnotnull AND NOT a.atthasdef, 'values',
                 coalesce((SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), '[]')) ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
       coalesce((SELECT json_agg(json_build_object('name', p.policyname, 'command', p.cmd, 'roles', p.roles::text[], 'using', p.qual, 'check', p.with_check)
                  ORDER BY p.policyname)
        FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.roles <> '{loyalty_backup}'), '[]') AS policies
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> ALL($1) AND c.relname = coalesce($2, c.relname)
     ORDER BY c.relname`,
    [NOT_OURS, only ?? null],
  );
  return rows;
}

/** Which columns a role may write, and which commands it may run; they stay while policies are broken. */
export interface Grants {
  readonly insert: readonly string[];
  readonly update: readonly string[];
  readonly commands: ReadonlySet<string>;
}

export async function readGrants(client: Client, table: Table, role: string): Promise<Grants> {
  const { rows } = await client.query<{ insert: string[]; update: string[]; commands: string[] }>(
    `SELECT ARRAY(SELECT c FROM unnest($2::text[]) c WHERE has_column_privilege($1, $3, c, 'INSERT')) AS insert,
       ARRAY(SELECT c FROM unnest($2::text[]) c WHERE has_column_privilege($1, $3, c, 'UPDATE')) AS update,
       ARRAY(SELECT p FROM unnest('{SELECT,INSERT,UPDATE}'::text[]) p WHERE has_any_column_privilege($1, $3, p))
         || CASE WHEN has_table_privilege($1, $3, 'DELETE') THEN '{DELETE}' ELSE '{}' END::text[] AS commands`,
    [role, table.columns.map((column) => column.name), table.name],
  );
  const { insert = [], update = [], commands = [] } = rows[0] ?? {};
  return { insert, update, commands: new Set(commands) };
}

/** Values that checks of the tables require beyond the column's type. */
const VALUES: Readonly<Record<string, Readonly<Record<string, (networkId: string) => unknown>>>> = {
  cells: { name: () => `c${randomBytes(8).toString('hex')}` },
  networks: { code: () => `n${v7()}`, currency: () => 'EUR', locale: () => 'en', country: () => 'DE' },
  shadow_groups: { reason: () => 'BALANCE', detail: () => v7(), accepted_at: () => new Date() },
  shadow_receipts: { parted_id: () => null, gap: () => 0 },
  shadow_balances: { group_id: () => null },
  guest_file_parts: { kind: () => 'FILE' },
  guest_files: { status: () => 'UPLOADING', kind: () => 'GUESTS' },
  program_versions: { status: () => 'DRAFT' },
  program_publications: { status: () => 'REJECTED' },
  users: { id: userOf, role: () => 'manager' },
  password_links: { user_id: userOf },
  letter_readers: { user_id: userOf },
  seal_publications: { place: () => 'FILE' },
  figure_alerts: {
    user_id: userOf,
    figure: () => 'LIABILITY',
    scope: () => 'TOGETHER',
    rhythm: () => 'DAY',
    restaurant_id: () => null,
    group_id: () => null,
  },
  figure_alert_crossings: { until: () => null },
  fact_exports: { finished_at: () => null },
  fraud_cases: { subject_kind: () => 'GUEST', state: () => 'OPEN', decided_at: () => null },
  fraud_signals: { subject_kind: () => 'GUEST' },
  fraud_decisions: { decision: () => 'DISMISS' },
  review_holds: { state: () => 'WAITING' },
  sole_gifts: { unit: () => 'POINTS' },
  saved_views: { user_id: userOf, page: () => 'GUESTS', name: () => v7(), tab: () => null, query: () => '' },
  own_roles: { name: () => v7(), permissions: () => ['till.sale'], places: () => 'ALL' },
  identity_provider_groups: { role: () => 'manager' },
  provider_people: { user_id: userOf },
  sessions: { user_id: () => v7(), guest_id: () => null },
  audit_log: { actor_kind: () => 'system' },
  platform_audit_log: {
    actor_kind: () => 'system',
    subject_kind: () => 'network',
    subject_id: (networkId) => networkId,
  },
  guests: { source: () => 'STAFF', account_id: () => v7() },
  card_codes: { code: () => String(Math.floor(100_000 + Math.random() * 900_000)) },
  messages: { channel: () => 'SMS', status: () => 'QUEUED' },
  stopped_addresses: { channel: () => 'SMS', reason: () => 'BOUNCED' },
  held_sources: { wish: () => 'HOLD' },
  restores: { decision: () => null },
  transfers: { debit_kind: () => 'GUEST_AVAILABLE', credit_kind: () => 'GUEST_HELD' },
  approvals: { status: () => 'POSTED' },
  guest_cases: { kind: () => 'CONCIERGE', created_by_kind: () => 'guest', status: () => 'OPEN', done_at: () => null },
  feedback_requests: {
    state: () => 'ASKED',
    score: () => null,
    answered_at: () => null,
    asked_at: () => new Date(),
    reward: () => null,
  },
  rfm_boundaries: { guests: () => 0 },
  referrals: { refusal: () => null },
  referral_rounds: { state: () => 'IN_REVIEW' },
  referral_payouts: { side: () => 'FRIEND', award_id: () => v7() },
  account_openings: { way: () => 'LINK' },
  earlier_settings: { receipt_scope: () => 'YEAR', until: () => new Date() },
  change_requests: { kind: () => 'SETTINGS', status: () => 'WAITING' },
  imports: { status: () => 'RUNNING' },
  erasures: {
    requested_by_kind: () => 'guest',
    status: () => 'WAITING',
    stage: () => null,
    sought_encrypted: () => null,
    finished_at: () => null,
  },
  item_figures: { kind: () => 'ITEM' },
  item_sums: { span: () => 'DAY', kind: () => 'ITEM' },
  visit_gaps: { gap: () => 1 },
  loyaltea_items: { kind: () => 'REWARD' },
  dead_letters: { digest: () => randomBytes(32), status: () => 'WAITING', transaction_id: () => null },
  verifications: { purpose: () => 'REGISTRATION' },
  campaigns: { code: () => `C${v7().replaceAll('-', '').toUpperCase()}` },
  message_templates: {
    code: () => `T${v7().replaceAll('-', '').toUpperCase()}`,
    source: () => 'CAMPAIGN',
    purpose: () => 'MARKETING',
  },
  campaign_states: { state: () => 'PAUSED', effective_from: () => new Date(Date.now() + 60_000) },
  campaign_guests: { arm: () => 'TREATED' },
  automations: { state: () => 'DRAFT' },
  automation_runs: { state: () => 'WAITING' },
  automation_run_steps: { outcome: () => 'PASSED' },
  budgets: { unit: () => 'USES' },
  till_connections: {
    kind: () => 'IIKO',
    token_hash: () => randomBytes(32),
    last_failure: () => null,
    last_failure_at: () => null,
  },
  inbox_events: { status: () => 'WAITING', digest: () => randomBytes(32), finished_at: () => null },
  till_reconciliations: { failure: () => null, failed_at: () => null },
  mirrored_guests: { step_id: () => null, step_points: () => null, hold_id: () => null, hold_points: () => null },
  telegram_updates: { update_id: () => Math.floor(Math.random() * 2 ** 48) },
  network_bots: { bot_id: () => Math.floor(Math.random() * 2 ** 48) },
  max_bots: {
    bot_id: () => Math.floor(Math.random() * 2 ** 48),
    webhook_lost_at: () => null,
    webhook_failure: () => null,
  },
  max_chats: { phone_index: () => randomBytes(32), chat_index: () => randomBytes(32) },
  bound_tills: {
    code_hash: () => randomBytes(32),
    key_hash: () => null,
    bound_at: () => null,
    revoked_at: () => null,
    revoked_by: () => null,
  },
  staff_pins: { user_id: userOf },
  staff_cards: { user_id: userOf, card_index: () => randomBytes(32) },
  till_pin_failures: { user_id: userOf, failures: () => 1 },
  channel_contracts: { channel: () => 'MAX', kind: () => 'CODES' },
  network_bot_chats: { phone_index: () => randomBytes(32), chat_index: () => randomBytes(32) },
  push_subscriptions: { digest: () => randomBytes(32) },
  wallet_accounts: {
    wallet: () => 'GOOGLE',
    barcode: () => 'QR',
    certificates: () => null,
    ends_at: () => null,
    warned_at: () => null,
  },
  wallet_passes: {
    wallet: () => 'APPLE',
    shown_digest: () => null,
    ended_at: () => null,
    due_at: () => null,
    failure: () => null,
  },
  wallet_devices: { digest: () => randomBytes(32) },
  network_domains: { domain: () => `${v7()}.example.org`, token: () => v7() },
  menu_category_costs: { cost_ppm: () => 300_000 },
  webhooks: {
    events: () => ['*'],
    secret_encrypted: () => randomBytes(32),
    disabled_reason: () => null,
    disabled_at: () => null,
    old_secret_encrypted: () => null,
    old_secret_until: () => null,
    lane: () => null,
    lane_until: () => null,
    last_failure: () => null,
    last_failure_at: () => null,
  },
  partner_settlements: { from_at: () => null, opening: () => 0, closing: () => 0 },
  partner_settlement_lines: { kind: () => 'EARN' },
  kafka_positions: { holder: () => null, held_until: () => null },
  warehouse_positions: { holder: () => null, held_until: () => null },
  network_look_images: { kind: () => 'LOGO', width: () => 1, height: () => 1 },
  webhook_deliveries: { status: () => 'WAITING', finished_at: () => null },
  menu_items: { name_en: () => 'Tea', type: () => null },
  pictures: {
    owner_kind: () => 'REWARD',
    owner_id: () => v7(),
    hash: () => randomBytes(32).toString('hex'),
    width: () => 1,
    height: () => 1,
    widths: () => [1],
    place: () => 'DATABASE',
  },
  picture_files: { media_type: () => 'image/webp', width: () => Math.floor(1 + Math.random() * 1_000_000) },
  picture_removals: { picture_id: () => v7(), widths: () => [1] },
  reward_slots: { ends_at: () => new Date(Date.now() + 3_600_000) },
  wheel_epochs: {
    commitment: () => randomBytes(32).toString('hex'),
    budget_points: () => null,
    spent_points: () => 0,
    spins_since: () => new Date(0),
    opened_at: () => new Date(0),
    ends_at: () => null,
    ended_at: () => new Date(),
  },
  wheel_stocks: { prize: () => Math.floor(1 + Math.random() * 1_000_000), stock: () => 1, given: () => 0 },
  wheel_draws: {
    source_kind: () => 'SALE',
    number: () => '7',
    drawn: () => 1,
    given: () => 1,
    fallback_reason: () => null,
    points: () => 0,
    is_return_due: () => false,
    returned_points: () => null,
  },
  gift_batches: { cards: () => 1, name: () => 'Cards' },
  gift_cards: { number: () => Math.floor(1 + Math.random() * 1_000_000), last4: () => '0000' },
  gift_transactions: {
    kind: () => 'BLOCKED',
    amount: () => 0,
    number: () => 1,
    balance: () => 0,
    actor_kind: () => 'user',
  },
  gift_transfers: { debit_kind: () => 'SOLD', credit_kind: () => 'CARD', amount: () => 1 },
  coupon_batches: { kind: () => 'SINGLE', status: () => 'MAKING' },
  redemptions: { status: () => 'PENDING' },
  family_members: { role: () => 'CHILD' },
  family_invitations: { role: () => 'CHILD' },
  settlements: { month: () => `${String(Math.floor(1_000 + Math.random() * 9_000))}-01` },
  ledger_periods: { month: () => `${String(Math.floor(1_000 + Math.random() * 9_000))}-01` },
  plan_versions: {
    code: () => 'CUSTOM',
    version: () => Math.floor(1_000 + Math.random() * 1_000_000),
    support: () => 'EMAIL',
  },
  statement_imports: { file: () => Buffer.from('file'), author: () => '{}', done: () => 0, finished_at: () => null },
  bank_entries: { fingerprint: () => randomBytes(32), status: () => 'DISMISSED' },
  subscriptions: { state: () => 'CANCELLED', period_end: () => '2026-12-20' },
  invoices: { kind: () => 'INVOICE', vat: () => 0 },
  invoice_lines: { kind: () => 'PERIOD', vat: () => 0 },
  payments: { method: () => 'MANUAL', excess: () => 0 },
  online_payments: { status: () => 'NEW' },
  payment_refunds: { method: () => 'PROVIDER', status: () => 'PENDING', excess: () => 0 },
  backtests: { mode: () => 'REPRODUCE', status: () => 'CANCELLED', document: () => null, report: () => null },
};

/** The network's one user, whom rows of other tables name. */
export function userOf(networkId: string): string {
  return `${networkId.slice(0, 14)}8${networkId.slice(15)}`;
}

/** One row of a network for a table, made from the types of its columns. */
export function makeRow(table: Table, networkId: string): Map<string, unknown> {
  const row = new Map<string, unknown>();
  for (const column of table.columns) {
    const own = VALUES[table.name]?.[column.name];
    if (column.name === networkColumnOf(table)) row.set(column.name, networkId);
    else if (own !== undefined) row.set(column.name, own(networkId));
    else if (column.isRequired) row.set(column.name, valueOf(column));
  }
  return row;
}

/** The column that names the row's network; undefined for rows of the platform. */
export function networkColumnOf(table: Table): string | undefined {
  if (table.name === 'networks') return 'id';
  return table.columns.some((column) => column.name === 'network_id') ? 'network_id' : undefined;
}

function valueOf({ name, type, values }: Column): unknown {
  if (values.length > 0) return values[0];
  switch (type) {
    case 'uuid':
      return v7();
    case 'text':
      return `t${v7()}`;
    case 'bytea':
      return Buffer.from(v7());
    case 'bool':
      return false;
    case 'int2':
    case 'int4':
    case 'int8':
    case 'float8':
      return 1;
    case 'timestamptz':
      return new Date();
    case 'date':
      return '2026-11-20';
    case 'json':
    case 'jsonb':
      return '{}';
    case 'char':
      return 'k';
    case '_text':
    case '_int8':
    case '_uuid':
      return [];
    default:
      throw new Error(`Say in VALUES what stands in ${name}: its type ${type} is new to this test`);
  }
}
