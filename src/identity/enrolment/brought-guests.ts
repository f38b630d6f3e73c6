import { Injectable } from '@nestjs/common';
import type { ConsentBasis } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii, PlanLimits } from '../../security';
import { makeCardNumber } from '../cards/card-number.rules';
import type { GuestInsert } from '../profiles/guest.sql';
import { emailColumns, phoneColumns } from '../profiles/personal-columns';
import { importGuests, type ImportedGuest } from './import-guests.sql';

/** The keys by which a line of an import names its guest, in the form in which the database stores them. */
interface StoredKeys {
  readonly phoneIndex: Buffer | null;
  readonly externalId: string | null;
  /** Numbers of printed cards, without spaces and hyphens. */
  readonly cards: readonly string[];
}

/** A guest that a line of an import names. If the guest was merged, this is the guest that remains after the merge. */
interface NamedGuest {
  /** The line's index in the request, from 0. */
  readonly place: number;
  readonly guestId: string;
  readonly isErased: boolean;
  /** When an earlier system's balance was imported, in milliseconds; null: never. */
  readonly openedAt: number | null;
  readonly isBlocked: boolean;
}

type BroughtColumns = Pick<
  GuestInsert,
  | 'id'
  | 'externalId'
  | 'name'
  | 'phoneEncrypted'
  | 'phoneIndex'
  | 'phoneLastFourIndex'
  | 'emailEncrypted'
  | 'emailIndex'
  | 'birthDate'
  | 'locale'
  | 'note'
>;

interface BroughtChild {
  readonly id: string;
  readonly guestId: string;
  readonly nameEncrypted: Buffer | null;
  readonly birthDate: string;
}

interface BroughtConsent {
  readonly id: string;
  readonly guestId: string;
  readonly kind: string;
  readonly version: string;
  readonly given: boolean;
  /** When the guest answered; null: now. */
  readonly at: Date | null;
  /** Where the guest agreed, as the import states for its whole file; null: each row states it. */
  readonly basis: ConsentBasis | null;
}

interface BroughtCard {
  readonly number: string;
  readonly guestId: string;
}

/** Profile fields that an import may fill, with their columns; the first column shows whether the field is empty. */
const FILLED: Readonly<Record<string, readonly string[]>> = {
  externalId: ['external_id'],
  name: ['name'],
  phone: ['phone_index', 'phone_encrypted', 'phone_last4_index'],
  email: ['email_index', 'email_encrypted'],
  birthDate: ['birth_date'],
  locale: ['locale'],
  note: ['note'],
};

/** A guest in a line of an imported file. */
export interface BroughtGuest {
  /** The id for a new guest. */
  readonly id: string;
  /** E.164. */
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  readonly locale: 'ru' | 'en' | null;
  readonly note: string | null;
  readonly cards: readonly string[];
  /** Children of a new guest; a known guest's children stay unchanged. */
  readonly children: readonly { readonly name: string | null; readonly birthDate: string }[];
  /** Consent answers, at most one of each kind. `at` null: the file has no day, so the time of the import counts. */
  readonly consents: readonly Pick<BroughtConsent, 'kind' | 'version' | 'given' | 'at' | 'basis'>[];
}

/** The keys by which a line names a guest. */
export type BroughtKeys = Pick<BroughtGuest, 'phone' | 'externalId' | 'cards'>;

/** Why a line must not change the guest that its keys name. */
type Untouchable = { readonly refused: 'guest_ambiguous' | 'guest_erased' };

/** The guest of a line, or why the line has none. */
export type BringResult =
  | { readonly guestId: string; readonly isNew: boolean; readonly filled: readonly string[] }
  | Untouchable;

/** A guest that the network already has. */
export type KnownGuest = Pick<NamedGuest, 'guestId' | 'openedAt' | 'isBlocked'>;

/** The known guest of a line, or why a line must not touch it. */
export type KnownOrUntouchable = KnownGuest | Untouchable;

/** Guests of imported files: found by phone, external id and printed cards, made if missing, and else completed. */
@Injectable()
export class BroughtGuests {
  constructor(
    private readonly pii: Pii,
    private readonly limits: PlanLimits,
  ) {}

