import type { NamedStatement, Statements } from '../../../platform/database/database';

const LOCK_GUESTS: NamedStatement = {
  name: 'lock_guests',
  text: `SELECT guest_id FROM guest_states WHERE network_id = $1 AND guest_id = ANY ($2::uuid[])
    ORDER BY guest_id FOR UPDATE`,
};

const LOCK_FREE_GUESTS: NamedStatement = { name: 'lock_free_guests', text: `${LOCK_GUESTS.text} SKIP LOCKED` };

interface GuestIdRow {
  readonly guest_id: string;
}

/**
 * Locks guests in the order of their ids and waits for other transactions, in a statement of its own, so that later
 * statements read current rows (rule 4). Returns the guests that the network has, in that order.
 */
export async function lockGuests(tx: Statements, networkId: string, guestIds: readonly string[]): Promise<string[]> {
  return (await tx.call<GuestIdRow>(LOCK_GUESTS, [networkId, guestIds])).map((row) => row.guest_id);
}

/** Locks guests without waiting. Leaves out guests locked by other transactions. */
export async function lockFreeGuests(
  tx: Statements,
  networkId: string,
  guestIds: readonly string[],
): Promise<string[]> {
  return (await tx.call<GuestIdRow>(LOCK_FREE_GUESTS, [networkId, guestIds])).map((row) => row.guest_id);
}
