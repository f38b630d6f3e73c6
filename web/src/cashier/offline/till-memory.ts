import type { GuestState } from '../../../../src/decision';
import type { AllowanceToken } from '../../entities/offline/offline.api';
import type { FoundGuest } from '../../entities/guest/guest.api';
import type { TillCopy } from './copied-campaigns';
import type { TillStore } from './till-store';
import { makeKey, seal, unseal } from './vault';

export const MOST_GUESTS = 200;
const KEY_OF_COPY = 'key.copy';

/** A guest as the till last saw them, with the state that a decision needs; `state` null: not loaded yet. */
interface RememberedGuest {
  readonly found: FoundGuest;
  /** The phone's last digits; null: unknown. */
  readonly phone: string | null;
  readonly state: GuestState | null;
}

/** The till's data for the time without the server, encrypted with a key that is deleted with the session. */
export class TillMemory {
  constructor(private readonly store: TillStore) {}

  async remember(guest: RememberedGuest, seenAt: number): Promise<void> {
    const sealed = await seal(await this.key(), guest);
    await this.store.guests.put({ id: guest.found.id, seenAt, sealed });
    const surplus = (await this.store.guests.count()) - MOST_GUESTS;
    if (surplus > 0)
      await this.store.guests.bulkDelete(await this.store.guests.orderBy('seenAt').limit(surplus).primaryKeys());
  }

  /** The recently seen guests, newest first. */
  async guests(): Promise<RememberedGuest[]> {
    const key = await this.key();
    const rows = await this.store.guests.orderBy('seenAt').reverse().toArray();
    const guests = await Promise.all(rows.map(({ sealed }) => unseal<RememberedGuest>(key, sealed)));
    return guests.flatMap((guest) => guest ?? []);
  }

  async guest(id: string): Promise<RememberedGuest | undefined> {
    const row = await this.store.guests.get(id);
    return row === undefined ? undefined : unseal<RememberedGuest>(await this.key(), row.sealed);
  }

  /** Stores new states of remembered guests. */
  async refresh(states: readonly { readonly guestId: string; readonly state: GuestState }[]): Promise<void> {
    const key = await this.key();
    for (const { guestId, state } of states) {
      const [row, known] = await Promise.all([this.store.guests.get(guestId), this.guest(guestId)]);
      if (row === undefined || known === undefined) continue;
      const sealed = await seal(key, { ...known, state });
      await this.store.guests.update(guestId, { sealed });
    }
  }

  async keep(name: string, value: unknown): Promise<void> {
    await this.store.copies.put({ name, sealed: await seal(await this.key(), value) });
  }

  async read<Value>(name: string): Promise<Value | undefined> {
    const row = await this.store.copies.get(name);
    return row === undefined ? undefined : unseal<Value>(await this.key(), row.sealed);
  }

  /** Deletes the data and its key at the end of the session. Acts stay. */
  async forget(): Promise<void> {
    await this.store.transaction('rw', this.store.guests, this.store.copies, this.store.meta, async () => {
      await this.store.guests.clear();
      await this.store.copies.clear();
      await this.store.meta.delete(KEY_OF_COPY);
    });
  }

  private key(): Promise<CryptoKey> {
    return this.store.metaOf(KEY_OF_COPY, makeKey);
  }
}

/** Copies of the network's data, by the name under which each is stored. */
export interface Copies {
  readonly till: TillCopy;
  readonly allowance: AllowanceToken;
}
