import type { Tx } from '../../../platform/database/database';
import type { YearChange } from './year-ahead.rules';

/** A guest whom a change concerns: the tier without the change and with it, and the change of a year. */
export interface ConcernedGuest extends YearChange {
  readonly guestId: string;
  readonly from: string;
  readonly to: string;
}

export type WhichConcerned = 'ALL' | 'LOSING' | 'GAINING';

/** The last guest of the previous page. */
export interface ConcernedMark {
  readonly value: number;
  readonly guestId: string;
}

/** How many impacts keep their guests: enough for pages that are open, without filling the disk of a large network. */
const KEPT_IMPACTS = 20;

/** Deletes the stored guests of an impact that begins, or begins again. */
export async function clearConcerned(tx: Tx, networkId: string, impactId: string): Promise<void> {
  await tx.query(
    `DELETE FROM impact_guests g WHERE g.network_id = $1 AND (g.impact_id = $2 OR g.impact_id NOT IN (
       SELECT b.id FROM backtests b WHERE b.network_id = $1 AND b.mode = 'IMPACT' ORDER BY b.id DESC LIMIT $3))`,
    [networkId, impactId, KEPT_IMPACTS],
  );
}

/** Stores guests of an impact. If a run was taken for dead and two are at work, both write the same rows. */
export async function insertConcerned(
  tx: Tx,
  networkId: string,
  impactId: string,
  guests: readonly ConcernedGuest[],
): Promise<void> {
  if (guests.length === 0) return;
  const column = <Name extends keyof ConcernedGuest>(name: Name) => guests.map((guest) => guest[name]);
  await tx.query(
    `INSERT INTO impact_guests (network_id, impact_id, guest_id, tier_without, tier_with, discount, earned, expired, paid, value)
     SELECT $1, $2, g.* FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[]) g
     ON CONFLICT DO NOTHING`,
    [
      networkId,
      impactId,
      column('guestId'),
      column('from'),
      column('to'),
      column('discount'),
      column('earned'),
      column('expired'),
      column('paid'),
      column('value'),
    ],
  );
}

/** Guests of an impact after a mark, the greatest loss first; for GAINING, the greatest gain first. */
export function listConcerned(
  tx: Tx,
  networkId: string,
  impactId: string,
  which: WhichConcerned,
  { after, limit }: { readonly after: ConcernedMark | null; readonly limit: number },
): Promise<ConcernedGuest[]> {
  const { among, past, order } = ORDERS[which];
  return tx.query<ConcernedGuest>(
    `SELECT guest_id AS "guestId", tier_without AS "from", tier_with AS "to", discount, earned, expired, paid, value
       FROM impact_guests
      WHERE network_id = $1 AND impact_id = $2 AND ${among} AND ($3::bigint IS NULL OR (value, guest_id) ${past} ($3, $4::uuid))
      ORDER BY value ${order}, guest_id ${order} LIMIT $5`,
    [networkId, impactId, after?.value ?? null, after?.guestId ?? null, limit],
  );
}

/** Whether guests of an impact are still stored. */
export async function hasConcerned(tx: Tx, networkId: string, impactId: string): Promise<boolean> {
  const row = await tx.maybe('SELECT 1 FROM impact_guests WHERE network_id = $1 AND impact_id = $2 LIMIT 1', [
    networkId,
    impactId,
  ]);
  return row !== undefined;
}

const ORDERS: Readonly<
  Record<WhichConcerned, { readonly among: string; readonly past: string; readonly order: string }>
> = {
  ALL: { among: 'true', past: '>', order: 'ASC' },
  LOSING: { among: 'value < 0', past: '>', order: 'ASC' },
  GAINING: { among: 'value > 0', past: '<', order: 'DESC' },
};
