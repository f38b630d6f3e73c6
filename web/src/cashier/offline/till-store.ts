import { Dexie, type Table } from 'dexie';
import type { ActRow, SealedAct } from './kept-act';

interface GuestRow {
  readonly id: string;
  readonly seenAt: number;
  readonly sealed: SealedAct;
}

interface CopyRow {
  readonly name: string;
  readonly sealed: SealedAct;
}

interface MetaRow {
  readonly name: string;
  readonly value: string | number | CryptoKey;
}

/** The act could not be stored, so no sale was made. */
export class NotKept extends Error {
  constructor(
    readonly reason: 'full' | 'broken',
    cause?: unknown,
  ) {
    super(`an act could not be kept: ${reason}`, { cause });
  }
}

const NAME = 'loyalty.till';

/** A device's store. A write is on the disk before its promise resolves, so a power cut after "done" loses nothing. */
export class TillStore extends Dexie {
  declare readonly acts: Table<ActRow, number>;
  declare readonly guests: Table<GuestRow, string>;
  declare readonly copies: Table<CopyRow, string>;
  declare readonly meta: Table<MetaRow, string>;

  constructor(name = NAME) {
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      acts: '++seq, &actId, state',
      guests: '&id, seenAt',
      copies: '&name',
      meta: '&name',
    });
  }

  /**
   * Repeats the work once on a new connection after the browser closed the old one, and once without the cached guests when the device is full.
   * @throws NotKept
   */
  async reliably<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isFull = isOfQuota(error);
      try {
        if (isFull) await this.guests.clear();
        else {
          this.close();
          await this.open();
        }
        return await work();
      } catch (again) {
        throw new NotKept(isOfQuota(again) ? 'full' : 'broken', again);
      }
    }
  }

  /** A value of the device; made at its first use. */
  async metaOf<Value extends MetaRow['value']>(name: string, make: () => Value | Promise<Value>): Promise<Value> {
    const found = await this.meta.get(name);
    if (found !== undefined) return found.value as Value;
    const made = await make();
    return this.transaction('rw', this.meta, async () => {
      // Another tab may have made the value meanwhile.
      const other = await this.meta.get(name);
      if (other !== undefined) return other.value as Value;
      await this.meta.add({ name, value: made });
      return made;
    });
  }
}

function isOfQuota(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { inner } = error as { readonly inner?: unknown };
  return error.name === 'QuotaExceededError' || (inner !== undefined && inner !== error && isOfQuota(inner));
}
