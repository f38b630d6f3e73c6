import type { Statements } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';

/** Whether the network has the guest. Merged guests count; erased ones only where they are asked for too. */
export async function isGuestKnown(
  tx: Statements,
  networkId: string,
  guestId: string,
  { erasedToo }: { readonly erasedToo: boolean },
): Promise<boolean> {
  const found = await tx.maybe`
    SELECT FROM guest_states WHERE network_id = ${networkId} AND guest_id = ${guestId} ${when(!erasedToo, sql`AND NOT erased`)}`;
  return found !== undefined;
}

/** The guests of a list whose personal data was erased. */
export async function listErasedGuests(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>`
    SELECT guest_id AS id FROM guest_states WHERE network_id = ${networkId} AND guest_id = ANY (${guestIds}::uuid[]) AND erased`;
  return new Set(rows.map(({ id }) => id));
}
