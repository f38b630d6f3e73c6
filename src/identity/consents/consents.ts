import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author } from '../../security';
import type { ConsentGiven } from '../profiles/guest.dto';
import { requireGuest } from '../profiles/guest-access';
import { type ConsentRow, insertConsents, listConsentRows } from './consent.sql';

/**
 * The consents of a guest. No decision reads them yet, so they do not raise the guest's version. Once a
 * decision reads them, they have to (ledger.md, rule 1).
 */
@Injectable()
export class Consents {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** The last statement of each kind. Throws `guest_not_found`. */
  listConsents(networkId: string, guestId: string): Promise<ConsentRow[]> {
    return this.database.inNetwork(networkId, async (tx) => {
      await requireGuest(tx, networkId, guestId);
      return listConsentRows(tx, networkId, guestId);
    });
  }

  /** Appends consents, and answers with the last statement of each kind. Throws `guest_not_found`. */
  async record(
    tx: Tx,
    networkId: string,
    guestId: string,
    consents: readonly (ConsentGiven & { given: boolean })[],
    author: Author,
  ): Promise<ConsentRow[]> {
    await requireGuest(tx, networkId, guestId);
    const source = author.actor !== 'system' && author.actor.kind === 'guest' ? 'SELF' : 'STAFF';
    const rows = consents.map((consent) => ({ ...consent, id: newId() }));
    await insertConsents(tx, networkId, guestId, rows, source);
    await this.audit.append(tx, networkId, {
      ...author,
      action: 'guest.consents_recorded',
      subjectKind: 'guest',
      subjectId: guestId,
      after: { consents: consents.map(({ kind, version, given }) => ({ kind, version, given })) },
    });
    return listConsentRows(tx, networkId, guestId);
  }
}
