import type { Statements } from '../../platform/database/database';
import { birthdayOf } from './birthday.rules';
import { updateBirthday } from './guest.sql';

/** Closes the source of a merge; null opens it again. The caller holds both guests' locks. */
export async function updateMergedInto(
  tx: Statements,
  networkId: string,
  guestId: string,
  mergedInto: string | null,
): Promise<void> {
  await tx.query`UPDATE guests SET merged_into = ${mergedInto} WHERE network_id = ${networkId} AND id = ${guestId}`;
}

/** Profile fields that a merge copies where the other guest has none, with their columns; the first column shows whether the field is empty. */
const FILLED: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  email: ['email_index', 'email_encrypted'],
  birthDate: ['birth_date'],
  locale: ['locale'],
  note: ['note'],
};

/** Copies the other guest's values into empty profile fields, with the times when they were set, and records their source. */
export async function fillProfile(
  tx: Statements,
  networkId: string,
  guestId: string,
  fromGuestId: string,
): Promise<void> {
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
export async function emptyProfile(
  tx: Statements,
  networkId: string,
  guestId: string,
  fromGuestId: string,
): Promise<void> {
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
