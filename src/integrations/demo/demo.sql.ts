import type { Tx } from '../../platform/database/database';
import type { PictureOwner } from '../../configuration';
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

/** Which of these e-mail indexes belong to a user who can sign in, as hexadecimal. Runs in the platform's role. */
export async function listEmailsThere(tx: Tx, emailIndexes: readonly Buffer[]): Promise<Set<string>> {
  const rows = await tx.query<{ email: string }>(
    `SELECT encode(email_index, 'hex') AS email FROM users
     WHERE email_index = ANY ($1) AND password_hash IS NOT NULL AND disabled_at IS NULL`,
    [emailIndexes],
  );
  return new Set(rows.map(({ email }) => email));
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
