import { Injectable } from '@nestjs/common';
import {
  listConsentTexts,
  listRequiredConsents,
  type NetworkProfile,
  Snapshots,
  type ConsentBasis,
} from '../../configuration';
import { spokenIn } from '../../platform/language/spoken';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { Audit, type Author, type ChatChannel, type OnOne, UseCase } from '../../security';
import type { ConsentGiven } from '../profiles/guest.dto';
import { requireGuest, refuseOtherGuests } from '../profiles/guest-access';
import {
  type ConsentCoverageAnswer,
  type ConsentShown,
  consentList,
  type ConsentList,
  type RecordConsentsBody,
} from './consent.dto';
import { type ConsentRow, insertConsents, listConsentRows } from './consent.sql';
import { textOfConsent } from './text-of-consent.rules';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Handles } from '../../platform/http/handlers-of';

interface ConsentCoverage {
  readonly guests: number;
  /** Guests who agreed to a text of the network. */
  readonly agreed: number;
  readonly byBasis: Readonly<Record<ConsentBasis, number>>;
  /** Guests who took the consent back, or said no. */
  readonly refused: number;
  /** Guests without any answer or basis. */
  readonly without: number;
}

export class RecordConsents extends UseCase<ConsentList, OnOne<RecordConsentsBody>> {}

/**
 * A guest's consents. No decision reads them, so they do not raise the guest's version; a decision that reads them would need that (ledger.md, rule
 * 1).
 */
@Injectable()
export class Consents {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
  ) {}

  /** The guest's last answer for each kind. Throws `guest_not_found`. */
  async listConsents(networkId: string, guestId: string, language: Language): Promise<ConsentShown[]> {
    const { profile } = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      await requireGuest(tx, networkId, guestId);
      return this.withTexts(tx, profile, await listConsentRows(tx, networkId, guestId), language);
    });
  }

  /** How guests answered the consent that the law asks for; null: it asks for none. */
  async coverage(networkId: string): Promise<ConsentCoverageAnswer['coverage']> {
    const { settings, country } = (await this.snapshots.current(networkId)).profile;
    const [required] = listRequiredConsents(settings.consents, country);
    if (required === undefined) return null;
    const { kind } = required;
    return { kind, ...(await this.database.reportOf(networkId, (tx) => countConsents(tx, networkId, kind))) };
  }

  /** Records consents and returns the last answer for each kind. @throws ProblemError `guest_not_found` */
  @Handles(RecordConsents)
  async recordConsents({ context, input: { id, body } }: RecordConsents): Promise<ConsentList> {
    const { principal, call, networkId, author, language } = context;
    refuseOtherGuests(principal, id);
    const { profile } = await this.snapshots.current(networkId);
    const source = principal.kind === 'guest' ? 'SELF' : 'STAFF';
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireGuest(tx, networkId, id);
      await this.append(tx, networkId, id, body.consents, source, author);
      return consentList(await this.withTexts(tx, profile, await listConsentRows(tx, networkId, id), language));
    });
  }

  /** Withdraws a consent in the version that was given. False: the guest never gave it, or has already withdrawn it. */
  async withdraw(
    tx: Tx,
    networkId: string,
    guestId: string,
    kind: string,
    source: ChatChannel,
    author: Author,
  ): Promise<boolean> {
    const last = (await listConsentRows(tx, networkId, guestId)).find((row) => row.kind === kind);
    if (last?.given !== true) return false;
    const withdrawn = { kind, version: last.textVersion, given: false };
    await this.append(tx, networkId, guestId, [withdrawn], source, author);
    return true;
  }

  /** Consents with the texts that guests saw, in the reader's language. */
  private async withTexts(
    tx: Tx,
    { id, settings, locale }: NetworkProfile,
    rows: readonly ConsentRow[],
    language: Language,
  ): Promise<ConsentShown[]> {
    const named = rows.map(({ kind, textVersion: version }) => ({ kind, version }));
    const earlier = await listConsentTexts(tx, id, named);
    return rows.map((row) => {
      // A guest who agreed elsewhere saw no text of the network.
      const text = row.basis === null ? textOfConsent(row, earlier, settings.consents) : null;
      return { ...row, text: text === null ? null : spokenIn(text, language, locale) };
    });
  }

  private async append(
    tx: Tx,
    networkId: string,
    guestId: string,
    consents: readonly (ConsentGiven & { given: boolean })[],
    source: 'SELF' | 'STAFF' | ChatChannel,
    author: Author,
  ): Promise<void> {
    const rows = consents.map((consent) => ({ ...consent, id: newId() }));
    await insertConsents(tx, networkId, guestId, rows, source);
    const stated = consents.map(({ kind, version, given }) => ({ kind, version, given }));
    await this.audit.appendChange(tx, networkId, author, 'guest.consents_recorded', guestId, {
      after: { consents: stated, ...(source !== 'SELF' && source !== 'STAFF' && { source }) },
    });
  }
}

/** How the guests of a network answered a kind of consent last; guests who were erased or merged are left out. One pass over guests and consents. */
async function countConsents(tx: Tx, networkId: string, kind: string): Promise<ConsentCoverage> {
  const rows = await tx.query<{ given: boolean | null; basis: ConsentBasis | null; guests: number }>`
    SELECT c.given, c.basis, count(*)::float8 AS guests
      FROM guests g LEFT JOIN (
        SELECT DISTINCT ON (guest_id) guest_id, given, basis FROM consents
         WHERE network_id = ${networkId} AND kind = ${kind} ORDER BY guest_id, id DESC) c ON c.guest_id = g.id
     WHERE g.network_id = ${networkId} AND g.erased_at IS NULL AND g.merged_into IS NULL GROUP BY 1, 2`;
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
