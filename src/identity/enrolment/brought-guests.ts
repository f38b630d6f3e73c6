import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii, PlanLimits } from '../../security';
import { emailColumns, phoneColumns } from '../profiles/personal-columns';
import * as sql from './brought-guests.sql';
import { importGuests, type ImportedGuest } from './import-guests.sql';

/** A guest as a line of a file brings it. */
export interface BroughtGuest {
  /** The id that it gets if it is new. */
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
  /** Children of a new guest; those of a known one stay as they are. */
  readonly children: readonly { readonly name: string | null; readonly birthDate: string }[];
  /**
   * Answers to consents, at most one of each kind; `at` is null where the file names no day, and the moment of the import
   * counts.
   */
  readonly consents: readonly Pick<sql.BroughtConsent, 'kind' | 'version' | 'given' | 'at'>[];
}

/** The keys by which a line names a guest. */
export type BroughtKeys = Pick<BroughtGuest, 'phone' | 'externalId' | 'cards'>;

/** Why a line must not touch the guest that its keys name. */
export type Untouchable = { readonly refused: 'guest_ambiguous' | 'guest_erased' };

/** The guest of a line, or why it is none. */
export type Brought =
  { readonly guestId: string; readonly isNew: boolean; readonly filled: readonly string[] } | Untouchable;

/** A guest that the network has. */
export type KnownGuest = Pick<sql.NamedGuest, 'guestId' | 'openedAt' | 'isBlocked'>;

/** The known guest of a line, or why a line must not touch it. */
export type Found = KnownGuest | Untouchable;

/** Guests of files: found by phone, external id and printed cards, made where there is none, and filled where there is one. */
@Injectable()
export class BroughtGuests {
  constructor(
    private readonly pii: Pii,
    private readonly limits: PlanLimits,
  ) {}

  /** The known guest of each line; undefined: none of its keys is known. */
  async find(tx: Tx, networkId: string, guests: readonly BroughtKeys[]): Promise<(Found | undefined)[]> {
    const keys = guests.map(({ phone, externalId, cards }) => ({
      phoneIndex: phone === null ? null : this.pii.blindIndex(networkId, 'phone', phone),
      externalId,
      cards,
    }));
    const named = await sql.listNamedGuests(tx, networkId, keys);
    const found = new Array<Found | undefined>(guests.length).fill(undefined);
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
   * Makes and fills the guests of these lines, whose keys are all different, in the order of the lines. `counters` is the JSON
   * of the rare figures with which the state of a new one begins, `known` the answer of `find` in the same transaction.
   * @throws ProblemError `plan_limit_reached`
   */
  async bring(
    tx: Tx,
    networkId: string,
    { importId, counters }: { readonly importId: string; readonly counters: string },
    guests: readonly BroughtGuest[],
    known: readonly (Found | undefined)[],
  ): Promise<Brought[]> {
    let found = known;
    const fresh = guests.filter((_, place) => found[place] === undefined);
    const made = await sql.insertBroughtGuests(
      tx,
      networkId,
      fresh.map((guest) => this.columnsOf(networkId, guest)),
      counters,
    );
    if (made.size > 0) await this.limits.requireRoom(tx, networkId, 'guests');
    // Somebody who registered meanwhile is a known guest by now.
    if (made.size < fresh.length) found = await this.find(tx, networkId, guests);
    const filling = guests.flatMap((guest, place) => {
      const one = found[place];
      return one === undefined || 'refused' in one || made.has(guest.id) ? [] : [{ ...guest, id: one.guestId }];
    });
    const filled = await sql.fillBroughtGuests(
      tx,
      networkId,
      filling.map((guest) => this.columnsOf(networkId, guest)),
    );
    const brought = guests.map((guest, place): Brought => {
      if (made.has(guest.id)) return { guestId: guest.id, isNew: true, filled: [] };
      const one = found[place] ?? { refused: 'guest_ambiguous' as const };
      if ('refused' in one) return one;
      return { guestId: one.guestId, isNew: false, filled: filled.get(one.guestId) ?? [] };
    });
    await this.bringMore(tx, networkId, importId, guests, brought);
    return brought;
  }

  /**
   * Makes the guests whom a history names and the network did not have, at most 5,000 a call, with the printed cards among
   * their keys. Answers with the guest of each by its keys as they are now: somebody else may have taken them meanwhile.
   * `counters` is as for `bring`. No plan limits it.
   */
  async make(
    tx: Tx,
    networkId: string,
    { importId, counters }: { readonly importId: string; readonly counters: string },
    made: readonly { readonly guest: ImportedGuest; readonly keys: BroughtKeys }[],
  ): Promise<(Found | undefined)[]> {
    const guests = made.map(({ guest }) => guest);
    await importGuests(tx, networkId, guests, counters, (phone) => phoneColumns(this.pii, networkId, phone));
    const cards = made.flatMap(({ guest, keys }) => keys.cards.map((number) => ({ number, guestId: guest.id })));
    await sql.insertGuestCards(tx, networkId, importId, cards);
    return this.find(
      tx,
      networkId,
      made.map(({ keys }) => keys),
    );
  }

  /** Gives back what an import brought to these guests, without the acts of the ledger. */
  async giveBack(
    tx: Tx,
    networkId: string,
    importId: string,
    guests: readonly { readonly guestId: string; readonly filled: readonly string[] }[],
  ): Promise<void> {
    await sql.deleteCardsOfImport(
      tx,
      networkId,
      importId,
      guests.map(({ guestId }) => guestId),
    );
    await sql.emptyBroughtGuests(tx, networkId, guests);
  }

  private async bringMore(
    tx: Tx,
    networkId: string,
    importId: string,
    guests: readonly BroughtGuest[],
    brought: readonly Brought[],
  ): Promise<void> {
    const cards: sql.BroughtCard[] = [];
    const consents: sql.BroughtConsent[] = [];
    const children: sql.BroughtChild[] = [];
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
    await sql.insertGuestCards(tx, networkId, importId, cards);
    await sql.insertBroughtConsents(tx, networkId, consents);
    await sql.insertBroughtChildren(tx, networkId, children);
  }

  private columnsOf(
    networkId: string,
    { id, externalId, name, birthDate, locale, note, phone, email }: BroughtGuest,
  ): sql.BroughtColumns {
    return {
      ...{ id, externalId, name, birthDate, locale, note },
      ...phoneColumns(this.pii, networkId, phone),
      ...emailColumns(this.pii, networkId, email),
    };
  }
}
