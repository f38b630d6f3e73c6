import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';

export interface ChildRow {
  readonly id: string;
  readonly nameEncrypted: Buffer | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

const COLUMNS = sql`id, name_encrypted, birth_date`;

export function listChildRows(tx: Tx, networkId: string, guestId: string, limit: number) {
  return tx.query<ChildRow>`
    SELECT ${COLUMNS} FROM children WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY birth_date, id
     LIMIT ${limit}`;
}

export async function insertChild(
  tx: Tx,
  networkId: string,
  guestId: string,
  { id, nameEncrypted: name, birthDate }: ChildRow,
): Promise<void> {
  await tx.query`INSERT INTO children (network_id, id, guest_id, name_encrypted, birth_date)
      VALUES (${networkId}, ${id}, ${guestId}, ${name}, ${birthDate})`;
}

export function lockChild(tx: Tx, networkId: string, guestId: string, id: string) {
  return tx.maybe<ChildRow>`
    SELECT ${COLUMNS} FROM children WHERE network_id = ${networkId} AND guest_id = ${guestId} AND id = ${id} FOR UPDATE`;
}

export async function updateChild(tx: Tx, networkId: string, child: ChildRow): Promise<void> {
  await tx.query`UPDATE children SET name_encrypted = ${child.nameEncrypted}, birth_date = ${child.birthDate}
      WHERE network_id = ${networkId} AND id = ${child.id}`;
}

export async function deleteChild(tx: Tx, networkId: string, id: string): Promise<void> {
  await tx.query`DELETE FROM children WHERE network_id = ${networkId} AND id = ${id}`;
}
