import type { Tx } from '../../platform/database/database';

export interface ChildRow {
  readonly id: string;
  readonly name_encrypted: Buffer | null;
  /** `YYYY-MM-DD`. */
  readonly birth_date: string;
}

const COLUMNS = 'id, name_encrypted, birth_date';

export function listChildRows(tx: Tx, networkId: string, guestId: string, limit: number): Promise<ChildRow[]> {
  return tx.query<ChildRow>(
    `SELECT ${COLUMNS} FROM children WHERE network_id = $1 AND guest_id = $2 ORDER BY birth_date, id LIMIT $3`,
    [networkId, guestId, limit],
  );
}

export async function insertChild(
  tx: Tx,
  networkId: string,
  guestId: string,
  { id, name_encrypted: name, birth_date: birthDate }: ChildRow,
): Promise<void> {
  await tx.query(
    'INSERT INTO children (network_id, id, guest_id, name_encrypted, birth_date) VALUES ($1, $2, $3, $4, $5)',
    [networkId, id, guestId, name, birthDate],
  );
}

export function lockChild(tx: Tx, networkId: string, guestId: string, id: string): Promise<ChildRow | undefined> {
  return tx.maybe<ChildRow>(
    `SELECT ${COLUMNS} FROM children WHERE network_id = $1 AND guest_id = $2 AND id = $3 FOR UPDATE`,
    [networkId, guestId, id],
  );
}

export async function updateChild(tx: Tx, networkId: string, child: ChildRow): Promise<void> {
  await tx.query('UPDATE children SET name_encrypted = $3, birth_date = $4 WHERE network_id = $1 AND id = $2', [
    networkId,
    child.id,
    child.name_encrypted,
    child.birth_date,
  ]);
}

export async function deleteChild(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query('DELETE FROM children WHERE network_id = $1 AND id = $2', [networkId, id]);
}
