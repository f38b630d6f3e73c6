import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import type { IdentificationWay } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import type { IdSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Origin, Pii, type Principal } from '../../security';
import { Identifications } from '../cards/identifications';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { LookupMisses } from './lookup-misses';
import * as sql from '../profiles/guest.sql';
import { parsePhone } from '../profiles/phone.rules';

export interface Asker {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** The most guests in the answer of a search. */
const FOUND_LIMIT = 50;

/** Reads guests for staff, services and themselves; each read of personal data is recorded in the audit. */
@Injectable()
export class FindGuests {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly answers: GuestAnswers,
    private readonly misses: LookupMisses,
    private readonly identifications: Identifications,
  ) {}

  /** Throws `not_found`, also for the guest of another network. */
  getGuest(network: NetworkProfile, guestId: string, asker: Asker): Promise<GuestAnswer> {
    return this.database.inNetwork(network.id, async (tx) => {
      const row = await sql.findGuestBy(tx, network.id, 'id', guestId);
      if (row?.erased_at !== null) throw new ProblemError('not_found');
      await this.appendRead(tx, network.id, 'guest.read', [row], asker);
      return this.answers.answerOf(tx, network, row, sightOf(asker.principal));
    });
  }

  listGuests(network: NetworkProfile, slice: IdSlice, asker: Asker): Promise<GuestAnswer[]> {
    return this.readMany(network, asker, 'guest.listed', (tx) => sql.listGuestRows(tx, network.id, slice));
  }

  /** The guest with a client's own id or a card number; empty when there is none. */
  listByKey(
    network: NetworkProfile,
    key: 'external_id' | 'card_number',
    value: string,
    asker: Asker,
  ): Promise<GuestAnswer[]> {
    const read = (): Promise<GuestAnswer[]> =>
      this.readMany(network, asker, 'guest.listed', async (tx) => {
        const row = await sql.findGuestBy(tx, network.id, key, value);
        if (row?.erased_at !== null) return [];
        await this.note(tx, network.id, [row], key === 'card_number' ? 'CARD' : 'TILL_SYSTEM', asker);
        return [row];
      });
    // Only card numbers can be guessed, so only their misses are counted.
    return key === 'card_number' ? this.countingMisses(network, asker, read) : read();
  }

  /** The guests with these ids. */
  listByIds(network: NetworkProfile, ids: readonly string[], asker: Asker): Promise<GuestAnswer[]> {
    return this.readMany(network, asker, 'guest.listed', (tx) => sql.listGuestRowsById(tx, network.id, ids));
  }

  /** By the last four digits of the phone, the whole phone, or the start of the name. */
  search(network: NetworkProfile, query: string, asker: Asker): Promise<GuestAnswer[]> {
    return this.countingMisses(network, asker, () =>
      this.readMany(network, asker, 'guest.searched', async (tx) => {
        const { rows, way } = await this.searchRows(tx, network, query);
        await this.note(tx, network.id, rows, way, asker);
        return rows;
      }),
    );
  }

  private async countingMisses(
    network: NetworkProfile,
    { principal }: Asker,
    read: () => Promise<GuestAnswer[]>,
  ): Promise<GuestAnswer[]> {
    const found = await this.misses.counting(network, principal, async () => {
      const guests = await read();
      return guests.length === 0 ? undefined : guests;
    });
    return found ?? [];
  }

  private async searchRows(
    tx: Tx,
    network: NetworkProfile,
    query: string,
  ): Promise<{ readonly rows: sql.GuestRow[]; readonly way: 'NAME' | 'PHONE' }> {
    if (/^\d{4}$/.test(query)) {
      const lastFour = this.pii.blindIndex(network.id, 'phone_last4', query);
      // Four digits identify a guest no better than a name.
      return { rows: await sql.listGuestRowsByLastFour(tx, network.id, lastFour, FOUND_LIMIT), way: 'NAME' };
    }
    const phone = parsePhone(query, network.country);
    if (phone !== undefined) {
      const row = await sql.findGuestBy(tx, network.id, 'phone_index', this.pii.blindIndex(network.id, 'phone', phone));
      return { rows: row === undefined ? [] : [row], way: 'PHONE' };
    }
    return { rows: await sql.listGuestRowsByName(tx, network.id, query, FOUND_LIMIT), way: 'NAME' };
  }

  private note(
    tx: Tx,
    networkId: string,
    rows: readonly sql.GuestRow[],
    way: IdentificationWay,
    { principal }: Asker,
  ): Promise<void> {
    return this.identifications.note(
      tx,
      networkId,
      principal.id,
      rows.map(({ id }) => id),
      way,
    );
  }

  private readMany(
    network: NetworkProfile,
    asker: Asker,
    action: string,
    find: (tx: Tx) => Promise<sql.GuestRow[]>,
  ): Promise<GuestAnswer[]> {
    return this.database.inNetwork(network.id, async (tx) => {
      const rows = await find(tx);
      if (rows.length > 0) await this.appendRead(tx, network.id, action, rows, asker);
      return this.answers.answersOf(tx, network, rows, sightOf(asker.principal));
    });
  }

  private appendRead(
    tx: Tx,
    networkId: string,
    action: string,
    rows: readonly sql.GuestRow[],
    asker: Asker,
  ): Promise<void> {
    const one = rows.length === 1 ? rows[0] : undefined;
    return this.audit.append(tx, networkId, {
      actor: asker.principal,
      origin: asker.origin,
      action,
      subjectKind: 'guest',
      ...(one === undefined ? { after: { guestIds: rows.map((row) => row.id) } } : { subjectId: one.id }),
    });
  }
}