  /** The known guest of each line; undefined: no guest has any of its keys. */
  async find(tx: Tx, networkId: string, guests: readonly BroughtKeys[]): Promise<(KnownOrUntouchable | undefined)[]> {
    const keys = guests.map(({ phone, externalId, cards }) => ({
      phoneIndex: phone === null ? null : this.pii.blindIndex(networkId, 'phone', phone),
      externalId,
      cards,
    }));
    const named = await listNamedGuests(tx, networkId, keys);
    const found = new Array<KnownOrUntouchable | undefined>(guests.length).fill(undefined);
    for (const { place, guestId, isErased, openedAt, isBlocked } of named) {
      const known = found[place];
      if (isErased) found[place] ??= { refused: 'guest_erased' };
      else if (known === undefined || ('refused' in known && known.refused === 'guest_erased'))
        found[place] = { guestId, openedAt, isBlocked };
      else if (!('refused' in known) && known.guestId !== guestId) found[place] = { refused: 'guest_ambiguous' };
    }
    return found;
  }

  /**
   * Makes and completes the guests of these lines, whose keys are all different, in the lines' order.
   * @param counters JSON of the figures with which a new guest's state begins
   * @param known the result of `find` in the same transaction
   * @throws ProblemError `plan_limit_reached`
   */
  async bring(
    tx: Tx,
    networkId: string,
    { importId, counters }: { readonly importId: string; readonly counters: string },
    guests: readonly BroughtGuest[],
    known: readonly (KnownOrUntouchable | undefined)[],
  ): Promise<BringResult[]> {
    let found = known;
    const fresh = guests.filter((_, place) => found[place] === undefined);
    const made = await insertBroughtGuests(
      tx,
      networkId,
      fresh.map((guest) => this.columnsOf(networkId, guest)),
      counters,
    );
    if (made.size > 0) await this.limits.requireRoom(tx, networkId, 'guests');
    // A guest who registered meanwhile is a known guest now.
    if (made.size < fresh.length) found = await this.find(tx, networkId, guests);
    const filling = guests.flatMap((guest, place) => {
      const one = found[place];
      return one === undefined || 'refused' in one || made.has(guest.id) ? [] : [{ ...guest, id: one.guestId }];
    });
    const filled = await fillBroughtGuests(
      tx,
      networkId,
      filling.map((guest) => this.columnsOf(networkId, guest)),
    );
    const brought = guests.map((guest, place): BringResult => {
      if (made.has(guest.id)) return { guestId: guest.id, isNew: true, filled: [] };
      const one = found[place] ?? { refused: 'guest_ambiguous' as const };
      if ('refused' in one) return one;
      return { guestId: one.guestId, isNew: false, filled: filled.get(one.guestId) ?? [] };
    });
    await this.bringMore(tx, networkId, importId, guests, brought);
    return brought;
  }

  /** Records what guests answered in an earlier system, for kinds that they have not answered here. */
  async recordAnswers(tx: Tx, networkId: string, answers: readonly Omit<BroughtConsent, 'id'>[]): Promise<void> {
    await insertBroughtConsents(
      tx,
      networkId,
      answers.map((answer) => ({ ...answer, id: newId() })),
    );
  }

  /**
   * Makes guests for keys in a receipt history that no guest has, at most 5,000 in a call, with their printed cards. Returns the present guest of
   * each by its keys, because another call may have taken them meanwhile. `counters` is as for `bring`. No plan limits the number.
   * @param consents what each of them agreed to before
   */
  async make(
    tx: Tx,
    networkId: string,
    {
      importId,
      counters,
      consents,
    }: { readonly importId: string; readonly counters: string; readonly consents: BroughtGuest['consents'] },
    made: readonly { readonly guest: ImportedGuest; readonly keys: BroughtKeys }[],
  ): Promise<(KnownOrUntouchable | undefined)[]> {
    const guests = made.map(({ guest }) => guest);
    await importGuests(tx, networkId, guests, counters, (phone) => phoneColumns(this.pii, networkId, phone));
    const cards = made.flatMap(({ guest, keys }) => keys.cards.map((number) => ({ number, guestId: guest.id })));
    await insertGuestCards(tx, networkId, importId, cards);
    await insertBroughtConsents(
      tx,
      networkId,
      guests.flatMap(({ id: guestId }) => consents.map((consent) => ({ ...consent, id: newId(), guestId }))),
    );
    return this.find(
      tx,
      networkId,
      made.map(({ keys }) => keys),
    );
  }

