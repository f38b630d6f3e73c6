import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { NetworkProfile } from '../../configuration';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { networkOf, normalizeEmail, Pii, type Principal } from '../../security';
import { plainCard } from '../../typed/card';
import { insertConsents, listConsentRows } from '../consents/consent.sql';
import { importGuests, type ImportedGuest } from '../enrolment/import-guests.sql';
import { birthdayOf } from '../profiles/birthday.rules';
import { refuseOtherGuests } from '../profiles/guest-access';
import {
  findGuestBy,
  findGuestRow,
  GUEST_COLUMNS,
  type GuestRow,
  listGuestRowsById,
  updateBirthday,
} from '../profiles/guest.sql';
import { phoneColumns } from '../profiles/personal-columns';
import { parsePhone } from '../../typed/phone';

/**
 * Profile fields that a merge copies if they are empty in the other guest's profile, with their columns; the first column shows whether the field is
 * empty.
 */
const FILLED: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  email: ['email_index', 'email_encrypted'],
  birthDate: ['birth_date'],
  locale: ['locale'],
  note: ['note'],
};

/**
 * Tables whose rows belong to a guest, and which a merge passes to the other guest: children, cases, messages, devices with notifications, and wallet
 * cards.
 */
const OWNED = ['children', 'guest_cases', 'messages', 'push_subscriptions', 'wallet_passes'] as const;

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
  findSurvivor(networkId: string, guestId: string): Promise<string | undefined> {
    return findSurvivor(this.database.readsOf(networkId), networkId, guestId);
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
  async close(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
    await updateMergedInto(tx, networkId, guestId, mergedInto);
    await passConsents(tx, networkId, guestId, mergedInto);
    await tx.query`
      UPDATE guests g SET unwanted_messages = ARRAY(SELECT DISTINCT unnest(g.unwanted_messages || s.unwanted_messages))
        FROM guests s
       WHERE g.network_id = ${networkId} AND g.id = ${mergedInto} AND s.network_id = ${networkId} AND s.id = ${guestId}
       AND s.unwanted_messages <> '{}'`;
    await fillProfile(tx, networkId, mergedInto, guestId);
    await passBelongings(tx, networkId, guestId, mergedInto);
  }

  /** Reopens a merged guest, and removes its values from the other's profile. Copied consents stay. */
  async reopen(tx: Tx, networkId: string, guestId: string, mergedInto: string): Promise<void> {
    await updateMergedInto(tx, networkId, guestId, null);
    await emptyProfile(tx, networkId, mergedInto, guestId);
    await returnBelongings(tx, networkId, guestId, mergedInto);
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

/** Copies a guest's last consents to another guest. A consent is left out if the other guest already answered for its kind. */
async function passConsents(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  const known = new Set((await listConsentRows(tx, networkId, toGuestId)).map(({ kind }) => kind));
  const passed = (await listConsentRows(tx, networkId, guestId)).filter(({ kind }) => !known.has(kind));
  const consents = passed.map(({ kind, textVersion: version, given, basis }) => ({
    id: newId(),
    kind,
    version,
    given,
    basis,
  }));
  await insertConsents(tx, networkId, toGuestId, consents, 'MERGE');
}

/** The guest that remained after this guest's merges, or the guest itself. Undefined: the network has no such guest. */
async function findSurvivor(tx: Statements, networkId: string, guestId: string): Promise<string | undefined> {
  let row = await findGuestRow(tx, networkId, 'id', guestId);
  while (row !== undefined && row.merged_into !== null) row = await findGuestRow(tx, networkId, 'id', row.merged_into);
  return row?.id;
}

/** Moves a guest's rows to the other guest. Each row keeps the ids of its earlier owners, from the first owner to the latest. */
async function passBelongings(tx: Tx, networkId: string, guestId: string, toGuestId: string): Promise<void> {
  for (const table of OWNED)
    await tx.query(
      `UPDATE ${table} SET guest_id = $3, came_from = came_from || $2::uuid WHERE network_id = $1 AND guest_id = $2::uuid`,
      [networkId, guestId, toGuestId],
    );
}

/** Moves rows back to the guest from whom a merge moved them. All other rows stay. */
async function returnBelongings(tx: Tx, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  for (const table of OWNED)
    await tx.query(
      `UPDATE ${table} SET guest_id = $2::uuid, came_from = trim_array(came_from, 1)
        WHERE network_id = $1 AND guest_id = $3 AND came_from[cardinality(came_from)] = $2::uuid`,
      [networkId, guestId, fromGuestId],
    );
}

/** Closes the source of a merge; null opens it again. The caller holds both guests' locks. */
async function updateMergedInto(
  tx: Statements,
  networkId: string,
  guestId: string,
  mergedInto: string | null,
): Promise<void> {
  await tx.query`UPDATE guests SET merged_into = ${mergedInto} WHERE network_id = ${networkId} AND id = ${guestId}`;
}

/** Copies the other guest's values into empty profile fields, with the times when they were set, and records their source. */
async function fillProfile(tx: Statements, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  const isFilled = (column: string) => `t.${column} IS NULL AND s.${column} IS NOT NULL`;
  const notes = Object.entries(FILLED).map(
    ([name, [first = '']]) => `'${name}', CASE WHEN ${isFilled(first)} THEN s.id END`,
  );
  const times = Object.entries(FILLED).map(
    ([name, [first = '']]) => `'${name}', CASE WHEN ${isFilled(first)} THEN s.profile_times -> '${name}' END`,
  );
  const columns = Object.values(FILLED).flatMap((of) =>
    of.map((column) => `${column} = CASE WHEN ${isFilled(of[0] ?? '')} THEN s.${column} ELSE t.${column} END`),
  );
  await changeProfile(
    tx,
    `UPDATE guests t SET ${columns.join(', ')}, filled = t.filled || jsonb_strip_nulls(jsonb_build_object(${notes.join(', ')})),
         profile_times = t.profile_times || jsonb_strip_nulls(jsonb_build_object(${times.join(', ')}))
       FROM guests s WHERE t.network_id = $1 AND t.id = $2 AND s.network_id = $1 AND s.id = $3
     RETURNING t.birth_date AS "birthDate"`,
    [networkId, guestId, fromGuestId],
  );
}

/** Empties the fields that a merge filled, unless they have changed since. */
async function emptyProfile(tx: Statements, networkId: string, guestId: string, fromGuestId: string): Promise<void> {
  const leaves = ([name, [first = '']]: readonly [string, readonly string[]]) =>
    `t.filled ->> '${name}' = s.id::text AND t.${first} = s.${first}`;
  const fields = Object.entries(FILLED);
  const columns = fields.flatMap((field) =>
    field[1].map((column) => `${column} = CASE WHEN ${leaves(field)} THEN NULL ELSE t.${column} END`),
  );
  const untimed = fields.map((field) => `CASE WHEN ${leaves(field)} THEN '${field[0]}' END`);
  await changeProfile(
    tx,
    `UPDATE guests t SET ${columns.join(', ')}, filled = (
         SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(t.filled) f WHERE f.value <> to_jsonb(s.id)),
         profile_times = t.profile_times - array_remove(ARRAY[${untimed.join(', ')}]::text[], NULL)
       FROM guests s WHERE t.network_id = $1 AND t.id = $2 AND s.network_id = $1 AND s.id = $3
     RETURNING t.birth_date AS "birthDate"`,
    [networkId, guestId, fromGuestId],
  );
}

async function changeProfile(
  tx: Statements,
  statement: string,
  values: readonly [string, string, string],
): Promise<void> {
  const { birthDate } = await tx.one<{ birthDate: string | null }>(statement, values);
  await updateBirthday(tx, values[0], values[1], birthdayOf(birthDate));
}
