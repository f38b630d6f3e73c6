import { type IndexKind, normalizeEmail, type PiiKind } from '../../security';

/** A blind index that is made again from the clear text of an encrypted column. */
interface RemadeIndex {
  readonly column: string;
  readonly kind: IndexKind;
  /** Whether the index is unique to the network or to the whole installation. */
  readonly ofNetwork: boolean;
  readonly valueOf: (text: string) => string;
}

/** An encrypted column of an archived table. The archive encrypts it under the archive's key, and the reader under its own keys. */
export interface SecretColumn {
  readonly column: string;
  readonly kind: PiiKind;
  /** Whether the encryption's context includes the network. */
  readonly ofNetwork: boolean;
  readonly indexes: readonly RemadeIndex[];
}

const same = (text: string): string => text;
const secret = (column: string, kind: PiiKind, indexes: readonly RemadeIndex[] = []): SecretColumn => ({
  column,
  kind,
  ofNetwork: true,
  indexes,
});
const index = (column: string, kind: IndexKind, valueOf = same): RemadeIndex => ({
  column,
  kind,
  ofNetwork: true,
  valueOf,
});
const ofInstallation = <Of extends { readonly ofNetwork: boolean }>(one: Of): Of => ({ ...one, ofNetwork: false });
const LAST_FOUR = 4;
/** The code of a gift card, which stands before the PIN. */
const codeOfFace = (face: string): string => face.split(' ', 1).join('');

/** Every encrypted column of the archived tables with the blind indexes of its values. */
export const SECRETS: Readonly<Record<string, readonly SecretColumn[]>> = {
  networks: [secret('carried_keys_encrypted', 'secret')],
  users: [secret('email_encrypted', 'email', [ofInstallation(index('email_index', 'email', normalizeEmail))])],
  second_factors: [ofInstallation(secret('secret_encrypted', 'secret'))],
  identity_providers: [secret('secret_encrypted', 'secret')],
  guest_accounts: [ofInstallation(secret('phone_encrypted', 'phone', [ofInstallation(index('phone_index', 'phone'))]))],
  guests: [
    secret('phone_encrypted', 'phone', [
      index('phone_index', 'phone'),
      index('phone_last4_index', 'phone_last4', (phone) => phone.slice(-LAST_FOUR)),
    ]),
    secret('email_encrypted', 'email', [index('email_index', 'email')]),
  ],
  children: [secret('name_encrypted', 'name')],
  erasures: [secret('sought_encrypted', 'subject')],
  feedback_requests: [secret('words_encrypted', 'feedback')],
  gift_cards: [secret('face_encrypted', 'gift_card', [index('code_index', 'gift_card', codeOfFace)])],
  messages: [
    secret('recipient_encrypted', 'recipient', [index('recipient_index', 'recipient')]),
    secret('body_encrypted', 'message'),
  ],
  network_bots: [secret('token_encrypted', 'secret')],
  reward_deliveries: [secret('address_encrypted', 'postal_address')],
  stored_answers: [secret('body_encrypted', 'answer')],
  till_connections: [secret('credentials_encrypted', 'secret')],
  inbox_events: [secret('body_encrypted', 'event'), secret('answer_encrypted', 'event')],
  dead_letters: [secret('body_encrypted', 'event')],
  wheel_epochs: [secret('seed_encrypted', 'secret')],
  webhooks: [secret('secret_encrypted', 'secret'), secret('old_secret_encrypted', 'secret')],
};

/**
 * Columns that only an installation itself fills, so an archive has them empty and its reader believes none of them: a suspension, a move, an
 * earlier reading, a proven domain. A chat receives the codes by which a guest signs in, in every network of the phone.
 */
export const EMPTIED: Readonly<Record<string, Readonly<Record<string, null>>>> = {
  networks: { sandbox_of: null, suspended_at: null, system_identifier: null, moving_since: null, archive_read: null },
  restaurants: { shadow_since: null, shadow_until: null },
  users: { home_user_id: null, email_proven_at: null },
  guest_accounts: { telegram_encrypted: null, telegram_index: null, telegram_refused_at: null },
  network_domains: { verified_at: null, served_until: null },
  referrals: { device_index: null },
};

/** Columns of bytes that the archive copies unchanged: digests without a key, seals and pictures. */
export const PLAIN_BYTES: readonly string[] = [
  'api_keys.key_hash',
  'dead_letters.digest',
  'inbox_events.digest',
  'stored_answers.request_hash',
  'till_connections.token_hash',
  'transactions.comment_hash',
  'transactions.request_hash',
  'seals.previous',
  'seals.merkle_root',
  'seals.hash',
  'seals.signature',
  'network_look_images.bytes',
  'picture_files.bytes',
];

/** Columns whose values the archive does not have, because they can't be made again or are of the installation, and the consequence of each. */
export const LOST_COLUMNS: Readonly<Record<string, string>> = {
  'guest_accounts.telegram_encrypted':
    'emptied: a chat with the bot of the installation; the guest shares the phone with the other bot',
  'guest_accounts.telegram_index': 'emptied, as telegram_encrypted',
  'referrals.device_index': 'emptied: a device is compared with those of invitations before the move no more',
  'stopped_addresses.recipient_index':
    'an address of a guest goes as the address; a row whose address no guest has stays behind',
};
