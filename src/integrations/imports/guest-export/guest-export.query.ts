import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Snapshots } from '../../../configuration';
import { spokenIn } from '../../../platform/language/spoken';
import { isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import { csvLine } from '../../../platform/http/csv';
import { ProblemError } from '../../../platform/problems/problem';
import { Audit, Pii, type RequestContext } from '../../../security';
import { cellsOf, EXPORT_HEADERS, type ExportedGuest, EXPORTED_FIELDS } from './export-columns.rules';
import { sql, when } from '../../../platform/database/sql';

/** A guest's row for the export; `phone` and `email` are still encrypted. */
interface ExportedRow {
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

/** How many guests one transaction reads. */
const PAGE = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Writes guests with all fields that the import accepts. Guests are read page by page while the file is sent. */
@Injectable()
export class GuestExport {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly snapshots: Snapshots,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * The lines of a CSV with the guests of the network, or of one segment. The audit records the caller and the segment.
   * @throws ProblemError `not_found` for an unknown segment
   */
  async linesOf(
    { networkId, author, language }: RequestContext,
    segmentId: string | null,
  ): Promise<AsyncGenerator<string>> {
    const network = await this.networks.getProfile(networkId);
    await this.database.inNetwork(networkId, async (tx) => {
      if (segmentId !== null && !(await hasSegment(tx, networkId, segmentId))) throw new ProblemError('not_found');
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'guests.exported',
        ...(segmentId === null
          ? ({ subjectKind: 'network', subjectId: networkId } as const)
          : ({ subjectKind: 'segment', subjectId: segmentId } as const)),
        after: { columns: EXPORTED_FIELDS },
      });
    });
    return this.lines(network, language === 'ru' ? 'ru' : 'en', segmentId);
  }

  private async *lines(
    network: NetworkProfile,
    language: keyof typeof EXPORT_HEADERS,
    segmentId: string | null,
  ): AsyncGenerator<string> {
    const nameOf = await this.stampCardsOf(network, language);
    yield csvLine(Object.values(EXPORT_HEADERS[language]));
    for (let after: string | null = FIRST_ID; after !== null;) {
      const page = await this.pageAfter(network, nameOf, segmentId, after);
      if (page.text !== '') yield page.text;
      after = page.last;
    }
  }

  /**
   * The text for each stamp card in the file: its name, because the card's id differs in another network. If two cards share a name, or a cell
   * can't hold it, the text is the id.
   */
  private async stampCardsOf(
    { id, locale }: NetworkProfile,
    language: keyof typeof EXPORT_HEADERS,
  ): Promise<(card: string) => string> {
    const program = (await this.snapshots.current(id)).programInForce(this.clock.now())?.program;
    const names = new Map(
      (program?.stampCards ?? []).map(({ document }) => [document.id, spokenIn(document.name, language, locale)]),
    );
    const spoken = [...names.values()];
    return (card) => {
      const name = names.get(card) ?? card;
      return spoken.filter((one) => one === name).length > 1 || /[;\s]{2}|;/.test(name) ? card : name;
    };
  }

  private pageAfter(
    network: NetworkProfile,
    nameOf: (card: string) => string,
    segmentId: string | null,
    after: string,
  ): Promise<{ text: string; last: string | null }> {
    return this.database.inNetwork(network.id, async (tx) => {
      // Guests with ids above `after` who are neither erased nor merged, ordered by id; with `segmentId`, only those in the segment.
      const rows = await tx.query<ExportedRow>`
        SELECT g.id, g.external_id, g.name, g.phone_encrypted AS phone, g.email_encrypted AS email,
               g.birth_date::text AS birth_date, g.locale AS language, g.note, s.tier,
               CASE WHEN s.counters -> 'byHand' ->> 'tier' = s.tier THEN (s.counters -> 'byHand' ->> 'untilDay')::int
                    ELSE greatest(s.grace_until, (s.counters ->> 'tierDueDay')::int - 1) END AS tier_until_day,
               s.counters -> 'stamps' AS stamps, s.spend::text AS spend, s.visits::text AS visits
          FROM guests g JOIN guest_states s ON s.network_id = ${network.id} AND s.guest_id = g.id
         WHERE g.network_id = ${network.id} AND g.id > ${after} AND g.erased_at IS NULL AND g.merged_into IS NULL
           ${when(
             segmentId !== null,
             sql`AND EXISTS (
                 SELECT FROM segment_members m WHERE m.network_id = ${network.id} AND m.segment_id = ${segmentId} AND m.guest_id = g.id)`,
           )}
         ORDER BY g.id LIMIT ${PAGE}`;
      const guests = await this.guestsOf(tx, network, nameOf, rows);
      return {
        text: guests.map((guest) => csvLine(cellsOf(guest, network.currencyDigits))).join(''),
        last: rows.length < PAGE ? null : (rows.at(-1)?.id ?? null),
      };
    });
  }

  private async guestsOf(
    tx: Tx,
    { id, timeZone }: NetworkProfile,
    nameOf: (card: string) => string,
    rows: readonly ExportedRow[],
  ): Promise<ExportedGuest[]> {
    const ids = rows.map((row) => row.id);
    const cards = byGuest(await listCards(tx, id, ids));
    const lots = byGuest(await listLots(tx, id, ids, timeZone, this.clock.now()));
    const consents = byGuest(await listConsents(tx, id, ids, timeZone));
    const children = byGuest(await listChildren(tx, id, ids));
    return rows.map(({ phone, email, stamps, tierUntilDay, spend, visits, ...row }): ExportedGuest => ({
      ...row,
      phone: phone === null ? null : this.pii.decrypt(id, 'phone', phone),
      email: email === null ? null : this.pii.decrypt(id, 'email', email),
      tierUntil: tierUntilDay === null ? null : isoDateOf(tierUntilDay),
      stamps: (stamps ?? []).flatMap(({ card, collected }) =>
        collected > 0 ? [{ card: nameOf(card), stamps: collected }] : [],
      ),
      spend: Math.max(0, Number(spend)),
      visits: Math.max(0, Number(visits)),
      cards: cards(row.id).map(({ number }) => number),
      lots: lots(row.id).map(({ points, lastDay }) => ({ points: Number(points), lastDay })),
      consents: consents(row.id),
      children: children(row.id).map(({ name, birthDate }) => ({
        name: name === null ? null : this.pii.decrypt(id, 'name', name),
        birthDate,
      })),
    }));
  }
}

