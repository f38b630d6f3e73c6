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
import * as sql from './guest-export.sql';

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
      if (segmentId !== null && !(await sql.hasSegment(tx, networkId, segmentId))) throw new ProblemError('not_found');
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
      const rows = await sql.listExported(tx, network.id, segmentId, after, PAGE);
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
    rows: readonly sql.ExportedRow[],
  ): Promise<ExportedGuest[]> {
    const ids = rows.map((row) => row.id);
    const cards = byGuest(await sql.listCards(tx, id, ids));
    const lots = byGuest(await sql.listLots(tx, id, ids, timeZone, this.clock.now()));
    const consents = byGuest(await sql.listConsents(tx, id, ids, timeZone));
    const children = byGuest(await sql.listChildren(tx, id, ids));
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
