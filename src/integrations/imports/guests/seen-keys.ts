import type { GuestRow } from './guest-row.rules';

/** Phones, ids and cards of the rows so far, so that a file names no guest twice. */
export class SeenKeys {
  private readonly lines = new Map<string, number>();

  /** The earlier line with one of the row's keys; null: none, and they are remembered. */
  add({ line, phone, externalId, cards }: Pick<GuestRow, 'line' | 'phone' | 'externalId' | 'cards'>): number | null {
    const keys = [...cards.map((card) => `c${card}`)];
    if (phone !== null) keys.push(`p${phone}`);
    if (externalId !== null) keys.push(`e${externalId}`);
    for (const key of keys) {
      const earlier = this.lines.get(key);
      if (earlier !== undefined) return earlier;
    }
    for (const key of keys) this.lines.set(key, line);
    return null;
  }
}
