import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';

export interface ConsentRow {
  readonly kind: string;
  readonly text_version: string;
  readonly given: boolean;
  readonly source: string;
  readonly recorded_at: Date;
}

export interface ConsentInsert {
  readonly id: string;
  readonly kind: string;
  readonly version: string;
  readonly given: boolean;
}

/** Appends consents. Rows are never changed, so a withdrawn consent stays on record. */
export async function insertConsents(
  tx: Tx,
  networkId: string,
  guestId: string,
  consents: readonly ConsentInsert[],
  source: string,
): Promise<void> {
  if (consents.length === 0) return;
  await tx.query(
    `INSERT INTO consents (network_id, guest_id, id, kind, text_version, given, source)
     SELECT $1, $2, c.id, c.kind, c.version, c.given, $3
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::boolean[]) AS c (id, kind, version, given)`,
    [
      networkId,
      guestId,
      source,
      consents.map((consent) => consent.id),
      consents.map((consent) => consent.kind),
      consents.map((consent) => consent.version),
      consents.map((consent) => consent.given),
    ],
  );
}

/** The guest's last answer for each kind of consent. */
export function listConsentRows(tx: Tx, networkId: string, guestId: string): Promise<ConsentRow[]> {
  return tx.query<ConsentRow>(
    `SELECT DISTINCT ON (kind) kind, text_version, given, source, recorded_at
       FROM consents WHERE network_id = $1 AND guest_id = $2
      ORDER BY kind, id DESC LIMIT 200`,
    [networkId, guestId],
  );
}

/** Copies a guest's last consents to another guest, for kinds without an answer of that guest. */
export async function passConsents(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const known = new Set((await listConsentRows(tx, networkId, toGuestId)).map(({ kind }) => kind));
  const passed = (await listConsentRows(tx, networkId, guestId)).filter(({ kind }) => !known.has(kind));
  const consents = passed.map(({ kind, text_version: version, given }) => ({ id: newId(), kind, version, given }));
  await insertConsents(tx, networkId, toGuestId, consents, 'MERGE');
}
