import { type Counters, EMPTY_COUNTERS } from '../../../decision';
import type { BroughtGuests, BroughtKeys, KnownOrUntouchable, ImportedGuest, KnownGuest } from '../../../identity';
import type { Database } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { type GuestKey, type GuestKeyKind, guestKeysOf, JoinedKeys } from '../receipts/guest-keys';
import { type PlannedAct, type PlannedSale, saleOf } from '../receipts/planned-act';
import type { FileReceipt } from '../receipts/receipt';
import type { ReceiptRejectCode } from '../rows/reject';
import type { PlannedPlace } from './import-plan';

/** A guest's profile from the demonstration or another source, without the id. */
export type GuestProfile = Omit<ImportedGuest, 'id' | 'externalId' | 'createdAt' | 'restaurantId'>;

export interface GuestTerms {
  readonly networkId: string;
  /** The import to which new guests and cards belong; null: nothing is written. */
  readonly importId: string | null;
  /** Consents that new guests gave before. */
  readonly consents: Parameters<BroughtGuests['make']>[2]['consents'];
  readonly profileOf: ((externalId: string) => GuestProfile) | null;
  /** When and where a sale happened; a new guest's membership begins with the first sale. */
  readonly placeOf: (sale: PlannedSale) => PlannedPlace;
  readonly instantOf: (sale: PlannedSale) => number;
}

/** How many sales were matched to a guest by each kind of key, the surest that was known; and how many guests are new. */
export type JoinedReceipts = Record<GuestKeyKind | 'anonymous' | 'newGuests', number>;

/** Imported guests get no first-sale bonus, because their first sale was before the programme. */
export const IMPORTED_COUNTERS = JSON.stringify({ ...EMPTY_COUNTERS, firstSale: 'IMPORT' } satisfies Counters);

/** The value of `keys` for a key that names several guests. */
const AMBIGUOUS = 'ambiguous';
const ERASED = 'erased';
const NAME_OF = { guest_ambiguous: AMBIGUOUS, guest_erased: ERASED } as const;

interface NewGuest {
  readonly guest: ImportedGuest;
  readonly keys: BroughtKeys;
}

/**
 * The guests of an import's receipts. A receipt belongs to the guest in the network with its external id, card or phone; if these name two guests,
 * the receipt has none. If no guest has its keys, a new guest is made with them; known guests are not changed. Within the file, an unknown key
 * belongs to the guest of the other keys on its receipt.
 */
export class ReceiptGuests {
  readonly joined: JoinedReceipts = { externalId: 0, card: 0, phone: 0, anonymous: 0, newGuests: 0 };
  private readonly keys = new JoinedKeys();
  /** Guests whom this import made and whose first sale was not recorded yet. */
  private readonly fresh = new Set<string>();
  /** Guests by the names in `keys`. */
  private readonly guests = new Map<string, KnownOrUntouchable>([
    [AMBIGUOUS, { refused: 'guest_ambiguous' }],
    [ERASED, { refused: 'guest_erased' }],
  ]);

  constructor(
    private readonly database: Database,
    private readonly brought: BroughtGuests,
    private readonly terms: GuestTerms,
  ) {}

  /**
   * Finds the guests of these acts, and makes guests for sales with unknown keys. An act below `settledBelow` is already in the ledger, so it makes
   * no guest. Call it with acts in order of position, each once, at most some 1,000 receipts at a time.
   */
  async prepare(acts: readonly PlannedAct[], settledBelow: number): Promise<void> {
    await this.lookUp(acts);
    const made: NewGuest[] = [];
    for (const act of acts) {
      if (act.kind === 'REPAYMENT') this.join(act.creditNote);
      else {
        const fresh = this.joinSale(act, act.position < settledBelow);
        if (fresh !== null) made.push(fresh);
      }
    }
    this.joined.newGuests += made.length;
    if (made.length > 0) await this.make(made);
  }

  /** The guest of a receipt after `prepare`; null: the receipt is anonymous or refused. */
  guestOf(receipt: FileReceipt): KnownGuest | null {
    const found = this.foundOf(guestKeysOf(receipt));
    return found === undefined || 'refused' in found ? null : found;
  }

  /** Whether the guest was made by this import and is asked about for the first time. */
  takeNew(guestId: string): boolean {
    return this.fresh.delete(guestId);
  }

