import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { NetworkProfile } from '../../configuration';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, normalizeEmail, Pii, type Principal } from '../../security';
import { plainCard } from '../../typed/card';
import { importGuests, type ImportedGuest } from '../enrolment/import-guests.sql';
import { refuseOtherGuests } from '../profiles/guest-access';
import { findGuestBy, findGuestRow, GUEST_COLUMNS, type GuestRow, listGuestRowsById } from '../profiles/guest.sql';
import { phoneColumns } from '../profiles/personal-columns';
import { closeMerged, reopenMerged } from './merged-guest';
import { parsePhone } from '../../typed/phone';

export type { ImportedGuest } from '../enrolment/import-guests.sql';

/** A guest without personal data. */
export interface GuestIdentity {
  readonly id: string;
  readonly externalId: string | null;
  readonly cardNumber: string;
  /** The installation's guest account of this guest, once the phone was verified. */
  readonly accountId: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly createdAt: Date;
  /** Whether the personal data was erased; the guest's ledger stays. */
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

  /** The guest with this id; undefined: the network has none. */
  async findById(networkId: string, guestId: string): Promise<GuestIdentity | undefined> {
    return this.find(networkId, (tx) => findGuestBy(tx, networkId, 'id', guestId));
  }

  /** The guest whose points an act for this guest changes: the guest that remained after all merges. */
  async findSurvivor(networkId: string, guestId: string): Promise<string | undefined> {
    const reads = this.database.readsOf(networkId);
    let row = await findGuestRow(reads, networkId, 'id', guestId);
    while (row !== undefined && row.merged_into !== null)
      row = await findGuestRow(reads, networkId, 'id', row.merged_into);
    return row?.id;
  }

  /**
   * The id of the guest in a reference: a guest's id, or an external id, which follows merges.
   * @throws ProblemError `guest_not_found`, also where a guest asks for another guest
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
    return this.find(networkId, (tx) => findGuestBy(tx, networkId, 'external_id', externalId));
  }

  /** The guest of a permanent card number. */
  async findByCardNumber(networkId: string, cardNumber: string): Promise<GuestIdentity | undefined> {
    return this.find(networkId, (tx) => findGuestBy(tx, networkId, 'card_number', cardNumber));
  }