  /** Undoes the profile data that an import added to these guests; the ledger's acts are undone elsewhere. */
  async giveBack(
    tx: Tx,
    networkId: string,
    importId: string,
    guests: readonly { readonly guestId: string; readonly filled: readonly string[] }[],
  ): Promise<void> {
    await tx.query`
      DELETE FROM guest_cards WHERE network_id = ${networkId} AND guest_id = ANY (${guests.map(({ guestId }) => guestId)}::uuid[])
       AND import_id = ${importId}`;
    await emptyBroughtGuests(tx, networkId, guests);
  }

  private async bringMore(
    tx: Tx,
    networkId: string,
    importId: string,
    guests: readonly BroughtGuest[],
    brought: readonly BringResult[],
  ): Promise<void> {
    const cards: BroughtCard[] = [];
    const consents: BroughtConsent[] = [];
    const children: BroughtChild[] = [];
    for (const [place, guest] of guests.entries()) {
      const one = brought[place];
      if (one === undefined || 'refused' in one) continue;
      const { guestId } = one;
      cards.push(...guest.cards.map((number) => ({ number, guestId })));
      consents.push(...guest.consents.map((consent) => ({ ...consent, id: newId(), guestId })));
      if (!one.isNew) continue;
      for (const { name, birthDate } of guest.children) {
        const nameEncrypted = name === null ? null : this.pii.encrypt(networkId, 'name', name);
        children.push({ id: newId(), guestId, nameEncrypted, birthDate });
      }
    }
    await insertGuestCards(tx, networkId, importId, cards);
    await insertBroughtConsents(tx, networkId, consents);
    if (children.length > 0)
      await tx.query`INSERT INTO children (network_id, id, guest_id, name_encrypted, birth_date)
          SELECT ${networkId}, c.* FROM unnest(${children.map(({ id }) => id)}::uuid[], ${children.map(({ guestId }) => guestId)}::uuid[],
          ${children.map(({ nameEncrypted }) => nameEncrypted)}::bytea[], ${children.map(({ birthDate }) => birthDate)}::date[]) c`;
  }

  private columnsOf(
    networkId: string,
    { id, externalId, name, birthDate, locale, note, phone, email }: BroughtGuest,
  ): BroughtColumns {
    return {
      id,
      externalId,
      name,
      birthDate,
      locale,
      note,
      ...phoneColumns(this.pii, networkId, phone),
      ...emailColumns(this.pii, networkId, email),
    };
  }
}

