import type { Statements, Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { insertConsents, listConsentRows } from '../consents/consent.sql';
import { birthdayOf } from '../profiles/birthday.rules';
import { updateBirthday } from '../profiles/guest.sql';

/**
 * Profile fields that a merge copies if they are empty in the other guest's profile, with their columns; the first column shows whether the field is
 * empty.
 */
const FILLED: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  email: ['email_index', 'email_encrypted'],
  birthDate: ['birth_date'],
  locale: ['locale'],
  note: ['note'],
};

/**
 * Tables whose rows belong to a guest, and which a merge passes to the other guest: children, cases, messages, devices with notifications, and wallet
 * cards.
 */
const OWNED = ['children', 'guest_cases', 'messages', 'push_subscriptions', 'wallet_passes'] as const;

/** Closes a merged guest: see `Guests.close`. */
export async function closeMerged(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
  await updateMergedInto(tx, networkId, guestId, mergedInto);
  await passConsents(tx, networkId, guestId, mergedInto);
  await tx.query`
    UPDATE guests g SET unwanted_messages = ARRAY(SELECT DISTINCT unnest(g.unwanted_messages || s.unwanted_messages))
      FROM guests s
     WHERE g.network_id = ${networkId} AND g.id = ${mergedInto} AND s.network_id = ${networkId} AND s.id = ${guestId}
     AND s.unwanted_messages <> '{}'`;
  await fillProfile(tx, networkId, mergedInto, guestId);
  await passBelongings(tx, networkId, guestId, mergedInto);
}

/** Reopens a merged guest: see `Guests.reopen`. */
export async function reopenMerged(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
  await updateMergedInto(tx, networkId, guestId, null);
  await emptyProfile(tx, networkId, mergedInto, guestId);
  await returnBelongings(tx, networkId, guestId, mergedInto);
}

/** Copies a guest's last consents to another guest. A consent is left out if the other guest already answered for its kind. */
async function passConsents(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const known = new Set((await listConsentRows(tx, networkId, toGuestId)).map(({ kind }) => kind));
  const passed = (await listConsentRows(tx, networkId, guestId)).filter(({ kind }) => !known.has(kind));
  const consents = passed.map(({ kind, textVersion: version, given, basis }) => ({
    id: newId(),
    kind,
    version,
    given,
    basis,
  }));
  await insertConsents(tx, networkId, toGuestId, consents, 'MERGE');
}

/** Moves a guest's rows to the other guest. Each row keeps the ids of its earlier owners, from the first owner to the latest. */
async function passBelongings(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  for (const table of OWNED)
    await tx.query(
      `UPDATE ${table} SET guest_id = $3, came_from = came_from || $2::uuid WHERE network_id = $1 AND guest_id = $2::uuid`,
      [networkId, guestId, toGuestId],
    );
}

/** Moves rows back to the guest from whom a merge moved them. All other rows stay. */
async function returnBelongings(tx: Tx, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  for (const table of OWNED)
    await tx.query(
      `UPDATE ${table} SET guest_id = $2::uuid, came_from = trim_array(came_from, 1)
        WHERE network_id = $1 AND guest_id = $3 AND came_from[cardinality(came_from)] = $2::uuid`,
      [networkId, guestId, fromGuestId],
    );
}

/** Closes the source of a merge; null opens it again. The caller holds both guests' locks. */
async function updateMergedInto(
  tx: Statements,
  networkId: string,
  guestId: string,
  mergedInto: string | null,
): Promise<void> {
  await tx.query`UPDATE guests SET merged_into = ${mergedInto} WHERE network_id = ${networkId} AND id = ${guestId}`;
}

/** Copies the other guest's values into empty profile fields, with the times when they were set, and records their source. */
async function fillProfile(tx: Statements, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  const isFilled = (column: string) => `t.${column} IS NULL AND s.${column} IS NOT NULL`;
  const notes = Object.entries(FILLED).map(
    ([name, [first = '']]) => `'${name}', CASE WHEN ${isFilled(first)} THEN s.id END`,
  );
  const times = Object.entries(FILLED).map(
    ([name, [first = '']]) => `'${name}', CASE WHEN ${isFilled(first)} THEN s.profile_times -> '${name}' END`,
  );
  const columns = Object.values(FILLED).flatMap((of) =>
    of.map((column) => `${column} = CASE WHEN ${isFilled(of[0] ?? '')} THEN s.${column} ELSE t.${column} END`),
  );
  await changeProfile(
    tx,
    `UPDATE guests t SET ${columns.join(', ')}, filled = t.filled || jsonb_strip_nulls(jsonb_build_object(${notes.join(', ')})),
         profile_times = t.profile_times || jsonb_strip_nulls(jsonb_build_object(${times.join(', ')}))
       FROM guests s WHERE t.network_id = $1 AND t.id = $2 AND s.network_id = $1 AND s.id = $3
     RETURNING t.birth_date AS "birthDate"`,
    [networkId, guestId, fromGuestId],
  );
}

/** Empties the fields that a merge filled, unless they have changed since. */
async function emptyProfile(tx: Statements, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  const leaves = ([name, [first = '']]: readonly [string, readonly string[]]) =>
    `t.filled ->> '${name}' = s.id::text AND t.${first} = s.${first}`;
  const fields = Object.entries(FILLED);
  const columns = fields.flatMap((field) =>
    field[1].map((column) => `${column} = CASE WHEN ${leaves(field)} THEN NULL ELSE t.${column} END`),
  );
  const untimed = fields.map((field) => `CASE WHEN ${leaves(field)} THEN '${field[0]}' END`);
  await changeProfile(
    tx,
    `UPDATE guests t SET ${columns.join(', ')}, filled = (
         SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(t.filled) f WHERE f.value <> to_jsonb(s.id)),
         profile_times = t.profile_times - array_remove(ARRAY[${untimed.join(', ')}]::text[], NULL)
       FROM guests s WHERE t.network_id = $1 AND t.id = $2 AND s.network_id = $1 AND s.id = $3
     RETURNING t.birth_date AS "birthDate"`,
    [networkId, guestId, fromGuestId],
  );
}

async function changeProfile(
  tx: Statements,
  statement: string,
  values: readonly [string, string, string],
): Promise<void> {
  const { birthDate } = await tx.one<{ birthDate: string | null }>(statement, values);
  await updateBirthday(tx, values[0], values[1], birthdayOf(birthDate));
}
