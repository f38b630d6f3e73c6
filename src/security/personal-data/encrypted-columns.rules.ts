import type { PiiKind } from './pii';

/** An encrypted column, and its encryption context: kind, and the network of its row. */
export interface EncryptedColumn {
  readonly table: string;
  readonly column: string;
  /** The uuid column that identifies a row in its network or in the platform. */
  readonly key: string;
  readonly kind: PiiKind;
  /** Which role writes the rows. `network`: the application's, for rows of a network; `platform`: the platform's. */
  readonly of: 'network' | 'platform';
  /** The column whose network is part of a row's context; null: the context has no network. */
  readonly networkColumn: string | null;
}

/**
 * All encrypted columns whose rows may outlive a key. Rows that are deleted by age are missing (stored answers after 30 days, verifications after a
 * day): their old key stays in the key ring until then.
 */
export const ENCRYPTED_COLUMNS: readonly EncryptedColumn[] = [
  {
    table: 'networks',
    column: 'carried_keys_encrypted',
    key: 'id',
    kind: 'secret',
    of: 'platform',
    networkColumn: 'id',
  },
  { table: 'users', column: 'email_encrypted', key: 'id', kind: 'email', of: 'platform', networkColumn: 'network_id' },
  {
    table: 'second_factors',
    column: 'secret_encrypted',
    key: 'user_id',
    kind: 'secret',
    of: 'platform',
    networkColumn: null,
  },
  { table: 'guest_accounts', column: 'phone_encrypted', key: 'id', kind: 'phone', of: 'platform', networkColumn: null },
  {
    table: 'guest_accounts',
    column: 'telegram_encrypted',
    key: 'id',
    kind: 'recipient',
    of: 'platform',
    networkColumn: null,
  },
  { table: 'guests', column: 'phone_encrypted', key: 'id', kind: 'phone', of: 'network', networkColumn: 'network_id' },
  { table: 'guests', column: 'email_encrypted', key: 'id', kind: 'email', of: 'network', networkColumn: 'network_id' },
  { table: 'children', column: 'name_encrypted', key: 'id', kind: 'name', of: 'network', networkColumn: 'network_id' },
  {
    table: 'reward_deliveries',
    column: 'address_encrypted',
    key: 'redemption_id',
    kind: 'postal_address',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'feedback_requests',
    column: 'words_encrypted',
    key: 'sale_id',
    kind: 'feedback',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'gift_cards',
    column: 'face_encrypted',
    key: 'id',
    kind: 'gift_card',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'messages',
    column: 'recipient_encrypted',
    key: 'id',
    kind: 'recipient',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'messages',
    column: 'body_encrypted',
    key: 'id',
    kind: 'message',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'till_connections',
    column: 'credentials_encrypted',
    key: 'id',
    kind: 'secret',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'webhooks',
    column: 'secret_encrypted',
    key: 'id',
    kind: 'secret',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'wheel_epochs',
    column: 'seed_encrypted',
    key: 'id',
    kind: 'secret',
    of: 'platform',
    networkColumn: 'network_id',
  },
  {
    table: 'identity_providers',
    column: 'secret_encrypted',
    key: 'network_id',
    kind: 'secret',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'network_bots',
    column: 'token_encrypted',
    key: 'network_id',
    kind: 'secret',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'max_bots',
    column: 'token_encrypted',
    key: 'network_id',
    kind: 'secret',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'network_bot_chats',
    column: 'phone_encrypted',
    key: 'id',
    kind: 'phone',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'max_chats',
    column: 'phone_encrypted',
    key: 'id',
    kind: 'phone',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'network_bot_chats',
    column: 'chat_encrypted',
    key: 'id',
    kind: 'recipient',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'max_chats',
    column: 'chat_encrypted',
    key: 'id',
    kind: 'recipient',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'push_subscriptions',
    column: 'subscription_encrypted',
    key: 'id',
    kind: 'recipient',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'wallet_accounts',
    column: 'secret_encrypted',
    key: 'id',
    kind: 'secret',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'wallet_devices',
    column: 'token_encrypted',
    key: 'id',
    kind: 'recipient',
    of: 'network',
    networkColumn: 'network_id',
  },
  {
    table: 'provider_sessions',
    column: 'refresh_encrypted',
    key: 'session_id',
    kind: 'secret',
    of: 'platform',
    networkColumn: null,
  },
];

/** Encrypted columns that key rotation skips, with the reason. */
export const NOT_ROTATED: Readonly<Record<string, string>> = {
  'stored_answers.body_encrypted': 'appended only, kept for 30 days',
  'verifications.payload': 'deleted a day after its code has ended',
  'webhooks.old_secret_encrypted': 'signs for 24 hours',
  'provider_sign_ins.refresh_encrypted': 'lives for minutes',
  'inbox_events.body_encrypted': 'deleted after the inbox days of RETENTION_DAYS',
  'inbox_events.answer_encrypted': 'deleted after the inbox days of RETENTION_DAYS',
  'dead_letters.body_encrypted': 'deleted after the inbox days of RETENTION_DAYS',
  'guest_files.head_encrypted': 'emptied seven days after the last step',
  'guest_files.refusals_encrypted': 'emptied seven days after the last step',
  'guest_file_parts.content_encrypted': 'deleted seven days after the last step',
  'erasures.sought_encrypted': 'lives while an erasure runs',
};
