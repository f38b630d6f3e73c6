import type { Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';

/** A guest's row for the export; `phone` and `email` are still encrypted. */
export interface ExportedRow {
  readonly id: string;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly phone: Buffer | null;
  readonly email: Buffer | null;
  readonly birthDate: string | null;
  readonly language: string | null;
  readonly note: string | null;
  readonly tier: string | null;
  /** The last day of a tier set by hand, or the day before an earned tier is reviewed; in days since 1970. */
  readonly tierUntilDay: number | null;
  readonly stamps: readonly { readonly card: string; readonly collected: number }[] | null;
  readonly spend: string;
  readonly visits: string;
}

/** Guests with ids above `after` who are neither erased nor merged, ordered by id; with `segmentId`, only those in the segment. */
export function listExported(tx: Tx, networkId: string, segmentId: string | null, after: string, limit: number) {
  return tx.query<ExportedRow>`
    SELECT g.id, g.external_id, g.name, g.phone_encrypted AS phone, g.email_encrypted AS email,
           g.birth_date::text AS birth_date, g.locale AS language, g.note, s.tier,
           CASE WHEN s.counters -> 'byHand' ->> 'tier' = s.tier THEN (s.counters -> 'byHand' ->> 'untilDay')::int
                ELSE greatest(s.grace_until, (s.counters ->> 'tierDueDay')::int - 1) END AS tier_until_day,
           s.counters -> 'stamps' AS stamps, s.spend::text AS spend, s.visits::text AS visits
      FROM guests g JOIN guest_states s ON s.network_id = ${networkId} AND s.guest_id = g.id
     WHERE g.network_id = ${networkId} AND g.id > ${after} AND g.erased_at IS NULL AND g.merged_into IS NULL
       ${when(
         segmentId !== null,
         sql`AND EXISTS (
             SELECT FROM segment_members m WHERE m.network_id = ${networkId} AND m.segment_id = ${segmentId} AND m.guest_id = g.id)`,
       )}
     ORDER BY g.id LIMIT ${limit}`;
}

/** Cards of these guests: a guest's own before those of guests merged into them, and our card numbers before printed cards. */
export function listCards(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; number: string }>`WITH RECURSIVE own (heir, id) AS (
        SELECT i, i FROM unnest(${guestIds}::uuid[]) i
        UNION
        SELECT o.heir, g.id FROM own o JOIN guests g ON g.network_id = ${networkId} AND g.merged_into = o.id)
      SELECT o.heir AS "guest_id!", c.number FROM own o CROSS JOIN LATERAL (
        SELECT g.card_number AS number, 0 AS rank FROM guests g WHERE g.network_id = ${networkId} AND g.id = o.id
        UNION ALL
        (SELECT p.number, 1 FROM guest_cards p WHERE p.network_id = ${networkId} AND p.guest_id = o.id ORDER BY p.number LIMIT 500)) c
      ORDER BY o.heir, o.id <> o.heir, c.rank, c.number`;
}

/** Points of these guests by the last day on which they may be spent, including points that start later and held points. */
export function listLots(tx: Tx, networkId: string, guestIds: readonly string[], timeZone: string, now: Date) {
  return tx.query<{ guestId: string; points: string; lastDay: string | null }>`
    SELECT l.guest_id, sum(l.remaining)::text AS points, l.last_day
      FROM unnest(${guestIds}::uuid[]) i CROSS JOIN LATERAL (
        SELECT guest_id, remaining, CASE WHEN expires_at < '9999-01-01'
               THEN ((expires_at - interval '1 millisecond') AT TIME ZONE ${timeZone})::date::text END AS last_day
          FROM lots WHERE network_id = ${networkId} AND guest_id = i AND expires_at > ${now} AND remaining > 0) l
     GROUP BY l.guest_id, l.last_day ORDER BY l.guest_id, l.last_day NULLS LAST`;
}

/** Each guest's last answer to each kind of consent, with its day in the network's time zone. */
export function listConsents(tx: Tx, networkId: string, guestIds: readonly string[], timeZone: string) {
  return tx.query<{ guestId: string; kind: string; given: boolean; day: string; version: string }>`
    SELECT c.guest_id, c.kind, c.given, (c.recorded_at AT TIME ZONE ${timeZone})::date::text AS "day!",
     c.text_version AS version
       FROM unnest(${guestIds}::uuid[]) i CROSS JOIN LATERAL (
         SELECT DISTINCT ON (kind) guest_id, kind, given, recorded_at, text_version
           FROM consents WHERE network_id = ${networkId} AND guest_id = i ORDER BY kind, id DESC LIMIT 100) c
      ORDER BY c.guest_id, c.kind`;
}

export function listChildren(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; name: Buffer | null; birthDate: string }>`
    SELECT c.guest_id, c.name_encrypted AS name, c.birth_date::text AS birth_date
      FROM unnest(${guestIds}::uuid[]) i CROSS JOIN LATERAL (
        SELECT * FROM children WHERE network_id = ${networkId} AND guest_id = i ORDER BY id LIMIT 20) c
     ORDER BY c.guest_id, c.birth_date, c.id`;
}

export async function hasSegment(tx: Tx, networkId: string, segmentId: string): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM segments WHERE network_id = ${networkId} AND id = ${segmentId}`;
  return row !== undefined;
}
