import type { GuestName, GuestRow } from '../../../identity';
import { GUEST_COLUMNS } from '../../../identity/sale';
import type { NamedStatement, Statements } from '../../../platform/database/database';
import { RowArray } from '../../../platform/database/row-array';
import type { TillReading, TillReadRow } from '../../ledger/write/till-rows';

/** `till_read` for a guest found by name, with the guest's own row in front. */
const FIND: NamedStatement = {
  name: 'till_find',
  text: `SELECT ${GUEST_COLUMNS.replace(/\w+/g, '(f.guest).$&')}, (f.read).* FROM till_find($1::till_key[]) f`,
};

/** Finds a guest (or the guest into which it was merged) and reads it like `till_read`. Undefined: the network has none. */
export async function findGuestByName(
  tx: Statements,
  networkId: string,
  name: GuestName,
  { needLots, ends }: Pick<TillReading, 'needLots' | 'ends'>,
): Promise<(GuestRow & TillReadRow) | undefined> {
  const key = new RowArray();
  key.begin().uuid(networkId);
  key.text('card' in name ? name.card : null);
  key.bytes('card' in name ? null : name.phoneIndex.toString('hex'));
  key.bool(needLots);
  key.int4(ends ?? null);
  const [found] = await tx.callTogether<GuestRow & TillReadRow>(FIND, key.written(), 1);
  return (found?.id ?? null) === null ? undefined : found;
}