  /** Why an act that names a guest has none; null: it has one, or is anonymous. */
  faultOf(act: PlannedAct): ReceiptRejectCode | null {
    const keys = guestKeysOf(saleOf(act).receipt);
    const found = this.foundOf(keys);
    if (keys.length === 0 || found === undefined) return null;
    if ('refused' in found) return found.refused;
    // Only the file said that the credit note is of the sale's guest.
    const isOther = act.kind === 'REPAYMENT' && this.guestOf(act.creditNote)?.guestId !== found.guestId;
    return isOther ? 'guest_ambiguous' : null;
  }

  private foundOf(keys: readonly GuestKey[]): KnownOrUntouchable | undefined {
    let only: KnownOrUntouchable | undefined;
    for (const name of this.keys.namesOf(keys)) {
      const found = this.guests.get(name);
      if (found === undefined || only === undefined) only ??= found;
      else if ('refused' in only) only = only.refused === 'guest_ambiguous' ? only : found;
      else if ('refused' in found ? found.refused === 'guest_ambiguous' : found.guestId !== only.guestId)
        return { refused: 'guest_ambiguous' };
    }
    return only;
  }

  /** Looks up all new keys of a piece in one statement. */
  private async lookUp(acts: readonly PlannedAct[]): Promise<void> {
    const wanted = new Map<string, GuestKey>();
    for (const act of acts)
      for (const key of guestKeysOf(act.kind === 'SALE' ? act.receipt : act.creditNote))
        if (this.keys.nameOf(key) === undefined) wanted.set(key.text, key);
    if (wanted.size === 0) return;
    const keys = [...wanted.values()];
    const { networkId } = this.terms;
    const found = await this.database.inNetwork(networkId, (tx) =>
      this.brought.find(
        tx,
        networkId,
        keys.map((key) => broughtKeysOf([key])),
      ),
    );
    for (const [place, key] of keys.entries()) {
      const one = found[place];
      if (one === undefined) continue;
      const name = 'refused' in one ? NAME_OF[one.refused] : one.guestId;
      this.guests.set(name, one);
      this.keys.join([key], name);
    }
  }

  private joinSale(sale: PlannedSale, isSettled: boolean): NewGuest | null {
    const keys = guestKeysOf(sale.receipt);
    const [surest] = keys;
    if (surest === undefined) {
      this.joined.anonymous += 1;
      return null;
    }
    const known = keys.find((key) => this.keys.nameOf(key) !== undefined);
    const fresh = known !== undefined || isSettled ? null : this.newGuestOf(sale, keys);
    if (fresh !== null) {
      this.guests.set(fresh.guest.id, { guestId: fresh.guest.id, openedAt: null, isBlocked: false });
      this.keys.join(keys, fresh.guest.id);
    } else if (known === undefined) this.keys.join(keys, ERASED);
    if (this.join(sale.receipt)) this.joined[(known ?? surest).kind] += 1;
    return fresh;
  }

  /** Gives unknown keys of a receipt to the guest of its other keys; false: the receipt is refused. */
  private join(receipt: FileReceipt): boolean {
    const keys = guestKeysOf(receipt);
    const found = this.foundOf(keys);
    if (found === undefined || 'refused' in found) return false;
    const name = this.keys.namesOf(keys).find((one) => this.guests.get(one) === found);
    if (name !== undefined) this.keys.join(keys, name);
    return true;
  }

  private newGuestOf(sale: PlannedSale, keys: readonly GuestKey[]): NewGuest {
    const { guest: externalId, phone } = sale.receipt;
    return {
      keys: broughtKeysOf(keys),
      guest: {
        ...(phone === null ? {} : { phone }),
        ...(externalId === null ? {} : this.terms.profileOf?.(externalId)),
        id: newId(),
        externalId,
        restaurantId: this.terms.placeOf(sale).restaurantId,
        createdAt: new Date(this.terms.instantOf(sale)),
      },
    };
  }

  private async make(made: readonly NewGuest[]): Promise<void> {
    const { networkId, importId, consents } = this.terms;
    if (importId === null) return;
    const found = await this.database.inNetwork(networkId, (tx) =>
      this.brought.make(tx, networkId, { importId, counters: IMPORTED_COUNTERS, consents }, made),
    );
    for (const [place, { guest }] of made.entries()) {
      const one = found[place];
      if (one === undefined) throw new Error('a guest of an import was not made');
      this.guests.set(guest.id, one);
      if (!('refused' in one)) this.fresh.add(one.guestId);
    }
  }
}

function broughtKeysOf(keys: readonly GuestKey[]): BroughtKeys {
  const valueOf = (kind: GuestKeyKind) => keys.find((key) => key.kind === kind)?.value ?? null;
  const card = valueOf('card');
  return { externalId: valueOf('externalId'), phone: valueOf('phone'), cards: card === null ? [] : [card] };
}