/** Inserts guests whose states begin with these counters (JSON). Returns the ids of those whose phone and external id are still free. */
async function insertBroughtGuests(
  tx: Tx,
  networkId: string,
  guests: readonly BroughtColumns[],
  counters: string,
): Promise<ReadonlySet<string>> {
  if (guests.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(
    `WITH made AS (
       INSERT INTO guests (network_id, id, external_id, name, phone_encrypted, phone_index, phone_last4_index, email_encrypted,
                           email_index, birth_date, locale, note, card_number, source)
       SELECT $1, g.*, 'IMPORT'
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[],
                     $10::date[], $11::text[], $12::text[], $13::text[]) g
       ON CONFLICT DO NOTHING
       RETURNING id, birth_date, created_at)
     INSERT INTO guest_states (network_id, guest_id, counters, birthday, joined_day)
     SELECT $1, made.id, $14::json, extract(month FROM made.birth_date)::int * 100 + extract(day FROM made.birth_date)::int,
            (made.created_at AT TIME ZONE n.time_zone)::date - DATE '1970-01-01'
       FROM made CROSS JOIN networks n WHERE n.id = $1
     RETURNING guest_id AS id`,
    [networkId, ...columnsOf(guests), guests.map(() => makeCardNumber()), counters],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Fills empty fields of known guests; returns the names of the filled fields by guest. Guests are locked in the order of their ids. A new birthday
 * also changes the state that decisions read, and the guest's version.
 */
async function fillBroughtGuests(
  tx: Tx,
  networkId: string,
  guests: readonly BroughtColumns[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (guests.length === 0) return new Map();
  const ids = guests.map(({ id }) => id);
  await tx.query`SELECT FROM guest_states WHERE network_id = ${networkId} AND guest_id = ANY (${ids}::uuid[])
      ORDER BY guest_id FOR UPDATE`;
  const isFilled = (column: string) => `t.${column} IS NULL AND g.${column} IS NOT NULL`;
  const columns = Object.values(FILLED).flatMap((of) =>
    of.map((column) => `${column} = coalesce(t.${column}, g.${column})`),
  );
  const names = Object.entries(FILLED).map(([name, [first = '']]) => `CASE WHEN ${isFilled(first)} THEN '${name}' END`);
  const rows = await tx.query<{ id: string; filled: string[] }>(
    `WITH given AS (
       SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bytea[],
                            $10::date[], $11::text[], $12::text[])
         AS g (id, external_id, name, phone_encrypted, phone_index, phone_last4_index, email_encrypted, email_index, birth_date,
               locale, note)),
     before AS (
       SELECT g.id, array_remove(ARRAY[${names.join(', ')}], NULL) AS filled
         FROM given g JOIN guests t ON t.network_id = $1 AND t.id = g.id),
     changed AS (
       UPDATE guests t SET ${columns.join(', ')} FROM given g, before b
        WHERE t.network_id = $1 AND t.id = g.id AND b.id = g.id AND cardinality(b.filled) > 0
       RETURNING t.id, t.birth_date)
     , birthdays AS (
       UPDATE guest_states s SET version = s.version + 1, birthday_from = birthday_counts_from($1),
              birthday = extract(month FROM c.birth_date)::int * 100 + extract(day FROM c.birth_date)::int
         FROM changed c JOIN before b ON b.id = c.id AND 'birthDate' = ANY (b.filled)
        WHERE s.network_id = $1 AND s.guest_id = c.id)
     SELECT id, filled FROM before`,
    [networkId, ...columnsOf(guests)],
  );
  return new Map(rows.map(({ id, filled }) => [id, filled]));
}

/** Empties the fields that `fillBroughtGuests` filled: `fields` by guest. */
async function emptyBroughtGuests(
  tx: Tx,
  networkId: string,
  guests: readonly { readonly guestId: string; readonly filled: readonly string[] }[],
): Promise<void> {
  for (const [name, columns] of Object.entries(FILLED)) {
    const ids = guests.filter(({ filled }) => filled.includes(name)).map(({ guestId }) => guestId);
    if (ids.length === 0) continue;
    const sets = columns.map((column) => `${column} = NULL`).join(', ');
    await tx.query(`UPDATE guests SET ${sets} WHERE network_id = $1 AND id = ANY ($2::uuid[])`, [networkId, ids]);
    if (name !== 'birthDate') continue;
    await tx.query`SELECT FROM guest_states WHERE network_id = ${networkId} AND guest_id = ANY (${ids}::uuid[])
        ORDER BY guest_id FOR UPDATE`;
    await tx.query`
      UPDATE guest_states SET birthday = NULL, birthday_from = NULL, version = version + 1 WHERE network_id = ${networkId}
       AND guest_id = ANY (${ids}::uuid[])`;
  }
}

/** Adds printed cards to existing guests, in a fixed order, so that two imports can't deadlock; a number that another guest has is skipped. */
async function insertGuestCards(
  tx: Tx,
  networkId: string,
  importId: string,
  cards: readonly BroughtCard[],
): Promise<void> {
  if (cards.length === 0) return;
  const sorted = [...cards].sort((a, b) => (a.number < b.number ? -1 : 1));
  await tx.query`INSERT INTO guest_cards (network_id, number, guest_id, import_id)
      SELECT ${networkId}, c.number, o.id, ${importId}
      FROM unnest(${sorted.map(({ number }) => number)}::text[], ${sorted.map(({ guestId }) => guestId)}::uuid[]) c(number, guest_id)
        JOIN guests o ON o.network_id = ${networkId} AND o.id = c.guest_id
       WHERE NOT EXISTS (SELECT FROM guests g WHERE g.network_id = ${networkId} AND g.card_number = c.number)
      ON CONFLICT DO NOTHING`;
}

/** Adds the consents of imported guests. A consent is left out if the guest already answered for its kind. */
async function insertBroughtConsents(tx: Tx, networkId: string, consents: readonly BroughtConsent[]): Promise<void> {
  if (consents.length === 0) return;
  await tx.query`
    INSERT INTO consents (network_id, guest_id, id, kind, text_version, given, source, recorded_at, basis)
     SELECT ${networkId}, c.guest_id, c.id, c.kind, c.version, c.given, 'IMPORT', coalesce(c.at, now()), c.basis
       FROM unnest(${consents.map(({ guestId }) => guestId)}::uuid[], ${consents.map(({ id }) => id)}::uuid[],
       ${consents.map(({ kind }) => kind)}::text[], ${consents.map(({ version }) => version)}::text[],
       ${consents.map(({ given }) => given)}::boolean[], ${consents.map(({ at }) => at)}::timestamptz[],
       ${consents.map(({ basis }) => basis)}::text[])
         AS c (guest_id, id, kind, version, given, at, basis)
      WHERE NOT EXISTS (SELECT FROM consents k WHERE k.network_id = ${networkId} AND k.guest_id = c.guest_id AND k.kind = c.kind)
        AND EXISTS (SELECT FROM guests g WHERE g.network_id = ${networkId} AND g.id = c.guest_id)`;
}

/** The columns of guests as parameters, from `$2` on. */
function columnsOf(guests: readonly BroughtColumns[]): unknown[][] {
  return [
    guests.map(({ id }) => id),
    guests.map(({ externalId }) => externalId),
    guests.map(({ name }) => name),
    guests.map(({ phoneEncrypted }) => phoneEncrypted),
    guests.map(({ phoneIndex }) => phoneIndex),
    guests.map(({ phoneLastFourIndex }) => phoneLastFourIndex),
    guests.map(({ emailEncrypted }) => emailEncrypted),
    guests.map(({ emailIndex }) => emailIndex),
    guests.map(({ birthDate }) => birthDate),
    guests.map(({ locale }) => locale),
    guests.map(({ note }) => note),
  ];
}

/** Lists the guests that these lines name by any key. A line whose keys belong to several guests has several results. */
function listNamedGuests(tx: Tx, networkId: string, lines: readonly StoredKeys[]): Promise<NamedGuest[]> {
  const cards = lines.flatMap(({ cards: numbers }, place) => numbers.map((number) => ({ place, number })));
  return tx.query<NamedGuest>`WITH RECURSIVE named (place, id, merged_into, erased_at) AS (
        SELECT l.place::int - 1, f.id, f.merged_into, f.erased_at
          FROM unnest(${lines.map(({ phoneIndex }) => phoneIndex)}::bytea[],
          ${lines.map(({ externalId }) => externalId)}::text[]) WITH ORDINALITY l(phone, external_id, place)
          CROSS JOIN LATERAL (
            SELECT g.id, g.merged_into, g.erased_at FROM guests g WHERE g.network_id = ${networkId} AND g.phone_index = l.phone
            UNION ALL
            SELECT g.id, g.merged_into, g.erased_at FROM guests g WHERE g.network_id = ${networkId} AND g.external_id = l.external_id) f
        UNION
        SELECT c.place, f.id, f.merged_into, f.erased_at
          FROM unnest(${cards.map(({ place }) => place)}::int[], ${cards.map(({ number }) => number)}::text[]) c(place, number)
          CROSS JOIN LATERAL (
            SELECT g.id, g.merged_into, g.erased_at FROM guests g WHERE g.network_id = ${networkId} AND g.card_number = c.number
            UNION ALL
            SELECT g.id, g.merged_into, g.erased_at FROM guest_cards p
              JOIN guests g ON g.network_id = ${networkId} AND g.id = p.guest_id WHERE p.network_id = ${networkId} AND p.number = c.number) f),
      heirs (place, id, merged_into, erased_at) AS (
        SELECT * FROM named
        UNION
        SELECT h.place, g.id, g.merged_into, g.erased_at FROM heirs h JOIN guests g ON g.network_id = ${networkId} AND g.id = h.merged_into)
      SELECT h.place AS "place!", h.id AS guest_id, h.erased_at IS NOT NULL AS is_erased,
             (s.counters ->> 'openedAt')::float8 AS opened_at, coalesce(s.blocked, false) AS is_blocked
        FROM heirs h LEFT JOIN guest_states s ON s.network_id = ${networkId} AND s.guest_id = h.id
       WHERE h.merged_into IS NULL ORDER BY h.place`;
}
