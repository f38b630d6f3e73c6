import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { NetworkProfile } from '../../configuration';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, normalizeEmail, Pii, type Principal } from '../../security';
import { passConsents } from '../consents/consent.sql';
import { importGuests, type ImportedGuest } from '../enrolment/import-guests.sql';
import { passUnwanted } from '../notifications/notification.sql';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as sql from '../profiles/guest.sql';
import { passBelongings, returnBelongings } from '../profiles/merged-belongings.sql';
import { emptyProfile, fillProfile, updateMergedInto } from '../profiles/merged-guest.sql';
import { phoneColumns } from '../profiles/personal-columns';
import { parsePhone } from '../profiles/phone.rules';

export type { ImportedGuest } from '../enrolment/import-guests.sql';

/** A guest without personal data. */
export interface GuestIdentity {
  readonly id: string;
  readonly externalId: string | null;
  readonly cardNumber: string;
  /** The guest account of the installation, once the phone was verified. */
  readonly accountId: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly createdAt: Date;
  /** Whether the personal data was erased; the ledger of the guest stays. */
  readonly erased: boolean;
}

export interface GuestName {
  readonly name: string | null;
  readonly externalId: string | null;
  readonly cardNumber: string;
}

/** The guests of a network, for other layers. */
@Injectable()
export class Guests {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** The guest with this id, or undefined when the network has none. */
  async findById(networkId: string, guestId: string): Promise<GuestIdentity | undefined> {
    return this.find(networkId, (tx) => sql.findGuestBy(tx, networkId, 'id', guestId));
  }

  /** The guest whose points an act for this guest concerns: the one that it was merged into in the end, or itself. */
  findSurvivor(networkId: string, guestId: string): Promise<string | undefined> {
    return sql.findSurvivor(this.database.readsOf(networkId), networkId, guestId);
  }

  /**
   * The id of the guest that a reference names: a guest's id, or the id that the network's own systems know the guest
   * by, which follows merges. @throws ProblemError `guest_not_found`, also for another guest than the one who asks
   */
  async getIdByReference(principal: Principal, reference: string): Promise<string> {
    const networkId = networkOf(principal);
    const id = z.uuid().safeParse(reference);
    const guest =
      (id.success ? await this.findById(networkId, id.data.toLowerCase()) : undefined) ??
      (await this.findByExternalId(networkId, reference));
    if (guest === undefined) throw new ProblemError('guest_not_found');
    refuseOtherGuests(principal, guest.id);
    return guest.id;
  }

  /** The guest that a client knows by its own id. */
  async findByExternalId(networkId: string, externalId: string): Promise<GuestIdentity | undefined> {
    return this.find(networkId, (tx) => sql.findGuestBy(tx, networkId, 'external_id', externalId));
  }

  /** The guest of a permanent card number. */
  async findByCardNumber(networkId: string, cardNumber: string): Promise<GuestIdentity | undefined> {
    return this.find(networkId, (tx) => sql.findGuestBy(tx, networkId, 'card_number', cardNumber));
  }

  /** Guests' names for a staff file, by id; an erased guest has none. */
  async listNames(networkId: string, ids: readonly string[]): Promise<ReadonlyMap<string, GuestName>> {
    const rows = await this.database.inNetwork(networkId, (tx) => sql.listGuestRowsById(tx, networkId, ids));
    return new Map(
      rows.map(({ id, name, external_id, card_number }) => [
        id,
        { name, externalId: external_id, cardNumber: card_number },
      ]),
    );
  }

  /**
   * Closes a guest that is merged into another. The other guest gets the consents on which it has said nothing,
   * values for its empty profile fields, and refuses the messages that this one refused. The caller holds the locks of both.
   */
  async close(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
    await updateMergedInto(tx, networkId, guestId, mergedInto);
    await passConsents(tx, networkId, guestId, mergedInto);
    await passUnwanted(tx, networkId, guestId, mergedInto);
    await fillProfile(tx, networkId, mergedInto, guestId);
    await passBelongings(tx, networkId, guestId, mergedInto);
  }

  /** Opens a merged guest again, and takes its values out of the profile of the other. Copied consents stay there. */
  async reopen(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
    await updateMergedInto(tx, networkId, guestId, null);
    await emptyProfile(tx, networkId, mergedInto, guestId);
    await returnBelongings(tx, networkId, guestId, mergedInto);
  }

  /** The guest with a phone as a person types it; undefined also for a text that is no phone. */
  async findByPhone(
    network: Pick<NetworkProfile, 'id' | 'country'>,
    typed: string,
  ): Promise<GuestIdentity | undefined> {
    const phone = parsePhone(typed, network.country);
    if (phone === undefined) return undefined;
    const index = this.pii.blindIndex(network.id, 'phone', phone);
    return this.find(network.id, (tx) => sql.findGuestBy(tx, network.id, 'phone_index', index));
  }

  /** The guest with this e-mail address; undefined also where several guests share it. */
  async findByEmail(networkId: string, email: string): Promise<GuestIdentity | undefined> {
    const index = this.pii.blindIndex(networkId, 'email', normalizeEmail(email));
    const [row, ...others] = await sql.listGuestsByEmail(this.database.readsOf(networkId), networkId, index, 2);
    return row === undefined || others.length > 0 ? undefined : identityOf(row);
  }

  /**
   * Guests as a list names them, at most 20,000: each by external id, card number or phone, in this order. Undefined
   * for a name without a guest; a merged guest gives the guest that it was merged into.
   */
  async listIdsOf(
    network: Pick<NetworkProfile, 'id' | 'country'>,
    names: readonly string[],
  ): Promise<(string | undefined)[]> {
    const phones = names.map((name) => {
      const phone = parsePhone(name, network.country);
      return phone === undefined ? null : this.pii.blindIndex(network.id, 'phone', phone);
    });
    const rows = await this.database.inNetwork(network.id, (tx) => sql.listIdsByNames(tx, network.id, names, phones));
    return rows.map(({ id }) => id ?? undefined);
  }

  /**
   * Creates guests from the network's earlier system, at most 5,000 a call, in the caller's transaction: each with its
   * state, in the lowest tier, with these counters (JSON; null: those of a new guest), and without award. A guest whose external id is known stays
   * as it is. Returns the ids of all these guests by external id.
   */
  createFromImport(
    tx: Tx,
    networkId: string,
    guests: readonly ImportedGuest[],
    counters: string | null,
  ): Promise<ReadonlyMap<string, string>> {
    return importGuests(tx, networkId, guests, counters, (phone) => phoneColumns(this.pii, networkId, phone));
  }

  private async find(
    networkId: string,
    read: (tx: Statements) => Promise<sql.GuestRow | undefined>,
  ): Promise<GuestIdentity | undefined> {
    const row = await read(this.database.readsOf(networkId));
    return row && identityOf(row);
  }
}

function identityOf(row: sql.GuestRow): GuestIdentity {
  return {
    id: row.id,
    externalId: row.external_id,
    cardNumber: row.card_number,
    accountId: row.account_id,
    locale: row.locale,
    createdAt: row.created_at,
    erased: row.erased_at !== null,
  };
}
