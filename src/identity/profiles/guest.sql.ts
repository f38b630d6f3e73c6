import type { Statements } from '../../platform/database/database';
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
  if (key === 'card_number')
    row ??= await tx.maybe<GuestRow>(
      `SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1
          AND id = (SELECT c.guest_id FROM guest_cards c WHERE c.network_id = $1 AND c.number = $2)`,
      [networkId, asked],
    );
  while (key !== 'id' && row !== undefined && row.merged_into !== null)
    row = await findGuestRow(tx, networkId, 'id', row.merged_into);
  return row;
}

export function findGuestRow(
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

/** The guests with these ids: merged ones too, but not erased ones. */
export function listGuestRowsById(tx: Statements, networkId: string, ids: readonly string[]): Promise<GuestRow[]> {
  return tx.query<GuestRow>(
    `SELECT ${GUEST_COLUMNS} FROM guests
      WHERE network_id = $1 AND id = ANY ($2::uuid[]) AND erased_at IS NULL ORDER BY id DESC LIMIT $3`,
    [networkId, ids, ids.length],
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
