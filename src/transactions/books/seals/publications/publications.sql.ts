import type { Statements, Tx } from '../../../../platform/database/database';
import { Outbox } from '../../../../platform/outbox/outbox';
import type { PlaceName } from '../published-seals.sql';

/** A seal that waits to be published at a place. */
interface WaitingPublication {
  readonly number: number;
  readonly attempts: number;
}

/** A place that has not taken its seal so far. */
export interface LatePublication {
  readonly place: PlaceName;
  readonly madeAt: Date;
}

/** After this time, a process that publishes a seal has finished or died. */
const LEASE_SECONDS = 120;

export const PUBLICATIONS = new Outbox<WaitingPublication>({
  table: 'seal_publications',
  key: ['place', 'number'],
  columns: 'number, attempts',
  waits: 'published_at IS NULL',
  reason: 'failure',
  lease: { column: 'due_at', seconds: LEASE_SECONDS },
  retries: { first: 60, last: 3_600 },
});

/**
 * Notes the newest seal of a network for each place where none waits and the last one is more than an hour old. So a
 * place that does not answer has one waiting seal, and the next one covers all that were made in between.
 */
export async function noteNewest(tx: Tx, networkId: string, places: readonly PlaceName[]): Promise<void> {
  await tx.query(
    `INSERT INTO seal_publications (network_id, place, number)
     SELECT $1, p.place, s.number FROM unnest($2::text[]) p (place)
       CROSS JOIN (SELECT number FROM seals WHERE network_id = $1 ORDER BY number DESC LIMIT 1) s
       LEFT JOIN LATERAL (SELECT x.number, x.made_at, x.published_at FROM seal_publications x
         WHERE x.network_id = $1 AND x.place = p.place ORDER BY x.number DESC LIMIT 1) last ON true
      WHERE last.number IS NULL OR (last.published_at IS NOT NULL AND last.number < s.number
        AND last.made_at <= clock_timestamp() - interval '1 hour')
     ON CONFLICT (network_id, place, number) DO NOTHING`,
    [networkId, places],
  );
}

export async function notePublished(
  tx: Tx,
  networkId: string,
  { place, number, receipt }: { readonly place: PlaceName; readonly number: number; readonly receipt: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE seal_publications SET published_at = clock_timestamp(), receipt = $4, failure = NULL
      WHERE network_id = $1 AND place = $2 AND number = $3 AND published_at IS NULL`,
    [networkId, place, number, receipt],
  );
}

/** Seals that wait although their place was tried. */
export function listLate(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  places: readonly PlaceName[],
): Promise<LatePublication[]> {
  return tx.query<LatePublication>(
    `SELECT place, made_at AS "madeAt" FROM seal_publications
      WHERE network_id = $1 AND place = ANY ($2) AND published_at IS NULL AND failure IS NOT NULL`,
    [networkId, places],
  );
}