  /** The phone of a guest, E.164; undefined: the guest has none, or the network has no such guest. */
  async findPhone(networkId: string, guestId: string): Promise<string | undefined> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.guest.findUnique({
        where: { networkId_id: { networkId, id: guestId } },
        select: { phoneEncrypted: true },
      }),
    );
    const phone = row?.phoneEncrypted ?? null;
    return phone === null ? undefined : this.pii.decrypt(networkId, 'phone', Buffer.from(phone));
  }

  /** Guests' names by id, for a file for staff; an erased guest has none. */
  async listNames(networkId: string, ids: readonly string[]): Promise<ReadonlyMap<string, GuestName>> {
    const rows = await this.database.inNetwork(networkId, (tx) => listGuestRowsById(tx, networkId, ids));
    return new Map(
      rows.map(({ id, name, external_id, card_number }) => [
        id,
        { name, externalId: external_id, cardNumber: card_number },
      ]),
    );
  }

  /**
   * Closes a guest who is merged into another. The other guest gets this guest's refusals of messages, and the consents and profile fields
   * that the other one lacks. The caller holds both guests' locks.
   */
  close(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
    return closeMerged(tx, networkId, guestId, mergedInto);
  }

  /** Reopens a merged guest, and removes its values from the other's profile. Copied consents stay. */
  reopen(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
    return reopenMerged(tx, networkId, guestId, mergedInto);
  }

  /** The guest with a phone as typed; undefined also where the text is no phone. */
  async findByPhone(
    network: Pick<NetworkProfile, 'id' | 'country'>,
    typed: string,
  ): Promise<GuestIdentity | undefined> {
    const phone = parsePhone(typed, network.country);
    if (phone === undefined) return undefined;
    const index = this.pii.blindIndex(network.id, 'phone', phone);
    return this.find(network.id, (tx) => findGuestBy(tx, network.id, 'phone_index', index));
  }

  /** The guest with this e-mail address; undefined also where several guests have it. */
  async findByEmail(networkId: string, email: string): Promise<GuestIdentity | undefined> {
    const index = this.pii.blindIndex(networkId, 'email', normalizeEmail(email));
    // Guests with an e-mail address, ordered by registration; merged guests have none.
    const [row, ...others] = await this.database
      .readsOf(networkId)
      .query<GuestRow>(
        `SELECT ${GUEST_COLUMNS} FROM guests WHERE network_id = $1 AND email_index = $2 ORDER BY id LIMIT $3`,
        [networkId, index, 2],
      );
    return row === undefined || others.length > 0 ? undefined : identityOf(row);
  }

  /**
   * The guests in a list of names, at most 20,000. A name is an external id, a card number or a phone, tried in this order. Undefined: no such
   * guest. For a merged guest, the remaining one.
   */
  async listIdsOf(
    network: Pick<NetworkProfile, 'id' | 'country'>,
    names: readonly string[],
  ): Promise<(string | undefined)[]> {
    const phones = names.map((name) => {
      const phone = parsePhone(name, network.country);
      return phone === undefined ? null : this.pii.blindIndex(network.id, 'phone', phone);
    });
    const rows = await this.database.inNetwork(
      network.id,
      (tx) => tx.query<{ id: string | null }>`SELECT CASE WHEN g.merged_into IS NULL THEN g.id ELSE (
             WITH RECURSIVE heirs (id, merged_into, erased_at) AS (
               SELECT g.id, g.merged_into, NULL::timestamptz
               UNION
               SELECT e.id, e.merged_into, e.erased_at FROM heirs h JOIN guests e ON e.network_id = ${network.id} AND e.id = h.merged_into)
             SELECT h.id FROM heirs h WHERE h.merged_into IS NULL AND h.erased_at IS NULL) END AS id
           FROM unnest(${names}::text[], ${phones.map((index) => index?.toString('hex') ?? null)}::text[],
           ${names.map(plainCard)}::text[]) WITH ORDINALITY n(name, phone, card, place)
           LEFT JOIN LATERAL (
             SELECT g.id, g.merged_into FROM (
               SELECT 1 AS rank, e.id, e.merged_into, e.erased_at FROM guests e WHERE e.network_id = ${network.id} AND e.external_id = n.name
               UNION ALL
               SELECT 2, c.id, c.merged_into, c.erased_at FROM guests c WHERE c.network_id = ${network.id} AND c.card_number = n.card
               UNION ALL
               SELECT 2, c.id, c.merged_into, c.erased_at FROM guest_cards p
                 JOIN guests c ON c.network_id = ${network.id} AND c.id = p.guest_id WHERE p.network_id = ${network.id} AND p.number = n.card
               UNION ALL
               SELECT 3, p.id, p.merged_into, p.erased_at FROM guests p WHERE p.network_id = ${network.id}
          AND p.phone_index = decode(n.phone, 'hex')) g
              WHERE g.erased_at IS NULL ORDER BY g.rank LIMIT 1) g ON true
          ORDER BY n.place`,
    );
    return rows.map(({ id }) => id ?? undefined);
  }

  /**
   * Makes guests of the network's earlier system, at most 5,000 in a call, in the caller's transaction: each with its state in the lowest tier,
   * without award. A guest with a known external id stays unchanged. Returns the ids of all these guests by external id.
   * @param counters JSON of the state's figures; null: those of a new guest
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
    read: (tx: Statements) => Promise<GuestRow | undefined>,
  ): Promise<GuestIdentity | undefined> {
    const row = await read(this.database.readsOf(networkId));
    return row && identityOf(row);
  }
}

function identityOf(row: GuestRow): GuestIdentity {
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
