import type { ConsentBasis } from '../../configuration';
import type { Tx } from '../../platform/database/database';

export interface ConsentRow {
  readonly kind: string;
  readonly textVersion: string;
  readonly given: boolean;
  readonly source: string;
  /** Where the guest agreed, if not to a text that this platform showed. */
  readonly basis: ConsentBasis | null;
  readonly recordedAt: Date;
}

export interface ConsentInsert {
  readonly id: string;
  readonly kind: string;
  readonly version: string;
  readonly given: boolean;
  /** Left out: the guest saw the text. */
  readonly basis?: ConsentBasis | null;
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
  await tx.query`INSERT INTO consents (network_id, guest_id, id, kind, text_version, given, source, basis)
      SELECT ${networkId}, ${guestId}, c.id, c.kind, c.version, c.given, ${source}, c.basis
        FROM unnest(${consents.map((consent) => consent.id)}::uuid[], ${consents.map((consent) => consent.kind)}::text[],
        ${consents.map((consent) => consent.version)}::text[], ${consents.map((consent) => consent.given)}::boolean[],
        ${consents.map((consent) => consent.basis ?? null)}::text[]) AS c (id, kind, version, given, basis)`;
}

/** The guest's last answer for each kind of consent. */
export function listConsentRows(tx: Tx, networkId: string, guestId: string) {
  return tx.query<ConsentRow>`SELECT DISTINCT ON (kind) kind, text_version, given, source, basis, recorded_at
       FROM consents WHERE network_id = ${networkId} AND guest_id = ${guestId}
      ORDER BY kind, id DESC LIMIT 200`;
}
