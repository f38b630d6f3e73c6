import type { Statements } from '../../platform/database/database';
import { type IdSlice, orderWord } from '../../platform/http/list-query';
import type { ProfileTimes } from './profile-times.rules';
import { plainCard } from '../../typed/card';

export interface GuestRow {
  readonly id: string;
  readonly account_id: string | null;
  readonly external_id: string | null;
  readonly name: string | null;
  readonly phone_encrypted: Buffer | null;
  readonly email_encrypted: Buffer | null;
  /** `YYYY-MM-DD`. */
  readonly birth_date: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly note: string | null;
  readonly card_number: string;
  readonly referral_code: string;
  readonly restaurant_id: string | null;
  readonly source: 'STAFF' | 'SELF' | 'IMPORT' | 'API';
  readonly created_at: Date;
  readonly erased_at: Date | null;
  readonly merged_into: string | null;
}

/** The columns of a `GuestRow`. */
export const GUEST_COLUMNS = `id, account_id, external_id, name, phone_encrypted, email_encrypted, birth_date, locale, note,
  card_number, referral_code, restaurant_id, source, created_at, erased_at, merged_into`;

/** Keys of a guest, each unique in the network. */
export type GuestKey = 'id' | 'external_id' | 'card_number' | 'phone_index';

/**
 * Finds a guest, also an erased one, because callers may keep ids long after an erasure. By card, phone or external id of a merged guest it finds
 * the remaining guest; by id it finds that guest itself.
 */
export async function findGuestBy(
  tx: Statements,
  networkId: string,
  key: GuestKey,
  value: string | Buffer,
): Promise<GuestRow | undefined> {
  const asked = key === 'card_number' && typeof value === 'string' ? plainCard(value) : value;
  let row = await findGuestRow(tx, networkId, key, asked);
  if (key === 'card_number') row ??= await findGuestOfPrintedCard(tx, networkId, asked);
  while (key !== 'id' && row !== undefined && row.merged_into !== null)
    row = await findGuestRow(tx, networkId, 'id', row.merged_into);
  return row;
}

/** The guest that remained after this guest's merges, or the guest itself. Undefined: the network has no such guest. */
export async function findSurvivor(tx: Statements, networkId: string, guestId: string): Promise<string | undefined> {
  let row = await findGuestRow(tx, networkId, 'id', guestId);
  while (row !== undefined && row.merged_into !== null) row = await findGuestRow(tx, networkId, 'id', row.merged_into);
  return row?.id;
}

/** Guests with an e-mail address, ordered by registration; merged guests have none. */
export function listGuestsByEmail(
  tx: Statements,
  networkId: string,
  emailIndex: Buffer,
  limit: number,
): Promise<GuestRow[]> {
  return tx.query<GuestRow>(
    `SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1 AND email_index = $2 ORDER BY id LIMIT $3`,
    [networkId, emailIndex, limit],
  );
}

function findGuestRow(
  tx: Statements,
  networkId: string,
  key: GuestKey,
  value: string | Buffer,
): Promise<GuestRow | undefined> {
  return tx.maybe<GuestRow>(`SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1 AND ${key} = $2`, [
    networkId,
    value,
  ]);
}

/** A guest by a card that an earlier system printed. */
function findGuestOfPrintedCard(
  tx: Statements,
  networkId: string,
  number: string | Buffer,
): Promise<GuestRow | undefined> {
  return tx.maybe<GuestRow>(
    `SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1
        AND id = (SELECT c.guest_id FROM guest_cards c WHERE c.network_id = $1 AND c.number = $2)`,
    [networkId, number],
  );
}

