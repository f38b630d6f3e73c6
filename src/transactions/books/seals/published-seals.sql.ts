import type { Statements } from '../../../platform/database/database';

/** The kinds of places outside of the installation where seals are published. */
export const PLACES = ['FILE', 'BUCKET', 'MAIL', 'TIMESTAMP'] as const;
export type PlaceName = (typeof PLACES)[number];

/** A seal as published at one place. */
export interface Publication {
  readonly place: PlaceName;
  /** The number of the seal. */
  readonly number: number;
  readonly publishedAt: Date;
  /** The time stamp's token in base64. Null: the place is no time stamp authority. */
  readonly timeStamp: string | null;
}

/** For each place, the first publication of this seal or of a later one in the chain, which covers it too. */
export function listPublicationsFrom(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  number: number,
): Promise<Publication[]> {
  return tx.query<Publication>(
    `SELECT p.place, x.number, x.published_at AS "publishedAt", CASE p.place WHEN 'TIMESTAMP' THEN x.receipt END AS "timeStamp"
       FROM unnest($3::text[]) WITH ORDINALITY p (place, n)
       CROSS JOIN LATERAL (SELECT number, published_at, receipt FROM seal_publications
         WHERE network_id = $1 AND place = p.place AND number >= $2 AND published_at IS NOT NULL ORDER BY number LIMIT 1) x
      ORDER BY p.n`,
    [networkId, number, PLACES],
  );
}

/** The time stamps of a range of seals, in base64 by number. */
export async function listTimeStamps(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.query<{ number: number; receipt: string }>(
    `SELECT number, receipt FROM seal_publications
      WHERE network_id = $1 AND place = 'TIMESTAMP' AND number BETWEEN $2 AND $3 AND published_at IS NOT NULL`,
    [networkId, from, to],
  );
  return new Map(rows.map(({ number, receipt }) => [number, receipt]));
}
