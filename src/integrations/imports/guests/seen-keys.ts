import type { GuestRow } from './guest-row.rules';

const LEAST_SLOTS = 1 << 12;
/** A slot of the table has three numbers: two halves of the hash, and the line of the file; line 0 means that the slot is empty. */
const WIDTH = 3;

/**
 * Phones, ids and cards of the rows so far, to find guests that a file names twice. Each key is a 64-bit hash in 12 bytes, because a file may have
 * millions of keys. In a file of three million keys, the chance of two equal hashes is one in four million.
 */
export class SeenKeys {
  private slots = new Uint32Array(LEAST_SLOTS * WIDTH);
  private size = 0;

  /** The earlier line with one of the row's keys; null: there is none, and the row's keys are added. */
  add({ line, phone, externalId, cards }: Pick<GuestRow, 'line' | 'phone' | 'externalId' | 'cards'>): number | null {
    const keys = cards.map((card) => hashOf(`c${card}`));
    if (phone !== null) keys.push(hashOf(`p${phone}`));
    if (externalId !== null) keys.push(hashOf(`e${externalId}`));
    for (const key of keys) {
      const earlier = this.slots[this.slotOf(key) + 2];
      if (earlier !== undefined && earlier !== 0) return earlier;
    }
    for (const [high, low] of keys) this.put(high, low, line);
    return null;
  }

  private put(high: number, low: number, line: number): void {
    const slot = this.slotOf([high, low]);
    if (this.slots[slot + 2] === 0) this.size += 1;
    this.slots.set([high, low, line], slot);
    if (this.size * 4 > (this.slots.length / WIDTH) * 3) this.grow();
  }

  /** The index in `slots` where the key is, or would be inserted. */
  private slotOf([high, low]: Hash): number {
    const { slots } = this;
    const count = slots.length / WIDTH;
    for (let place = low & (count - 1); ; place = (place + 1) & (count - 1)) {
      const slot = place * WIDTH;
      if (slots[slot + 2] === 0 || (slots[slot] === high && slots[slot + 1] === low)) return slot;
    }
  }

  private grow(): void {
    const full = this.slots;
    this.slots = new Uint32Array(full.length * 2);
    this.size = 0;
    for (let slot = 0; slot < full.length; slot += WIDTH) {
      const [high = 0, low = 0, line = 0] = full.subarray(slot, slot + WIDTH);
      if (line !== 0) this.put(high, low, line);
    }
  }
}

type Hash = readonly [high: number, low: number];

/** A 64-bit hash in two halves (cyrb53 without its final truncation, https://github.com/bryc/code). */
function hashOf(text: string): Hash {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let place = 0; place < text.length; place += 1) {
    const letter = text.charCodeAt(place);
    high = Math.imul(high ^ letter, 2_654_435_761);
    low = Math.imul(low ^ letter, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return [high >>> 0, low >>> 0];
}
