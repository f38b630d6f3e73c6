import type { Tx } from 'loyalty-platform/platform/database/database';

/** A user of the network, or an owner, and whether the user can sign in already. Runs in the platform's role. */
export function findUser(
  tx: Tx,
  networkId: string | null,
  emailIndex: Buffer,
): Promise<{ id: string; ready: boolean } | undefined> {
  return tx.maybe<{ id: string; ready: boolean }>`
    SELECT id, password_hash IS NOT NULL AS ready FROM users
    WHERE email_index = ${emailIndex} AND network_id IS NOT DISTINCT FROM ${networkId}::uuid`;
}

/** Whether a guest has a sale of this receipt number. */
export async function hasSale(tx: Tx, networkId: string, guestId: string, receiptNumber: string): Promise<boolean> {
  const { there } = await tx.one<{ there: boolean }>`
    SELECT EXISTS (SELECT FROM transactions WHERE network_id = ${networkId} AND guest_id = ${guestId} AND type = 'SALE' AND receipt_number = ${receiptNumber}) AS there`;
  return there;
}

/** Guests by their external ids, in the order of these ids. */
export async function listGuestsByExternalId(
  tx: Tx,
  networkId: string,
  externalIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT g.id FROM unnest(${externalIds}::text[]) WITH ORDINALITY e(external_id, place)
      JOIN guests g ON g.network_id = ${networkId} AND g.external_id = e.external_id ORDER BY e.place`;
  return rows.map(({ id }) => id);
}