function byGuest<Row extends { readonly guestId: string }>(rows: readonly Row[]): (guestId: string) => readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const known = groups.get(row.guestId);
    if (known === undefined) groups.set(row.guestId, [row]);
    else known.push(row);
  }
  return (guestId) => groups.get(guestId) ?? [];
}

/** Cards of these guests: a guest's own before those of guests merged into them, and our card numbers before printed cards. */
function listCards(tx: Tx, networkId: string, guestIds: readonly string[]) {
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
function listLots(tx: Tx, networkId: string, guestIds: readonly string[], timeZone: string, now: Date) {
  return tx.query<{ guestId: string; points: string; lastDay: string | null }>`
    SELECT l.guest_id, sum(l.remaining)::text AS points, l.last_day
      FROM unnest(${guestIds}::uuid[]) i CROSS JOIN LATERAL (
        SELECT guest_id, remaining, CASE WHEN expires_at < '9999-01-01'
               THEN ((expires_at - interval '1 millisecond') AT TIME ZONE ${timeZone})::date::text END AS last_day
          FROM lots WHERE network_id = ${networkId} AND guest_id = i AND expires_at > ${now} AND remaining > 0) l
     GROUP BY l.guest_id, l.last_day ORDER BY l.guest_id, l.last_day NULLS LAST`;
}

/** Each guest's last answer to each kind of consent, with its day in the network's time zone. */
function listConsents(tx: Tx, networkId: string, guestIds: readonly string[], timeZone: string) {
  return tx.query<{ guestId: string; kind: string; given: boolean; day: string; version: string }>`
    SELECT c.guest_id, c.kind, c.given, (c.recorded_at AT TIME ZONE ${timeZone})::date::text AS "day!",
     c.text_version AS version
       FROM unnest(${guestIds}::uuid[]) i CROSS JOIN LATERAL (
         SELECT DISTINCT ON (kind) guest_id, kind, given, recorded_at, text_version
           FROM consents WHERE network_id = ${networkId} AND guest_id = i ORDER BY kind, id DESC LIMIT 100) c
      ORDER BY c.guest_id, c.kind`;
}

function listChildren(tx: Tx, networkId: string, guestIds: readonly string[]) {
  return tx.query<{ guestId: string; name: Buffer | null; birthDate: string }>`
    SELECT c.guest_id, c.name_encrypted AS name, c.birth_date::text AS birth_date
      FROM unnest(${guestIds}::uuid[]) i CROSS JOIN LATERAL (
        SELECT * FROM children WHERE network_id = ${networkId} AND guest_id = i ORDER BY id LIMIT 20) c
     ORDER BY c.guest_id, c.birth_date, c.id`;
}

async function hasSegment(tx: Tx, networkId: string, segmentId: string): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM segments WHERE network_id = ${networkId} AND id = ${segmentId}`;
  return row !== undefined;
}
