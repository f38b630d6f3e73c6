import type { Statements, Tx } from '../../../platform/database/database';
import { READER_COLUMNS, READER_JOINS, READS_FIGURES, type StaffReader } from '../reports/staff-readers.sql';

export async function isReader(tx: Statements, networkId: string, userId: string): Promise<boolean> {
  const row = await tx.maybe('SELECT FROM letter_readers WHERE network_id = $1 AND user_id = $2', [networkId, userId]);
  return row !== undefined;
}

/** Adds a reader from the week after `lastWeek` on. A repeated call changes nothing. */
export async function insertReader(tx: Tx, networkId: string, userId: string, lastWeek: string): Promise<void> {
  await tx.query(
    'INSERT INTO letter_readers (network_id, user_id, last_week) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [networkId, userId, lastWeek],
  );
}

export async function deleteReader(tx: Tx, networkId: string, userId: string): Promise<void> {
  await tx.query('DELETE FROM letter_readers WHERE network_id = $1 AND user_id = $2', [networkId, userId]);
}

/** Readers without this week's letter who may still read figures and still want letters; at most `limit`. */
export function listDueReaders(tx: Statements, networkId: string, week: string, limit: number): Promise<StaffReader[]> {
  return tx.query<StaffReader>(
    `SELECT ${READER_COLUMNS} FROM letter_readers l ${READER_JOINS('l')}
     WHERE l.network_id = $1 AND l.last_week < $2::date AND ${READS_FIGURES}
     ORDER BY u.id LIMIT $3`,
    [networkId, week, limit],
  );
}

/** Notes that the reader has this week's letter. False: another process was first, or the reader wants no more letters. */
export async function noteWeek(tx: Tx, networkId: string, userId: string, week: string): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE letter_readers SET last_week = $3 WHERE network_id = $1 AND user_id = $2 AND last_week < $3::date RETURNING user_id`,
    [networkId, userId, week],
  );
  return row !== undefined;
}
