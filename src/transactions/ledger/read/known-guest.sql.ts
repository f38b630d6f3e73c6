import type { Statements } from '../../../platform/database/database';

/** Whether the network has the guest. Merged guests count; erased ones only where they are asked for too. */
export async function isGuestKnown(
  tx: Statements,
  networkId: string,
  guestId: string,
  { erasedToo }: { readonly erasedToo: boolean },
): Promise<boolean> {
  const found = await tx.maybe(
    'SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = $2 AND ($3 OR NOT erased)',
    [networkId, guestId, erasedToo],
  );
  return found !== undefined;
}

/** The guests of a list whose personal data was erased. */
export async function listErasedGuests(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    'SELECT guest_id AS id FROM guest_states WHERE network_id = $1 AND guest_id = ANY ($2::uuid[]) AND erased',
    [networkId, guestIds],
  );
  return new Set(rows.map(({ id }) => id));
}
