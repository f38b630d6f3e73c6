import { type Counters, EMPTY_COUNTERS } from '../../../decision';
import type { Database } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import type { Guests, ImportedGuest } from '../../../identity';
import { saleOf, type PlannedAct } from '../receipts/planned-act';
import type { PlannedPlace } from './import-plan';

/** Profile of a guest from a demonstration or another source, without the id. */
export type GuestProfile = Omit<ImportedGuest, 'id' | 'externalId' | 'createdAt' | 'restaurantId'>;

export interface GuestTerms {
  readonly networkId: string;
  readonly profileOf: ((externalId: string) => GuestProfile) | null;
  /** Where and when an act happened: a guest belongs to the programme from the first of theirs. */
  readonly placeOf: (act: PlannedAct) => PlannedPlace;
  readonly instantOf: (act: PlannedAct) => number;
}

/** Guests of a history get no first-sale bonus: what came before the programme is not their first sale in it. */
export const IMPORTED_COUNTERS = JSON.stringify({ ...EMPTY_COUNTERS, firstSale: 'IMPORT' } satisfies Counters);

/** The guests of an import by the ids that its file gives them; new ones are made as they come. */
export class GuestIds {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly guests: Guests,
    private readonly terms: GuestTerms,
  ) {}

  /** The guest's id. Its acts have been through `prepare`. */
  idOf(externalId: string): string {
    const id = this.known.get(externalId);
    if (id === undefined) throw new Error('a guest of an import was not prepared');
    return id;
  }

  /** Makes the guests of these acts that the network does not have yet; at most 5,000 at once. */
  async prepare(acts: readonly PlannedAct[]): Promise<void> {
    const made = new Map<string, ImportedGuest>();
    for (const act of acts) {
      const externalId = saleOf(act).receipt.guest;
      if (externalId === null || this.known.has(externalId) || made.has(externalId)) continue;
      made.set(externalId, {
        ...this.terms.profileOf?.(externalId),
        id: newId(),
        externalId,
        restaurantId: this.terms.placeOf(act).restaurantId,
        createdAt: new Date(this.terms.instantOf(act)),
      });
    }
    if (made.size === 0) return;
    const { networkId } = this.terms;
    const ids = await this.database.inNetwork(networkId, (tx) =>
      this.guests.createFromImport(tx, networkId, [...made.values()], IMPORTED_COUNTERS),
    );
    for (const [externalId, id] of ids) this.known.set(externalId, id);
  }
}
