import type { ConsentBasis } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';

export interface ConsentRow {
  readonly kind: string;
  readonly text_version: string;
  readonly given: boolean;
  readonly source: string;
  /** Where the guest agreed, if not to a text that this platform showed. */
  readonly basis: ConsentBasis | null;
  readonly recorded_at: Date;
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
  await tx.query(
    `INSERT INTO consents (network_id, guest_id, id, kind, text_version, given, source, basis)
     SELECT $1, $2, c.id, c.kind, c.version, c.given, $3, c.basis
       FROM unnest($4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::text[]) AS c (id, kind, version, given, basis)`,
    [
      networkId,
      guestId,
      source,
      consents.map((consent) => consent.id),
      consents.map((consent) => consent.kind),
      consents.map((consent) => consent.version),
      consents.map((consent) => consent.given),
      consents.map((consent) => consent.basis ?? null),
    ],
  );
}

/** The guest's last answer for each kind of consent. */
export function listConsentRows(tx: Tx, networkId: string, guestId: string): Promise<ConsentRow[]> {
  return tx.query<ConsentRow>(
    `SELECT DISTINCT ON (kind) kind, text_version, given, source, basis, recorded_at
       FROM consents WHERE network_id = $1 AND guest_id = $2
      ORDER BY kind, id DESC LIMIT 200`,
    [networkId, guestId],
  );
}

export interface ConsentCoverage {
  readonly guests: number;
  /** Agreed to a text of the network. */
  readonly agreed: number;
  readonly byBasis: Readonly<Record<ConsentBasis, number>>;
  /** Guests who took the consent back, or said no. */
  readonly refused: number;
  /** Guests without any answer or basis. */
  readonly without: number;
}

/** How the guests of a network answered a kind of consent last; guests who were erased or merged are left out. One pass over guests and consents. */
export async function countConsents(tx: Tx, networkId: string, kind: string): Promise<ConsentCoverage> {
  const rows = await tx.query<{ given: boolean | null; basis: ConsentBasis | null; guests: number }>(
    `SELECT c.given, c.basis, count(*)::float8 AS guests
       FROM guests g LEFT JOIN (
         SELECT DISTINCT ON (guest_id) guest_id, given, basis FROM consents
          WHERE network_id = $1 AND kind = $2 ORDER BY guest_id, id DESC) c ON c.guest_id = g.id
      WHERE g.network_id = $1 AND g.erased_at IS NULL AND g.merged_into IS NULL GROUP BY 1, 2`,
    [networkId, kind],
  );
  const sum = (fits: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(fits).reduce((total, { guests }) => total + guests, 0);
  const ofBasis = (basis: ConsentBasis) => sum((row) => row.given === true && row.basis === basis);
  return {
    guests: sum(() => true),
    agreed: sum(({ given, basis }) => given === true && basis === null),
    byBasis: {
      PAPER_FORM: ofBasis('PAPER_FORM'),
      CONTRACT: ofBasis('CONTRACT'),
      FORMER_SYSTEM: ofBasis('FORMER_SYSTEM'),
      OWN_SERVICE: ofBasis('OWN_SERVICE'),
    },
    refused: sum(({ given }) => given === false),
    without: sum(({ given }) => given === null),
  };
}

/** Copies a guest's last consents to another guest, for kinds without an answer of that guest. */
export async function passConsents(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const known = new Set((await listConsentRows(tx, networkId, toGuestId)).map(({ kind }) => kind));
  const passed = (await listConsentRows(tx, networkId, guestId)).filter(({ kind }) => !known.has(kind));
  const consents = passed.map(({ kind, text_version: version, given, basis }) => ({
    id: newId(),
    kind,
    version,
    given,
    basis,
  }));
  await insertConsents(tx, networkId, toGuestId, consents, 'MERGE');
}
