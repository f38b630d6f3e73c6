import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Pii, PlanLimits } from '../../security';
import { emailColumns, phoneColumns } from '../profiles/personal-columns';
import * as sql from './brought-guests.sql';
import { importGuests, type ImportedGuest } from './import-guests.sql';

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
  readonly consents: readonly Pick<sql.BroughtConsent, 'kind' | 'version' | 'given' | 'at' | 'basis'>[];
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
export type KnownGuest = Pick<sql.NamedGuest, 'guestId' | 'openedAt' | 'isBlocked'>;

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
    const named = await sql.listNamedGuests(tx, networkId, keys);
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
    const made = await sql.insertBroughtGuests(
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
    const filled = await sql.fillBroughtGuests(
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
  async recordAnswers(tx: Tx, networkId: string, answers: readonly Omit<sql.BroughtConsent, 'id'>[]): Promise<void> {
    await sql.insertBroughtConsents(
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
    await sql.insertGuestCards(tx, networkId, importId, cards);
    await sql.insertBroughtConsents(
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
    brought: readonly BringResult[],
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