/** A page of guests, newest first. */
export function listGuestRows(tx: Statements, networkId: string, slice: IdSlice): Promise<GuestRow[]> {
  return tx.query<GuestRow>(
    `SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1 AND id > $2 AND id < $3 AND erased_at IS NULL AND merged_into IS NULL
      ORDER BY id ${orderWord(slice)} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit],
  );
}

/** The guests with these ids: merged ones too, but not erased ones. */
export function listGuestRowsById(tx: Statements, networkId: string, ids: readonly string[]): Promise<GuestRow[]> {
  return tx.query<GuestRow>(
    `SELECT ${GUEST_COLUMNS} FROM guests
      WHERE network_id = $1 AND id = ANY ($2::uuid[]) AND erased_at IS NULL ORDER BY id DESC LIMIT $3`,
    [networkId, ids, ids.length],
  );
}

export function listGuestRowsByLastFour(
  tx: Statements,
  networkId: string,
  lastFourIndex: Buffer,
  limit: number,
): Promise<GuestRow[]> {
  return tx.query<GuestRow>(
    `SELECT ${GUEST_COLUMNS} FROM guests
      WHERE network_id = $1 AND phone_last4_index = $2 AND erased_at IS NULL AND merged_into IS NULL ORDER BY id DESC LIMIT $3`,
    [networkId, lastFourIndex, limit],
  );
}

export interface GuestInsert {
  readonly id: string;
  readonly accountId: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly phoneEncrypted: Buffer | null;
  readonly phoneIndex: Buffer | null;
  readonly phoneLastFourIndex: Buffer | null;
  readonly emailEncrypted: Buffer | null;
  readonly emailIndex: Buffer | null;
  readonly birthDate: string | null;
  readonly locale: string | null;
  readonly note: string | null;
  readonly cardNumber: string;
  readonly restaurantId: string | null;
  readonly source: GuestRow['source'];
  readonly createdBy: string | null;
  readonly profileTimes: ProfileTimes;
}

/** Undefined: another guest has the phone, the external id or the card number. */
export function insertGuest(tx: Statements, networkId: string, guest: GuestInsert): Promise<GuestRow | undefined> {
  return tx.maybe<GuestRow>(
    `INSERT INTO guests (network_id, id, account_id, external_id, name, phone_encrypted, phone_index, phone_last4_index,
       email_encrypted, email_index, birth_date, locale, note, card_number, restaurant_id, source, created_by,
       profile_times)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::jsonb)
     ON CONFLICT DO NOTHING
     RETURNING ${GUEST_COLUMNS}`,
    [
      networkId,
      guest.id,
      guest.accountId,
      guest.externalId,
      guest.name,
      guest.phoneEncrypted,
      guest.phoneIndex,
      guest.phoneLastFourIndex,
      guest.emailEncrypted,
      guest.emailIndex,
      guest.birthDate,
      guest.locale,
      guest.note,
      guest.cardNumber,
      guest.restaurantId,
      guest.source,
      guest.createdBy,
      JSON.stringify(guest.profileTimes),
    ],
  );
}

/** Inserts the state row of a new guest. `birthday` is month × 100 + day; it counts after the days for which the programme wants it known. */
export async function insertGuestState(
  tx: Statements,
  networkId: string,
  guestId: string,
  birthday: number | null,
): Promise<void> {
  await tx.query`INSERT INTO guest_states (network_id, guest_id, birthday, birthday_from, joined_day)
      SELECT ${networkId}, ${guestId}, ${birthday}::smallint, CASE WHEN ${birthday}::smallint IS NOT NULL THEN birthday_counts_from(${networkId}) END,
             (now() AT TIME ZONE n.time_zone)::date - DATE '1970-01-01'
        FROM networks n WHERE n.id = ${networkId}`;
}

/** A guest other than `except` with this phone or external id; the one with the phone takes precedence. */
export function findHolderOf(
  tx: Statements,
  networkId: string,
  keys: { phoneIndex: Buffer | null; externalId: string | null },
  except: string | null = null,
) {
  return tx.maybe<{ id: string }>`SELECT id FROM guests
      WHERE network_id = ${networkId} AND (phone_index = ${keys.phoneIndex} OR external_id = ${keys.externalId}) AND id IS DISTINCT FROM ${except}
      ORDER BY phone_index = ${keys.phoneIndex} DESC NULLS LAST LIMIT 1`;
}

/** Links a guest whom staff registered to the person who has now verified the phone. */
export async function linkAccount(
  tx: Statements,
  networkId: string,
  guestId: string,
  accountId: string,
): Promise<void> {
  await tx.query`
    UPDATE guests SET account_id = ${accountId} WHERE network_id = ${networkId} AND id = ${guestId} AND account_id IS NULL`;
}

/** Links a guest to the guest account of its new phone. */
export async function putAccount(tx: Statements, networkId: string, guestId: string, accountId: string): Promise<void> {
  await tx.query`UPDATE guests SET account_id = ${accountId} WHERE network_id = ${networkId} AND id = ${guestId}`;
}

/** Replaces the card number; the old number then finds no guest. */
export function updateCardNumber(
  tx: Statements,
  networkId: string,
  guestId: string,
  cardNumber: string,
): Promise<GuestRow> {
  return tx.one<GuestRow>(
    `UPDATE guests SET card_number = $3 WHERE network_id = $1 AND id = $2 RETURNING ${GUEST_COLUMNS}`,
    [networkId, guestId, cardNumber],
  );
}

/**
 * Locks the guest's state row (ledger.md, rule 1) and then reads the guest. These are two statements, because one that waited for the lock would
 * show a joined row as of before the wait (rule 4).
 */
export async function lockGuest(tx: Statements, networkId: string, guestId: string): Promise<GuestRow | undefined> {
  const state =
    await tx.maybe`SELECT FROM guest_states WHERE network_id = ${networkId} AND guest_id = ${guestId} FOR UPDATE`;
  return state === undefined ? undefined : findGuestBy(tx, networkId, 'id', guestId);
}

/** Sets the birthday that the decision reads, whose waiting days begin again, and raises the guest's version; the caller holds the lock. */
export async function updateBirthday(
  tx: Statements,
  networkId: string,
  guestId: string,
  birthday: number | null,
): Promise<void> {
  await tx.query`UPDATE guest_states SET birthday = ${birthday}::smallint, version = version + 1,
            birthday_from = CASE WHEN ${birthday}::smallint IS NOT NULL THEN birthday_counts_from(${networkId}) END
      WHERE network_id = ${networkId} AND guest_id = ${guestId} AND birthday IS DISTINCT FROM ${birthday}::smallint`;
}

/** When each field of a guest's profile was set. The caller holds the guest's lock. */
export async function readProfileTimes(tx: Statements, networkId: string, guestId: string): Promise<ProfileTimes> {
  const { times } = await tx.one<{ times: string }>`
    SELECT profile_times::text AS times FROM guests WHERE network_id = ${networkId} AND id = ${guestId}`;
  return JSON.parse(times) as ProfileTimes;
}

const COLUMN_OF = {
  externalId: 'external_id',
  name: 'name',
  phoneEncrypted: 'phone_encrypted',
  phoneIndex: 'phone_index',
  phoneLastFourIndex: 'phone_last4_index',
  emailEncrypted: 'email_encrypted',
  emailIndex: 'email_index',
  birthDate: 'birth_date',
  locale: 'locale',
  note: 'note',
} as const;
export type GuestChange = Pick<GuestInsert, keyof typeof COLUMN_OF>;

/** Writes the members that are present and the time when they were set; null empties a column. */
export async function updateGuest(
  tx: Statements,
  networkId: string,
  guestId: string,
  change: Partial<GuestChange>,
  times: ProfileTimes,
): Promise<GuestRow> {
  const names = (Object.keys(change) as (keyof GuestChange)[]).filter((name) => change[name] !== undefined);
  const assignments = names.map((name, at) => `${COLUMN_OF[name]} = $${String(at + 4)}`);
  return tx.one<GuestRow>(
    `UPDATE guests SET ${['profile_times = profile_times || $3::jsonb', ...assignments].join(', ')}
      WHERE network_id = $1 AND id = $2 RETURNING ${GUEST_COLUMNS}`,
    [networkId, guestId, JSON.stringify(times), ...names.map((name) => change[name])],
  );
}

/** The guest of each name, or the final target of its merges, in the order of the names; null: none. */
export function listIdsByNames(
  tx: Statements,
  networkId: string,
  names: readonly string[],
  phoneIndexes: readonly (Buffer | null)[],
) {
  return tx.query<{ id: string | null }>`SELECT CASE WHEN g.merged_into IS NULL THEN g.id ELSE (
         WITH RECURSIVE heirs (id, merged_into, erased_at) AS (
           SELECT g.id, g.merged_into, NULL::timestamptz
           UNION
           SELECT e.id, e.merged_into, e.erased_at FROM heirs h JOIN guests e ON e.network_id = ${networkId} AND e.id = h.merged_into)
         SELECT h.id FROM heirs h WHERE h.merged_into IS NULL AND h.erased_at IS NULL) END AS id
       FROM unnest(${names}::text[], ${phoneIndexes.map((index) => index?.toString('hex') ?? null)}::text[],
       ${names.map(plainCard)}::text[]) WITH ORDINALITY n(name, phone, card, place)
       LEFT JOIN LATERAL (
         SELECT g.id, g.merged_into FROM (
           SELECT 1 AS rank, e.id, e.merged_into, e.erased_at FROM guests e WHERE e.network_id = ${networkId} AND e.external_id = n.name
           UNION ALL
           SELECT 2, c.id, c.merged_into, c.erased_at FROM guests c WHERE c.network_id = ${networkId} AND c.card_number = n.card
           UNION ALL
           SELECT 2, c.id, c.merged_into, c.erased_at FROM guest_cards p
             JOIN guests c ON c.network_id = ${networkId} AND c.id = p.guest_id WHERE p.network_id = ${networkId} AND p.number = n.card
           UNION ALL
           SELECT 3, p.id, p.merged_into, p.erased_at FROM guests p WHERE p.network_id = ${networkId} AND p.phone_index = decode(n.phone, 'hex')) g
          WHERE g.erased_at IS NULL ORDER BY g.rank LIMIT 1) g ON true
      ORDER BY n.place`;
}
