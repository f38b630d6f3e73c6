import type { Tx } from 'loyalty-platform/platform/database/database';
import type { PictureOwner } from 'loyalty-platform/configuration';
import type { PastMessage } from './past-runs.rules';

/** A user of the network, or an owner, and whether the user can sign in already. Runs in the platform's role. */
export function findUser(
  tx: Tx,
  networkId: string | null,
  emailIndex: Buffer,
): Promise<{ id: string; ready: boolean } | undefined> {
  return tx.maybe(
    `SELECT id, password_hash IS NOT NULL AS ready FROM users
     WHERE email_index = $2 AND network_id IS NOT DISTINCT FROM $1::uuid`,
    [networkId, emailIndex],
  );
}

/** Guests in one of these tiers, highest spending first. */
export async function listGuestsOfTiers(
  tx: Tx,
  networkId: string,
  tiers: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guest_id: string }>(
    `SELECT guest_id FROM guest_states WHERE network_id = $1 AND tier = ANY ($2) ORDER BY spend DESC, guest_id LIMIT $3`,
    [networkId, tiers, limit],
  );
  return rows.map(({ guest_id }) => guest_id);
}

/** Users of these e-mail indexes who can sign in, by the index as hexadecimal. Runs in the platform's role. */
export async function listEmailsThere(
  tx: Tx,
  emailIndexes: readonly Buffer[],
): Promise<ReadonlyMap<string, { readonly hasPin: boolean }>> {
  const rows = await tx.query<{ email: string; hasPin: boolean }>(
    `SELECT encode(u.email_index, 'hex') AS email, EXISTS (SELECT FROM staff_pins p WHERE p.user_id = u.id) AS "hasPin" FROM users u
     WHERE u.email_index = ANY ($1) AND u.password_hash IS NOT NULL AND u.disabled_at IS NULL`,
    [emailIndexes],
  );
  return new Map(rows.map(({ email, hasPin }) => [email, { hasPin }]));
}

/** The bound till with this hash of its key; undefined: there is none, or its binding was ended. Runs in the platform's role. */
export function findBoundTill(tx: Tx, keyHash: Buffer): Promise<{ name: string; network: string } | undefined> {
  return tx.maybe(
    `SELECT t.name, n.code AS network FROM bound_tills t JOIN networks n ON n.id = t.network_id
     WHERE t.key_hash = $1 AND t.revoked_at IS NULL`,
    [keyHash],
  );
}

export interface CampaignGuest {
  readonly guestId: string;
  readonly arm: 'TREATED' | 'CONTROL' | 'HELD_OUT';
  /** When the guest joined the campaign; its start, for those who were guests then. */
  readonly metAt: Date;
}

/** Guests of the campaign with this code, ordered by id. */
export function listCampaignGuests(tx: Tx, networkId: string, code: string, limit: number): Promise<CampaignGuest[]> {
  return tx.query<CampaignGuest>(
    `SELECT g.guest_id AS "guestId", g.arm, g.met_at AS "metAt"
       FROM campaigns c JOIN campaign_guests g ON g.network_id = c.network_id AND g.campaign_id = c.id
      WHERE c.network_id = $1 AND c.code = $2 ORDER BY g.guest_id LIMIT $3`,
    [networkId, code, limit],
  );
}

/** Whether a guest has a sale of this receipt number. */
export async function hasSale(tx: Tx, networkId: string, guestId: string, receiptNumber: string): Promise<boolean> {
  const { there } = await tx.one<{ there: boolean }>(
    `SELECT EXISTS (SELECT FROM transactions WHERE network_id = $1 AND guest_id = $2 AND type = 'SALE' AND receipt_number = $3) AS there`,
    [networkId, guestId, receiptNumber],
  );
  return there;
}

/** Ids of guests who are not blocked, in order. */
export async function listGuestIds(tx: Tx, networkId: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT g.id FROM guests g JOIN guest_states s ON s.network_id = g.network_id AND s.guest_id = g.id
      WHERE g.network_id = $1 AND NOT s.blocked ORDER BY g.id LIMIT $2`,
    [networkId, limit],
  );
  return rows.map(({ id }) => id);
}

/** Guests that the import of receipts made, with the time of their registration. */
export function listImportedGuests(
  tx: Tx,
  networkId: string,
  limit: number,
): Promise<{ guestId: string; externalId: string; at: Date }[]> {
  return tx.query(
    `SELECT id AS "guestId", external_id AS "externalId", created_at AS at FROM guests
      WHERE network_id = $1 AND external_id IS NOT NULL ORDER BY id LIMIT $2`,
    [networkId, limit],
  );
}

/** A past message with its text; encrypted values as PostgreSQL writes bytes: `\\x` and hexadecimal digits. */
export interface WrittenMessage extends PastMessage {
  readonly subject: string;
  readonly body: string;
  readonly recipient: string;
  readonly recipient_index: string;
}

/** Writes past messages of an automation in one statement. The next retention run deletes the texts of the oldest. */
export async function insertPastMessages(
  tx: Tx,
  networkId: string,
  automationId: string,
  language: 'ru' | 'en',
  messages: readonly WrittenMessage[],
): Promise<void> {
  await tx.query(
    `INSERT INTO messages (network_id, id, guest_id, channel, recipient_encrypted, recipient_index, body_encrypted, subject, language,
       status, created_at, purpose, source, source_id, dedupe_key, reason, tried, in_inbox, decided_at)
     SELECT $1, m.id, m.guest_id, m.channel, m.recipient, m.recipient_index, m.body, m.subject, $3,
       m.status, m.at, 'MARKETING', 'AUTOMATION', $2, m.key, m.reason, '{}', false, m.at
       FROM json_to_recordset($4::json) AS m(id uuid, guest_id uuid, channel text, recipient bytea, recipient_index bytea, body bytea,
         subject text, status text, at timestamptz, key text, reason text)`,
    [networkId, automationId, language, JSON.stringify(messages)],
  );
}

const PICTURED: Readonly<Record<PictureOwner, string>> = {
  BADGE: 'campaigns',
  REWARD: 'rewards',
  CAMPAIGN: 'campaigns',
  MENU_ITEM: 'menu_items',
  RESTAURANT: 'restaurants',
};

/** The things of a kind that could get a picture, if none of the kind has one; otherwise empty. */
export function listUnpictured(
  tx: Tx,
  networkId: string,
  owner: PictureOwner,
): Promise<{ readonly id: string; readonly code: string }[]> {
  return tx.query(
    `SELECT id, code FROM ${PICTURED[owner]}
      WHERE network_id = $1
        AND NOT EXISTS (SELECT 1 FROM pictures p WHERE p.network_id = $1 AND p.owner_kind = $2)
      ORDER BY id LIMIT 1000`,
    [networkId, owner],
  );
}

/** Guests by their external ids, in the order of these ids. */
export async function listGuestsByExternalId(
  tx: Tx,
  networkId: string,
  externalIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT g.id FROM unnest($2::text[]) WITH ORDINALITY e(external_id, place)
       JOIN guests g ON g.network_id = $1 AND g.external_id = e.external_id ORDER BY e.place`,
    [networkId, externalIds],
  );
  return rows.map(({ id }) => id);
}
